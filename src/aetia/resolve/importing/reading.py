"""Files in, publications out, each with its place; a file that cannot be read costs itself alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aetia.errors import AetiaError, InputError
from aetia.model.reference import Name, Reference
from aetia.resolve.importing.report import FileReport, Trouble
from aetia.sources.citation_files import FORMS, form_of, open_form
from aetia.sources.printed_pages import full_pages
from aetia.sources.record_file import SourceRecord
from aetia.sources.table import TableFile

MOST_RECORDS = 200_000
"""Publications that are imported at once; a library is kept by people, and a corpus is the place for more."""
MOST_TROUBLES = 1_000
"""What was wrong with a file, as far as it is listed."""
LONGEST = {"title": 2_000, "note": 4_000}
"""Characters of a field, and of any other :data:`LONGEST_FIELD`; what is longer is cut and told."""
LONGEST_FIELD = 1_000
MOST_AUTHORS = 3_000
_NO_PAGES = re.compile(r"(?:n\.?\s?pag|n/a|n\.?p|np|no pagination(?: specified)?)\.?$", re.IGNORECASE)
"""What databases print where there are no pages."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOBODY = re.compile(r"\W*(?:anonymous|anon|no authors? (?:listed|available|given)|unknown|n/?a)\W*", re.IGNORECASE)
"""What databases print in the place of authors."""
_WITHDRAWN = frozenset({"retracted publication", "retracted article"})
_TITLE_WITHDRAWN = re.compile(
    r"^\W*(?:retracted|withdrawn)\b\W*(?:article|paper)?\W*[:\]]|\((?:retracted|withdrawn) article", re.IGNORECASE
)


@dataclass(frozen=True)
class Incoming:
    """A publication that a file holds.

    Attributes:
        place: the file, and the line or what else tells where.
        reference: tidied.
        withdrawn: whether the record says that the paper was retracted.
    """

    place: str
    reference: Reference
    withdrawn: bool


def read_files(
    paths: Sequence[Path], form: str | None, columns: Mapping[str, str] | None
) -> tuple[list[Incoming], list[FileReport]]:
    """The publications of some files, and what was found in each.

    Args:
        paths: of the files.
        form: their format; otherwise it is found, file by file.
        columns: of tables, what some columns hold.

    Raises:
        InputError: there is no such format, or there are far too many publications.
    """
    if form is not None and form not in FORMS:
        raise InputError(f"there is no format '{form}'", remedy=f"Choose one of {', '.join(FORMS)}")
    found: list[Incoming] = []
    reports = []
    for path in paths:
        report = FileReport(str(path), told=form is not None)
        reports.append(report)
        try:
            for incoming in _read(path, form, columns, report):
                found.append(incoming)
                if len(found) > MOST_RECORDS:
                    raise _TooMany
        except _TooMany:
            raise InputError(
                f"there are more than {MOST_RECORDS:,} publications",
                where=str(path),
                remedy="Import fewer at once, or make a corpus of them with 'aetia corpus add'",
            ) from None
        except (AetiaError, OSError) as error:
            report.troubles.append(Trouble(*_said(path, error), lost=True))
    return found, reports


class _TooMany(Exception):
    pass


def _said(path: Path, error: AetiaError | OSError) -> tuple[str, str]:
    """Where and what, without saying the file twice."""
    if isinstance(error, OSError):
        return str(path), f"the file cannot be read: {error.strerror or error}"
    text = _plain(str(error))
    return str(path), text.removeprefix(f"{path}: ").removeprefix(f"{path.name}: ")


def _read(path: Path, form: str | None, columns: Mapping[str, str] | None, report: FileReport) -> Iterator[Incoming]:
    if path.exists() and not path.is_file():
        raise InputError("this is no file", remedy="Name the files themselves")
    with path.open("rb") as stream:
        known = FORMS[form] if form else form_of(stream, path.name)
        report.form = known.name
        file = open_form(known, stream, columns)

        def told(line: int | None, what: str, lost: bool) -> None:
            place = f"{path}:{line}" if line else str(path)
            if len(report.troubles) < MOST_TROUBLES:
                report.troubles.append(Trouble(_plain(place), _plain(what), lost))
            else:
                report.more_troubles += 1

        try:
            for record in file:
                if incoming := _incoming(path, record, told):
                    report.records += 1
                    yield incoming
        finally:
            for fault in file.report.faults:
                told(fault.line, fault.what, fault.lost)
            report.more_troubles += file.report.more_faults
            report.unknown = dict(sorted(file.report.unknown.items()))
            if isinstance(file, TableFile):
                report.columns = {what: _plain(name) for what, name in file.columns.items()}
                report.unused = [_plain(name)[:100] for name in file.unused]


def _incoming(path: Path, record: SourceRecord, told: Callable[[int | None, str, bool], None]) -> Incoming | None:
    place = f"{path}:{record.line}" if record.line else f"{path}: {record.own_id or 'a record'}"
    reference = record.reference()
    if reference is None or not _plain(reference.title):
        told(record.line, "a record without a title cannot be a publication of a library", True)
        return None
    kept, cut = tidied(reference)
    for what in cut:
        told(record.line, what, False)
    kinds = {str(made["name"]).lower() for made in record.columns.get("publication_types") or []}
    withdrawn = bool(kinds & _WITHDRAWN or _TITLE_WITHDRAWN.search(kept.title))
    return Incoming(place, kept, withdrawn)


def tidied(reference: Reference) -> tuple[Reference, list[str]]:
    """A reference in the library's ways, and what of it was cut off.

    Titles have no full stop at their end, pages are in full, an address begins with ``http``, no text holds control characters, and
    none is larger than a record of a library may be.
    """
    values = {name: getattr(reference, name) for name in Reference.model_fields}
    cut = []
    for name, value in values.items():
        if isinstance(value, str) and name not in ("type", "issued"):
            values[name] = _plain(value, keep_lines=name == "note")
            most = LONGEST.get(name, LONGEST_FIELD)
            if len(values[name]) > most:
                values[name] = values[name][:most].rstrip()
                cut.append(f"the field {name} has more than {most:,} characters; the rest was left out")
    title = values["title"]
    if title.endswith(".") and not title.endswith("..") and len(title) > 1:
        values["title"] = title[:-1].rstrip() or title
    values["page"] = None if _NO_PAGES.match(values["page"] or "") else full_pages(values["page"])
    if values["url"] and not re.match(r"https?://\S+$", values["url"]):
        cut.append(f"'{values['url'][:60]}' is no address; it was left out")
        values["url"] = None
    if len(values["author"]) > MOST_AUTHORS:
        cut.append(f"there are more than {MOST_AUTHORS:,} authors; the rest was left out")
        values["authors_complete"] = False
    people = [_name(name) for name in values["author"][:MOST_AUTHORS]]
    values["author"] = [name for name in people if not _NOBODY.fullmatch(name.family or name.literal or "")]
    kept = {
        name: value for name, value in values.items() if value not in (None, "", []) and _DEFAULTS.get(name) != value
    }
    return Reference(**kept), cut


_DEFAULTS = {"type": "article-journal", "authors_complete": True}


def _name(name: Name) -> Name:
    return Name(**{part: _plain(str(text))[:LONGEST_FIELD] or "?" for part, text in name.plain().items()})


def _plain(text: str, *, keep_lines: bool = False) -> str:
    """A text without control characters and halves of characters, runs of blanks as one."""
    lines = ("".join(c if _is_text(c) else " " for c in line) for line in text.split("\n"))
    tidy = [" ".join(line.split()) for line in lines]
    return ("\n" if keep_lines else " ").join(filter(None, tidy))


def _is_text(character: str) -> bool:
    """Whether a character may stand in a text: no control, no half, and nothing that turns the direction of what follows."""
    if character.isprintable():
        return True
    return unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp") and character not in _TURNING
