"""The page of a cause's figures: each drawing with its description and its numbers as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from aetia.model.topic import Topic
from aetia.site.edition import FACTS, Edition
from aetia.synthesis import TopicVerdict
from aetia.synthesis.figures import Figure, figure_words, verdict_figures


@dataclass(frozen=True)
class FigureView:
    """A figure: the drawing for wide and for narrow screens, and what it says in words.

    The page says title and description once, in elements whose anchors are the figure's name and that with ``-says``.
    """

    figure: Figure
    wide: Markup
    narrow: Markup


@dataclass(frozen=True)
class OutcomeFigures:
    """The figures of one outcome."""

    disease: str
    figures: tuple[FigureView, ...]


@dataclass(frozen=True)
class FiguresView:
    """Every figure of a topic."""

    topic: Topic
    question: str
    outcomes: tuple[OutcomeFigures, ...]


def has_figures(edition: Edition, topic: Topic) -> bool:
    """Whether a topic has a page of figures: something is counted."""
    found: bool = edition.fact("figures", topic.id)
    return found


def _has_figures(edition: Edition, topic: str) -> bool:
    return any(verdict.rows for verdict in edition.by_topic.get(topic, ()))


FACTS["figures"] = _has_figures


def drawn(edition: Edition, verdict: TopicVerdict) -> dict[str, FigureView]:
    """The figures of a verdict by kind, see :func:`aetia.synthesis.figures.verdict_figures`; drawn once."""
    return edition.once(("drawn", verdict.topic, verdict.outcome), lambda: _drawn(edition, verdict))


def _drawn(edition: Edition, verdict: TopicVerdict) -> dict[str, FigureView]:
    return {
        kind: FigureView(figure, _inline(figure.svg, figure), _inline(figure.narrow_svg, figure))
        for kind, figure in verdict_figures(
            verdict, edition.library, words=figure_words(edition.words.language)
        ).items()
    }


_SAID = re.compile(r"\n<title .*?</title>|\n<desc .*?</desc>| xmlns=\"[^\"]*\"| font-family=\"[^\"]*\"", re.DOTALL)
_NAMED = re.compile(r' aria-labelledby="[^"]*"')
_PAINT = re.compile(r'(class="f-[^"]*")(?: (?:fill|stroke)="#[0-9a-f]{6}")+')


def _inline(svg: str, figure: Figure) -> Markup:
    """A drawing for a page that says its title and description already, and whose stylesheet paints it: half as long."""
    bare = _PAINT.sub(r"\1", _SAID.sub("", svg))
    return Markup(_NAMED.sub(f' aria-labelledby="{figure.name} {figure.name}-says"', bare))  # noqa: S704 (drawn here, text escaped)


def figures_view(edition: Edition, topic: Topic) -> FiguresView:
    """The figures of a topic's verdicts."""
    outcomes = []
    for verdict in edition.by_topic.get(topic.id, ()):
        figures = drawn(edition, verdict)
        if figures:
            outcomes.append(OutcomeFigures(edition.disease(verdict.outcome), tuple(figures.values())))
    return FiguresView(topic, topic.question or topic.title, tuple(outcomes))
