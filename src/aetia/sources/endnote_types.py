"""EndNote's types of references, by name and number, as those of RIS."""

from __future__ import annotations

RIS_TYPES = {
    "journal article": "JOUR", "electronic article": "EJOUR", "magazine article": "MGZN", "newspaper article": "NEWS",
    "book": "BOOK", "edited book": "EDBOOK", "electronic book": "EBOOK", "serial": "SER", "book section": "CHAP",
    "electronic book section": "ECHAP", "conference paper": "CPAPER", "conference proceedings": "CONF", "conference": "CONF",
    "thesis": "THES", "report": "RPRT", "government document": "GOVDOC", "web page": "ELEC", "online multimedia": "ELEC",
    "blog": "BLOG", "encyclopedia": "ENCYC", "dictionary": "DICT", "dataset": "DATA", "online database": "DBASE",
    "aggregated database": "DBASE", "patent": "PAT", "computer program": "COMP", "unpublished work": "UNPB",
    "manuscript": "MANSCPT", "personal communication": "PCOMM", "statute": "STAT", "bill": "BILL", "case": "CASE",
    "standard": "STAND", "pamphlet": "PAMP", "map": "MAP", "film or broadcast": "MPCT", "generic": "GEN", "journal": "JOUR",
    "review": "JOUR",
}  # fmt: skip
"""RIS types by EndNote's names in small letters; two of them are those of Refer, from which the tags come."""

_NUMBERS = {
    17: "JOUR", 43: "EJOUR", 19: "MGZN", 23: "NEWS", 6: "BOOK", 28: "EDBOOK", 44: "EBOOK", 57: "SER", 5: "CHAP", 60: "ECHAP",
    47: "CPAPER", 10: "CONF", 32: "THES", 27: "RPRT", 46: "GOVDOC", 12: "ELEC", 56: "BLOG", 53: "ENCYC", 52: "DICT", 59: "DATA",
    25: "PAT", 34: "UNPB", 36: "MANSCPT", 13: "GEN",
}  # fmt: skip

WRITTEN = {
    "article-journal": ("Journal Article", 17), "article-newspaper": ("Newspaper Article", 23), "book": ("Book", 6),
    "article-magazine": ("Magazine Article", 19), "chapter": ("Book Section", 5), "paper-conference": ("Conference Paper", 47),
    "thesis": ("Thesis", 32), "report": ("Report", 27), "webpage": ("Web Page", 12), "dataset": ("Dataset", 59),
}  # fmt: skip
"""CSL's types as EndNote writes them; any other is generic."""
GENERIC = ("Generic", 13)


def ris_type(name: str | None, number: str | None = None) -> str:
    """The RIS type of an EndNote type; ``GEN`` where neither name nor number is known.

    Args:
        name: such as ``Journal Article``.
        number: such as ``17``.
    """
    known = RIS_TYPES.get(" ".join((name or "").lower().split()))
    if known is None and number and number.strip().isdecimal() and len(number.strip()) <= 3:
        known = _NUMBERS.get(int(number))
    return known or "GEN"
