"""Numbers under which registers of studies know a study: who shares one tells of one population."""

from __future__ import annotations

import re

from aetia.corpus.folding import words_of

_FORMS = (
    r"NCT\d{8}",
    r"ISRCTN\d{8}",
    r"UMIN(?:-?CTR)?\d{9}",
    r"CHICTR(?:-[A-Z]{2,5})?-?\d{8,10}",
    r"DRKS\d{8}",
    r"ACTRN\d{14}",
    r"CTRI/\d{4}/\d{2,3}/\d{6}",
    r"IRCT\d{10,14}N\d{1,3}",
    r"KCT\d{7}",
    r"JRCT[A-Z]?\d{9,10}",
    r"JAPICCTI-\d{6}",
    r"PACTR\d{15,16}",
    r"TCTR\d{11}",
    r"RPCEC\d{8}",
    r"SLCTR/\d{4}/\d{3}",
    r"RBR-[0-9A-Z]{6,7}",
    r"NTR\d{3,5}",
)
_NUMBER = re.compile(rf"(?<![A-Z0-9])(?:{'|'.join(_FORMS)})(?![A-Z0-9])")
_BLANK = re.compile(
    r"\b(NCT|ISRCTN|UMIN|CHICTR|DRKS|ACTRN|CTRI|IRCT|KCT|JRCT|PACTR|TCTR|RPCEC|NTR)(?:\s+(?:NO\.?|NUMBER|ID))?[\s:#]+(?=[\d/])"
)
_EUROPEAN = re.compile(r"(?<![\d-])(20[0-2]\d-\d{6}-\d{2})(?:-\d{2})?(?![\d-])")
_EUROPEAN_WORD = re.compile(r"EUDRA\s?CT|EU\s?CT\b|CTIS|CLINICAL TRIALS REGIST")
_MOST = 3
"""A text with more numbers than this tells of others' trials: a review, or a pool."""


def registrations_in(text: str) -> frozenset[str]:
    """The registration numbers in a text, in one spelling each; a number of the European form counts where its register is named.

    Numbers of reviews (PROSPERO) are none: a review is no population. A number of nothing but zeros is a placeholder.
    """
    large = _BLANK.sub(r"\1", text.upper())
    found = set(_NUMBER.findall(large))
    if _EUROPEAN_WORD.search(large):
        found.update(_EUROPEAN.findall(large))
    return frozenset(_spelling(number) for number in found if re.search(r"[1-9]", number))


def told_registrations(text: str) -> frozenset[str]:
    """Those of an abstract, empty where it names more than three: it then speaks of other people's studies."""
    found = registrations_in(text)
    return found if len(found) <= _MOST else frozenset()


def field_registrations(field: str | None) -> frozenset[str]:
    """Those of the field `registration`, which holds nothing else: the European form needs no name, and a number of a register
    that is not known here counts as it is written."""
    if not field:
        return frozenset()
    found = registrations_in(f"EudraCT {field}")
    own = " ".join(words_of(field))
    return found or (frozenset({own}) if len(own) >= 5 and any(map(str.isdigit, own)) else frozenset())


def _spelling(number: str) -> str:
    return number.replace("UMIN-CTR", "UMIN").replace("UMINCTR", "UMIN")
