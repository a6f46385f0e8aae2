"""Web archives in and out: WARC and WACZ."""

from aetia.archive.capture import Capture, Damage
from aetia.archive.limits import Limits
from aetia.archive.reading import read_captures

__all__ = ["Capture", "Damage", "Limits", "read_captures"]
