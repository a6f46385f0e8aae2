"""The tree of topics and the links between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from aetia.library import layout
from aetia.library.check.case import Case, Path
from aetia.library.faults import Fault


def missing_parents(case: Case) -> Iterator[Fault]:
    """A topic whose parent has no file: it would hang in the air."""
    for topic in case.library.topics.values():
        if topic.parent and not case.has_topic(topic.parent):
            yield case.fault(
                "topic-without-parent",
                layout.topic_file(topic.id),
                (),
                f"the topic above, '{topic.parent}', has no file",
                f"Add {layout.topic_file(topic.parent)}, or move this file",
            )


def below_drafts(case: Case) -> Iterator[Fault]:
    """A topic that is finished and stands below a draft: the site leaves the draft out with everything below it."""
    topics = case.library.topics
    for topic in topics.values():
        above, draft = topic.parent, None
        while above and not topic.draft:
            if above in topics and topics[above].draft:
                draft = above
            above = above.rpartition("/")[0]
        if draft:
            yield case.fault(
                "below-a-draft",
                layout.topic_file(topic.id),
                (),
                f"this topic is no draft, but it stands below one, {layout.topic_file(draft)}, and is not published",
                f"Delete the line 'draft: yes' in {layout.topic_file(draft)} once it is edited",
            )


def dead_links(case: Case) -> Iterator[Fault]:
    """`see_also` and `next` that lead nowhere, or back to the same page."""
    for topic in case.library.topics.values():
        links: list[tuple[Path, str]] = [(("see_also", n), target) for n, target in enumerate(topic.see_also)]
        if topic.next:
            links.append((("next",), topic.next))
        for path, target in links:
            if target == topic.id:
                what, remedy = f"'{path[0]}' leads to this page itself", "Delete it"
            elif case.has_topic(target):
                continue
            elif target in case.renamed:
                what, remedy = f"'{target}' is a former name", f"Write '{case.renamed[target]}'"
            else:
                what, remedy = f"there is no topic '{target}'", "Correct the name, or delete it"
            yield case.fault("dead-link", layout.topic_file(topic.id), path, what, remedy)


def taken_aliases(case: Case) -> Iterator[Fault]:
    """A former name that is a topic's name now, or two topics' former name."""
    owners: dict[str, str] = {}
    for topic in case.library.topics.values():
        for number, alias in enumerate(topic.aliases):
            owner = alias if alias in case.library.topics else owners.setdefault(alias, topic.id)
            if owner != topic.id or alias == topic.id:
                yield case.fault(
                    "alias-taken",
                    layout.topic_file(topic.id),
                    ("aliases", number),
                    f"the former name '{alias}' leads to '{owner}' already",
                    "Delete it here or there",
                )


def same_exposures(case: Case) -> Iterator[Fault]:
    """Two topics with one exposure: the evidence would be divided between two pages."""
    owners: dict[str, str] = {}
    for topic in case.library.topics.values():
        if not topic.exposure:
            continue
        owner = owners.setdefault(topic.exposure, topic.id)
        if owner != topic.id:
            yield case.fault(
                "same-exposure",
                layout.topic_file(topic.id),
                ("exposure",),
                f"'{owner}' is about '{topic.exposure}' as well",
                f"Join the two, and link to {PurePosixPath(owner).name} with 'see_also'",
            )
