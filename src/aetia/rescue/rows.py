"""Entries whose fields stand in cells or on lines of their own."""

from __future__ import annotations

import re

from aetia.rescue.blocks import fold_space
from aetia.rescue.citations import parse_citation
from aetia.rescue.entry import Entry
from aetia.rescue.labels import leading_label
from aetia.rescue.marks import find_marks
from aetia.rescue.names import parse_names, printed_name
from aetia.rescue.remarks import (
    ENTRY_NUMBER,
    take_links,
    without_see_also,
)
from aetia.rescue.running import read_running
from aetia.rescue.tables import read_flat_row
from aetia.rescue.units import Unit


def read_lined(text: str, unit: Unit, by_field: dict[str, tuple[int, int]]) -> Entry | None:
    """An entry that gives each of its fields a line; None where the line of its source does not read as one."""
    entry = Entry(unit.start, unit.end)
    labels: list[str] = []
    start, end = by_field["title"]
    lead = ENTRY_NUMBER.match(text, start, end)
    start = lead.end() if lead else start
    label = leading_label(text[start:end])
    if label is not None:
        labels.append(text[start + label[0][0] : start + label[0][1]])
        entry.spans["labels"] = (start + label[0][0], start + label[0][1])
        start += label[1]
    entry.fields["labels"] = labels
    entry.put(text, "title", start, end, 0.85)
    entry.fields["title"] = str(entry.fields.get("title", "")).rstrip(" .").strip('"“”„«»')
    take_links(unit, entry)
    for name in ("finding", "see_also"):
        if name in by_field:
            by_field[name] = without_see_also(text, by_field[name], entry)
    by_field.pop("see_also", None)
    if "source_label" in by_field and "source_label" in entry.fields:
        del by_field["source_label"]
    _fill_row(text, by_field, entry, set(by_field) - {"title"})
    if not {"volume", "year", "pages"} & set(entry.fields):
        return None
    marks, _ = find_marks(text[unit.start : unit.end].replace("\n", " "))
    for mark in marks:
        if mark.kind in {"doi", "pmid", "pmcid"} and mark.kind not in entry.fields:
            entry.fields[mark.kind], entry.confidence[mark.kind] = mark.value, 0.9
            entry.spans[mark.kind] = (unit.start + mark.start, unit.start + mark.end)
    entry.publication = "article"
    entry.strength = 1.6
    return entry


def read_flat_row_unit(text: str, unit: Unit) -> Entry:
    """A line of a table that lost its cells."""
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


def read_table_row(text: str, unit: Unit) -> Entry:
    """A row of a table whose columns have names."""
    assert unit.columns is not None
    named = dict(unit.columns.fields)
    by_field = {named[column]: span for column, span in unit.cells.items() if column in named}
    if "lead" in by_field and "journal" in by_field:
        by_field["citation"] = (min(by_field["lead"][0], by_field["journal"][0]), by_field.pop("journal")[1])
    if "title" not in by_field:
        source = by_field.get("citation") or by_field.get("authors")
        entry = read_running(text, unit, *source) if source else Entry(unit.start, unit.end)
        entry.start, entry.end = unit.start, unit.end
        entry.strength += 0.5
    else:
        entry = Entry(unit.start, unit.end)
        inner = read_running(text, unit, *by_field["title"])
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
            take_links(unit, entry)
        entry.strength = 1.6 if len(str(entry.fields.get("title", ""))) > 5 else 0.0
    _fill_row(text, by_field, entry, set(by_field) - {"title", "citation", "lead"})
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


def _put_authors(text: str, entry: Entry, start: int, end: int) -> None:
    printed = text[start:end].strip(" .,;")
    begin = start + text[start:end].find(printed) if printed else start
    names = parse_names(text[:end], begin)
    if names is not None and names.end >= begin + len(printed) - 2:
        entry.fields["authors"] = [printed_name(text[a:b]) for a, b in names.spans]
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


def _put_number(entry: Entry, name: str, number: int, span: tuple[int, int]) -> None:
    entry.fields[name], entry.spans[name], entry.confidence[name] = number, span, 0.9


_SOURCE_FIELDS = (
    "journal",
    "volume",
    "issue",
    "pages",
    "year",
    "month",
    "day",
    "finding",
    "source_label",
    "doi",
    "pmid",
)


def _journal_cell(text: str, span: tuple[int, int], entry: Entry) -> None:
    """A journal's cell may hold its locator too."""
    cell = re.sub(r" [|/] ", "   ", text[slice(*span)].replace("\n", " "))
    lead = 'Anon. "A title of a paper". '
    probe = parse_citation(f"{lead}{cell}", finding=True)
    shift = span[0] - len(lead)
    if probe.get("journal") and (probe.get("volume") or probe.number("year")):
        for name in _SOURCE_FIELDS:
            if name in probe.fields and name not in entry.fields:
                first, last = probe.spans[name]
                entry.fields[name] = probe.fields[name]
                entry.spans[name], entry.confidence[name] = (first + shift, last + shift), 0.85
    else:
        entry.put(text, "journal", *span, 0.9)
        entry.fields["journal"] = (
            fold_space(cell).rstrip(" .,") if not re.search(r"\b[A-Z][a-z]{1,5}\.$", cell.strip()) else fold_space(cell)
        )
