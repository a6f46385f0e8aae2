"""Whether two publications are versions of one work: preprint and article, abstract and paper, republication, translation."""

from __future__ import annotations

from aetia.resolve.versions.kinds import NOTICES, WorkKind
from aetia.resolve.versions.piece import NOTICE_LINKS, VERSION_LINKS, Piece
from aetia.resolve.versions.proposal import Strength, Verdict
from aetia.resolve.versions.titles import differing, likeness, told_apart

MOST_YEARS = 2
"""Between a preprint or an abstract and its paper; PubMed's links know of longer ways."""
_NAMES: dict[WorkKind, str] = {
    "paper": "an article",
    "preprint": "a preprint",
    "abstract": "a conference abstract",
    "erratum": "a correction",
    "retraction": "a notice of retraction",
    "concern": "an expression of concern",
    "reply": "a comment or reply",
}


def same_work(one: Piece, other: Piece) -> Verdict | None:
    """Whether two publications are versions of one work, and why; None where they are not, or nothing says so.

    Certain: PubMed links them, or their DOIs say it themselves. A notice (a correction, a retraction, a reply) is no version of
    the paper that it is about: it is told as what it is.
    """
    if {one.kind, other.kind} & NOTICES:
        return _notice(one, other)
    linked = _linked(one, other, VERSION_LINKS)
    if linked:
        return Verdict("version", "certain", (linked,))
    if one.work and one.work == other.work:
        return Verdict("version", "certain", (f"both are versions of {one.work}",))
    if told_apart(one.title, other.title):
        return None
    return _translation(one, other) or _early_version(one, other) or _printed_again(one, other)


def _linked(one: Piece, other: Piece, links: dict[str, str]) -> str | None:
    for here, there in ((one, other), (other, one)):
        pmid = there.known_identifiers.get("pmid")
        for sort, target in here.links:
            if target == pmid and sort in links:
                return f"PubMed: PMID {here.known_identifiers.get('pmid', '?')} {links[sort]} PMID {pmid}"
    return None


def _notice(one: Piece, other: Piece) -> Verdict | None:
    """A notice and the paper that it is about."""
    notice, paper = (one, other) if one.kind in NOTICES else (other, one)
    if paper.kind in NOTICES:
        return None
    linked = _linked(one, other, NOTICE_LINKS)
    what = f"'{notice.study.id}' is {_NAMES[notice.kind]}, to be told in 'disputes' or 'standing' of '{paper.study.id}'"
    if linked:
        return Verdict("notice", "certain", (linked, what))
    alike = likeness(one.title, other.title)
    fits = len(notice.title.content) >= 3 and not told_apart(one.title, other.title) and _may_be_about(notice, paper)
    if alike >= 0.8 and fits:
        return Verdict("notice", "likely", ("its title names the paper's", what))
    return None


def _may_be_about(notice: Piece, paper: Piece) -> bool:
    """Whether a notice may be about a paper with its title: by the same people, or else soon after it in the same journal."""
    people = notice.overlap(paper)
    if people.shared or not people.known:
        return people.shared > 0 or notice.same_journal(paper) is not False
    soon = not (notice.year and paper.year) or 0 <= notice.year - paper.year <= MOST_YEARS
    return soon and notice.same_journal(paper) is not False


def _translation(one: Piece, other: Piece) -> Verdict | None:
    for here, there in ((one, other), (other, one)):
        if here.original and likeness(here.original, there.title) >= 0.9 and len(there.title.content) >= 3:
            if here.overlap(there).contradicts:
                return None
            return Verdict("version", "likely", ("the title of the one is the other's in its own language",))
    differ = one.language and other.language and one.language != other.language
    people = one.overlap(other)
    if differ and people.agrees and likeness(one.title, other.title) >= 0.8 and _gap(one, other) <= MOST_YEARS:
        return Verdict("version", "likely", ("the same title in two languages", people.words()))
    return None


def _early_version(one: Piece, other: Piece) -> Verdict | None:
    """A preprint or an abstract, and the paper that came of it."""
    order = ("abstract", "preprint", "paper")
    if one.kind == other.kind:
        return None
    early, late = sorted((one, other), key=lambda piece: order.index(piece.kind))
    if early.year and late.year and not -1 <= late.year - early.year <= MOST_YEARS:
        return None
    people, alike = one.overlap(other), likeness(one.title, other.title)
    if people.contradicts:
        return None
    what = f"{_NAMES[early.kind]} and {_NAMES[late.kind]}"
    mine, theirs = differing(one.title, other.title)
    words = one.shared_words(other)
    dated = bool(early.year and late.year)
    reasons = [what, f"titles alike ({alike:.0%})"]
    if people.known:
        reasons.append(people.words())
    if words >= 0.2:
        reasons.append(f"{words:.0%} of the abstract's phrases are the same")
    if alike >= 0.8 and people.agrees and dated and (alike >= 0.9 or not (mine and theirs)):
        return Verdict("version", "likely", tuple(reasons))
    if people.agrees and words >= 0.3 and dated:
        return Verdict("version", "likely", tuple(reasons))
    whole = people.first and people.share >= 0.8 and dated
    if (alike >= (0.45 if whole else 0.55) and (people.agrees or people.is_team)) or (
        alike >= 0.9 and len(one.title.content) >= 4
    ):
        return Verdict("version", "possible", tuple(reasons))
    return None


def _printed_again(one: Piece, other: Piece) -> Verdict | None:
    """The same paper in two places."""
    if len(one.title.content) < 4 or _gap(one, other) > MOST_YEARS:
        return None
    people, alike = one.overlap(other), likeness(one.title, other.title)
    mine, theirs = differing(one.title, other.title)
    lone = alike < 1.0 and people.shared < 2 and one.whole and other.whole
    if alike < 0.85 or (mine and theirs) or not people.agrees or lone:
        return None
    strength: Strength = "likely" if alike == 1.0 and people.shared >= 2 else "possible"
    place = "in two places" if one.same_journal(other) is False else "twice"
    return Verdict("version", strength, (f"the same title {place} ({alike:.0%} alike)", people.words()))


def _gap(one: Piece, other: Piece) -> int:
    return abs(one.year - other.year) if one.year and other.year else 0
