"""Terms explained where they stand: the glossary of a language, and the terms that a page has met so far.

A term is marked where a page names it first, and only once. It opens a note of one or two sentences, by the means of HTML alone;
the glossary page has them all, with an anchor each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from aetia.words import Words

_DESIGNS = (
    "trial", "cohort", "nested-case-control", "case-control", "cross-sectional", "mendelian-randomisation", "meta-analysis",
    "systematic-review", "review", "case-series", "case-report", "ecological", "laboratory", "animal", "opinion",
)  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A term: its anchor, its name, what it means, and the other ways in which texts write it."""

    id: str
    name: str
    means: str
    also: tuple[str, ...] = ()


@cache
def glossary(words: Words) -> tuple[Term, ...]:
    """Every term of a language's catalogue, by name: the kinds of study, the measures, and the other words of the field."""
    own = sorted({key.split(".")[1] for key in words.all_keys() if key.startswith("glossary.")})
    terms = [
        Term(name, words(f"glossary.{name}.name"), words(f"glossary.{name}.means"), _also(words, name)) for name in own
    ]
    terms += [Term(design, words(f"design.{design}"), words(f"design_means.{design}")) for design in _DESIGNS]
    return tuple(sorted(terms, key=lambda term: (term.name.casefold(), term.id)))


def _also(words: Words, name: str) -> tuple[str, ...]:
    key = f"glossary.{name}.also"
    return tuple(part.strip() for part in words(key).split(";")) if words.has(key) else ()


@cache
def _finder(words: Words) -> tuple[re.Pattern[str], dict[str, Term]]:
    """Finds terms in a text that is escaped for HTML; a longer name before a shorter one inside it."""
    names = {str(escape(name)).casefold(): term for term in glossary(words) for name in (term.name, *term.also)}
    found = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<![\w-])(?:{found})(?![\w-])", re.IGNORECASE), names


class PageTerms:
    """The terms of one page, in the order in which it names them.

    Args:
        words: the catalogue of the page.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._met: dict[str, Term] = {}

    def mark(self, text: str) -> Markup:
        """A text with each term marked that the page has not named before."""
        pattern, names = _finder(self._words)
        return Markup(pattern.sub(lambda found: self._marked(found, names), str(escape(text))))  # noqa: S704 (escaped)

    def met(self) -> tuple[Term, ...]:
        """The terms that were marked so far."""
        return tuple(self._met.values())

    def _marked(self, found: re.Match[str], names: dict[str, Term]) -> str:
        term = names[found[0].casefold()]
        if term.id in self._met:
            return found[0]
        self._met[term.id] = term
        return f'<button class="term" popovertarget="note-{term.id}">{found[0]}</button>'
