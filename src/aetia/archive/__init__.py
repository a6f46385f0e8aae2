"""Web archives in and out: WARC and WACZ."""

from aetia.archive.capture import Capture, Damage
from aetia.archive.document import Document, PageText
from aetia.archive.fixity import verify_wacz
from aetia.archive.limits import Limits
from aetia.archive.reading import read_captures
from aetia.archive.sealing import Sealed, Signer, write_wacz
from aetia.archive.signing import signer_of

__all__ = [
    "Capture",
    "Damage",
    "Document",
    "Limits",
    "PageText",
    "Sealed",
    "Signer",
    "read_captures",
    "signer_of",
    "verify_wacz",
    "write_wacz",
]
