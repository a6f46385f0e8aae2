"""The page of a cause's figures: each drawing with its description and its numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from aetia.model.topic import Topic
from aetia.site.edition import FACTS, Edition
from aetia.synthesis import TopicVerdict
from aetia.synthesis.figures import Figure, figure_words, verdict_figures


@dataclass(frozen=True)
class FigureView:
    """A figure: the drawing for wide and for narrow screens (made by us from escaped text), and what it says in words."""

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
        kind: FigureView(figure, Markup(figure.svg), Markup(figure.narrow_svg))  # noqa: S704 (drawn here, text escaped)
        for kind, figure in verdict_figures(
            verdict, edition.library, words=figure_words(edition.words.language)
        ).items()
    }


def figures_view(edition: Edition, topic: Topic) -> FiguresView:
    """The figures of a topic's verdicts."""
    outcomes = []
    for verdict in edition.by_topic.get(topic.id, ()):
        figures = drawn(edition, verdict)
        if figures:
            outcomes.append(OutcomeFigures(edition.disease(verdict.outcome), tuple(figures.values())))
    return FiguresView(topic, topic.question or topic.title, tuple(outcomes))
