"""Studies that cite or pool a retracted one: by the paper's own list of references, and by what a review's finding includes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aetia.corpus import Corpus
from aetia.library.check.case import Place
from aetia.model.finding import Included
from aetia.model.library import Library
from aetia.model.standing import Standing
from aetia.resolve.standing.looking_up import KINDS, Cited, Looked, cited_references
from aetia.resolve.standing.naming import key_of
from aetia.resolve.standing.stated import Stated, Statements

REVIEWS = frozenset({"meta-analysis", "systematic-review", "review"})
_GONE = (Standing.RETRACTED, Standing.REPLACED)
_LONGEST = 160


@dataclass(frozen=True)
class Gone:
    """A retracted publication that something of the library rests on.

    Args:
        key: by which it was found.
        name: of it, for people.
        state: retracted, or retracted and replaced.
        date: of the notice; notice: in words.
    """

    key: str
    name: str
    state: Standing
    date: str | None
    notice: str


@dataclass(frozen=True)
class Citation:
    """A reference whose own list of references names a retracted publication."""

    citing: Cited
    gone: Gone


@dataclass(frozen=True)
class Pooled:
    """A finding of a review that pooled a retracted publication: the number of it in `includes`."""

    place: Place
    number: int
    gone: Gone


class RetractedSources:
    """What is retracted of all that a library's references cite, and its reviews pool.

    Args:
        corpus: opened.
        statements: of the same corpus.
        library: as read.
        looked: its references that were looked up.
    """

    def __init__(self, corpus: Corpus, statements: Statements, library: Library, looked: Sequence[Looked]) -> None:
        self._library = library
        self._looked = looked
        self._lists = {id(each): each.match.cites if each.match else {} for each in looked}
        pooled = [key for study in library.studies.values() for finding in study.findings for each in finding.includes
                  for key in _included_keys(each)]  # fmt: skip
        named = [*(key for keys in self._lists.values() for key in keys), *pooled]
        self._aliases = _aliases(corpus, named)
        wanted = [*(key for each in looked for key in each.keys), *map(self._own, named)]
        self._gone = {key: _gone(key, stated) for key, stated in statements.retracted(wanted).items()}
        self._gone |= _known_in_library(library, looked)

    def _own(self, key: str) -> str:
        """The key of a publication's record, where the corpus has it."""
        return self._aliases.get(key, key)

    def citations(self) -> Iterator[Citation]:
        """Each reference with each retracted publication that it cites; a notice of its retraction may cite it."""
        for each in self._looked:
            told: set[str] = set()
            notices = _notice_links(each)
            for key, printed in self._lists[id(each)].items():
                gone = self._gone.get(self._own(key))
                if gone is None or gone.key in told or gone.key in notices or gone.key in each.keys:
                    continue
                told.add(gone.key)
                yield Citation(
                    each.cited,
                    gone if gone.name else Gone(gone.key, _quoted(printed), gone.state, gone.date, gone.notice),
                )

    def pooled(self) -> Iterator[Pooled]:
        """Each finding of a review with each retracted publication that it includes."""
        for study in self._library.studies.values():
            for number, finding in enumerate(study.findings):
                for place, each in enumerate(finding.includes):
                    gone = self._included(each)
                    if gone is not None:
                        yield Pooled(Place(study, number, finding), place, gone)

    def _included(self, included: Included) -> Gone | None:
        keys = _included_keys(included)
        study = self._library.studies.get(included.study) if included.study else None
        if study is not None:
            keys += [key for reference in study.references for key in Cited(study, 0, reference).keys.values()]
            gone = next(
                (reference.standing for reference in study.references if reference.standing.state in _GONE), None
            )
            if gone is not None:
                return Gone(study.id, study.label, gone.state, gone.notice.date if gone.notice else None, "")
        return next((self._gone[self._own(key)] for key in keys if self._own(key) in self._gone), None)


def _aliases(corpus: Corpus, keys: Iterable[str]) -> dict[str, str]:
    """The records' keys of what is named by DOI or PMCID: what is said of a paper is said under the key of its record."""
    others = sorted({key for key in keys if not key.startswith("pmid:")})
    return {other: record["key"] for other, record in zip(others, corpus.get(others), strict=True) if record}


def _included_keys(included: Included) -> list[str]:
    values = (getattr(included.identifiers, kind) for kind in KINDS)
    return [key for value in values if (key := key_of(value))]


def _known_in_library(library: Library, looked: Sequence[Looked]) -> dict[str, Gone]:
    """What the library itself knows to be retracted, by every key."""
    keys = {(each.cited.study.id, each.cited.number): each.keys for each in looked}
    found: dict[str, Gone] = {}
    for cited in cited_references(library):
        standing = cited.reference.standing
        if standing.state in _GONE:
            own = keys.get((cited.study.id, cited.number)) or list(cited.keys.values())
            date = standing.notice.date if standing.notice else None
            gone = Gone(own[0] if own else "", cited.study.label, standing.state, date, "")
            found |= dict.fromkeys(own, gone)
    return found


def _gone(key: str, stated: Stated) -> Gone:
    return Gone(key, _quoted(stated.title or ""), stated.state, stated.date, stated.words)


def _notice_links(looked: Looked) -> set[str]:
    """The publications that a record is itself a notice of."""
    links: list[Mapping[str, Any]] = looked.match.record["links"] if looked.match else []
    return {
        f"pmid:{link['pmid']}" for link in links if link["pmid"] and str(link["type"]).endswith(("Of", "For", "From"))
    }


def _quoted(text: str) -> str:
    bare = " ".join(text.split()).removesuffix(".")
    return f"“{bare if len(bare) <= _LONGEST else bare[:_LONGEST] + '…'}”" if bare else ""
