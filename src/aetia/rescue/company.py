"""Units that look like the entries around them, and are therefore entries too."""

from __future__ import annotations

from aetia.rescue.entry import Entry
from aetia.rescue.parts import ENTRY_STRENGTH
from aetia.rescue.sentences import is_clause, split_sentences
from aetia.rescue.signs import GENERAL, STANDING, WARNING
from aetia.rescue.units import Unit

_CITED = frozenset({"year", "volume", "journal", "source_label", "doi", "pmid"})


def raise_by_company(text: str, units: list[Unit], entries: list[Entry]) -> None:
    """Lifts units that look like the entries around them: same kind of block, or the same shape of title and finding."""
    strong = [i for i, entry in enumerate(entries) if entry.strength >= ENTRY_STRENGTH]
    led = [i for i in strong if _bold_or_link_lead(units[i])]
    typed = len(led) >= 0.5 * len(strong)
    shaped = [
        i
        for i in strong
        if ("finding" in entries[i].fields and "authors_printed" not in entries[i].spans) or _title_leads(entries[i])
    ]
    cited = all(_CITED & entries[i].fields.keys() or entries[i].fields.get("authors") for i in strong)
    for i, (unit, entry) in enumerate(zip(units, entries, strict=True)):
        if entry.strength >= ENTRY_STRENGTH or "title" not in entry.fields or unit.region != "main":
            continue
        if entry.strength >= 0.55:
            near = [
                j
                for j in range(max(0, i - 4), min(len(units), i + 5))
                if j != i and units[j].kind == unit.kind and units[j].level == unit.level
            ]
            if near and sum(entries[j].strength >= ENTRY_STRENGTH for j in near) >= 0.5 * len(near):
                entry.strength = ENTRY_STRENGTH
                continue
        if (
            len(shaped) >= 2
            and (
                not cited
                or typed
                or (i > 0 and entries[i - 1].strength >= ENTRY_STRENGTH)
                or _CITED & entry.fields.keys()
                or entry.fields.get("authors")
            )
            and unit.kind in {"paragraph", "item", "cell"}
            and _titled(text, unit)
            and (not typed or _bold_or_link_lead(unit))
        ):
            entry.strength = ENTRY_STRENGTH


def _bold_or_link_lead(unit: Unit) -> bool:
    return any(r.kind in {"bold", "link"} and r.start <= unit.start + 20 and r.end - r.start >= 12 for r in unit.runs)


def _title_leads(entry: Entry) -> bool:
    return (
        "finding" in entry.spans
        and "title" in entry.spans
        and entry.spans["title"][0] < entry.spans["finding"][0]
        and not (entry.spans.get("authors", (1 << 60, 0))[0] < entry.spans["title"][0])
    )


def _titled(text: str, unit: Unit) -> bool:
    """True for a unit that begins with a phrase closed by a full stop, a sentence after it."""
    flat = text[unit.start : unit.end].replace("\n", " ")
    sentences = split_sentences(flat)
    if len(sentences) < 2:
        return False
    first = flat[slice(*sentences[0])]
    words = first.split()
    return (
        2 <= len(words) <= 40
        and not is_clause(first.rstrip("?"))
        and len(flat[sentences[1][0] :].split()) >= 6
        and not GENERAL.match(first)
        and first[:1].isupper()
        and not STANDING.match(first)
        and not WARNING.match(first)
    )
