"""A citation without any type set off: read by its layout where that is sure, by its words where it is not."""

from __future__ import annotations

import re

from aetia.rescue.draft import Draft
from aetia.rescue.ideographs import read_ideographs, reads_as_ideographs
from aetia.rescue.journals import journal_score
from aetia.rescue.layout import read_layout
from aetia.rescue.names import FORMS
from aetia.rescue.second_reading import second_reading
from aetia.rescue.tagger import tag

_WHOLE = ("title", "journal", "year", "volume", "pages")
_MARKED = ("doi", "pmid", "pmcid", "url", "accessed", "issn", "isbn")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST = 4
_INITIALED = ("inverted-initials", "family-initials", "initials-family")
# A title goes on in small letters where a name would not.
_SPOKEN = re.compile(r"\W*[^\s]+\s+[^\W_A-Z]")
_SURE_NAMES = 0.7
_KNOWN_JOURNAL = 1.8


def read_plain(text: str) -> Draft:
    """Reads one citation on one line.

    Args:
        text: the citation, without the number in front of it.
    """
    draft = read_layout(text, (), finding=False)
    if not text.isascii() and reads_as_ideographs(text):
        return read_ideographs(draft)
    if len(_WORD.findall(text)) < _FEWEST and not any(locator.volume for locator in draft.locators):
        return _without_guesses(draft)
    if fits_surely(draft):
        draft.signs = dict.fromkeys(draft.spans, "sure")
        return draft
    read = second_reading(draft, tag(draft))
    read.signs = {name: "same" if draft.spans.get(name) == span else "other" for name, span in read.spans.items()}
    return read


def _without_guesses(draft: Draft) -> Draft:
    """What surely stands in a text of a few words (*Smith 1999*, *see above*): identifiers, addresses, a date."""
    read = Draft(draft.text, draft.work, draft.runs, draft.marks, draft.dates, draft.locators)
    for name in _MARKED:
        if name in draft.spans:
            read.spans[name], read.confidence[name] = draft.spans[name], draft.confidence[name]
    if len(draft.dates) == 1:
        read.put_date(draft.dates[0], 0.5)
    if not read.spans:
        read.rest = [(0, len(draft.text))]
    return read


def fits_surely(draft: Draft) -> bool:
    """True for an article that a layout fits without doubt: a known journal with volume and pages, and no word left over.

    Its names are surely names and only a date stands between them and the title; or the title stands first, and is not led by
    what may be a name.
    """
    spans = draft.spans
    if draft.kind != "article" or any(name not in spans for name in _WHOLE):
        return False
    text = draft.text
    if journal_score(text[slice(*spans["journal"])]) < _KNOWN_JOURNAL:
        return False
    if any(letter.isalpha() for start, end in draft.rest for letter in draft.work[start:end]):
        return False
    title = spans["title"][0]
    if "authors" not in spans or title < spans["authors"][0]:
        return (
            title < spans["journal"][0]
            and _SPOKEN.match(text, title) is not None
            and not any(FORMS[form].match(text, title) for form in _INITIALED)
        )
    if draft.confidence["authors"] < _SURE_NAMES:
        return False
    between = text[spans["authors_printed"][1] : title] + text[spans["title"][1] : spans["journal"][0]]
    return not any(letter.isalpha() for letter in between)
