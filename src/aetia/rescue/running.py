"""Running text → an entry: what stands around its citation is taken first, and the citation is read."""

from __future__ import annotations

import re

from aetia.rescue.blocks import Run
from aetia.rescue.citations import READ_LIMIT, Citation, parse_citation
from aetia.rescue.entry import Entry
from aetia.rescue.labels import leading_label
from aetia.rescue.remarks import (
    ENTRY_NUMBER,
    finding_first,
    take_annotation,
    take_label,
    take_labelled,
    take_links,
    take_see_also,
    title_label,
    unlabel,
)
from aetia.rescue.strength import strength_of
from aetia.rescue.units import Unit

_CITATION_LABEL = re.compile(
    r"\W{0,3}(?:(?:the\s+)?stud(?:y|ie)|étude|estudio|estudo|studio|badanie|reference|referenz|référence|referencia|riferimento|source|"
    r"quelle|fuente|fonte|källa|kilde|bron|źródło|citation|paper|article|literatur)\s?:\s+(?=[^\W\d_]|[\"“„«])",
    re.IGNORECASE,
)


def read_running(text: str, unit: Unit, start: int, end: int, line: Run | None = None) -> Entry:
    """Reads running text as an entry; ``line`` is a line that holds its title, where the page breaks its lines by hand."""
    entry = Entry(unit.start, unit.end)
    flat = text[start : min(end, start + READ_LIMIT)].replace("\n", " ")
    base = start
    lead = ENTRY_NUMBER.match(flat)
    if lead is not None:
        base += lead.end()
        flat = flat[lead.end() :]
    said = _CITATION_LABEL.match(flat)
    if said is not None:
        base, flat = base + said.end(), flat[said.end() :]
    labels: list[str] = []
    label = leading_label(flat)
    if label is not None:
        (first, last), resume = label
        labels.append(flat[first:last])
        entry.spans["labels"] = (base + first, base + last)
        base, flat = base + resume, flat[resume:]
    flat = take_see_also(flat, base, entry, unit)
    flat = take_label(flat, base, entry)
    flat = take_annotation(flat, base, entry)
    flat = take_labelled(flat, base, entry)
    told = finding_first(flat) if "finding" not in entry.fields else None
    if told is not None:
        first, last, end = told
        if flat[:end].strip(" –—-:"):
            entry.put(flat, "finding", 0, end, 0.8)
            entry.spans["finding"] = (base + entry.spans["finding"][0], base + entry.spans["finding"][1])
            entry.fields["finding"] = str(entry.fields["finding"]).rstrip(" –—-:")
        base, flat = base + first, flat[first:last]
    runs = [r for r in unit.runs if r.end > base]
    if line is not None and line.end > base:
        runs.append(Run("bold", max(base, line.start), line.end))
    if (
        unit.kind == "pair"
        and start == unit.start
        and end == unit.end
        and not any(r.kind == "bold" and r.start <= unit.cells[0][0] + 2 for r in runs)
    ):
        runs.append(Run("bold", *unit.cells[0]))
    citation = parse_citation(flat, runs, offset=base, finding=True)
    _adopt(entry, citation, base)
    inner = leading_label(str(entry.fields.get("title", "")))
    if inner is not None and not labels and "title" in entry.spans:
        first, _ = entry.spans["title"]
        labels.append(text[first + inner[0][0] : first + inner[0][1]])
        entry.spans["labels"] = (first + inner[0][0], first + inner[0][1])
        entry.put(text, "title", first + inner[1], entry.spans["title"][1], entry.confidence["title"])
    entry.fields["labels"] = labels
    if labels:
        entry.confidence["labels"] = 0.9
    take_links(unit, entry)
    title_label(text, entry)
    unlabel(text, entry)
    entry.strength = strength_of(flat, entry, unit)
    return entry


def _adopt(entry: Entry, citation: Citation, base: int) -> None:
    for name, value in citation.fields.items():
        if name in entry.fields and name in {"finding", "source_label"}:
            continue
        entry.fields[name] = value
        first, last = citation.spans[name]
        entry.spans[name] = (base + first, base + last)
        entry.confidence[name] = citation.confidence[name]
    entry.proposals.update(citation.proposals)
    entry.publication = citation.kind
    entry.rest = [(base + first, base + last) for first, last in citation.rest]
