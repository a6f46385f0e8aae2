"""How the parts of a citation follow each other: authors first, or title first, and what stands after."""

from __future__ import annotations

import re

from aetia.rescue.blocks import Run
from aetia.rescue.container import read_container
from aetia.rescue.dates import find_dates, find_not_yet
from aetia.rescue.draft import QUOTES, Draft, closing_quote, find_cluster, take_cluster
from aetia.rescue.groups import group_alone, group_behind
from aetia.rescue.journals import MOST_JOURNAL, journal_score
from aetia.rescue.labels import find_source_label
from aetia.rescue.locators import find_locators
from aetia.rescue.marks import find_marks
from aetia.rescue.names import MOST_CORPORATE, NameList, parse_corporate, parse_names
from aetia.rescue.sentences import boundaries, is_clause, split_sentences
from aetia.rescue.tails import best_tail, take_tail

_ROLE = re.compile(r"[\s,.]*[(\[]?\b(?:eds?|editors?|hrsg|hg|dir|coord)\b\.?[)\]]?\s*[.,:]?", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s.,:;–—-]*")
_YEAR_LEAD = re.compile(r"[(\[]?((?:19|20)\d\d)[)\]]?\s*[:.,–-]?\s+(?=[^\W\d_]|[(„“\"«])")
_PUNCTUATION = " .,;:–—-"


def read_layout(text: str, runs: tuple[Run, ...], *, finding: bool) -> Draft:
    """Reads one citation.

    Args:
        text: the citation on one line.
        runs: stretches set off by type, counted in ``text``.
        finding: a sentence that belongs to no part of a citation is what the page says was found.

    Returns:
        The draft, with the fields that were understood.
    """
    marks, work = find_marks(text)
    dates = find_dates(work)
    spans = [(d.start, d.end) for d in dates]
    draft = Draft(text, work, runs, marks, dates, find_locators(work, spans))
    for mark in marks:
        if mark.kind in {"doi", "pmid", "pmcid", "url", "issn", "isbn", "accessed"} and mark.kind not in draft.spans:
            draft.spans[mark.kind] = (mark.start, mark.end)
            draft.confidence[mark.kind] = 0.95
    start = len(work) - len(work.lstrip(" .,;:-–—•*·"))
    authors = _leading_authors(draft, start)
    dated = _YEAR_LEAD.match(work, start) if authors is None else None
    if dated is not None and (authors := _leading_authors(draft, dated.end())) is not None:
        date = next((d for d in dates if d.start == dated.start(1)), None)
        if authors.score < 0.75 or date is None:
            authors = None
        else:
            draft.put_date(date, 0.8)
    least = 0.8 if authors is None else 1.2 if authors.score < 0.9 else 3.0
    if _source_first(draft, start, finding, least):
        return draft
    if authors is not None:
        _authors_first(draft, authors, finding)
    else:
        _title_first(draft, start, finding)
    return draft


def _source_first(draft: Draft, start: int, finding: bool, least: float) -> bool:
    """Reads a citation that begins with its journal: *J Rheumatol 1999;26:12-15. Authors. Title.*"""
    if least > MOST_JOURNAL:
        return False
    cluster = find_cluster(draft, start, len(draft.work))
    if cluster is None or not any(loc.volume and cluster[0] <= loc.start < cluster[1] for loc in draft.locators):
        return False
    name = draft.work[start : cluster[0]].strip(" .,;:(")
    if (
        len(name.split()) > 9
        or is_clause(name)
        or journal_score(name) < least
        or draft.run_at(start, ("bold", "link")) is not None
    ):
        return False
    after = cluster[1] + len(draft.work[cluster[1] :]) - len(draft.work[cluster[1] :].lstrip(" .,;:)–—-"))
    authors = _leading_authors(draft, after)
    if authors is None and len(draft.work[after:].split()) < 4:
        return False
    draft.put("journal", start, cluster[0], 0.9, strip=" ,;:–—-(")
    take_cluster(draft, cluster)
    draft.kind = "article"
    at = after
    if authors is not None:
        draft.put_names("authors", authors)
        at = authors.end
    at += len(draft.work[at:]) - len(draft.work[at:].lstrip(_PUNCTUATION))
    styled = draft.run_at(at, ("bold", "link", "italic"), slack=3)
    cuts = boundaries(draft.work[at:])
    end = styled.end if styled is not None and styled.end > at + 8 else at + cuts[0] if cuts else len(draft.work)
    draft.put("title", at, end, 0.8)
    _keep_sentences(draft, end, len(draft.work), finding)
    return True


def _leading_authors(draft: Draft, start: int) -> NameList | None:
    """Authors standing first, when that reading is better than a title standing first."""
    names = parse_names(draft.work, start)
    if names is not None and names.score >= MOST_CORPORATE:
        return names
    corporate = parse_corporate(draft.work, start)
    if corporate is not None:
        corporate = _before_type(draft, corporate)
    if (
        names is not None
        and names.score >= 0.55
        and (corporate is None or names.score >= corporate.score or names.end > corporate.end)
    ):
        return names
    if corporate is not None and corporate.score >= 0.5:
        return corporate
    group = group_alone(draft.work, start, len(draft.work)) if draft.locators else None
    if group is not None:
        return NameList(start, group[1], (group,), "corporate", False, 0.6)
    for candidate in (names, corporate):
        if candidate is None:
            continue
        after = _SEPARATOR.match(draft.work, candidate.end)
        at = after.end() if after else candidate.end
        styled = draft.run_at(candidate.end, ("italic", "bold"), slack=4)
        if (
            styled is not None
            and styled.end - styled.start >= 8
            and styled.start >= candidate.end
            and candidate.score >= 0.1
        ):
            return candidate
        if candidate is names and candidate.form != "family" and candidate.score >= 0.25 and at < len(draft.work):
            following = draft.work[at:]
            if (
                draft.work[candidate.end : candidate.end + 1] == "."
                and journal_score(_first_part(following)) < 0.5
                and draft.locators
                and draft.locators[-1].score > 0.6
                and len(boundaries(following)) >= 1
                and candidate.form != "inverted-given"
            ):
                return candidate
    return None


def _before_type(draft: Draft, corporate: NameList) -> NameList:
    """An organisation's name ends where a title set in italics or bold begins, after a comma."""
    for run in draft.runs:
        if run.kind in {"italic", "bold"} and corporate.start + 3 < run.start < corporate.end:
            end = corporate.start + len(draft.work[corporate.start : run.start].rstrip(" ,."))
            return NameList(
                corporate.start, end, ((corporate.start, end),), corporate.form, False, max(corporate.score, 0.6)
            )
    return corporate


def _first_part(text: str) -> str:
    cuts = boundaries(text)
    return text[: cuts[0]] if cuts else text


def _authors_first(draft: Draft, authors: NameList, finding: bool) -> None:
    draft.put_names("authors", authors)
    at = authors.end
    role = _ROLE.match(draft.work, at)
    if role is not None and role[0].strip(" .,"):
        draft.spans["author_role"] = role.span()
        draft.confidence["author_role"] = 0.8
        at = role.end()
    at = _group_after_names(draft, at)
    at = _leading_date(draft, at)
    separator = _SEPARATOR.match(draft.work, at)
    at = separator.end() if separator else at
    end = _repeated_lead(draft, authors, at)
    read_container(draft, at, end, finding=finding)


def _group_after_names(draft: Draft, at: int) -> int:
    """Takes a study group that stands behind the names as one more author; returns where it ends."""
    end = group_behind(draft.work, at, len(draft.work))
    if end is None:
        return at
    begin = at + len(draft.work[at:end]) - len(draft.work[at:end].lstrip(" ,;."))
    stop = begin + len(draft.work[begin:end].rstrip(" .,:;"))
    names = draft.values.get("authors")
    draft.values["authors"] = [*(names if isinstance(names, list) else []), " ".join(draft.work[begin:stop].split())]
    for name in ("authors", "authors_printed"):
        draft.spans[name] = (draft.spans[name][0], stop)
    return end


def _repeated_lead(draft: Draft, authors: NameList, at: int) -> int:
    """Where the citation starts over, when its author and date are printed a second time; else the end of the text."""
    lead = draft.work[authors.start : at].strip(_PUNCTUATION)
    if len(lead) < 12 or not any(authors.start <= d.start < at for d in draft.dates):
        return len(draft.work)
    again = draft.work.find(lead, at)
    return again if again > at + 10 else len(draft.work)


def _leading_date(draft: Draft, at: int) -> int:
    """Takes a date that stands right after the authors; returns where the title may begin."""
    opening = re.compile(r"[\s.,:;]*([(\[]?)\s*").match(draft.work, at)
    begin = opening.end() if opening else at
    for date in draft.dates:
        if date.start != begin:
            continue
        closing = re.compile(r"\s*[)\]]?\s*[.,:;]?").match(draft.work, date.end)
        end = closing.end() if closing else date.end
        bracketed = bool(opening and opening[1])
        bare = bool(opening and re.search(r"[.,]", opening[0])) and re.match(
            r"\s+[A-Z][a-z]+\s+[a-z]", draft.work[date.end : date.end + 30]
        )
        if bracketed or bare or re.match(r"\s*[.,:;]", draft.work[date.end : date.end + 2]):
            if any(
                loc.start <= date.end + 3 and loc.start >= date.start and loc.volume
                for loc in draft.locators
                if not bracketed
            ):
                return at
            draft.put_date(date, 0.95 if bracketed else 0.85)
            return end
    not_yet = find_not_yet(draft.work[at : at + 20])
    if not_yet is not None and not draft.work[at : at + not_yet[0]].strip(" .,("):
        draft.spans["status_printed"] = (at + not_yet[0], at + not_yet[1])
        draft.confidence["status_printed"] = 0.9
        return at + not_yet[1] + (1 if draft.work[at + not_yet[1] : at + not_yet[1] + 1] == ")" else 0)
    return at


def _title_first(draft: Draft, start: int, finding: bool) -> None:
    work = draft.work
    year_lead = _YEAR_LEAD.match(work, start)
    if year_lead is not None:
        date = next((d for d in draft.dates if d.start == year_lead.start(1)), None)
        if date is not None and date.end == year_lead.end(1):
            draft.put_date(date, 0.8)
            start = year_lead.end()
    if work[start : start + 1] in QUOTES and (close := closing_quote(work, start)) is not None and close - start > 12:
        draft.put("title", start + 1, close, 0.9)
        _after_title(draft, close + 1, finding)
        return
    styled = draft.run_at(start, ("link", "bold"), slack=2)
    if (
        styled is not None
        and styled.kind == "link"
        and styled.end >= len(work.rstrip()) - 3
        and not any(loc.volume for loc in draft.locators)
        and len(work[start:].split()) > 2
        and not finding_follows(work[start:])
    ):
        sentences = split_sentences(work[start : styled.end])
        if len(sentences) > 1 and journal_score(work[start : styled.end][slice(*sentences[-1])]) >= 0.9:
            draft.put("journal", start + sentences[-1][0], start + sentences[-1][1], 0.8)
            draft.put("title", start, start + sentences[-1][0], 0.8)
            return
        label = find_source_label(work, start, styled.end)
        if label is not None:
            draft.put("source_label", label[0], label[1], 0.6)
        draft.put("title", start, label[2] if label is not None else styled.end, 0.85)
        return
    if styled is not None and 8 < styled.end - styled.start < len(work.rstrip()) - start - 6:
        end = _whole_title(draft, styled)
        if journal_score(work[start:end]) < 2 and len(work[start:end].split()) >= 2:
            draft.put("title", start, end, 0.85)
            _after_title(draft, end, finding)
            return
    _by_sentences(draft, start, finding)


def finding_follows(words: str) -> bool:
    """True where a stretch holds a second sentence that speaks."""
    sentences = split_sentences(words)
    return len(sentences) > 1 and is_clause(words[sentences[1][0] :]) and not is_clause(words[: sentences[0][1]])


def _whole_title(draft: Draft, styled: Run) -> int:
    """The end of a title that begins with a run: the run goes on, or the sentence does."""
    end = styled.end
    text = draft.work
    if text[end - 1] in ":–-" or not re.match(r"[\s]*(?:[.?!,;:)\]\"”(\[]|$|[–—-]\s|[A-Z\d])", text[end : end + 4]):
        following = [
            r for r in draft.runs if r.kind in {"bold", "italic"} and end <= r.start <= end + 2 and r.end > end
        ]
        if following:
            return max(r.end for r in following)
        cut = next((b for b in boundaries(text) if b > end), None)
        return cut if cut is not None else end
    if text[end : end + 1] and text[end] in "?!":
        end += 1
    return end


def _after_title(draft: Draft, at: int, finding: bool) -> None:
    """What stands after a title that is certain: perhaps a finding, then the citation."""
    tail = best_tail(draft, at, len(draft.work))
    if tail is None:
        _keep_sentences(draft, at, len(draft.work), finding)
        return
    _keep_sentences(draft, at, tail.start, finding)
    take_tail(draft, tail, finding)


def _by_sentences(draft: Draft, start: int, finding: bool) -> None:
    """Title first and nothing but punctuation to go by."""
    work = draft.work
    tail = best_tail(draft, start, len(work), first=True)
    stop = tail.start if tail is not None else len(work)
    sentences = [(start + a, start + b) for a, b in split_sentences(work[start:stop])]
    if not sentences:
        if tail is not None:
            take_tail(draft, tail, finding)
        return
    count = _title_length(work, sentences, finding)
    title_end = sentences[count - 1][1]
    label = find_source_label(work, sentences[0][0], title_end) if tail is None and len(sentences) == count else None
    if label is not None:
        draft.put("source_label", label[0], label[1], 0.6)
        title_end = label[2]
    draft.put("title", sentences[0][0], title_end, 0.75 if tail is not None else 0.45)
    if count < len(sentences):
        _keep_sentences(draft, sentences[count][0], stop, finding)
    if tail is not None:
        take_tail(draft, tail, finding)


def _title_length(work: str, sentences: list[tuple[int, int]], finding: bool) -> int:
    """How many of the first sentences make up the title: a question may carry its subtitle after it."""
    if not finding:
        return len(sentences)
    count = 1
    while count < len(sentences):
        before = work[slice(*sentences[count - 1])].rstrip('"”')
        piece = work[slice(*sentences[count])]
        more_follows = count + 1 < len(sentences)
        subtitle = before.endswith(("?", "!")) and not is_clause(piece) and more_follows
        part = re.match(
            (
                r"(?:Part|Teil|Vol(?:ume)?|Report of|Results? of|Results from|A report|An? (?:review|case|"
                r"study|meta)|Review of|Preliminary)\b"
            ),
            piece,
        )
        if subtitle or (part and not is_clause(piece) and more_follows):
            count += 1
            continue
        break
    return count


def _closing_source(draft: Draft, start: int, end: int) -> int:
    """Takes a short last phrase after a finding, such as the name of a newspaper, as its source; returns where the finding ends."""
    sentences = split_sentences(draft.work[start:end])
    if len(sentences) < 2 or "journal" in draft.spans or "source_label" in draft.spans:
        return end
    first, last = sentences[-1]
    words = draft.work[start + first : start + last].strip(" .").split()
    if (
        not 1 <= len(words) <= 7
        or is_clause(" ".join(words))
        or not all(w[0].isupper() or w in {"of", "and", "the", "for", "de", "&"} for w in words)
    ):
        return end
    draft.put("source_label", start + first, start + last, 0.4)
    return start + first


def _keep_sentences(draft: Draft, start: int, end: int, finding: bool) -> None:
    """Records what stands between title and citation as the finding, or keeps it as not understood."""
    piece = draft.work[start:end]
    begin = start + len(piece) - len(piece.lstrip(" .,;:–—-?!"))
    stop = start + len(piece.rstrip())
    if stop - begin < 3:
        return
    label = re.fullmatch(r"\(([^()]{2,60})\)\.?", draft.work[begin:stop].strip())
    if label is not None and "source_label" not in draft.spans:
        draft.put("source_label", begin + 1, begin + 1 + len(label[1]), 0.7)
        return
    if finding:
        stop = _closing_source(draft, begin, stop)
    if finding and len(draft.work[begin:stop].split()) >= 3:
        draft.put("finding", begin, stop, 0.7, strip=" ,;:–—-")
    else:
        draft.rest.append((begin, stop))
