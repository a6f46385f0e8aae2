"""Where the corpus says that a publication stands, in the words of a library: state, notice, date, who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pydantic import TypeAdapter, ValidationError

from aetia.corpus import Corpus
from aetia.corpus.standing import StandingOf, Statement, listed_keys, standing_of
from aetia.model.base import PartialDate
from aetia.model.identifiers import Identifiers
from aetia.model.standing import Notice, Standing, StandingRecord
from aetia.resolve.standing.naming import is_plain, key_of, written

_RETRACTED_TYPE = "Retracted Publication"
_PUBMED = "PubMed"
_REPLACED = "RetractedandRepublishedIn"
_DATE = TypeAdapter(PartialDate)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PRINTED_DOI = re.compile(r"\bdoi: ?(10\.\d{4,9}/\S+?)[.,;]?(?:\s|$)", re.IGNORECASE)
_LONGEST_NOTE = 300
_PRINTED_DATE = re.compile(rf"\b(1[89]\d\d|20\d\d)(?: ({'|'.join(_MONTHS)})\b(?: (\d{{1,2}})\b)?)?[^;.]{{0,12}};")


@dataclass(frozen=True)
class Stated:
    """What the corpus says of a publication.

    Args:
        state: the severest that holds.
        statements: all of them, those that give the state first.
        notices: of each statement, in the same order.
        replaced_by: DOI of the paper that took its place; replacement: that paper as people write it, also without a DOI.
        title: of the publication, where the corpus has its record.
    """

    state: Standing
    statements: tuple[Statement, ...]
    notices: tuple[Notice, ...]
    replaced_by: str | None = None
    replacement: str | None = None
    title: str | None = None

    @property
    def record(self) -> StandingRecord:
        """The standing as a library holds it."""
        return StandingRecord(state=self.state, notice=self.notices[0], replaced_by=self.replaced_by)

    @property
    def date(self) -> str | None:
        """Of the notice."""
        return self.notices[0].date if self.notices else None

    @property
    def words(self) -> str:
        """The notice for people: ``notice PMID 456, 2021-03 (PubMed: J Ex. 2021 Mar;4(1):2)``."""
        notice, statement = self.notices[0], self.statements[0]
        names = [f"PMID {notice.pmid}"] if notice.pmid else []
        names += [f"doi:{notice.doi}"] if notice.doi else []
        names += [notice.date] if notice.date else []
        said = "; ".join(filter(None, ((statement.citation or "").removesuffix("."), statement.note)))
        head = f"notice {', '.join(names)}" if names else "no notice is named"
        return f"{head} ({statement.by}{': ' + said if said else ''})"


class Statements:
    """What a corpus says of the standing of many publications.

    Most publications have no notice, and looking for one is far cheaper than reading a record; so that is done first.

    Args:
        corpus: opened.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    @cached_property
    def _listed(self) -> frozenset[str]:
        """Keys that lists from elsewhere speak of."""
        return listed_keys(self._corpus)

    def suspected(self, keys: Iterable[str]) -> list[str]:
        """Those of some keys of which there is a notice, or a row in a list."""
        return [key for key in dict.fromkeys(keys) if key in self._listed or self._corpus.notices(key)]

    def of(self, keys: Sequence[str], *, is_marked: bool = False) -> Stated | None:
        """What is said of one publication; None where nothing is. One that was reinstated is current, with its statements.

        Args:
            keys: every key that it is known by.
            is_marked: whether its record bears NLM's type for retracted publications, so that it is asked for in any case.
        """
        asked = list(keys) if is_marked else self.suspected(keys)
        return self._joined(standing_of(self._corpus, asked)) if asked else None

    def retracted(self, keys: Iterable[str]) -> dict[str, Stated]:
        """Those of many publications that were retracted, replaced or not, by key."""
        found = {key: self.of([key]) for key in self.suspected(keys)}
        gone = (Standing.RETRACTED, Standing.REPLACED)
        return {key: stated for key, stated in found.items() if stated is not None and stated.state in gone}

    def _joined(self, found: Sequence[StandingOf]) -> Stated | None:
        """What is said of one publication under each of its keys, each statement once."""
        order = list(Standing)
        worst = max(found, key=lambda each: order.index(each.state))
        statements = tuple(dict.fromkeys(statement for each in found for statement in each.statements))
        if not statements:
            return None
        first = sorted(
            statements, key=lambda each: (each.state is not worst.state, each.notice is None, each.by != _PUBMED)
        )
        records = self._records([each.notice for each in first])
        notices = tuple(_notice(each, records.get(each.notice or "")) for each in first)
        stated = Stated(worst.state, tuple(first), notices, title=self._title(worst.key))
        return self._with_replacement(stated, records) if worst.state is Standing.REPLACED else stated

    def _records(self, notices: Iterable[str | None]) -> dict[str, dict[str, object]]:
        keys = [key for key in dict.fromkeys(notices) if key and key_of(key) == key]
        return {key: record for key, record in zip(keys, self._corpus.get(keys), strict=True) if record}

    def _title(self, key: str | None) -> str | None:
        record = self._corpus.get([key])[0] if key else None
        return str(record["title"] or record["vernacular_title"] or "") or None if record else None

    def _with_replacement(self, stated: Stated, records: dict[str, dict[str, object]]) -> Stated:
        new = next((each.notice for each in stated.statements if each.type == _REPLACED and each.notice), None)
        if new is None:
            return stated
        doi = _identifiers(records.get(new) or {}).doi
        return replace(stated, replaced_by=doi, replacement=f"{written(new)}{f', doi:{doi}' if doi else ''}")


def is_marked(publication_types: Iterable[dict[str, str]]) -> bool:
    """Whether a record bears NLM's type for retracted publications."""
    return any(each["name"] == _RETRACTED_TYPE for each in publication_types)


def _notice(statement: Statement, record: dict[str, object] | None) -> Notice:
    kind, _, value = (statement.notice or "").partition(":")
    printed = _PRINTED_DOI.search(statement.citation or "")
    named = {"doi": printed[1]} if printed else {}
    own = _identifiers(named | ({kind: value} if kind in ("pmid", "doi") else {}))
    known = _identifiers(record or {})
    pmid, doi = own.pmid or known.pmid, known.doi or own.doi
    words = " ".join("; ".join(filter(None, (None if pmid or doi else statement.citation, statement.note))).split())
    return Notice(
        pmid=pmid,
        doi=doi,
        date=partial_date(statement.date) or printed_date(statement.citation),
        source=statement.by,
        note=words[:_LONGEST_NOTE] if words and is_plain(words[:_LONGEST_NOTE]) else None,
    )


def _identifiers(record: Mapping[str, object]) -> Identifiers:
    """PMID and DOI of a record, as far as they are well formed."""
    found = Identifiers()
    for name in ("pmid", "doi"):
        try:
            value = getattr(Identifiers.model_validate({name: record.get(name)}), name)
        except ValidationError:
            continue
        if value and is_plain(value):
            found = found.model_copy(update={name: value})
    return found


def partial_date(text: str | None) -> str | None:
    """A date as a library writes it; None for anything else."""
    try:
        return _DATE.validate_python(text) if text else None
    except ValidationError:
        return None


def printed_date(citation: str | None) -> str | None:
    """The date in a citation as NLM prints it: ``2021-03-04`` of ``J Ex. 2021 Mar 4;5(1):2``."""
    found = _PRINTED_DATE.search(citation or "")
    if found is None:
        return None
    year, month, day = found.groups()
    parts = [year, *([f"{_MONTHS.index(month) + 1:02}"] if month else []), *([f"{int(day):02}"] if day else [])]
    return partial_date("-".join(parts))
