"""Bradford Hill's viewpoints and the guidelines of Fredricks and Relman, each with what speaks to it. Never a score."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.site import addresses, numbers
from aetia.site.edition import Edition
from aetia.synthesis import TopicVerdict
from aetia.synthesis.panels import PanelRow, Said


@dataclass(frozen=True)
class SaidView:
    """What one study says to a viewpoint; `stream` is empty for a study of people."""

    label: str
    address: str
    stream: str
    text: str


@dataclass(frozen=True)
class ViewpointView:
    """A viewpoint: its name, the question that it asks, the numbers or the editor's words, what studies say, or the gap."""

    name: str
    asks: str
    summary: str
    said: tuple[SaidView, ...]
    gap: str


@dataclass(frozen=True)
class PanelView:
    """A panel, and how many of its rows have anything to say."""

    rows: tuple[ViewpointView, ...]

    @property
    def spoken(self) -> int:
        """Rows that are no gap."""
        return sum(not row.gap for row in self.rows)


def hill_view(edition: Edition, verdict: TopicVerdict) -> PanelView:
    """The nine viewpoints."""
    words = edition.words
    return PanelView(
        tuple(
            _row(
                edition,
                row,
                words(f"viewpoint.{row.name}"),
                words(f"viewpoint_asks.{row.name}"),
                _numbers(edition, row),
            )
            for row in edition.explanation(verdict).bradford_hill
        )
    )


def fredricks_view(edition: Edition, verdict: TopicVerdict) -> PanelView | None:
    """The seven guidelines; None for an exposure that is no infection."""
    rows = edition.explanation(verdict).fredricks_relman
    if rows is None:
        return None
    topic = edition.library.topics[verdict.topic]

    def said(row: PanelRow) -> str:
        """The editor's words in the edition's language; the explanation, which all editions share, has those of the original."""
        return getattr(topic.fredricks_relman, row.name, None) or row.summary if row.summary else ""

    return PanelView(tuple(_row(edition, row, edition.words(f"fredricks.{row.name}"), "", said(row)) for row in rows))


def _row(edition: Edition, row: PanelRow, name: str, asks: str, summary: str) -> ViewpointView:
    said = tuple(_said(edition, said) for said in row.said)
    return ViewpointView(name, asks, summary, said, edition.words("panel.gap") if row.gap else "")


def _said(edition: Edition, said: Said) -> SaidView:
    words = edition.words
    stream = "" if said.stream == "human" else words(f"stream.{said.stream}")
    text = words(f"fact.{said.fact}") if said.fact else edition.own(said.text)
    return SaidView(said.label, addresses.study(said.study), stream, text)


def _numbers(edition: Edition, row: PanelRow) -> str:
    """What the verdict's numbers say to a viewpoint."""
    found, words = row.numbers, edition.words
    if not row.summary:
        return ""
    if row.name == "consistency":
        share, i2 = numbers.percent(found["share"], words), numbers.percent(found["i2"] / 100, words)
        return words("panel.consistency", share=share, studies=words.count("study", int(found["k"])), i2=i2)
    if row.name == "temporality" and not found["k"]:
        return words("panel.nobody_before")
    ratio = numbers.with_interval(found["m"], found["low"], found["high"], words)
    if row.name == "strength":
        return words("panel.strength", ratio=ratio)
    return words("panel.temporality", n=int(found["k"]), ratio=ratio)
