"""What sort of thing an entry is: a study, a book, news, a link to another page of the same site."""

from __future__ import annotations

import re

from aetia.rescue.entry import Entry

_ADVERT = re.compile(
    (
        r"\b(?:law firm|attorneys?|lawyers?|free consultation|call (?:us|now|toll)|order now|buy "
        r"now|ask us|contact us today|special offer|sponsored|advertisement|compensation claim|"
        r"Anzeige|publicité)\b"
    ),
    re.IGNORECASE,
)
_NEWS = re.compile(
    (
        r"\b(?:newsletter|news|times|post|herald|tribune|guardian|telegraph|daily|gazette|citizen|"
        r"chronicle|press release|reuters|bbc|cnn|zeitung|spiegel|le monde|el país|magazine|"
        r"eurekalert|healthday|letters? to the editor)\b"
    ),
    re.IGNORECASE,
)
_REPORT = re.compile(
    (
        r"\b(?:report|guidelines?|statement|white paper|policy|strategy|recommendations?|Bericht|"
        r"Leitlinie|Aktionsplan|rapport|informe|rapporto|dissertation|thesis|letter|mimeographed|"
        r"consensus)\b"
    ),
    re.IGNORECASE,
)
_VIDEO = re.compile(r"youtube\.|vimeo\.|\bvideo\b|podcast", re.IGNORECASE)
_OWN_PAGE = re.compile(
    (
        r"\b(?:causes of|what is|types of|symptoms|personal stories|newsroom|treatments|links?|"
        r"resources|overview|support|forums?)\b"
    ),
    re.IGNORECASE,
)


def entry_kind(entry: Entry, text: str, *, site_words: frozenset[str], series: str = "") -> str:
    """The kind of an entry.

    Args:
        entry: the entry, its fields read.
        text: its printed text.
        site_words: names and short names of the site that keeps the page, lower case.
        series: what the titles of the site's pages begin with, lower case, such as *causes of scleroderma*.

    Returns:
        study, internal_link, news, advertisement, definition, report, web page or book.
    """
    fields = entry.fields
    label = str(fields.get("source_label", ""))
    journal = str(fields.get("journal", ""))
    located = "volume" in fields or "doi" in fields or "pmid" in fields or "pmcid" in fields
    if not located and not fields.get("authors") and _ADVERT.search(text):
        return "advertisement"
    if entry.publication == "book":
        return "book"
    if entry.publication == "thesis":
        return "report"
    if not located and journal and _NEWS.search(journal) and "pages" not in fields:
        return "news"
    if (
        located
        or (journal and (fields.get("authors") or "year" in fields))
        or entry.publication in {"chapter", "paper-conference"}
    ):
        return "study"
    url = str(fields.get("url", ""))
    if series and str(fields.get("title", "")).casefold().startswith(f"{series}:") and not journal:
        return "internal_link"
    own = bool(label) and label.casefold().strip(" .") in site_words
    if own or (
        not fields.get("authors")
        and "year" not in fields
        and not journal
        and not label
        and (
            (url and not re.match(r"(?:https?:)?//|www\.", url))
            or (not url and _OWN_PAGE.search(str(fields.get("title", ""))))
        )
    ):
        return "internal_link"
    if label and _NEWS.search(label):
        return "news"
    if journal:
        return "study"
    if _VIDEO.search(url + " " + text[:200]):
        return "web page"
    if _REPORT.search(
        re.sub(r"(?i)case reports?|reports? of (?:\w+ )?(?:new )?cases?|in this report", "", text)
    ) or url.lower().split("?")[0].endswith((".pdf", ".doc", ".docx")):
        return "report"
    if url and not fields.get("publisher"):
        return "web page"
    return "study" if fields.get("authors") or label else "report" if "publisher" in fields else "study"
