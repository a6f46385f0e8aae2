"""What an editor should look at when a site was built: nothing that keeps it from being published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aetia.library import layout
from aetia.site import readability, reading_ease
from aetia.site.edition import Edition
from aetia.site.page import Page
from aetia.site.page_grade import hard_key_points
from aetia.site.theme import theme_warnings
from aetia.site.views.cause import CauseView


@dataclass(frozen=True)
class Warned:
    """Something that an editor should look at; the site was built all the same."""

    code: str
    where: str
    what: str


def page_warnings(page: Page, dead: Iterable[tuple[str, str]]) -> tuple[Warned, ...]:
    """Of a page that was made.

    Args:
        page: with its view.
        dead: links that lead nowhere: the linking file and the link as written.
    """
    found = [Warned("dead-link", file, f"the link to '{link}' leads nowhere") for file, link in dict.fromkeys(dead)]
    if isinstance(page.view, CauseView):
        found += _hard_to_read(page.view)
    return tuple(found)


def _hard_to_read(view: CauseView) -> Iterator[Warned]:
    where, answer = layout.topic_file(view.topic.id), view.headline.answer
    if answer.ease is not None and answer.ease < reading_ease.LIMIT:
        what = f"the answer reads at {answer.ease} (INFLESZ); shorten its sentences and words to reach {reading_ease.LIMIT}"
        yield Warned("hard-to-read", where, what)
    if answer.grade is not None and answer.grade > readability.LIMIT:
        what = f"the answer reads at grade {answer.grade}; shorten its sentences and words to reach {readability.LIMIT}"
        yield Warned("hard-to-read", where, what)
    words = readability.length(answer.longest)
    if words > readability.LONGEST:
        what = f"a sentence of the answer has {words} words; {readability.LONGEST} are enough: '{answer.longest}'"
        yield Warned("long-sentence", where, what)


def site_warnings(edition: Edition) -> Iterator[Warned]:
    """Of a site as a whole: key points that are hard to read, colours that had to be changed, faults in what verdicts rest on, and
    topics that stand below a draft."""
    for file, point, grade in hard_key_points(edition):
        what = f"a key point reads at grade {grade}; shorten it to reach {readability.LIMIT}: '{point}'"
        yield Warned("hard-to-read", file, what)
    for told in theme_warnings(edition.theme):
        yield Warned("accent", layout.SETTINGS, told)
    for topic, verdicts in edition.by_topic.items():
        for fault in dict.fromkeys(fault for verdict in verdicts for fault in verdict.faults):
            yield Warned("verdict", layout.topic_file(topic), fault)
    for draft in edition.drafts:
        below = edition.shown_below(draft)
        if below:
            first = ", ".join(layout.topic_file(topic.id) for topic in below[:3])
            more = f" and {len(below) - 3} more" if len(below) > 3 else ""
            verb = "stands" if len(below) == 1 else "stand"
            what = f"{first}{more} {verb} below this draft: published, but the draft above has no page"
            yield Warned("below-draft", layout.topic_file(draft.id), what)
