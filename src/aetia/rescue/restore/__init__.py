"""A published library back to its folder, from any copy of its site: the site's folder, a WACZ, a WARC of a crawl, saved pages."""

from aetia.rescue.restore.report import NotRestored, OtherEdition, Private, Restored, Soundness
from aetia.rescue.restore.restoring import restore_library

__all__ = ["NotRestored", "OtherEdition", "Private", "Restored", "Soundness", "restore_library"]
