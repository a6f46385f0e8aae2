"""What stands around a citation: labels, pointers to other pages, remarks, findings before and behind it."""

from __future__ import annotations

import re

from aetia.rescue.blocks import fold_space
from aetia.rescue.dates import find_dates
from aetia.rescue.entry import Entry
from aetia.rescue.journals import journal_score
from aetia.rescue.labels import find_finding, find_see_also, find_source_label, finding_lead, known_label
from aetia.rescue.lines import closes
from aetia.rescue.marks import find_marks
from aetia.rescue.names import parse_names
from aetia.rescue.sentences import boundaries
from aetia.rescue.units import Unit

ENTRY_NUMBER = re.compile(r"\s*(?:\[\d{1,4}\]|\(?\d{1,4}[.)])\s+(?=[^\W\d_\"“„«(\[])|\s*[•·●▪*]\s+")
_ANNOTATION = re.compile(r"\[(?P<words>[^\[\]]{3,1500})\]{1,2}\s*\.?\s*$")
_COMMENTARY = re.compile(r"^\s*(?:Commentary|Comment|Kommentar|See also the commentary)\b", re.IGNORECASE)
_INNER_SEE_ALSO = re.compile(
    r"[\[(](?:Also\s+see|See\s+also|Siehe\s+auch|Voir\s+aussi|Véase\s+también|Vedi\s+anche|Zie\s+ook|Se\s+(?:även|også)|V(?:er|eja)\s+também|"
    r"Zobacz\s+też)\s*:?\s+(?P<page>[^()\[\]]{2,120})[)\]]",
    re.IGNORECASE,
)
_CLOSING_LABEL = re.compile(r"(?:(?<=[.\])])|^)\s*[\[(]?(?P<label>[A-Z][\w ]{2,24})[\])]?\.?\s*$")
_PRINTED_REMARK = re.compile(
    (
        r"(?:in\s)?(?:online|internet|pdf|epub.*|pmid.*|pubmed.*|doi.*|article in .*|in [A-Z]\w+|"
        r"(?:german|french|spanish|italian|polish|russian|japanese|chinese|danish|dutch|swedish|"
        r"portuguese)|full text|crossref|google scholar|cd-?rom)"
    ),
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[({](?P<words>.{20,1500})[\])}]\s*\.?\s*$")


def take_see_also(flat: str, base: int, entry: Entry, unit: Unit) -> str:
    found = find_see_also(flat)
    if found is None or not found.items:
        return _take_inner_see_also(flat, base, entry)
    first, last = base + found.items[0][0], base + found.items[-1][1]
    links = [
        (r.start - base, r.end - base) for r in unit.runs if r.kind == "link" and first <= r.start and r.end <= last
    ]
    covered = sum(b - a for a, b in links)
    items = links if links and covered > 0.6 * sum(b - a for a, b in found.items) else list(found.items)
    entry.fields["see_also"] = [flat[a:b].strip(" .") for a, b in items]
    entry.spans["see_also"] = (first, last)
    entry.confidence["see_also"] = 0.9
    return flat[: found.start]


def _take_inner_see_also(flat: str, base: int, entry: Entry) -> str:
    """A bracketed *(Also see X)* before the citation, blanked so that it is no part of the finding."""
    match = _INNER_SEE_ALSO.search(flat)
    if match is None:
        return flat
    entry.fields["see_also"] = [fold_space(match["page"]).strip(" .")]
    entry.spans["see_also"] = (base + match.start("page"), base + match.end("page"))
    entry.confidence["see_also"] = 0.8
    return flat[: match.start()] + " " * (match.end() - match.start()) + flat[match.end() :]


def take_label(flat: str, base: int, entry: Entry) -> str:
    """A closing *PubMed* after the citation or the remark."""
    match = _CLOSING_LABEL.search(flat[-40:])
    if match is None or not known_label(match["label"]) or len(flat) < 60:
        return flat
    shift = len(flat) - len(flat[-40:])
    entry.fields["source_label"] = match["label"]
    entry.spans["source_label"] = (base + shift + match.start("label"), base + shift + match.end("label"))
    entry.confidence["source_label"] = 0.8
    return flat[: shift + match.start()]


def take_annotation(flat: str, base: int, entry: Entry) -> str:
    """A closing remark in square brackets is the keeper's finding."""
    match = _ANNOTATION.search(flat)
    if match is None or match.start() < 15:
        return flat
    words = match["words"].strip()
    if closes(words):
        return flat
    if known_label(words):
        entry.fields["source_label"] = words
        entry.spans["source_label"] = (base + match.start("words"), base + match.end("words"))
        entry.confidence["source_label"] = 0.8
        return flat[: match.start()]
    if _PRINTED_REMARK.fullmatch(words) or (
        not find_marks(words)[1].strip(" .")
        and words.casefold() not in {"review", "abstract", "letter", "editorial", "comment"}
    ):
        return flat
    entry.fields["finding"] = fold_space(words)
    first = base + match.start("words") + len(match["words"]) - len(match["words"].lstrip())
    entry.spans["finding"] = (first, first + len(words))
    entry.confidence["finding"] = 0.85
    return flat[: match.start()]


def take_labelled(flat: str, base: int, entry: Entry) -> str:
    """A closing *Conclusion: ...* is the finding, where the citation stands before it."""
    found = find_finding(flat)
    if found is None or "finding" in entry.fields or closes(flat[found[1] :]):
        return flat
    marks, rest = find_marks(flat[found[1] :])
    if not closes(flat[: found[0]]) and (find_dates(rest) or any(mark.kind in {"url", "remark"} for mark in marks)):
        return flat
    first, last = found[1], len(flat.rstrip())
    entry.fields["finding"] = fold_space(flat[first:last])
    entry.spans["finding"] = (base + first, base + last)
    entry.confidence["finding"] = 0.9
    return flat[: found[0]]


def unlabel(text: str, entry: Entry) -> None:
    """Takes a label such as *Result:* off a finding."""
    if "finding" in entry.spans:
        start, end = entry.spans["finding"]
        lead = finding_lead(text[start:end].replace("\n", " "))
        if lead:
            entry.put(text, "finding", start + lead, end, entry.confidence["finding"])


def finding_first(flat: str) -> tuple[int, int, int] | None:
    """Where a citation begins and ends, and where the finding before it ends; None where the citation stands first."""
    bracketed = _BRACKETED.search(flat)
    if bracketed is not None and closes(bracketed["words"]) and not closes(flat[: bracketed.start()]):
        inner = bracketed["words"]
        opening, closing = flat[bracketed.start()], flat[bracketed.end("words")]
        if inner.count(closing) == inner.count(opening):
            return (*bracketed.span("words"), bracketed.start())
    lead = parse_names(flat)
    if not closes(flat) or (lead is not None and lead.score >= 0.55):
        return None
    for cut in boundaries(flat)[:4]:
        names = parse_names(flat, cut + len(flat[cut:]) - len(flat[cut:].lstrip()))
        if names is None or names.score < 0.8 or not closes(flat[cut:]):
            continue
        inner = flat[names.end :].lstrip(" .,:;–—-()0123456789")
        title = inner[: next(iter(boundaries(inner)), 0)]
        titled = len(title.split()) >= 4 and not closes(title) and journal_score(title) < 0.6
        return (names.start, len(flat), cut) if titled else None
    return None


def without_see_also(text: str, span: tuple[int, int], entry: Entry) -> tuple[int, int]:
    found = find_see_also(text[slice(*span)].replace("\n", " "))
    if found is None or not found.items:
        return span
    entry.fields["see_also"] = [text[span[0] + a : span[0] + b] for a, b in found.items]
    entry.spans["see_also"] = (span[0] + found.items[0][0], span[0] + found.items[-1][1])
    return span[0], span[0] + found.start


def take_links(unit: Unit, entry: Entry) -> None:
    """Addresses that stand only in a link: the entry's own, and a DOI or PMID in it."""
    links = [
        run for run in unit.runs if run.kind == "link" and not run.value.lower().startswith(("mailto:", "javascript:"))
    ]
    entry.links = tuple(run.value for run in links)
    also = entry.spans.get("see_also", (0, 0))
    outward = [run for run in links if not run.value.startswith("#") and not also[0] <= run.start < also[1]]
    if not outward:
        return
    first = outward[0]
    if "url" not in entry.fields or entry.spans["url"] == (first.start, first.end):
        entry.fields["url"] = first.value
        entry.spans["url"] = (first.start, first.end)
        entry.confidence["url"] = 0.9
    for run in outward:
        marks, _ = find_marks(run.value)
        for mark in marks:
            if mark.kind in {"doi", "pmid", "pmcid"} and mark.kind not in entry.fields:
                entry.fields[mark.kind] = mark.value
                entry.spans[mark.kind] = (run.start, run.end)
                entry.confidence[mark.kind] = 0.9


def title_label(text: str, entry: Entry) -> None:
    """A source named in brackets at the end of a title."""
    if "title" not in entry.spans or "source_label" in entry.fields or "journal" in entry.fields:
        return
    found = find_source_label(text, *entry.spans["title"])
    if found is not None and ("volume" not in entry.fields and not entry.fields.get("authors")):
        start = entry.spans["title"][0]
        entry.put(text, "source_label", found[0], found[1], 0.6)
        entry.put(text, "title", start, found[2], entry.confidence["title"])


def is_commentary(text: str) -> bool:
    """True for a line that points to somebody's comment on the entry before it."""
    return bool(_COMMENTARY.match(text))
