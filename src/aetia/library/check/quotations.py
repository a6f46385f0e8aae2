"""Quotations: at most two sentences, and the words that were checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aetia.library.check.case import Case
from aetia.library.faults import Fault

MOST_SENTENCES = 2
_END = re.compile(r"""(?<![.!?…])[.!?…]+["'”’»)\]]*\s+(?=["'“‘«(\[]*[A-ZÀ-ÖØ-ÞΑ-ΩА-Я])""")
_LAST_WORD = re.compile(r"[\w.]{1,12}\Z")
_ABBREVIATIONS = frozenset({
    "al", "approx", "ca", "cf", "dr", "e.g", "eq", "etc", "fig", "figs", "gen", "i.e", "inc", "mr", "mrs", "ms", "no", "nos", "p",
    "pp", "prof", "ref", "refs", "resp", "sp", "spp", "st", "subsp", "tab", "var", "vol", "vs",
})  # fmt: skip


def count_sentences(text: str) -> int:
    """How many sentences a text has at least: a full stop after an abbreviation or a single letter ends none."""
    ends = sum(not _is_abbreviated(text, found) for found in _END.finditer(text))
    return ends + 1 if text.strip() else 0


def _is_abbreviated(text: str, end: re.Match[str]) -> bool:
    word = _LAST_WORD.search(text, max(0, end.start() - 12), end.start())
    bare = word[0].lower() if word else ""
    return end[0].startswith(".") and (bare in _ABBREVIATIONS or (len(bare) == 1 and bare.isalpha()))


def long_quotations(case: Case) -> Iterator[Fault]:
    """Quotations of more than two sentences: more than may be taken from a paper without asking."""
    for place in case.findings:
        quotation = place.finding.quotation
        sentences = count_sentences(quotation.text) if quotation else 0
        if sentences > MOST_SENTENCES:
            yield case.fault(
                "long-quotation",
                place.file,
                (*place.path, "quotation", "text"),
                f"the quotation has {sentences} sentences; {MOST_SENTENCES} are the most",
                "Keep the words that the finding rests on",
            )


def changed_quotations(case: Case) -> Iterator[Fault]:
    """Quotations whose words are no longer those that were checked."""
    for place in case.findings:
        quotation = place.finding.quotation
        if quotation and quotation.digest and quotation.digest != quotation.digest_of_text:
            yield case.fault(
                "changed-quotation",
                place.file,
                (*place.path, "quotation", "digest"),
                "the quotation was changed after it was checked: its digest is that of other words",
                "Put the checked words back, or delete 'digest' and 'checked' until it is checked again",
            )
