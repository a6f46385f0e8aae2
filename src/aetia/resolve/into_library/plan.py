"""What a run makes of a library: each reference in turn, then the questions that are left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from aetia.model.decision import MACHINE, MatchDecision
from aetia.model.library import Library
from aetia.model.reference import Reference
from aetia.model.study import Study
from aetia.resolve.answering import plain_candidate
from aetia.resolve.into_library.answers import Answers, candidate_key, is_key
from aetia.resolve.into_library.cited import Cited, cited_in
from aetia.resolve.into_library.filling import Filled, emptied, filled, filled_from, reference_in, with_outcome
from aetia.resolve.into_library.questions import paper_words, questions, with_questions
from aetia.resolve.into_library.report import ResolvedReference
from aetia.resolve.into_library.search import PaperSearch
from aetia.resolve.match import Answer, Candidate
from aetia.resolve.model import shown


class Plan:
    """A library's references, resolved; nothing is written.

    Args:
        library: it.
        search: for papers.
        studies: only these; all where it is empty.
        on: date of new questions; the library's ``as_of`` where it is None.

    Attributes:
        references: what came of each that was looked at.
        settled: how many were settled before.
        changed: studies that are others now, by identifier.
        rows: of the table of matches, with the questions.
    """

    def __init__(self, library: Library, search: PaperSearch, studies: Collection[str], on: str | None) -> None:
        self.library = library
        self.references: list[ResolvedReference] = []
        self.settled = 0
        self.changed: dict[str, Study] = {}
        self._search = search
        self._said = Answers(library)
        self._on = on or library.settings.as_of
        self._asked: list[MatchDecision] = []
        self._left = set(library.studies) - set(studies) if studies else set()
        for cited in cited_in(library, frozenset(studies) if studies else None):
            self._look_at(cited)
        self.rows = with_questions(library.matches, self._asked, self._left)

    def _look_at(self, cited: Cited) -> None:
        said = self._said.yes(cited)
        if said is not None:
            self._obey(cited, said)
            return
        refused = self._said.refused(cited)
        undone = self._without_refused(cited, refused)
        if undone is None and cited.is_settled:
            self.settled += 1
            return
        now = Cited(cited.study, cited.number, undone) if undone is not None else cited
        answer = self._search.answer(now, refused)
        if answer is None:
            self._ask_again_later(cited)
        elif answer.match is not None:
            self._fill(now, answer, answer.match)
        else:
            self._leave(now, answer, unsure=self._search.is_unsure(now, refused))
        if undone is not None and answer is not None:
            self.references[-1] = _with_refused(self.references[-1], filled_from(cited.reference))

    def _obey(self, cited: Cited, said: MatchDecision) -> None:
        """Fills a reference with the paper that a person named."""
        key = candidate_key(said.candidate)
        record = self._search.records([key]).get(key) if is_key(key) else None
        if record is None and not key.startswith(("pmid:", "pmc:", "doi:")):
            self._cannot_obey(cited, said)
            return
        paper = reference_in(record, key)
        own = str(record["key"]) if record else key
        before = filled_from(cited.reference)
        if before == own and cited.is_settled and not _has_more(paper, cited.reference):
            self.settled += 1
            return
        if before is not None and before != own:
            cited = Cited(cited.study, cited.number, emptied(cited, self._paper(before)))
        done = filled(cited, paper, own, None, "corpus" if record else "decision")
        self._put(cited, done.reference)
        self.references.append(
            _matched(cited, done, own, paper_words(paper), by=_who(said), probability=None),
        )

    def _cannot_obey(self, cited: Cited, said: MatchDecision) -> None:
        if cited.is_settled:
            self.settled += 1
            return
        why = f"{_who(said)} said that it is '{said.candidate}', which is no identifier and no record of this corpus"
        self.references.append(
            ResolvedReference(cited.study, cited.number, cited.citation, "unmatched", _who(said), why=why)
        )

    def _without_refused(self, cited: Cited, refused: frozenset[str]) -> Reference | None:
        """A reference without the match of an earlier run that a person has refused since; None where there is none."""
        before = filled_from(cited.reference)
        if before is None or not refused:
            return None
        paper = self._paper(before)
        names = {before, *(key.replace("pmcid:", "pmc:") for key in paper.identifiers.keys())}  # noqa: SIM118 - a record
        return emptied(cited, paper) if names & refused else None

    def _paper(self, key: str) -> Reference:
        return reference_in(self._search.records([key]).get(key), key)

    def _fill(self, cited: Cited, answer: Answer, match: Candidate) -> None:
        key = match.paper.key
        records = self._search.records([key])
        paper = reference_in(records.get(key), key, match.paper)
        source = "corpus" if key in records else "online"
        done = filled(cited, paper, key, match.probability, source)
        self._put(cited, done.reference)
        self.references.append(
            _matched(cited, done, key, paper_words(paper, match), by=source, probability=shown(answer.probability, 3))
        )

    def _leave(self, cited: Cited, answer: Answer, *, unsure: bool) -> None:
        """Asks about the candidates of a reference that is not matched; without one it stays as it is."""
        unknown = unsure and answer.outcome == "unmatched"
        self._put(cited, cited.reference if unknown else with_outcome(cited.reference, answer.outcome))
        records = self._search.records([one.paper.key for one in answer.candidates])
        self._asked += questions(cited, answer, records, self._on)
        self.references.append(
            ResolvedReference(
                cited.study,
                cited.number,
                cited.citation,
                answer.outcome,
                probability=shown(answer.probability, 3) if answer.candidates else None,
                why=answer.why,
                unsure=unsure,
                candidates=tuple(plain_candidate(one, records.get(one.paper.key, {})) for one in answer.candidates),
            )
        )

    def _ask_again_later(self, cited: Cited) -> None:
        self._left.add(cited.study)
        why = "somebody changed it while papers were looked for; run the same command again"
        self.references.append(ResolvedReference(cited.study, cited.number, cited.citation, "changed", why=why))

    def _put(self, cited: Cited, reference: Reference) -> None:
        study = self.changed.get(cited.study, self.library.studies[cited.study])
        if reference == self.library.studies[cited.study].references[cited.number]:
            return
        references = [*study.references]
        references[cited.number] = reference
        self.changed[cited.study] = study.model_copy(update={"references": references})


def _who(said: MatchDecision) -> str:
    """Who answered; whoever answers in the table need not write their name."""
    return "a person" if said.by == MACHINE else said.by


def _matched(
    cited: Cited, done: Filled, key: str, paper: str, *, by: str, probability: float | None
) -> ResolvedReference:
    return ResolvedReference(
        cited.study,
        cited.number,
        cited.citation,
        "matched",
        by=by,
        probability=probability,
        key=key,
        paper=paper,
        filled=done.fields,
        differs=done.differs,
    )


def _with_refused(found: ResolvedReference, key: str | None) -> ResolvedReference:
    return replace(found, refused=key)


def _has_more(paper: Reference, reference: Reference) -> bool:
    """Whether a paper has an identifier that a reference does not name."""
    return any(
        getattr(paper.identifiers, kind) and not getattr(reference.identifiers, kind)
        for kind in ("pmid", "pmcid", "doi")
    )
