"""A citation that stands after a title or a finding: the best last part of a stretch that reads as one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aetia.rescue.draft import Draft, after_cluster, find_cluster, take_cluster
from aetia.rescue.journals import journal_score
from aetia.rescue.labels import known_label
from aetia.rescue.names import ABBREVIATED, NameList, parse_names
from aetia.rescue.sentences import boundaries, is_clause


@dataclass(frozen=True, slots=True)
class Tail:
    """A citation that stands after a title: perhaps a label, perhaps authors, then a journal and where in it.

    Args:
        start: first character.
        end: one past the last.
        journal: its start and end, or None.
        names: the authors in it, or None.
        label: start and end of the source label, or None.
        cluster: the date and locator in it.
        score: how well it reads as one.
    """

    start: int
    end: int
    journal: tuple[int, int] | None
    names: NameList | None
    label: tuple[int, int] | None
    cluster: tuple[int, int] | None
    score: float


def best_tail(draft: Draft, start: int, end: int, *, first: bool = False) -> Tail | None:
    """The best reading of some last part of a stretch as a citation.

    Args:
        draft: the citation.
        start: where the stretch begins.
        end: where it ends.
        first: the stretch begins with a title, so the tail cannot begin at its start.

    Returns:
        The tail, or None where no part reads as a citation.
    """
    work = draft.work
    cluster = find_cluster(draft, start, end)
    limit = cluster[0] if cluster else end
    cuts = [start + b for b in boundaries(work[start:limit])]
    cuts += [m.end() for m in re.compile(r"[.?!][\"”)]?\s(?=\(|[\"“])|\)\s+(?=[A-Z])").finditer(work, start, limit)]
    cuts += [m.end() for m in re.compile(r"\s\((?=[^\W\d_][\w'’-]+ [A-Z])").finditer(work, start, limit)]
    if not first:
        cuts.insert(0, start)
    weak = [m.end() for m in re.compile(r",\s(?=[A-Z])|\s[–—-]\s|:\s(?=[A-Z])").finditer(work, start, limit)]
    hidden = [m.end() for m in re.compile(r"\s[A-Z]\.\s+(?=[A-Z])").finditer(work, start, limit)]
    hidden = [c for c in hidden[-12:] if _tail_names(draft, c, limit) is not None]
    best: Tail | None = None
    for cut, cost in (
        [(c, 0.15) for c in hidden]
        + [(c, 0.0) for c in dict.fromkeys(cuts)]
        + [(c, 0.45) for c in weak[-12:] if cluster]
    ):
        cut += len(work[cut:limit]) - len(work[cut:limit].lstrip())
        tail = _read_tail(draft, cut, end, cluster)
        if tail is None:
            continue
        tail = Tail(tail.start, tail.end, tail.journal, tail.names, tail.label, tail.cluster, tail.score - cost)
        if best is None or tail.score > best.score + 0.01:
            best = tail
    if best is None or best.score < (0.55 if cluster else 0.75):
        return None
    return best


_LABEL_LEAD = re.compile(r"\s*(?:\(([^()]{2,40})\)[.,:]?|([A-Z][\w .&-]{1,30}?)\s*[,:.](?=\s))\s*")


def _read_tail(draft: Draft, start: int, end: int, cluster: tuple[int, int] | None) -> Tail | None:
    work = draft.work
    at = start
    label: tuple[int, int] | None = None
    names: NameList | None = None
    score = 0.0
    stop = cluster[0] if cluster else end
    for _ in range(3):
        lead = _LABEL_LEAD.match(work, at, stop)
        if lead is not None and label is None and (lead[1] or (lead[2] and known_label(lead[2]))) and lead.end() < end:
            if lead[1] and not known_label(lead[1]) and is_clause(lead[1]):
                break
            label = lead.span(1) if lead[1] else lead.span(2)
            score += 0.4 if known_label(work[slice(*label)]) else 0.0
            at = lead.end()
            continue
        if names is None:
            found = _tail_names(draft, at, stop)
            if found is not None:
                names = found
                score += 0.25 + 0.2 * found.score
                at = found.end
                at += len(work[at:stop]) - len(work[at:stop].lstrip(" .,:;"))
                continue
        break
    piece = work[at:stop]
    journal: tuple[int, int] | None = None
    stripped = piece.strip(" .,;:([")
    if stripped:
        begin = at + piece.find(stripped[0])
        closing = begin + len(stripped)
        if stripped.count("(") > stripped.count(")") and work[closing : closing + 1] == ")":
            closing += 1
        journal = (begin, closing)
        worth = journal_score(work[slice(*journal)])
        if is_clause(stripped) and worth < 2 and len(stripped.split()) > 4:
            worth -= 1.0
        inner = boundaries(stripped)
        if inner and worth < 2:
            worth -= 0.25 * len([b for b in inner if len(stripped[:b].split()[-1]) > 6])
        if any(r.kind == "italic" and abs(r.start - begin) <= 1 and abs(r.end - closing) <= 2 for r in draft.runs):
            worth = max(worth, 1.2)
        if worth <= 0 and not cluster:
            return None
        score += worth
    elif not cluster or not (names or label):
        return None
    if cluster:
        score += 0.35
    elif journal is not None and len(stripped.split()) > 9:
        return None
    return Tail(start, end, journal, names, label, cluster, score)


def _tail_names(draft: Draft, at: int, stop: int) -> NameList | None:
    """Authors that stand between a finding and a journal."""
    if (name := ABBREVIATED.match(draft.work, at, stop)) is not None and journal_score(name[0]) >= 0.9:
        return None
    found = parse_names(draft.work[:stop], at)
    corporate = None
    if found is None or found.score < 0.3:
        return corporate
    if found.form == "initials-family" and len(found.spans) > 1:
        first = NameList(found.start, found.spans[0][1], found.spans[:1], found.form, False, found.score)
        if journal_score(draft.work[found.spans[1][0] : stop]) >= 1.0:
            found = first
    after = draft.work[found.end : stop]
    styled = draft.run_at(found.end, ("italic",), slack=2) is not None
    closed = styled or re.match(r"\s*(?:[.,:;]|\()", after) or draft.work[found.end - 1] == "."
    if not closed:
        return None
    remainder = after.strip(" .,;:")
    if not remainder:
        return None
    printed = draft.work[found.start : found.end]
    if journal_score(printed) >= 1.0 and found.form in {"given-family", "family", "family-initials"}:
        return None
    if found.form == "family" and not found.et_al:
        return None
    return found


def take_tail(draft: Draft, tail: Tail, finding: bool) -> None:
    """Records the fields of a tail."""
    if (
        tail.label is not None
        and tail.journal is None
        and draft.work[tail.label[0] - 1 : tail.label[0]] not in {"(", "["}
    ):
        draft.put("journal", *tail.label, 0.7)
        draft.kind = "article"
    elif tail.label is not None:
        draft.put("source_label", *tail.label, 0.8)
    if tail.names is not None:
        draft.put_names("authors", tail.names)
    if tail.journal is not None:
        worth = journal_score(draft.work[slice(*tail.journal)])
        if tail.cluster is None and worth < 0.6 and "source_label" not in draft.spans:
            draft.put("source_label", *tail.journal, 0.5)
        else:
            draft.put("journal", *tail.journal, min(1.0, 0.5 + worth / 3), strip=" ,;:–—-.")
            draft.kind = "article"
    if tail.cluster is not None:
        take_cluster(draft, tail.cluster)
        after_cluster(draft, tail.cluster[1], tail.end, finding)
