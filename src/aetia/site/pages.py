"""Every page of a site: its address, its template, what it shows, and the library files that it was built from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from aetia.library import layout
from aetia.library.records import parse_front_matter
from aetia.library.start import STARTER_PAGES
from aetia.model.finding import Design
from aetia.model.library import Page as Prose
from aetia.model.topic import Topic
from aetia.site import addresses
from aetia.site.edition import LEVELS, Edition
from aetia.site.views.cause import TermView, cause_view
from aetia.site.views.figures import figures_view, has_figures
from aetia.site.views.home import causes_view, group_view, home_view, rescued_lines
from aetia.site.views.listing import Crumb
from aetia.site.views.rescued import rescued_view
from aetia.site.views.study import study_view


@dataclass(frozen=True)
class Page:
    """A page to be written.

    Attributes:
        kind: the template's name, and what reports count.
        address: final; see :mod:`aetia.site.addresses`.
        title: of the browser's window and of lists.
        view: what the template shows.
        sources: library files that the page was built from; empty for pages that draw on the whole library.
        description: one sentence for search engines.
        crumbs: the way from the home page.
        section: the entry of the main navigation that it belongs to.
    """

    kind: str
    address: str
    title: str
    view: object
    sources: tuple[str, ...] = ()
    description: str = ""
    crumbs: tuple[Crumb, ...] = ()
    section: str = ""


def all_pages(edition: Edition) -> Iterator[Page]:
    """Every page of the site, the home page first."""
    words, library = edition.words, edition.library
    rescued = {record.id: rescued_view(edition, record) for record in library.rescued.values()}
    causes = Crumb(words("nav.causes"), addresses.CAUSES)
    home = home_view(edition, rescued.values())
    yield Page("home", addresses.HOME, library.settings.title, home, description=library.settings.description or "")
    yield Page("causes", addresses.CAUSES, words("home.tree"), causes_view(edition), section="causes")
    for topic in edition.topics():
        yield _topic_page(edition, topic, causes)
        if has_figures(edition, topic):
            yield _figures_page(edition, topic, causes)
    yield from _study_pages(edition)
    lines = rescued_lines(rescued.values())
    if lines:
        yield Page("rescued-list", addresses.RESCUED, words("rescued.list"), lines, section="before_after")
    for record in library.rescued.values():
        view, sources = (
            rescued[record.id],
            _known(edition, [layout.rescued_file(record.id), f"{layout.RESCUED}/{record.file}"]),
        )
        found = addresses.rescued(record.id)
        way = (Crumb(words("rescued.list"), addresses.RESCUED), Crumb(view.title, found))
        yield Page("rescued", found, view.title, view, sources, crumbs=way[:1], section="before_after")
        title, compare = f"{words('before_after.title')}: {view.title}", addresses.before_and_after(record.id)
        yield Page("before-and-after", compare, title, view, sources, crumbs=way, section="before_after")
    yield from _prose_pages(edition)
    yield Page("source", addresses.SOURCE, words("source.title"), edition.sources)
    yield Page("missing", addresses.MISSING, words("missing.title"), None)


def _topic_page(edition: Edition, topic: Topic, causes: Crumb) -> Page:
    library = edition.library
    studies = sorted({layout.study_file(study.id) for study, _ in library.findings(topic.id)})
    address = addresses.cause(topic.id)
    if topic.id in edition.by_topic:
        view = cause_view(edition, topic)
        sources = [
            layout.topic_file(topic.id),
            *studies,
            layout.CONCEPTS,
            layout.SEARCHES,
            layout.VERDICTS,
            layout.SETTINGS,
        ]
        description = f"{view.headline.answer.lead} {view.headline.answer.say}"
        return Page(
            "cause",
            address,
            view.question,
            view,
            _known(edition, sources),
            description,
            (causes, *view.crumbs),
            "causes",
        )
    group = group_view(edition, topic)
    below = [layout.topic_file(child.id) for child in library.walk(topic.id) if edition.is_shown(child)]
    sources = [layout.topic_file(topic.id), *below, *studies]
    return Page("group", address, topic.title, group, _known(edition, sources), "", (causes, *group.crumbs), "causes")


def _figures_page(edition: Edition, topic: Topic, causes: Crumb) -> Page:
    view = figures_view(edition, topic)
    studies = sorted({layout.study_file(study.id) for study, _ in edition.library.findings(topic.id)})
    sources = _known(edition, [layout.topic_file(topic.id), *studies, layout.CONCEPTS])
    title = f"{edition.words('figures.title')}: {view.question}"
    way = (causes, Crumb(topic.title, addresses.cause(topic.id)))
    return Page("figures", addresses.figures(topic.id), title, view, sources, crumbs=way, section="causes")


def _study_pages(edition: Edition) -> Iterator[Page]:
    words = edition.words
    studies = [study_view(edition, study) for study in edition.library.studies.values()]
    yield Page("studies", addresses.STUDIES, words("study.list"), studies, section="studies")
    way = (Crumb(words("nav.studies"), addresses.STUDIES),)
    for view in studies:
        sources = _known(edition, [layout.study_file(view.study.id), layout.CONCEPTS])
        title = f"{view.study.label}: {view.study.reference.title}"
        yield Page("study", addresses.study(view.study.id), title, view, sources, crumbs=way, section="studies")


def _prose_pages(edition: Edition) -> Iterator[Page]:
    """The library's pages, those of a new library in place of what it lacks, and the rules."""
    library, weighing = edition.library, addresses.WEIGHING.strip("/")
    prose = {name: _starter_page(edition, name) for name in STARTER_PAGES} | library.pages
    for name, page in sorted(prose.items(), key=lambda item: (item[1].order, item[0])):
        sources = _known(edition, [layout.page_file(name)])
        if name == weighing:
            view = {"page": page, "rules": edition.rules, "levels": LEVELS, "terms": _all_terms(edition)}
            yield Page("weighing", addresses.WEIGHING, page.title, view, sources, section="weighing")
        else:
            yield Page("prose", addresses.page(name), page.title, page, sources, section=name)


def _starter_page(edition: Edition, name: str) -> Prose:
    """The page that a new library begins with; shown where a library has none of its own."""
    text = files("aetia.library").joinpath("starter", f"{name}.md").read_text(encoding="utf-8")
    page = parse_front_matter(Prose, text, f"{name}.md", id=name).record
    return page.model_copy(
        update={"body": page.body.replace("@disease@", edition.library.label(edition.library.settings.disease))}
    )


def _all_terms(edition: Edition) -> tuple[TermView, ...]:
    words = edition.words
    designs: tuple[Design, ...] = (
        "trial", "cohort", "nested-case-control", "case-control", "cross-sectional", "mendelian-randomisation", "meta-analysis",
        "systematic-review", "case-series", "case-report", "ecological", "laboratory", "animal",
    )  # fmt: skip
    return tuple(TermView(design, words(f"design.{design}"), words(f"design_means.{design}")) for design in designs)


def _known(edition: Edition, names: list[str]) -> tuple[str, ...]:
    """Those of some files that are public, in the order given."""
    return tuple(dict.fromkeys(name for name in names if name in edition.sources.files))
