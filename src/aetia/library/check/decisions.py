"""Tables of decisions: the topics and studies that their rows name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from aetia.library import layout
from aetia.library.check.case import Case
from aetia.library.check.codes import CHECKING
from aetia.library.faults import Fault


def unknown_in_decisions(case: Case) -> Iterator[Fault]:
    """Rows about a topic, an outcome or a study that is not in the library: deleted, renamed without an alias, or misspelt."""
    library = case.library
    topics = library.topics.keys() | case.renamed.keys()
    diseases = {concept.id for concept in library.concepts.values() if concept.kind == "disease"}
    yield from _rows(case, layout.SCREENING, "topic", [row.topic for row in library.screening], topics)
    yield from _rows(case, layout.SEARCHES, "topic", [row.topic for row in library.searches], topics)
    yield from _rows(case, layout.VERDICTS, "topic", [row.topic for row in library.verdicts], topics)
    yield from _rows(case, layout.VERDICTS, "outcome", [row.outcome for row in library.verdicts], diseases)
    inputs = library.verdict_inputs
    yield from _rows(case, layout.VERDICT_INPUTS, "topic", [row.topic for row in inputs], topics)
    yield from _rows(case, layout.VERDICT_INPUTS, "outcome", [row.outcome for row in inputs], diseases)
    studies = library.studies.keys() | library.joined.keys()
    yield from _rows(case, layout.MATCHES, "study", [row.study for row in library.matches], studies)
    for end in ("one", "other"):
        yield from _rows(case, layout.SAME, "study", [getattr(row, end) for row in library.same], studies)


def _is_unread(case: Case, kind: str, name: str) -> bool:
    files = {"topic": layout.topic_file(name), "study": layout.study_file(name), "outcome": layout.CONCEPTS}
    return files[kind] in case.unread


def _rows(case: Case, file: str, kind: str, names: Sequence[str | None], known: Set[str]) -> Iterator[Fault]:
    lines = case.reading.row_lines.get(file, [])
    for line, name in zip(lines, names, strict=True):
        if name is not None and name not in known and not _is_unread(case, kind, name):
            remedy = (
                "Add its former name to 'aliases' of the topic that it became"
                if kind == "topic"
                else "Correct the name"
            )
            yield Fault(
                file,
                line,
                "unknown-in-decision",
                f"the library has no {kind} '{name}'",
                f"{remedy}; keep the row if it was deleted on purpose",
                CHECKING["unknown-in-decision"],
            )
