"""Data to take away: references, findings and verdicts in the formats that other programs read, one file a format."""

from aetia.site.downloads.export import export, write_export
from aetia.site.downloads.files import download_files
from aetia.site.downloads.formats import FORMATS, Format
from aetia.site.downloads.scope import Scope

__all__ = ["FORMATS", "Format", "Scope", "download_files", "export", "write_export"]
