"""Where a publication stands: every retraction, concern, correction and replacement that the corpus knows of, each with
who said so.

NLM links both sides: the retracted paper says `RetractionIn`, the notice `RetractionOf`. Either side may be missing
from a corpus, or come years later, so both are read. A list from elsewhere only adds: it never takes back what NLM
says, and each statement tells its source.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from aetia.corpus.corpus import Corpus
from aetia.corpus.identifiers import identifier_key
from aetia.errors import InputError
from aetia.model.standing import Standing

_STATES = {
    "Retraction": Standing.RETRACTED,
    "PartialRetraction": Standing.CORRECTED,
    "RetractedandRepublished": Standing.REPLACED,
    "ExpressionOfConcern": Standing.CONCERN,
    "Erratum": Standing.CORRECTED,
    "CorrectedandRepublished": Standing.CORRECTED,
}
"""What each of NLM's links means for the paper that it is about. A partial retraction leaves the rest of the paper standing."""
_SEVEREST = (Standing.RETRACTED, Standing.REPLACED, Standing.CONCERN, Standing.CORRECTED, Standing.CURRENT)
_RETRACTED_TYPE = "Retracted Publication"
_OTHER_WORDS = {
    "retraction": Standing.RETRACTED,
    "expression of concern": Standing.CONCERN,
    "correction": Standing.CORRECTED,
    "reinstatement": Standing.CURRENT,
}


@dataclass(frozen=True)
class Statement:
    """One statement on a publication.

    Attributes:
        state: what it says of the publication.
        type: NLM's own word (``RetractionIn``), or that of another list.
        by: who says so: ``PubMed``, or the name of the list.
        notice: identifier of the notice, where it is known; date: of the notice, as exact as it is known.
        citation: of the notice, as printed.
        note: what is added in words.
    """

    state: Standing
    type: str
    by: str
    notice: str | None
    date: str | None
    citation: str | None
    note: str | None


@dataclass(frozen=True)
class StandingOf:
    """Where a publication stands.

    Attributes:
        identifier: as it was asked for; key: of the record, None where the corpus has none.
        state: the severest that any statement gives; a replaced paper is not also called retracted.
        statements: all of them, by date.
        notice_of: the publications that this one is a notice of, with NLM's type of link.
    """

    identifier: str
    key: str | None
    state: Standing
    statements: tuple[Statement, ...]
    notice_of: tuple[tuple[str, str], ...]


def standing_of(corpus: Corpus, identifiers: Iterable[str]) -> list[StandingOf]:
    """Where some publications stand.

    Args:
        corpus: opened.
        identifiers: as for :meth:`aetia.corpus.corpus.Corpus.get`.

    Raises:
        InputError: what is given is no identifier.
    """
    others = _others(corpus)
    return [_standing(corpus, identifier, others) for identifier in identifiers]


def _standing(corpus: Corpus, identifier: str, others: dict[str, list[Statement]]) -> StandingOf:
    asked = identifier_key(identifier)
    (record,) = corpus.get([identifier])
    key = record["key"] if record else asked
    statements, notice_of = _from_pubmed(corpus, key)
    if record and not statements and any(each["name"] == _RETRACTED_TYPE for each in record["publication_types"]):
        statements.append(
            Statement(Standing.RETRACTED, _RETRACTED_TYPE, "PubMed", None, None, None, "no notice is linked")
        )
    names = {asked, key, f"doi:{record['doi'].lower()}" if record and record["doi"] else asked}
    statements += [statement for name in sorted(names) for statement in others.get(name, [])]
    ordered = tuple(sorted(statements, key=lambda each: (each.date is None, each.date or "", each.type, each.by)))
    return StandingOf(identifier, key if record else None, _severest(ordered), ordered, tuple(notice_of))


def _from_pubmed(corpus: Corpus, key: str) -> tuple[list[Statement], list[tuple[str, str]]]:
    """What both sides of NLM's links say of a record, each notice once."""
    said: dict[tuple[str, str | None, str | None], tuple[str, str | None]] = {}
    notice_of: dict[tuple[str, str], None] = {}
    for teller, kind, other, citation, note in corpus.notices(key):
        about_teller = kind.endswith("In")
        stem = kind.removesuffix("In").removesuffix("Of").removesuffix("For").removesuffix("From")
        if stem not in _STATES:
            continue
        subject, notice = (teller, other) if about_teller else (other, teller)
        if subject == key:
            said.setdefault((stem, notice, None if notice else citation), (citation or "", note))
        elif notice == key and subject:
            notice_of[subject, f"{stem}{'Of' if stem.startswith(('Ret', 'Par')) else 'For'}"] = None
    dates = _dates(corpus, [notice for _, notice, _ in said if notice])
    found = [
        Statement(_STATES[stem], f"{stem}In", "PubMed", notice, dates.get(notice or ""), citation or None, note)
        for (stem, notice, _), (citation, note) in said.items()
    ]
    return found, list(notice_of)


def _dates(corpus: Corpus, notices: list[str]) -> dict[str, str]:
    records = corpus.get(notices)
    return {
        record["key"]: record["published_electronic"] or record["published"]
        for record in records
        if record and record["year"]
    }


def _severest(statements: tuple[Statement, ...]) -> Standing:
    states = {statement.state for statement in statements}
    if Standing.REPLACED in states and all(
        statement.type == "RetractedandRepublishedIn" or statement.state is not Standing.RETRACTED
        for statement in statements
    ):
        return Standing.REPLACED
    reinstated = states == {Standing.CURRENT, Standing.RETRACTED} and statements[-1].state is Standing.CURRENT
    return Standing.CURRENT if reinstated else next((state for state in _SEVEREST if state in states), Standing.CURRENT)


def import_list(corpus: Corpus, file: Path, *, name: str = "Retraction Watch") -> int:
    """Add a list of retractions: Retraction Watch's CSV, or any with columns for a DOI or PMID and a kind of notice.

    Args:
        corpus: opened; the list is kept beside what is made from its parts.
        file: CSV with a header. Columns are known by their names: ``OriginalPaperDOI`` or ``doi``,
            ``OriginalPaperPubMedID`` or ``pmid``, ``RetractionNature`` or ``nature``; ``RetractionDate``, ``RetractionDOI``,
            ``RetractionPubMedID``, ``Reason`` if there.
        name: of the list, told with every statement.

    Returns:
        The number of statements.

    Raises:
        InputError: the file cannot be read, or lacks these columns.
    """
    statements = list(_statements(file, name))
    folder = corpus.store.local / "standing"
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps({"of": key, **asdict(statement)}, ensure_ascii=False) for key, statement in statements)
    draft = folder / f".{_slug(name)}.part"
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(folder / f"{_slug(name)}.jsonl")
    return len(statements)


def _statements(file: Path, name: str) -> Iterator[tuple[str, Statement]]:
    try:
        with file.open(encoding="utf-8-sig", newline="", errors="replace") as stream:
            rows = csv.DictReader(stream)
            columns = {(column or "").strip().lower(): column for column in rows.fieldnames or ()}

            def cell(row: dict[str, str], *names: str) -> str:
                return next(
                    (value for each in names if each in columns and (value := (row.get(columns[each]) or "").strip())),
                    "",
                )

            if not columns.keys() & {
                "originalpaperdoi",
                "doi",
                "originalpaperpubmedid",
                "pmid",
            } or not columns.keys() & {"retractionnature", "nature"}:
                raise InputError(
                    "it has no column for the paper (DOI or PMID) or for the nature of the notice",
                    where=str(file),
                    remedy="Name the columns doi, pmid, nature",
                )
            for row in rows:
                yield from _row(
                    cell(row, "originalpaperpubmedid", "pmid"), cell(row, "originalpaperdoi", "doi"), row, cell, name
                )
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}", where=str(file), remedy="Check the path"
        ) from error


def _row(pmid: str, doi: str, row: dict[str, str], cell: object, name: str) -> Iterator[tuple[str, Statement]]:
    read = cell
    assert callable(read)
    natures = [part.strip() for part in read(row, "retractionnature", "nature").split(";") if part.strip()]
    notice_pmid, notice_doi = read(row, "retractionpubmedid"), read(row, "retractiondoi")
    notice = (
        f"pmid:{notice_pmid}"
        if notice_pmid.strip("0")
        else f"doi:{notice_doi.lower()}"
        if notice_doi.startswith("10.")
        else None
    )
    keys = [f"pmid:{int(pmid)}"] if pmid.isdigit() and int(pmid) else []
    keys += [f"doi:{doi.lower()}"] if doi.startswith("10.") else []
    for nature in natures:
        state = _OTHER_WORDS.get(nature.lower())
        if state is None:
            continue
        statement = Statement(
            state,
            nature,
            name,
            notice,
            _date(read(row, "retractiondate")),
            None,
            read(row, "reason").strip("+; ") or None,
        )
        for key in keys[:1]:
            yield key, statement


def _date(text: str) -> str | None:
    """``11/24/2023 0:00``, as Retraction Watch writes it, or an ISO date."""
    day = text.split(" ")[0]
    parts = day.split("/")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        return f"{int(parts[2]):04}-{int(parts[0]):02}-{int(parts[1]):02}"
    return day or None


def listed_keys(corpus: Corpus) -> frozenset[str]:
    """Keys of the publications that imported lists speak of; what they say :func:`standing_of` reads."""
    return frozenset(_others(corpus))


def _others(corpus: Corpus) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for file in sorted((corpus.store.local / "standing").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            key = data.pop("of")
            found.setdefault(key, []).append(Statement(**{**data, "state": Standing(data["state"])}))
    return found


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split()) or "list"
