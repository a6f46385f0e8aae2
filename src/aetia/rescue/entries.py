"""A unit of the page → an entry: its citation, its finding, its labels, and how much it looks like an entry at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from aetia.rescue.blocks import Run, fold_space
from aetia.rescue.citations import READ_LIMIT, Citation, parse_citation
from aetia.rescue.journals import journal_score
from aetia.rescue.labels import find_see_also, find_source_label, known_label, leading_label
from aetia.rescue.marks import find_marks
from aetia.rescue.names import parse_names
from aetia.rescue.sentences import is_clause
from aetia.rescue.tables import read_flat_row
from aetia.rescue.units import Unit

_NUMBER = re.compile(r"\s*(?:\[\d{1,4}\]|\(?\d{1,4}[.)])\s+(?=[^\W\d_\"“„«(\[])|\s*[•·●▪*]\s+")
_ANNOTATION = re.compile(r"\[(?P<words>[^\[\]]{3,1500})\]{1,2}\s*\.?\s*$")
_COMMENTARY = re.compile(r"^\s*(?:Commentary|Comment|Kommentar|See also the commentary)\b", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """One item of a page's list.

    Args:
        start: first character in the reading text.
        end: one past the last.
        kind: study, internal_link, news, advertisement, definition, report, web page or book.
        fields: plain values, as printed.
        spans: start and end of each field in the reading text.
        confidence: 0 to 1 for each field.
        proposals: readings of what looks misprinted, by field.
        section_path: headings above it, from the title down.
        strength: how much it looks like an entry; above 1 it stands on its own.
        rest: what was printed in it and not understood.
    """

    start: int
    end: int
    kind: str = "study"
    fields: dict[str, str | int | list[str]] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    proposals: dict[str, str] = field(default_factory=dict)
    section_path: tuple[str, ...] = ()
    strength: float = 0.0
    rest: list[tuple[int, int]] = field(default_factory=list)
    publication: str = "unknown"
    links: tuple[str, ...] = ()

    def put(self, text: str, name: str, start: int, end: int, confidence: float) -> None:
        """Records a text field from a span of the reading text."""
        piece = text[start:end]
        words = fold_space(piece)
        if words:
            begin = start + len(piece) - len(piece.lstrip())
            self.fields[name], self.spans[name] = words, (begin, begin + len(piece.strip()))
            self.confidence[name] = confidence


def read_entry(text: str, unit: Unit) -> Entry:
    """Reads a unit as an entry.

    Args:
        text: the reading text.
        unit: the unit.

    Returns:
        The entry, with a strength near 0 where the unit is none.
    """
    if unit.kind == "flat-row":
        return _flat_row(text, unit)
    if unit.kind == "row":
        return _table_row(text, unit)
    entry = _running(text, unit, unit.start, unit.end)
    if unit.kind == "pair" and 1 in unit.cells:
        _read_pair(text, unit, entry)
    return entry


def _running(text: str, unit: Unit, start: int, end: int) -> Entry:
    """Reads running text as an entry."""
    entry = Entry(unit.start, unit.end)
    flat = text[start : min(end, start + READ_LIMIT)].replace("\n", " ")
    base = start
    lead = _NUMBER.match(flat)
    if lead is not None:
        base += lead.end()
        flat = flat[lead.end() :]
    labels: list[str] = []
    label = leading_label(flat)
    if label is not None:
        (first, last), resume = label
        labels.append(flat[first:last])
        entry.spans["labels"] = (base + first, base + last)
        base, flat = base + resume, flat[resume:]
    flat = _take_see_also(flat, base, entry, unit)
    flat = _take_label(flat, base, entry)
    flat = _take_annotation(flat, base, entry)
    runs = [r for r in unit.runs if r.end > base]
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
    _take_links(unit, entry)
    _title_label(text, entry)
    entry.strength = _strength(flat, entry, unit)
    return entry


def _take_see_also(flat: str, base: int, entry: Entry, unit: Unit) -> str:
    found = find_see_also(flat)
    if found is None or not found.items:
        return _take_inner_see_also(flat, base, entry)
    first, last = base + found.items[0][0], base + found.items[-1][1]
    links = [
        (r.start - base, r.end - base) for r in unit.runs if r.kind == "link" and first <= r.start and r.end <= last
    ]
    covered = sum(b - a for a, b in links)
    items = links if links and covered > 0.6 * sum(b - a for a, b in found.items) else list(found.items)
    entry.fields["see_also"] = [flat[a:b].strip(" .") for a, b in items]
    entry.spans["see_also"] = (first, last)
    entry.confidence["see_also"] = 0.9
    return flat[: found.start]


_INNER_SEE_ALSO = re.compile(
    r"[\[(](?:Also\s+see|See\s+also|Siehe\s+auch|Voir\s+aussi|Véase\s+también|Vedi\s+anche|Zie\s+ook)\s*:?\s+(?P<page>[^()\[\]]{2,120})[)\]]",
    re.IGNORECASE,
)


def _take_inner_see_also(flat: str, base: int, entry: Entry) -> str:
    """A bracketed *(Also see X)* before the citation, blanked so that it is no part of the finding."""
    match = _INNER_SEE_ALSO.search(flat)
    if match is None:
        return flat
    entry.fields["see_also"] = [fold_space(match["page"]).strip(" .")]
    entry.spans["see_also"] = (base + match.start("page"), base + match.end("page"))
    entry.confidence["see_also"] = 0.8
    return flat[: match.start()] + " " * (match.end() - match.start()) + flat[match.end() :]


_CLOSING_LABEL = re.compile(r"(?:(?<=[.\])])|^)\s*[\[(]?(?P<label>[A-Z][\w ]{2,24})[\])]?\.?\s*$")


def _take_label(flat: str, base: int, entry: Entry) -> str:
    """A closing *PubMed* after the citation or the remark."""
    match = _CLOSING_LABEL.search(flat[-40:])
    if match is None or not known_label(match["label"]) or len(flat) < 60:
        return flat
    shift = len(flat) - len(flat[-40:])
    entry.fields["source_label"] = match["label"]
    entry.spans["source_label"] = (base + shift + match.start("label"), base + shift + match.end("label"))
    entry.confidence["source_label"] = 0.8
    return flat[: shift + match.start()]


_PRINTED_REMARK = re.compile(
    (
        r"(?:in\s)?(?:online|internet|pdf|epub.*|pmid.*|pubmed.*|doi.*|article in .*|in [A-Z]\w+|"
        r"(?:german|french|spanish|italian|polish|russian|japanese|chinese|danish|dutch|swedish|"
        r"portuguese)|full text|crossref|google scholar|cd-?rom)"
    ),
    re.IGNORECASE,
)


def _take_annotation(flat: str, base: int, entry: Entry) -> str:
    """A closing remark in square brackets is the keeper's finding."""
    match = _ANNOTATION.search(flat)
    if match is None or match.start() < 15:
        return flat
    words = match["words"].strip()
    if known_label(words):
        entry.fields["source_label"] = words
        entry.spans["source_label"] = (base + match.start("words"), base + match.end("words"))
        entry.confidence["source_label"] = 0.8
        return flat[: match.start()]
    if _PRINTED_REMARK.fullmatch(words) or (
        not find_marks(words)[1].strip(" .")
        and words.casefold() not in {"review", "abstract", "letter", "editorial", "comment"}
    ):
        return flat
    entry.fields["finding"] = fold_space(words)
    first = base + match.start("words") + len(match["words"]) - len(match["words"].lstrip())
    entry.spans["finding"] = (first, first + len(words))
    entry.confidence["finding"] = 0.85
    return flat[: match.start()]


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


def _take_links(unit: Unit, entry: Entry) -> None:
    """Addresses that stand only in a link: the entry's own, and a DOI or PMID in it."""
    links = [
        run for run in unit.runs if run.kind == "link" and not run.value.lower().startswith(("mailto:", "javascript:"))
    ]
    entry.links = tuple(run.value for run in links)
    also = entry.spans.get("see_also", (0, 0))
    outward = [run for run in links if not run.value.startswith("#") and not also[0] <= run.start < also[1]]
    if not outward:
        return
    first = outward[0]
    if "url" not in entry.fields or entry.spans["url"] == (first.start, first.end):
        entry.fields["url"] = first.value
        entry.spans["url"] = (first.start, first.end)
        entry.confidence["url"] = 0.9
    for run in outward:
        marks, _ = find_marks(run.value)
        for mark in marks:
            if mark.kind in {"doi", "pmid", "pmcid"} and mark.kind not in entry.fields:
                entry.fields[mark.kind] = mark.value
                entry.spans[mark.kind] = (run.start, run.end)
                entry.confidence[mark.kind] = 0.9


def _title_label(text: str, entry: Entry) -> None:
    """A source named in brackets at the end of a title."""
    if "title" not in entry.spans or "source_label" in entry.fields or "journal" in entry.fields:
        return
    found = find_source_label(text, *entry.spans["title"])
    if found is not None and ("volume" not in entry.fields and not entry.fields.get("authors")):
        start = entry.spans["title"][0]
        entry.put(text, "source_label", found[0], found[1], 0.6)
        entry.put(text, "title", start, found[2], entry.confidence["title"])


def _strength(flat: str, entry: Entry, unit: Unit) -> float:
    """How much the reading looks like an entry of a bibliography."""
    if "title" not in entry.fields:
        return 0.0
    title = str(entry.fields["title"])
    words = title.split()
    points = 0.0
    conf = entry.confidence
    if "journal" in entry.fields:
        points += 0.4 + 0.5 * min(1.0, max(0.0, journal_score(str(entry.fields["journal"])) / 1.2))
    if "volume" in entry.fields:
        points += 0.7
    if "pages" in entry.fields:
        points += 0.4
    if "year" in entry.fields:
        points += 0.35
    if entry.fields.get("authors"):
        points += 0.8 * conf.get("authors", 0.5)
    if "doi" in entry.fields or "pmid" in entry.fields or "pmcid" in entry.fields:
        points += 0.9
    if "source_label" in entry.fields:
        points += 0.7 if known_label(str(entry.fields["source_label"])) else 0.25
    if entry.publication in {"book", "chapter", "thesis", "paper-conference"} and entry.fields.get("authors"):
        points += 0.5
    if "publisher" in entry.fields and entry.fields.get("authors"):
        points += 0.3
    if conf.get("title", 0) >= 0.95 and entry.fields.get("authors"):
        points += 0.35
    if "accessed" in entry.fields or "status_printed" in entry.fields:
        points += 0.4
    if (
        any(run.kind in {"link", "bold"} and run.end - run.start > 20 for run in unit.runs)
        and conf.get("title", 0) >= 0.8
    ):
        points += 0.35
    if entry.fields.get("labels"):
        points += 0.5
    if "url" in entry.fields:
        points += 0.3 if str(entry.fields["url"]).startswith("http") else 0.1
    if (
        "finding" in entry.fields
        and conf["finding"] >= 0.8
        and (entry.fields.get("authors") or "journal" in entry.fields)
    ):
        points += 0.4
    if re.match(r"\W*(?:[A-Z][\w.'’]*\s+){1,6}(?:is|are|was|has|have|were)\s(?:an?|the|not|been|our)\s", flat):
        points -= 1.0
    if len(words) > 45:
        points -= 0.8
    first_person = re.search(r"\b(?:we|our|you|your|I)\b", title)
    if (is_clause(title) and first_person) or title[:1].islower():
        points -= 0.5
    if re.match(r"(?:This|These|It|They|He|She|There|However|In this|The handbook)\b", title):
        points -= 0.7
    return round(points, 3)


def _read_pair(text: str, unit: Unit, entry: Entry) -> None:
    """A term with its definition: a title with finding and citation behind it, or a citation with its finding."""
    term, definition = unit.cells[0], unit.cells[1]
    head = _running(text, unit, *term)
    head.start, head.end = unit.start, unit.end
    if head.strength >= 1.0 and ("volume" in head.fields or head.fields.get("authors")):
        chosen = head
        if "finding" not in chosen.fields:
            chosen.put(text, "finding", *_without_see_also(text, definition, chosen), 0.8)
        chosen.strength += 0.3
    elif entry.strength < 1.0 and _starts_citation(text[slice(*definition)].replace("\n", " ")):
        chosen = parse_joined(text, unit, term, definition)
    else:
        return
    for name in ("fields", "spans", "confidence", "proposals", "strength", "rest", "publication"):
        setattr(entry, name, getattr(chosen, name))


def _without_see_also(text: str, span: tuple[int, int], entry: Entry) -> tuple[int, int]:
    found = find_see_also(text[slice(*span)].replace("\n", " "))
    if found is None or not found.items:
        return span
    entry.fields["see_also"] = [text[span[0] + a : span[0] + b] for a, b in found.items]
    entry.spans["see_also"] = (span[0] + found.items[0][0], span[0] + found.items[-1][1])
    return span[0], span[0] + found.start


def _starts_citation(flat: str) -> bool:
    names = parse_names(flat)
    return names is not None and names.score >= 0.6


def parse_joined(text: str, unit: Unit, term: tuple[int, int], definition: tuple[int, int]) -> Entry:
    """A title in one part and the rest of its citation in the next."""
    entry = _running(text, unit, *definition)
    authors_end = entry.spans.get("authors_printed", (0, 0))[1]
    if "journal" not in entry.fields and "title" in entry.fields and entry.spans["title"][0] >= authors_end:
        entry.fields["journal"] = entry.fields["title"]
        entry.spans["journal"], entry.confidence["journal"] = entry.spans["title"], 0.5
    entry.put(text, "title", *term, 0.8)
    entry.fields["title"] = str(entry.fields["title"]).rstrip(" .:")
    entry.start, entry.end = unit.start, unit.end
    entry.strength += 0.4
    return entry


def _flat_row(text: str, unit: Unit) -> Entry:
    entry = Entry(unit.start, unit.end)
    flat = text[unit.start : unit.end].replace("\n", " ")
    assert unit.columns is not None
    found = read_flat_row(flat, unit.columns)
    if found is None:
        return entry
    entry.put(text, "title", unit.start + found["title"][0], unit.start + found["title"][1], 0.75)
    entry.fields["title"] = str(entry.fields.get("title", "")).rstrip(" .")
    _put_authors(text, entry, unit.start + found["authors"][0], unit.start + found["authors"][1])
    first, last = unit.start + found["year"][0], unit.start + found["year"][1]
    entry.fields["year"], entry.spans["year"], entry.confidence["year"] = int(text[first:last]), (first, last), 0.9
    stop = max(unit.start + found["title"][1], last)
    if stop < unit.end and text[stop : unit.end].strip(" )"):
        entry.rest.append((stop, unit.end))
    entry.fields["labels"] = []
    entry.strength = 1.6
    return entry


def _put_authors(text: str, entry: Entry, start: int, end: int) -> None:
    printed = text[start:end].strip(" .,;")
    begin = start + text[start:end].find(printed) if printed else start
    names = parse_names(text[:end], begin)
    if names is not None and names.end >= begin + len(printed) - 2:
        entry.fields["authors"] = [fold_space(text[a:b]) for a, b in names.spans]
        entry.spans["authors"] = (names.spans[0][0], names.spans[-1][1])
    else:
        plain = re.sub(r"\s*(?:,?\s*et\s+al\.?|u\.\s?a\.)\s*$", "", fold_space(printed))
        parts = (
            re.split(r"\s*(?:;|\band\b|&|,(?=\s*[A-Z][a-z]))\s*", plain)
            if not re.search(r",\s*[A-Z]\.", plain)
            else [plain]
        )
        entry.fields["authors"] = [part for part in parts if part]
        entry.spans["authors"] = (begin, begin + len(printed))
    entry.confidence["authors"] = 0.8
    entry.put(text, "authors_printed", start, end, 0.8)


def _table_row(text: str, unit: Unit) -> Entry:
    """A row of a table whose columns have names."""
    assert unit.columns is not None
    named = dict(unit.columns.fields)
    by_field = {named[column]: span for column, span in unit.cells.items() if column in named}
    if "title" not in by_field:
        source = by_field.get("citation") or by_field.get("authors")
        entry = _running(text, unit, *source) if source else Entry(unit.start, unit.end)
        entry.start, entry.end = unit.start, unit.end
        entry.strength += 0.5
    else:
        entry = Entry(unit.start, unit.end)
        inner = _running(text, unit, *by_field["title"])
        if (
            (inner.fields.get("authors") or "journal" in inner.fields)
            and inner.strength > 1.5
            and "authors" not in by_field
        ):
            entry = inner
            entry.start, entry.end = unit.start, unit.end
        else:
            entry.fields["labels"] = []
            entry.put(text, "title", *by_field["title"], 0.9)
            entry.fields["title"] = str(entry.fields.get("title", "")).rstrip(" .").strip('"“”')
            for name in ("see_also", "doi", "url", "pmid"):
                if name in inner.fields:
                    entry.fields[name], entry.spans[name] = inner.fields[name], inner.spans[name]
                    entry.confidence[name] = 0.8
            _take_links(unit, entry)
        entry.strength = 1.6 if len(str(entry.fields.get("title", ""))) > 5 else 0.0
    _fill_row(text, by_field, entry, set(by_field) - {"title", "citation"})
    used = {span for name, span in by_field.items()}
    entry.rest.extend(span for span in unit.cells.values() if span not in used)
    return entry


def _fill_row(text: str, by_field: dict[str, tuple[int, int]], entry: Entry, names: set[str]) -> None:
    for name in sorted(names):
        span = by_field[name]
        cell = fold_space(text[slice(*span)])
        if name == "authors":
            if "authors" not in entry.fields:
                year = re.search(r"[,\s]*\(?((?:19|20)\d\d)[a-z]?\)?\.?\s*$", text[slice(*span)])
                end = span[0] + year.start() if year else span[1]
                _put_authors(text, entry, span[0], end)
                if year and "year" not in by_field:
                    _put_number(entry, "year", int(year[1]), span)
        elif name == "year":
            citation = parse_citation(f"x. {cell}.")
            year = re.search(r"(?:19|20)\d\d", cell)
            if year:
                _put_number(entry, "year", int(year[0]), span)
            for part in ("month", "day"):
                number = citation.number(part)
                if number is not None:
                    _put_number(entry, part, number, span)
        elif name == "journal":
            _journal_cell(text, span, entry)
        elif name == "labels":
            entry.fields["labels"] = [cell] if cell else []
            entry.spans["labels"] = span
            entry.confidence["labels"] = 0.7
        elif cell and cell not in {"-", "–", "—", "n/a", "N/A"}:
            if name == "doi":
                marks, _ = find_marks(cell)
                cell = next((m.value for m in marks if m.kind == "doi"), cell)
            entry.put(text, name, *span, 0.85)
            entry.fields[name] = cell


def _put_number(entry: Entry, name: str, number: int, span: tuple[int, int]) -> None:
    entry.fields[name], entry.spans[name], entry.confidence[name] = number, span, 0.9


def _journal_cell(text: str, span: tuple[int, int], entry: Entry) -> None:
    """A journal's cell may hold its locator too."""
    cell = text[slice(*span)].replace("\n", " ")
    probe = parse_citation(f"Anon. A title. {cell}")
    shift = span[0] - len("Anon. A title. ")
    if probe.get("journal") and (probe.get("volume") or probe.number("year")):
        for name in ("journal", "volume", "issue", "pages", "year", "month", "day"):
            if name in probe.fields and name not in entry.fields:
                first, last = probe.spans[name]
                entry.fields[name] = probe.fields[name]
                entry.spans[name], entry.confidence[name] = (first + shift, last + shift), 0.85
    else:
        entry.put(text, "journal", *span, 0.9)
        entry.fields["journal"] = (
            fold_space(cell).rstrip(" .,") if not re.search(r"\b[A-Z][a-z]{1,5}\.$", cell.strip()) else fold_space(cell)
        )


def is_commentary(text: str) -> bool:
    """True for a line that points to somebody's comment on the entry before it."""
    return bool(_COMMENTARY.match(text))


def link_text(unit: Unit, runs: tuple[Run, ...]) -> int:
    """Characters of a unit that are links."""
    return sum(run.end - run.start for run in runs if run.kind == "link" and unit.start <= run.start < unit.end)
