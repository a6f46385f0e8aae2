"""What people answered: which paper a citation is, and which it is not. A yes and a no are obeyed for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from aetia.corpus.identifiers import identifier_key
from aetia.errors import InputError
from aetia.model.decision import MatchDecision
from aetia.model.library import Library
from aetia.resolve.into_library.cited import Cited, same_print


def candidate_key(text: str) -> str:
    """A candidate as people write it, as the key of a record; what is none stays as it is."""
    try:
        return identifier_key(text)
    except InputError:
        return text.strip()


def is_key(text: str) -> bool:
    """Whether a text of :func:`candidate_key` names a record."""
    return text.startswith(("pmid:", "pmc:", "doi:", "id:")) and not any(map(str.isspace, text))


class Answers:
    """The decided rows of ``decisions/matches.tsv``.

    An answer is about a print: it holds wherever the same citation stands, whatever its study is called today. Where nobody prints
    the citation any more, because somebody corrected its text, an answer holds for its study: a no for each of its references, a
    yes where it has only one. Of two answers on the same candidate the later row counts.

    Args:
        library: with the rows, and the references that they may be about.
    """

    def __init__(self, library: Library) -> None:
        self._by_print: dict[str, list[MatchDecision]] = defaultdict(list)
        self._by_study: dict[str, list[MatchDecision]] = defaultdict(list)
        self._only = {study.id: len(study.references) == 1 for study in library.studies.values()}
        prints = {
            study.id: {same_print(Cited(study.id, n, one).citation) for n, one in enumerate(study.references)}
            for study in library.studies.values()
        }
        for row in library.matches:
            if row.decision == "open":
                continue
            printed = same_print(row.citation)
            self._by_print[printed].append(row)
            if row.study in prints and printed not in prints[row.study]:
                self._by_study[row.study].append(row)

    def yes(self, cited: Cited) -> MatchDecision | None:
        """The row that says which paper a citation is."""
        said = [row for row in self._last(cited).values() if row.decision == "yes"]
        return said[-1] if said else None

    def refused(self, cited: Cited) -> frozenset[str]:
        """The keys of the papers that it is not."""
        return frozenset(key for key, row in self._last(cited).items() if row.decision == "no")

    def _last(self, cited: Cited) -> dict[str, MatchDecision]:
        """The last row on each candidate, in the order of the rows."""
        last: dict[str, MatchDecision] = {}
        for row in self._about(cited):
            key = candidate_key(row.candidate)
            last.pop(key, None)
            last[key] = row
        return last

    def _about(self, cited: Cited) -> Iterable[MatchDecision]:
        yield from (
            row for row in self._by_study.get(cited.study, ()) if row.decision == "no" or self._only[cited.study]
        )
        yield from self._by_print.get(same_print(cited.citation), ())
