"""Title and container (journal, book, publisher) of a citation whose authors stand first."""

from __future__ import annotations

import re

from aetia.rescue.blocks import Run
from aetia.rescue.books import BOOK_PLACE, EDITORS, EVENT, THESIS, chapter_container, take_book, thesis_or_event
from aetia.rescue.draft import QUOTES, Draft, after_cluster, closing_quote, find_cluster, take_cluster
from aetia.rescue.journals import journal_score
from aetia.rescue.names import is_organisation
from aetia.rescue.sentences import boundaries, is_clause

_LAST_WORD = re.compile(r"[^\W\d_]+(?=\W*$)")
_IN_BOOK = re.compile(r"(?:^|[\s.,\"”])(?P<in>In\s?:?|Pages?\s+[\w–-]+\s+in|En:|Dans:|Nel:)\s+(?=[A-Z(\"“])")


def read_container(draft: Draft, at: int, end: int, *, finding: bool) -> None:
    """Reads title, journal or book, and locator from where the title begins.

    Args:
        draft: the citation, its authors already read.
        at: where the title begins.
        end: where the citation ends.
        finding: a sentence after the citation is a finding.
    """
    if draft.work[at : at + 1] in QUOTES:
        close = closing_quote(draft.work, at)
        if close is not None and close < end:
            draft.put("title", at + 1, close, 0.95)
            _after_title(draft, close + 1, end, finding)
            return
        at += 1
    quoted = re.compile(r"[^\"“„«]{4,90}?,\s*(?=[\"“„«][^\W\d_])").match(draft.work, at, end)
    if quoted is not None and draft.run_at(at, ("italic",), slack=2) is not None:
        close = closing_quote(draft.work, quoted.end())
        if close is not None and close < end:
            draft.put("title", quoted.end() + 1, close, 0.9)
            draft.put("journal", at, quoted.end(), 0.85)
            draft.kind = "article"
            _finish(draft, close + 1, end, finding)
            return
    journal = _italic_journal(draft, at, end)
    if journal is not None:
        _with_journal(draft, at, journal, end, finding)
        return
    styled = draft.run_at(at, ("bold", "italic", "link"), slack=3)
    if (
        styled is not None
        and styled.end - styled.start >= 4
        and styled.end <= end
        and (styled.kind != "link" or styled.end - styled.start > 12)
    ):
        title_end = _styled_end(draft, styled, end)
        draft.put("title", styled.start, title_end, 0.9)
        _after_title(draft, max(title_end, styled.start), end, finding)
        return
    chapter = _IN_BOOK.search(draft.work, at, end)
    if chapter is not None and _in_book(draft, at, chapter.start("in"), chapter.end(), end):
        return
    _plain(draft, at, end, finding)


def _styled_end(draft: Draft, styled: Run, end: int) -> int:
    """Where a title set in bold, italics or as a link ends: with its type, or with the sentence that it begins."""
    stop = styled.end
    text = draft.work
    for run in draft.runs:
        if run.kind in {"bold", "italic"} and stop <= run.start <= stop + 2 and text[stop - 1] in ":–-":
            stop = max(stop, run.end)
    following = text[stop:end]
    if re.match(r"\s+[a-zß-ÿ\d]", following) and text[stop - 1] not in ".?!":
        cut = next((b for b in boundaries(text[:end]) if b > stop), None)
        if cut is None and following.rstrip().endswith("."):
            return stop + len(following.rstrip()) - 1
        return cut - 1 if cut is not None and cut - stop < 160 else stop
    if following[:1] and following[0] in "?!":
        stop += 1
    return stop


def _italic_journal(draft: Draft, at: int, end: int) -> tuple[int, int] | None:
    """The journal, where one set in italics stands after the title with a locator, a date or the end behind it."""
    text = draft.work
    italics = [r for r in draft.runs if r.kind == "italic" and r.start > at + 6 and r.end <= end + 1]
    merged: list[list[int]] = []
    for run in italics:
        if merged and run.start - merged[-1][1] <= 1:
            merged[-1][1] = max(merged[-1][1], run.end)
        else:
            merged.append([run.start, run.end])
    for begin, stop in reversed(merged):
        name = text[begin:stop]
        if not re.search(r"[^\W\d_]{2}", name):
            continue
        inner = re.search(r"[,.]?\s+(?:vol\.?\s*)?\d+[A-Z]?\s*(?:[(:,].*)?$", name)
        close = begin + inner.start() if inner else stop
        before = text[at:begin].rstrip()
        if not before or not re.search(r"[.?!,\"”:;)\]]$", before):
            continue
        if re.search(r"\b(?:in|ed|eds)\W*$", before, re.IGNORECASE):
            continue
        after = text[stop:end]
        located = bool(inner) or any(stop <= loc.start <= stop + 24 for loc in draft.locators)
        dated = any(stop <= d.start <= stop + 12 for d in draft.dates)
        if located or dated or (not after.strip(" .,;") and journal_score(name) > 0.2):
            return begin, close
    return None


def _with_journal(draft: Draft, at: int, journal: tuple[int, int], end: int, finding: bool) -> None:
    work = draft.work
    title_end = journal[0]
    quoted = re.search(r"[\"”“»]\s*[.,]?\s*$", work[at:title_end])
    chapter = re.search(r"[\s.,\"”]+In\s?:?\s*(?:[A-Z][^.]{3,80}\(?eds?\.?\)?[\s.,]*)?$", work[at:title_end])
    event = EVENT.search(work, at, title_end)
    if chapter is not None:
        draft.put("title", at, at + chapter.start(), 0.85)
        draft.put("book_title", *journal, 0.85)
        draft.kind = "chapter"
    elif event is not None and event.start() - at > 12:
        draft.put("title", at, event.start(), 0.8)
        draft.put("event", event.start(), journal[1], 0.7)
    else:
        draft.put("title", at, title_end if not quoted else at + quoted.start(), 0.92)
        draft.put("journal", *journal, 0.95, strip=" ,;:–—-")
        draft.kind = "article"
    _finish(draft, journal[1], end, finding)


def _finish(draft: Draft, at: int, end: int, finding: bool) -> None:
    """Takes date and locator after the container, and what follows them."""
    cluster = find_cluster(draft, at - 1, end)
    if cluster is not None:
        take_cluster(draft, cluster)
        if draft.kind in {"article", "unknown"}:
            after_cluster(draft, cluster[1], end, finding)
        return
    if "year" not in draft.spans:
        dates = [d for d in draft.dates if at <= d.start < end]
        if dates:
            draft.put_date(dates[-1], 0.7)
    after_cluster(draft, at, end, finding)


def _after_title(draft: Draft, at: int, end: int, finding: bool) -> None:
    """Reads what stands after a title whose end is certain."""
    work = draft.work
    at += len(work[at:end]) - len(work[at:end].lstrip(' .,;:"”’»?!–—-'))
    if at >= end:
        return
    chapter = _IN_BOOK.match(work, max(0, at - 1), end)
    if chapter is not None:
        for locator in draft.locators:
            if locator.pages and chapter.start() <= locator.start < chapter.end():
                draft.put("pages", *locator.pages, 0.9, strip=" ,;:.")
        if chapter_container(draft, chapter.end(), end):
            return
    if thesis_or_event(draft, at, end):
        return
    styled = draft.run_at(at, ("italic",), slack=3)
    cluster = find_cluster(draft, at - 1, end)
    book = BOOK_PLACE.search(work, at, end)
    if styled is not None and styled.end - styled.start > 4:
        inner = re.search(r",?\s+\d+[A-Z]?$", work[styled.start : styled.end])
        stop = styled.start + inner.start() if inner else styled.end
        draft.put("journal", styled.start, stop, 0.95, strip=" ,;:–—-")
        draft.kind = "article"
        _finish(draft, stop, end, finding)
        return
    main = max((loc for loc in draft.locators if at - 1 <= loc.start < end), key=lambda loc: loc.score, default=None)
    if (
        book is not None
        and (main is None or main.volume is None or main.score < 0.9 or book.start() < main.start)
        and not _article_like(draft, at, book.start())
    ):
        take_book(draft, at, end, book)
        return
    if cluster is None:
        _trailing_source(draft, at, end, finding)
        return
    stop = cluster[0]
    name = work[at:stop].strip(" .,;:(")
    if name and (
        journal_score(name) > 0.3 or (cluster[1] - cluster[0] > 4 and len(name.split()) <= 10 and not is_clause(name))
    ):
        begin = at + work[at:stop].find(name)
        last = begin + len(name)
        if name.count("(") > name.count(")") and work[last : last + 1] == ")":
            last += 1
        cut = _journal_start(work, begin, last)
        if (main is None or main.volume is None) and (
            journal_score(work[cut:last]) < 0.25 or is_organisation(work[cut:last])
        ):
            draft.put("publisher", cut, last, 0.5)
        else:
            draft.put("journal", cut, last, min(0.95, 0.55 + journal_score(work[cut:last]) / 3), strip=" ,;:–—-.")
            draft.kind = "article"
        if cut > begin + 2:
            draft.rest.append((begin, cut))
    elif name and finding and is_clause(name):
        draft.put("finding", at, stop, 0.6, strip=" ,;:–—-")
    take_cluster(draft, cluster)
    after_cluster(draft, cluster[1], end, finding)


def _article_like(draft: Draft, at: int, stop: int) -> bool:
    name = draft.work[at:stop].strip(" .,")
    return bool(name) and journal_score(name) >= 1.2


def _journal_start(work: str, begin: int, end: int) -> int:
    """The start of the journal in a stretch that may hold a word or two before it."""
    best, best_score = begin, journal_score(work[begin:end])
    for cut in boundaries(work[begin:end]):
        at = begin + cut
        at += len(work[at:end]) - len(work[at:end].lstrip())
        score = journal_score(work[at:end]) - 0.15
        if score > best_score + 0.3:
            best, best_score = at, score
    return best


def _trailing_source(draft: Draft, at: int, end: int, finding: bool) -> None:
    """No date or locator: a journal alone, a publisher, or a sentence."""
    work = draft.work
    piece = work[at:end].strip()
    stop = at + len(work[at:end].rstrip())
    if journal_score(piece) >= 0.8 and len(piece.split()) <= 9:
        draft.put("journal", at, stop, 0.6, strip=" ,;:–—-.")
        draft.kind = "article"
    elif finding and is_clause(piece) and len(piece.split()) > 4:
        draft.put("finding", at, stop, 0.6, strip=" ,;:–—-")
    elif (
        0 < len(piece.split()) <= 8
        and piece[0].isupper()
        and not any(m.kind == "url" and m.outer[0] < at for m in draft.marks)
    ):
        draft.put("publisher", at, stop, 0.4)
    elif piece:
        draft.rest.append((at, stop))


def _in_book(draft: Draft, at: int, title_end: int, book_start: int, end: int) -> bool:
    title = draft.work[at:title_end].strip(' .,"”')
    if len(title) < 3 or title_end - at > 400:
        return False
    chapter_word = re.match(r"Pages?\s", draft.work[title_end:])
    strong = (
        bool(chapter_word)
        or draft.work[title_end:book_start].rstrip().endswith(":")
        or re.search(r"[.?!\"”]\s*$", draft.work[at:title_end])
    )
    if not strong:
        return False
    if chapter_word:
        locator = next((loc for loc in draft.locators if title_end <= loc.start < book_start and loc.pages), None)
        if locator is not None and locator.pages:
            draft.put("pages", *locator.pages, 0.9, strip=" ,;:.")
    if _journal_after_in(draft, at, title_end, book_start, end):
        return True
    if not chapter_container(draft, book_start, end):
        return False
    draft.put("title", at, title_end, 0.8)
    return True


def _journal_after_in(draft: Draft, at: int, title_end: int, start: int, end: int) -> bool:
    """Takes *In: Journal 34 (2008)* as a journal: a volume stands right behind its name, and neither editors nor a publisher do."""
    cluster = find_cluster(draft, start, end)
    if cluster is None or not any(loc.volume and cluster[0] <= loc.start < cluster[1] for loc in draft.locators):
        return False
    name = draft.work[start : cluster[0]].strip(" .,;:(")
    if not name or journal_score(name) < 0.4 or EDITORS.search(name) or BOOK_PLACE.search(draft.work, start, end):
        return False
    draft.put("title", at, title_end, 0.85)
    draft.put("journal", start, cluster[0], 0.9, strip=" ,;:–—-(")
    draft.kind = "article"
    _finish(draft, cluster[0], end, finding=True)
    return True


def _plain(draft: Draft, at: int, end: int, finding: bool) -> None:
    """Neither type nor quotation marks tell the title: the best cut between title and journal is sought."""
    work = draft.work
    cluster = find_cluster(draft, at, end)
    strong = cluster is not None and any(cluster[0] <= loc.start < cluster[1] and loc.volume for loc in draft.locators)
    book, event, thesis = (None if strong else pattern.search(work, at, end) for pattern in (BOOK_PLACE, EVENT, THESIS))
    if event is not None and event.start() - at > 15 and re.search(r"[.,\"”]\s*$", work[at : event.start()]):
        draft.put("title", at, event.start(), 0.75)
        thesis_or_event(draft, event.start(), end)
        return
    if thesis is not None and thesis.start() - at > 15:
        cuts = [at + b for b in boundaries(work[at : thesis.start()])]
        title_end = cuts[0] if cuts else thesis.start()
        draft.put("title", at, title_end, 0.6, strip=" .,;:–—-([")
        thesis_or_event(draft, title_end, end)
        return
    if book is not None and book.start() > at + 8:
        cuts = [at + b for b in boundaries(work[at : book.start()])]
        title_end = cuts[0] if cuts else book.start()
        draft.put("title", at, title_end, 0.7)
        take_book(draft, title_end, end, book)
        return
    limit = cluster[0] if cluster else end
    cut = _best_cut(draft, at, limit, located=cluster is not None)
    if cut is None:
        draft.put("title", at, limit, 0.45, strip=" .,;:–—-([")
    else:
        begin, stop, score = cut
        draft.put("title", at, begin, 0.85)
        draft.put("journal", begin, stop, min(0.95, 0.5 + score / 3), strip=" ,;:–—-.")
        draft.kind = "article"
    if cluster is not None:
        take_cluster(draft, cluster)
        after_cluster(draft, cluster[1], end, finding)
    elif cut is not None:
        after_cluster(draft, cut[1], end, finding)


def _best_cut(draft: Draft, at: int, limit: int, *, located: bool) -> tuple[int, int, float] | None:
    """Where the journal begins and ends in the stretch from title to locator, and its score."""
    work = draft.work
    strong = [at + b for b in boundaries(work[at:limit])]
    strong += [m.end() for m in re.compile(r"[.?!][\"”]?\s").finditer(work, at, limit) if m.end() not in strong]
    weak = [m.end() for m in re.compile(r",\s|\.\s?(?=[A-Z])|\s[–—-]\s").finditer(work, at, limit)]
    best: tuple[int, int, float] | None = None
    best_worth = 0.3 if located else 0.75
    candidates = {c: 0.0 for c in strong if c > at + 2} | {c: 0.5 for c in weak if c > at + 8 and c not in strong}
    for cut in sorted(candidates):
        begin = cut + len(work[cut:limit]) - len(work[cut:limit].lstrip(" "))
        name = work[begin:limit].strip(" .,;:([")
        if not name or len(name) > 200:
            continue
        stop = begin + len(name)
        if name.count("(") > name.count(")") and work[stop : stop + 1] == ")":
            stop += 1
        score = journal_score(work[begin:stop])
        worth = score - candidates[cut]
        last = _LAST_WORD.search(work, max(at, cut - 12), cut)
        if last and len(last[0]) <= 5 and last[0][0].isupper() and journal_score(last[0]) >= 1:
            worth -= 0.35
        before = [c for c in candidates if c < cut and candidates[c] == 0.0]
        segment = work[max(before) : cut].strip() if before else ""
        if (
            0 < len(segment) < 120
            and 0 < len(segment.split()) <= 4
            and not any(w[0].islower() for w in segment.split())
            and journal_score(segment) >= 0.6
        ):
            worth -= 0.5
        if score < 2 and is_clause(name):
            worth -= 0.5
        if worth > best_worth + 0.02:
            best, best_worth = (begin, stop, score), worth
    return best
