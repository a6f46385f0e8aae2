"""NCBI's E-utilities: searches of PubMed that lose nothing on the way, and records as XML.

`EUtils` is the way in. What NCBI promises and what it gives is compared everywhere; a difference is an error that says "x of y".
"""

from aetia.sources.eutils.citations import CitationMatch, PrintedReference
from aetia.sources.eutils.fetching import Batch
from aetia.sources.eutils.history import History
from aetia.sources.eutils.searching import Search
from aetia.sources.eutils.service import EUtils

__all__ = ["Batch", "CitationMatch", "EUtils", "History", "PrintedReference", "Search"]
