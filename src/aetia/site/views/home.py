"""The home page, and the page of a grouping topic: causes by level, and the tree."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.standing import Standing
from aetia.model.topic import Topic
from aetia.site import addresses
from aetia.site.edition import Edition
from aetia.site.views.cause import CitedView, OldView, cited_view, old_view
from aetia.site.views.listing import Crumb, LevelGroup, Node, by_level, crumbs, tree


@dataclass(frozen=True)
class RescuedLine:
    """A rescued page in a list."""

    title: str
    found: str
    compare: str
    entries: int
    faults: int


@dataclass(frozen=True)
class HomeView:
    """Everything on the home page."""

    levels: tuple[LevelGroup, ...]
    tree: tuple[Node, ...]
    rescued: tuple[RescuedLine, ...]
    doubtful: tuple[CitedView, ...]
    studies: int
    causes: int
    last_search: str | None


@dataclass(frozen=True)
class GroupView:
    """Everything on the page of a grouping topic."""

    topic: Topic
    crumbs: tuple[Crumb, ...]
    levels: tuple[LevelGroup, ...]
    groups: tuple[Node, ...]
    said: tuple[OldView, ...]
    see_also: tuple[Crumb, ...]


def home_view(edition: Edition, fault_counts: dict[str, int]) -> HomeView:
    """The home page.

    Args:
        edition: what is built.
        fault_counts: the number of faults marked on each rescued page.
    """
    library = edition.library
    levels = by_level(edition, edition.topics())
    doubtful = [
        study
        for study in library.studies.values()
        if study.standing in (Standing.CONCERN, Standing.RETRACTED, Standing.REPLACED)
    ]
    return HomeView(
        levels=levels,
        tree=tree(edition, None),
        rescued=rescued_lines(edition, fault_counts),
        doubtful=tuple(cited_view(edition, study) for study in doubtful),
        studies=len(library.studies),
        causes=sum(len(group.causes) for group in levels),
        last_search=edition.last_search(None),
    )


def rescued_lines(edition: Edition, fault_counts: dict[str, int]) -> tuple[RescuedLine, ...]:
    """The rescued pages as a list."""
    return tuple(
        RescuedLine(
            record.title or record.id,
            addresses.rescued(record.id),
            addresses.before_and_after(record.id),
            sum(entry.kind == "study" for entry in record.entries),
            fault_counts[record.id],
        )
        for record in edition.library.rescued.values()
    )


def group_view(edition: Edition, topic: Topic) -> GroupView:
    """The page of a topic without an exposure of its own."""
    library = edition.library
    below = [child for child in library.walk(topic.id) if edition.is_shown(child)]
    others = [
        library.topics[other]
        for other in topic.see_also
        if other in library.topics and edition.is_shown(library.topics[other])
    ]
    return GroupView(
        topic=topic,
        crumbs=tuple(crumbs(edition, topic)),
        levels=by_level(edition, below),
        groups=tuple(node for node in tree(edition, topic.id) if node.level is None),
        said=tuple(old_view(edition, study, finding) for study, finding in library.findings(topic.id)),
        see_also=tuple(Crumb(other.title, addresses.cause(other.id)) for other in others),
    )
