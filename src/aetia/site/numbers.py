"""Numbers as a page prints them: rounded first, so that every machine prints the same, and then with the signs of its language."""

from __future__ import annotations

import math
from collections.abc import Callable

from markupsafe import Markup, escape

from aetia.model.estimate import Estimate
from aetia.words import Words

_WRITTEN = 4
"""A number with no more decimals than this is taken as written by a person."""


def printed(number: float, words: Words) -> str:
    """A number that a paper printed: no digit is added or lost (``2.81``, ``15``)."""
    return words.number(f"{number:.10g}")


def ratio(number: float, words: Words) -> str:
    """A ratio or a limit of one, the same wherever a page tells it: two decimals below 10, one below 100, none above.

    More decimals stand where the number was written with them (``0.004``, ``17.46``): up to `_WRITTEN` of them. What was computed
    has more, and is rounded, to two digits below 0.1 as far as six decimals show them.
    """
    number = min(number, 1e6)
    decimals = 2 if number < 10 else 1 if number < 100 else 0
    if number == round(number, _WRITTEN):
        decimals = max(decimals, len(f"{number:.{_WRITTEN}f}".rstrip("0").partition(".")[2]))
    elif number < 0.1:
        decimals = min(1 - math.floor(math.log10(number)), 6)
    return words.number(f"{number:.{decimals}f}")


def interval(low: float, high: float, words: Words) -> str:
    """Two limits of a ratio: ``1.86 to 4.23``."""
    return words("number.interval", low=ratio(low, words), high=ratio(high, words))


def with_interval(number: float, low: float, high: float, words: Words) -> str:
    """A ratio with its limits: ``2.81 (1.86 to 4.23)``."""
    return words("disagree.ratio", ratio=ratio(number, words), limits=interval(low, high, words))


def percent(share: float, words: Words) -> str:
    """A share between 0 and 1 as a whole percentage."""
    return words.percent(f"{math.floor(100 * share + 0.5 + 1e-9)}")


def p_value(p: float, words: Words) -> str:
    """A p value with the sign before it: ``= 0.012``, ``< 0.001``."""
    return words.number("< 0.001" if p < 0.001 else f"= {p:.2g}")


def estimate_text(estimate: Estimate, words: Words) -> str:
    """The figures of an estimate in one line; empty where it holds printed words only."""
    measure = words(f"measure.{estimate.measure}")
    text, show = "", ratio if estimate.is_ratio else printed
    if estimate.low is not None and estimate.high is not None:
        limits = {
            "low": show(estimate.low, words),
            "high": show(estimate.high, words),
            "level": printed(estimate.level, words),
        }
        if estimate.value is None:
            text = words("number.only_interval", measure=measure, **limits)
        else:
            text = words("number.with_interval", measure=measure, value=show(estimate.value, words), **limits)
    elif estimate.value is not None:
        text = words("number.only_value", measure=measure, value=show(estimate.value, words))
    if estimate.counts is not None:
        a, b, c, d = estimate.counts
        text = "; ".join(filter(None, (words("number.counts", a=a, b=b, c=c, d=d), text)))
    return text


def estimate_notes(estimate: Estimate, words: Words, said: Callable[[str], Markup] = escape) -> list[Markup]:
    """What goes with the figures, as HTML: the printed words, what was compared, what was adjusted for.

    Args:
        estimate: of a finding.
        words: of the page.
        said: an editor's words as HTML.
    """
    notes = []
    if estimate.by_review and estimate.k:
        notes.append(words.markup("number.by_review", k=estimate.k))
    for key, text in (
        ("contrast", estimate.contrast),
        ("comparison", estimate.comparison),
        ("printed", estimate.printed),
    ):
        if text:
            notes.append(words.markup(f"number.{key}", text=said(text)))
    if estimate.adjusted_for:
        notes.append(words.markup("number.adjusted", text=said(words.listed(estimate.adjusted_for))))
    if estimate.derived:
        notes.append(words.markup("number.derived"))
    if estimate.misprint:
        notes.append(words.markup("number.misprint", text=said(estimate.misprint)))
    return notes
