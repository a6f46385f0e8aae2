"""Personal stories: shown only with consent."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case
from aetia.library.faults import Fault


def withdrawn_stories(case: Case) -> Iterator[Fault]:
    """Stories whose teller has withdrawn consent: never shown, and better deleted."""
    for story in case.library.stories.values():
        if story.consent == "withdrawn":
            yield case.fault(
                "withdrawn-story",
                layout.story_file(story.id),
                ("consent",),
                f"consent was withdrawn on {story.consent_on}; the story is not shown",
                "Delete the file, and the story from older copies",
            )
