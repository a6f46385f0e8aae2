"""The page of a cause's figures: each drawing with its description and its numbers as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    return edition.once(
        ("drawn", verdict.topic, verdict.outcome), lambda: _drawn(edition, verdict.topic, verdict.outcome)
    )


def _drawn(edition: Edition, topic: str, outcome: str) -> dict[str, FigureView]:
    verdict = edition.verdict(topic, outcome)
    return {
        kind: FigureView(figure, _inline(figure.svg, figure), _inline(figure.narrow_svg, figure))
        for kind, figure in verdict_figures(verdict, edition.library, words=figure_words(edition.words.tag)).items()
    }


_SAID = re.compile(r"\n<title .*?</title>|\n<desc .*?</desc>| xmlns=\"[^\"]*\"| font-family=\"[^\"]*\"", re.DOTALL)
_NAMED = re.compile(r' aria-labelledby="[^"]*"')
_PAINT = re.compile(r'(class="f-[^"]*")(?: (?:fill|stroke)="#[0-9a-f]{6}")+|( stroke-width="1")(?=[ /])')
_PLACE = re.compile(r' (?:d|x|y|cx|cy|width|height)="[^"]*\.\d\d[^"]*"')
_DIGITS = re.compile(r"\d+\.\d\d+")
_PATH = re.compile(r'<path d="([^"]*)"([^>]*/>)')


def _inline(svg: str, figure: Figure) -> Markup:
    """A drawing for a page that says its title and description already, and whose stylesheet paints it: much shorter."""
    bare = _PAINT.sub(lambda found: found[1] or "", _SAID.sub("", svg))
    short = _PLACE.sub(
        lambda place: _DIGITS.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), place[0]), bare
    )
    named = _NAMED.sub(f' aria-labelledby="{figure.name} {figure.name}-says"', short)
    return Markup("\n".join(_joined(named.split("\n"))))  # noqa: S704 (drawn here, text escaped)


def _joined(lines: list[str]) -> Iterator[str]:
    """Paths that follow each other and look alike as one."""
    places, looks = "", ""
    for line in lines:
        found = _PATH.fullmatch(line)
        if found is None or found[2] != looks:
            if places:
                yield f'<path d="{places}"{looks}'
            places, looks = (found[1], found[2]) if found else ("", "")
        else:
            places += found[1]
        if found is None:
            yield line
    if places:
        yield f'<path d="{places}"{looks}'


def figures_view(edition: Edition, topic: Topic) -> FiguresView:
    """The figures of a topic's verdicts."""
    outcomes = []
    for verdict in edition.by_topic.get(topic.id, ()):
        figures = drawn(edition, verdict)
        edition.forget(("drawn", verdict.topic, verdict.outcome))  # the cause's page has had its share
        if figures:
            outcomes.append(OutcomeFigures(edition.disease(verdict.outcome), tuple(figures.values())))
    return FiguresView(topic, topic.question or topic.title, tuple(outcomes))
