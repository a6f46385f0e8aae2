"""How hard a page is to read: the grade of its own prose, without names of papers, citations, tables and quotations.

The prose is taken from what the page shows, and not from its HTML, so that a grade costs less than the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from aetia.library import layout
from aetia.model.library import Page as Prose
from aetia.site import readability
from aetia.site.edition import Edition
from aetia.site.glossary import Term
from aetia.site.page import Page
from aetia.site.views.cause import CauseView
from aetia.site.views.figures import FiguresView
from aetia.site.views.home import CausesView, GroupView, HomeView
from aetia.site.views.study import StudyView

LANGUAGE = "en"
"""The language whose spelling the formula counts syllables by."""

_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`>#|]+|<[^>]*>|^\s*(?:[-+]|\d+\.)\s+", re.MULTILINE)


def page_grade(edition: Edition, page: Page) -> int | None:
    """The school grade that a page prints; None in a language that the formula is not made for."""
    if edition.words.language != LANGUAGE:
        return None
    text = "\n".join(filter(None, _pieces(edition, page)))
    return readability.shown(readability.grade(text or page.title, edition.names))


def hard_key_points(edition: Edition) -> Iterator[tuple[str, str, float]]:
    """Key points that read above the limit: the topic's file, the key point, and its grade."""
    if edition.words.language != LANGUAGE:
        return
    for topic in edition.topics():
        for point in topic.key_points:
            grade = readability.grade(plain(point), edition.names)
            if grade > readability.LIMIT:
                yield layout.topic_file(topic.id), point, grade


def plain(markdown: str) -> str:
    """A text without Markdown's marks; a link keeps its words."""
    return _MARKS.sub(lambda found: found[1] or "", markdown)


def _pieces(edition: Edition, page: Page) -> Iterable[str]:
    view = page.view
    for kind, pieces in _PIECES.items():
        if isinstance(view, kind):
            return pieces(view)
    body = view.get("page") if isinstance(view, dict) else None
    if isinstance(body, Prose):
        return _prose(body)
    if isinstance(view, tuple) and view and isinstance(view[0], Term):
        return [term.means for term in view]
    intro = f"{page.kind}.intro"
    return [page.title, page.description, edition.words(intro) if edition.words.has(intro) else ""]


def _cause(view: CauseView) -> Iterator[str]:
    topic, answers = view.topic, [outcome.answer for outcome in (view.headline, *view.others)]
    yield view.question
    for answer in answers:
        yield from (answer.lead, answer.say, answer.editor, *(flag.means for flag in answer.flags))
    yield from map(plain, (*topic.key_points, topic.body, *topic.settle, view.safety_text, view.about))
    for outcome in (view.headline, *view.others):
        yield from (finding.statement for side in outcome.sides.values() for finding in side)
    yield from (finding.statement for _, found in view.apart for finding in found)


def _study(view: StudyView) -> Iterator[str]:
    yield view.study.note or ""
    for said in view.said:
        yield from (said.finding.statement, said.old.note if said.old else "")


def _group(view: GroupView) -> Iterator[str]:
    yield from map(plain, (view.topic.question or view.topic.title, view.topic.body, *view.topic.key_points))
    yield from _levels(view)


def _levels(view: HomeView | GroupView) -> Iterator[str]:
    for group in view.levels:
        for cause in group.causes:
            yield from (cause.answer.lead, cause.answer.brief)


def _causes(view: CausesView) -> Iterator[str]:
    yield from (node.title for node in view.tree)


def _figures(view: FiguresView) -> Iterator[str]:
    yield view.question
    yield from (drawn.figure.description for outcome in view.outcomes for drawn in outcome.figures)


def _prose(page: Prose) -> Iterator[str]:
    yield from (page.title, plain(page.body))


_PIECES: dict[type, Callable[[Any], Iterator[str]]] = {
    CauseView: _cause,
    StudyView: _study,
    GroupView: _group,
    HomeView: _levels,
    CausesView: _causes,
    FiguresView: _figures,
    Prose: _prose,
}
"""What of a view is prose. A kind that is not named here is graded by its title and its introduction."""
