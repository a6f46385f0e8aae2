"""The home page, and the page of a grouping topic: causes by level, and the tree."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.standing import Standing
from aetia.model.topic import Topic
from aetia.site import addresses
from aetia.site.edition import Edition
from aetia.site.views.cause import CitedView, OldView, cited_view, old_view
from aetia.site.views.glance import GlanceLine, glance_lines
from aetia.site.views.listing import Crumb, LevelGroup, Node, by_level, crumbs, tree
from aetia.site.views.rescued import RescuedView, shown_page


@dataclass(frozen=True)
class RescuedLine:
    """A rescued page in a list."""

    title: str
    found: str
    compare: str
    entries: int
    faults: int
    unread: int


@dataclass(frozen=True)
class HomeView:
    """Everything on the home page."""

    levels: tuple[LevelGroup, ...]
    tree: tuple[Node, ...]
    rescued: tuple[RescuedLine, ...]
    doubtful: tuple[CitedView, ...]
    studies: int
    causes: int
    drafts: int
    last_search: str | None


@dataclass(frozen=True)
class CausesView:
    """All topics as a tree, how many are drafts and not in it, and all causes at a glance."""

    tree: tuple[Node, ...]
    drafts: int
    glance: tuple[GlanceLine, ...]


@dataclass(frozen=True)
class GroupView:
    """Everything on the page of a grouping topic."""

    topic: Topic
    crumbs: tuple[Crumb, ...]
    levels: tuple[LevelGroup, ...]
    groups: tuple[Node, ...]
    said: tuple[OldView, ...]
    see_also: tuple[Crumb, ...]


def home_view(edition: Edition) -> HomeView:
    """The home page."""
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
        rescued=rescued_lines(edition),
        doubtful=tuple(cited_view(edition, study) for study in doubtful),
        studies=len(library.studies),
        causes=sum(len(group.causes) for group in levels),
        drafts=len(edition.drafts),
        last_search=edition.last_search(None),
    )


def causes_view(edition: Edition) -> CausesView:
    """The page of all topics."""
    return CausesView(tree(edition, None), len(edition.drafts), glance_lines(edition, edition.topics()))


def rescued_lines(edition: Edition) -> tuple[RescuedLine, ...]:
    """The rescued pages as a list."""
    return tuple(_rescued_line(shown_page(edition, record)) for record in edition.library.rescued.values())


def _rescued_line(view: RescuedView) -> RescuedLine:
    return RescuedLine(
        view.title,
        addresses.rescued(view.record.id),
        addresses.before_and_after(view.record.id),
        sum(entry.kind == "study" for entry in view.record.entries),
        view.fault_count,
        view.unread_count,
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
