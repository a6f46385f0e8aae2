"""What speaks for a paper and what against it: a citation and a paper compared, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aetia.resolve.names import same_journal
from aetia.resolve.paper import Paper
from aetia.resolve.query import Query

SAME_TITLE = 0.9
"""Likeness from which two titles are called the same in words for people."""
_LONG_TITLE = 4
_PREFIX = 0.95

Agreement = Literal["same", "near", "listed", "swapped", "last", "other", "absent"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A citation beside one paper. ``absent`` is what one of them does not tell.

    Args:
        title: likeness of the titles, 0 to 1; None where the citation has no title.
        title_words: words of the paper's title.
        alone: the paper's title was found in the text as a phrase or by its letters, not beside a title that was read.
        author: the first author is ``same``; ``listed``, another author of it; ``other``.
        initials: of the first author.
        shared: share of the citation's authors that are the paper's; None without authors.
        year: ``same``, ``near`` (one off), ``other``.
        volume: ``same``, ``swapped`` with the issue, ``other``.
        pages: ``same`` first page, ``last`` page alone, ``other``.
        journal: ``same``, ``other``.
        identifier: one that is printed in the citation is this paper's, or one of the same sort is another's.
        kind: ``other`` where the paper is a notice, a comment, an abstract and the citation does not say so.
    """

    title: float | None
    title_words: int
    alone: bool
    author: Agreement
    initials: Agreement
    shared: float | None
    year: Agreement
    volume: Agreement
    pages: Agreement
    journal: Agreement
    identifier: Agreement
    kind: Agreement

    @property
    def agreements(self) -> tuple[str, ...]:
        """The fields beside the title that agree."""
        return tuple(
            name
            for name in ("author", "year", "volume", "pages", "journal", "identifier")
            if getattr(self, name) in ("same", "swapped")
        )

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The fields that contradict each other."""
        fields = ("author", "year", "volume", "pages", "journal", "identifier", "kind")
        found = tuple(name for name in fields if getattr(self, name) == "other")
        return (*(("title",) if self.title is not None and self.title < 0.6 else ()), *found)


def compare(query: Query, paper: Paper) -> Evidence:
    """Compare a citation with a paper.

    A field conflicts only where the citation was read (given as fields, or parsed) and its value is not the paper's, nor does the
    paper's stand anywhere in the text: what the parser takes for something else must not speak against the right paper.
    """
    likeness, words, alone = _title(query, paper)
    author, initials, shared = _authors(query, paper)
    return Evidence(
        title=likeness,
        title_words=words,
        alone=alone,
        author=author,
        initials=initials,
        shared=shared,
        year=_year(query, paper),
        volume=_volume(query, paper),
        pages=_pages(query, paper),
        journal=_journal(query, paper),
        identifier=_identifier(query, paper),
        kind=_kind(query, paper),
    )


def _title(query: Query, paper: Paper) -> tuple[float | None, int, bool]:
    best: tuple[float | None, int, bool] = (None, 0, False)
    for title in paper.titles:
        likeness, alone = _likeness(query, title)
        if likeness is not None and (best[0] is None or likeness > best[0]):
            best = likeness, title.count(" ") + 1, alone
    if best[0] is None and paper.titles:
        return None, paper.titles[0].count(" ") + 1, False
    return best


def _likeness(query: Query, title: str) -> tuple[float | None, bool]:
    """How like the paper's title is to the citation's, and whether it was only found in the text."""
    from rapidfuzz import fuzz

    words = title.count(" ") + 1
    whole = words >= _LONG_TITLE and f" {title} " in query.padded
    if whole and words > _LONG_TITLE + 1:
        return 1.0, not query.is_read
    read = query.fields.title
    if not read:
        if whole:
            return 1.0, True
        found = fuzz.partial_ratio(title, query.padded) / 100 if words >= _LONG_TITLE and query.text else 0.0
        return (found, True) if found > 0.8 else (None, True)
    if words < _LONG_TITLE and read.startswith(f"{title} "):
        # A title of two or three words that begins another one: cut short in the corpus, or a different paper; it does not tell.
        return None, False
    found = max(fuzz.ratio(read, title) / 100, _begins(read, title))
    if found < SAME_TITLE and words >= _LONG_TITLE and query.text and query.given is None:
        # The parser may have cut the title short, or taken more than the title.
        within = fuzz.partial_ratio(title, query.padded) / 100
        if within > SAME_TITLE:
            return max(found, within - 0.03), True
    return found, False


def _begins(one: str, other: str) -> float:
    """Likeness of a title to the beginning of one that goes on, as where the subtitle is left out."""
    from rapidfuzz import fuzz

    short, long = sorted((one, other), key=len)
    if short.count(" ") + 1 < _LONG_TITLE:
        return 0.0
    return _PREFIX * fuzz.ratio(short, long[: len(short)]) / 100


def _authors(query: Query, paper: Paper) -> tuple[Agreement, Agreement, float | None]:
    if not paper.families:
        return "absent", "absent", None
    fields = query.fields if query.is_read else None
    printed = fields.families if fields else ()
    first = paper.families[0]
    shared = None
    if printed:
        known = set(paper.families)
        shared = sum(_known(name, known) for name in printed[:10]) / min(len(printed), 10)
    if printed and _alike(first, printed[0]):
        given = fields.initials[:1] if fields else ""
        letter: Agreement = "absent"
        if given and paper.initials:
            letter = "same" if given == paper.initials[0] else "other"
        return "same", letter, shared
    if _stands(first, query):
        return ("listed" if printed else "same"), "absent", shared
    if not printed:
        return "absent", "absent", None
    if any(_known(name, set(paper.families)) for name in printed[:3]):
        return "listed", "absent", shared
    return "other", "absent", shared


def _known(name: str, known: set[str]) -> bool:
    return name in known or any(_alike(name, other) for other in known)


def _alike(one: str, other: str) -> bool:
    """Whether two family names may be one: a slip of the pen, an umlaut written out, one of two names left out."""
    if one == other:
        return True
    if not one or not other or (one[0] != other[0] and one.split()[-1] != other.split()[-1]):
        return False
    if set(one.split()) & set(other.split()):
        return True
    from rapidfuzz.distance import DamerauLevenshtein

    allowed = 0 if min(len(one), len(other)) < 5 else 1 if min(len(one), len(other)) < 9 else 2
    plain = [name.replace("ae", "a").replace("oe", "o").replace("ue", "u") for name in (one, other)]
    return plain[0] == plain[1] or DamerauLevenshtein.distance(one, other, score_cutoff=allowed) <= allowed


def _stands(family: str, query: Query) -> bool:
    """Whether a family name stands in the text."""
    return f" {family} " in query.padded or any(len(word) > 3 and word in query.word_set for word in family.split())


def _year(query: Query, paper: Paper) -> Agreement:
    if not paper.years:
        return "absent"
    read = query.fields.year if query.is_read else ""
    if read:
        if read in paper.years:
            return "same"
        if any(abs(int(read) - int(year)) == 1 for year in paper.years):
            return "near"
    if any(year in paper.years for year in query.years):
        return "same"
    if not query.years or not query.is_read:
        return "absent"
    near = any(abs(int(one) - int(other)) == 1 for one in query.years for other in paper.years)
    return "near" if near else "other"


def _volume(query: Query, paper: Paper) -> Agreement:
    if not paper.volume and not paper.issue:
        return "absent"
    if query.is_read and query.fields.volume:
        read = query.fields.volume
        if read == paper.volume:
            return "same"
        if read == paper.issue or (paper.volume and query.fields.issue == paper.volume):
            return "swapped"
        return "same" if query.given is None and _printed(paper.volume, query, paper) else "other"
    return "same" if _printed(paper.volume, query, paper) else "absent"


def _pages(query: Query, paper: Paper) -> Agreement:
    if not paper.first:
        return "absent"
    read = query.fields if query.is_read else None
    if read and read.first:
        if _same_page(read.first, paper.first):
            return "same"
        if read.last and paper.last and _same_page(read.last, paper.last):
            return "last"
        if query.given is None and len(paper.first) > 1 and _printed(paper.first, query, paper):
            return "same"
        return "other"
    if _printed(paper.first, query, paper):
        return "same"
    return "last" if len(paper.last) > 1 and _printed(paper.last, query, paper) else "absent"


def _printed(number: str, query: Query, paper: Paper) -> bool:
    """Whether a number stands in the text as often as in the paper's title, and once more."""
    times = query.numbers.count(number) if number else 0
    return times > 0 and times > (sum(title.split().count(number) for title in paper.titles[:1]) if paper.titles else 0)


def _same_page(one: str, other: str) -> bool:
    """Equal, or the same number with a letter before it on one side only (``e1234``, an article number)."""
    return one == other or (
        one.lstrip("abcdefghijklmnopqrstuvwxyz") == other.lstrip("abcdefghijklmnopqrstuvwxyz")
        and (one[0].isdigit() != other[0].isdigit())
    )


def _journal(query: Query, paper: Paper) -> Agreement:
    if not paper.journals:
        return "absent"
    if query.is_read and query.fields.journals:
        if any(same_journal(one, other) for one in query.fields.journals for other in paper.journals):
            return "same"
        if query.given is None and any(_in_text(name, query) for name in paper.journals):
            return "same"
        return "other"
    return "same" if any(_in_text(name, query) for name in paper.journals) else "absent"


def _in_text(name: str, query: Query) -> bool:
    return f" {name} " in query.padded_names


def _identifier(query: Query, paper: Paper) -> Agreement:
    printed = query.identifiers
    if not printed:
        return "absent"
    own = {paper.key, f"doi:{paper.doi}", f"pmc:{paper.pmcid}"}
    if own & set(printed):
        return "same"
    kinds = {name.partition(":")[0] for name in own if not name.endswith(":")}
    return "other" if any(name.partition(":")[0] in kinds for name in printed) else "absent"


_SAYS = {
    "erratum": ("erratum", "errata", "corrigendum", "correction"),
    "retraction": ("retraction", "retracted", "withdrawn"),
    "concern": ("concern",),
    "comment": ("comment", "commentary", "reply", "re", "response", "letter", "editorial", "discussion"),
    "abstract": ("abstract", "abstracts", "meeting", "congress", "conference", "suppl", "supplement", "s"),
    "preprint": ("preprint", "biorxiv", "medrxiv", "arxiv", "preprints", "ssrn"),
}


def _kind(query: Query, paper: Paper) -> Agreement:
    """``other`` where the paper is something beside a paper and the citation has no word of it."""
    said = _SAYS.get(paper.kind)
    if said is None:
        return "absent"
    if paper.titles and query.is_read and query.fields.title == paper.titles[0]:
        return "same"
    return "same" if any(word in query.word_set for word in said) else "other"
