"""Carrying out what is certain and what people decided, and writing down what is left to ask; all of it lands together, or none.

What is joined: one publication under two entries, and versions of one work, where identifiers, PubMed's links, or a person say so.
What is tied (`reviewed_as`): papers of one population, where a person says so; and what would be joined, where the two entries
contradict each other. Doing it twice is doing it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aetia.library import read_library, writing
from aetia.model.decision import MACHINE, SameDecision, SameKind
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.resolve.versions.answers import Answers, Pair, check_is_library, pair_of, question
from aetia.resolve.versions.find import are_tied, find_same
from aetia.resolve.versions.merge import Merged, merge, obstacles, survivor
from aetia.resolve.versions.notices import notice_and_paper, with_step
from aetia.resolve.versions.proposal import KINDS, Proposal
from aetia.resolve.versions.writing import write_plan

if TYPE_CHECKING:
    from aetia.corpus import Corpus

_JOINABLE = frozenset({"publication", "version"})


@dataclass(frozen=True)
class Done:
    """Two studies that were joined or tied: the one that is left or comes first, the other, in which sense, and why."""

    one: str
    other: str
    kind: SameKind
    why: str
    by: str

    def plain(self) -> dict[str, Any]:
        """It as plain values, for JSON."""
        return {"one": self.one, "other": self.other, "kind": self.kind, "why": self.why, "by": self.by}


@dataclass
class Outcome:
    """What was done.

    Attributes:
        joined: entries that are one study now, the survivor first.
        tied: studies that count once now, and notices that stand in the trail of their paper now.
        asked: questions that wait for a person, old and new.
        left: what could not be done, with the reason.
        files: that changed.
    """

    joined: list[Done] = field(default_factory=list)
    tied: list[Done] = field(default_factory=list)
    asked: list[Proposal] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """It as plain values, for JSON."""
        return {
            "joined": [done.plain() for done in self.joined],
            "tied": [done.plain() for done in self.tied],
            "asked": [proposal.plain() for proposal in self.asked],
            "left": self.left,
            "files": self.files,
        }


def apply_same(root: Path, corpus: Corpus | None = None, *, on: str) -> Outcome:
    """Join and tie what is certain and what people decided; write the rest as questions into `decisions/same.tsv`.

    Args:
        root: the library's folder.
        corpus: as for :func:`aetia.resolve.versions.find_same`.
        on: today, for the rows that are written.

    Raises:
        LibraryError: there is no library at `root`, or a file of it cannot be read: nothing is changed then.
        LockedError: somebody else is writing it.
    """
    check_is_library(root)
    with writing(root, "aetia library same") as writer:
        library = read_library(root)
        plan = Plan(library)
        plan.carry_out(lambda found: find_same(found, corpus))
        rows = _rows(library, plan, on)
        write_plan(writer, library, plan.studies, plan.merges, rows)
    plan.outcome.files = writer.changed
    return plan.outcome


class Plan:
    """The library's studies while they are joined and tied.

    Attributes:
        studies: as they will be, by name.
        merges: what was joined, in order.
        outcome: what was done.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self.proposals: list[Proposal] = []
        self.answers = Answers(library)
        self.studies: dict[str, Study] = dict(library.studies)
        self.merges: list[tuple[Study, Study, Merged]] = []
        self.outcome = Outcome()
        self._now: dict[str, str] = {}
        self._members: dict[str, set[str]] = {name: {name} for name in library.studies}
        self._kept = frozenset(entry.printed for page in library.rescued.values() for entry in page.entries)

    def carry_out(self, find: Callable[[Library], list[Proposal]]) -> None:
        """Join and tie until nothing certain or decided is left, as joined studies know more; then list the questions.

        Args:
            find: the proposals for a library.
        """
        while True:
            self.proposals = find(replace(self.library, studies=dict(sorted(self.studies.items()))))
            before = len(self.outcome.joined) + len(self.outcome.tied)
            self._once()
            if before == len(self.outcome.joined) + len(self.outcome.tied):
                break
        self.outcome.left = list(dict.fromkeys(self.outcome.left))
        self.outcome.asked = self._questions()

    def _once(self) -> None:
        for one, other, kind, why, by in self._wanted():
            if by == MACHINE and self.answers.was_undone(one, other):
                continue
            if kind == "notice":
                self._tell(one, other, why, by)
            elif kind in _JOINABLE:
                self._join(one, other, kind, why, by)
            else:
                self._tie(one, other, kind, why, by)
        self._drop_lone_names()

    def _wanted(self) -> list[tuple[str, str, SameKind, str, str]]:
        """What is to be done: what people affirmed, then what is certain; joining before tying, by name."""
        found: dict[Pair, tuple[SameKind, str, str]] = {
            (row.one, row.other): (row.kind, row.why or "a person said so", row.by)
            for row in sorted(self.answers.affirmed(), key=lambda row: -KINDS.index(row.kind))
        }
        for proposal in self.proposals:
            if proposal.strength == "certain" and proposal.kind in _JOINABLE:
                found.setdefault(proposal.pair, (proposal.kind, proposal.why, MACHINE))
        wanted = [(*pair, *rest) for pair, rest in found.items()]
        return sorted(wanted, key=lambda item: (item[2] not in _JOINABLE, item[4] == MACHINE, item[0], item[1]))

    def now(self, name: str) -> str:
        """The study that has a name today, or had it before it was joined."""
        name = self.library.joined.get(name, name)
        return self._now.get(name, name)

    def _refused(self, one: str, other: str, kind: SameKind) -> tuple[str, str] | None:
        """Two of the entries behind two studies that a person told apart."""
        theirs = self._members[other]
        for mine in sorted(self._members[one]):
            for name in sorted(theirs & self.answers.refused_of(mine)):
                if self.answers.refuses(mine, name, kind):
                    return mine, name
        return None

    def _apart(self, one: str, other: str, kind: SameKind) -> bool:
        refused = self._refused(one, other, kind)
        if refused:
            self.outcome.left.append(
                f"'{one}' and '{other}' are left apart, because a person told '{refused[0]}' and '{refused[1]}' apart"
            )
        return refused is not None

    def _join(self, one: str, other: str, kind: SameKind, why: str, by: str) -> None:
        here, there = self.now(one), self.now(other)
        if here == there or here not in self.studies or there not in self.studies or self._apart(here, there, kind):
            return
        first, second = survivor(self.studies[here], self.studies[there])
        against = obstacles(first, second, kind)
        if against:
            if not are_tied(first, second):
                self._tie(first.id, second.id, kind, f"{why}; tied and not joined: {'; '.join(against)}", by)
            return
        merged = merge(first, second, self._kept)
        self.merges.append((first, second, merged))
        self.studies[first.id] = merged.study
        del self.studies[second.id]
        self._members[first.id] |= self._members.pop(second.id)
        for name in self._members[first.id]:
            self._now[name] = first.id
        self.outcome.joined.append(Done(first.id, second.id, kind, why, by))

    def _tie(self, one: str, other: str, kind: SameKind, why: str, by: str) -> None:
        here, there = self.now(one), self.now(other)
        if here == there or here not in self.studies or there not in self.studies:
            return
        first, second = survivor(self.studies[here], self.studies[there])
        if are_tied(first, second) or self._apart(here, there, "population") or self._members_refuse(first, second):
            return
        if first.reviewed_as and second.reviewed_as and by == MACHINE:
            self.outcome.left.append(
                f"'{first.id}' and '{second.id}' are left as they are: they are tied to different populations"
            )
            return
        name = first.reviewed_as or second.reviewed_as or self._free_name(first.id)
        for study in [*self._tied_to(first), *self._tied_to(second)]:
            self.studies[study.id] = study.model_copy(update={"reviewed_as": name})
        self.outcome.tied.append(Done(first.id, second.id, kind, why, by))

    def _tell(self, one: str, other: str, why: str, by: str) -> None:
        """Write a notice into the trail of its paper; a person said that it belongs there."""
        here, there = self.studies.get(self.now(one)), self.studies.get(self.now(other))
        found = notice_and_paper(here, there) if here and there else None
        if found is None:
            return
        notice, paper = found
        told = with_step(paper, notice)
        if told is None:
            if all(reference.standing.notice is None for reference in paper.references):
                self.outcome.left.append(f"'{notice.id}' is a retraction: write it as the standing of '{paper.id}'")
        elif told is not paper:
            self.studies[paper.id] = told
            self.outcome.tied.append(Done(paper.id, notice.id, "notice", why, by))

    def _members_refuse(self, one: Study, other: Study) -> bool:
        """Whether a person told apart any two studies that the tie would bring together."""
        return any(
            self._apart(mine.id, theirs.id, "population")
            for mine in self._tied_to(one)
            for theirs in self._tied_to(other)
            if (mine.id, theirs.id) != (one.id, other.id)
        )

    def _tied_to(self, study: Study) -> list[Study]:
        """A study with those that share its population already."""
        if not study.reviewed_as:
            return [study]
        return [other for other in self.studies.values() if other.reviewed_as == study.reviewed_as]

    def _free_name(self, name: str) -> str:
        taken = {study.reviewed_as for study in self.studies.values()}
        while name in taken:
            name = f"{name}-population"
        return name

    def _drop_lone_names(self) -> None:
        """A name of a population that joining left to one study alone ties nothing any more."""
        for first, _, _ in self.merges:
            study = self.studies.get(first.id)
            if study and study.reviewed_as and len(self._tied_to(study)) == 1:
                self.studies[study.id] = study.model_copy(update={"reviewed_as": None})

    def _questions(self) -> list[Proposal]:
        """What still waits for a person once all is done, under the names of then; of two about one pair the more specific."""
        found: dict[Pair, Proposal] = {}
        for proposal in self.proposals:
            pair = pair_of(self.now(proposal.one), self.now(proposal.other))
            if pair not in found and self._is_open(pair, proposal):
                found[pair] = replace(proposal, one=pair[0], other=pair[1])
        return list(found.values())

    def _is_open(self, pair: Pair, proposal: Proposal) -> bool:
        if proposal.answer or pair[0] == pair[1] or pair[0] not in self.studies or pair[1] not in self.studies:
            return False
        if are_tied(self.studies[pair[0]], self.studies[pair[1]]):
            return False
        return self._refused(*pair, proposal.kind) is None


def _rows(library: Library, plan: Plan, on: str) -> list[SameDecision]:
    """The table as it will be: people's answers for ever, what was joined, and the questions that wait, each once."""
    rows = [row for row in library.same if row.decision != "open"]
    waiting = {(pair_of(row.one, row.other), row.kind): row for row in library.same if row.decision == "open"}
    for done in [*plan.outcome.joined, *plan.outcome.tied]:
        if done.by == MACHINE:
            pair = pair_of(done.one, done.other)
            rows.append(
                SameDecision(
                    on=on, by=MACHINE, one=pair[0], other=pair[1], kind=done.kind, decision="joined", why=done.why
                )
            )
    return [*rows, *_questions(plan, waiting, on)]


def _questions(plan: Plan, waiting: dict[tuple[Pair, SameKind], SameDecision], on: str) -> Iterator[SameDecision]:
    """The questions as rows; one that waits already keeps its date."""
    for proposal in plan.outcome.asked:
        why = f"{proposal.strength}: {proposal.why}"
        old = waiting.get((proposal.pair, proposal.kind))
        yield old if old and old.why == why else question(*proposal.pair, proposal.kind, why, on)
