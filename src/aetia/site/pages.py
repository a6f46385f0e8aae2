"""Every page of a site: its address, its template, what it shows, and the library files that it was built from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.resources import files

from aetia.library import layout
from aetia.library.records import parse_front_matter
from aetia.library.start import STARTER_PAGES
from aetia.model.finding import Design
from aetia.model.library import Page as Prose
from aetia.model.topic import Topic
from aetia.site import addresses
from aetia.site.edition import LEVELS, Edition
from aetia.site.explore import explore_pages
from aetia.site.glossary import glossary
from aetia.site.page import Page
from aetia.site.redirects import moved_pages
from aetia.site.views.cause import CauseView, TermView, cause_view
from aetia.site.views.downloads import downloads_view
from aetia.site.views.figures import FiguresView, figures_view, has_figures
from aetia.site.views.home import GroupView, causes_view, group_view, home_view, rescued_lines
from aetia.site.views.listing import Crumb, crumbs
from aetia.site.views.rescued import RescuedView, rescued_title, shown_page
from aetia.site.views.study import StudyView, study_list, study_view


def all_pages(edition: Edition) -> Iterator[Page]:
    """Every page of the site in one language, the home page first."""
    words, library = edition.words, edition.library
    causes = Crumb(words("nav.causes"), addresses.CAUSES)
    home = library.settings.description or ""
    yield Page("home", addresses.HOME, library.settings.title, partial(home_view, edition), description=home)
    yield Page("causes", addresses.CAUSES, words("home.tree"), partial(causes_view, edition), section="causes")
    for topic in edition.topics():
        yield _topic_page(edition, topic, causes)
        if has_figures(edition, topic):
            yield _figures_page(edition, topic, causes)
    yield from _study_pages(edition)
    yield from _rescued_pages(edition)
    yield from _prose_pages(edition)
    yield from explore_pages(edition)
    yield Page("downloads", addresses.DATA, words("data.title"), partial(downloads_view, edition))
    yield from moved_pages(edition)
    terms = partial(glossary, words)
    yield Page("glossary", addresses.GLOSSARY, words("terms.title"), terms, description=words("terms.intro"))
    yield Page("source", addresses.SOURCE, words("source.title"), lambda: edition.sources)
    yield Page("missing", addresses.MISSING, words("missing.title"), lambda: None)


def _topic_page(edition: Edition, topic: Topic, causes: Crumb) -> Page:
    library = edition.library
    studies = _studies_of(edition, topic)
    way = (causes, *crumbs(edition, topic))
    if topic.id in edition.by_topic:
        names = [
            layout.topic_file(topic.id),
            layout.translation_file(layout.topic_file(topic.id), edition.language),
            *studies,
            layout.CONCEPTS,
            layout.SEARCHES,
            layout.VERDICTS,
            layout.SETTINGS,
        ]
        return Page(
            "cause",
            addresses.cause(topic.id),
            topic.question or topic.title,
            partial(_cause, edition, topic.id),
            _known(edition, names),
            way,
            "causes",
        )
    below = [layout.topic_file(child.id) for child in library.walk(topic.id) if edition.is_shown(child)]
    own = layout.topic_file(topic.id)
    names = [own, layout.translation_file(own, edition.language), *below, *studies]
    view = partial(_group, edition, topic.id)
    return Page(
        "group", addresses.cause(topic.id), topic.title, view, _known(edition, names), crumbs=way, section="causes"
    )


def _figures_page(edition: Edition, topic: Topic, causes: Crumb) -> Page:
    names = [layout.topic_file(topic.id), *_studies_of(edition, topic), layout.CONCEPTS]
    title = f"{edition.words('figures.title')}: {topic.question or topic.title}"
    return Page(
        "figures",
        addresses.figures(topic.id),
        title,
        partial(_figures, edition, topic.id),
        _known(edition, names),
        (causes, Crumb(topic.title, addresses.cause(topic.id))),
        "causes",
    )


def _studies_of(edition: Edition, topic: Topic) -> list[str]:
    return sorted({layout.study_file(study.id) for study, _ in edition.library.findings(topic.id)})


def _study_pages(edition: Edition) -> Iterator[Page]:
    words = edition.words
    yield Page("studies", addresses.STUDIES, words("study.list"), partial(study_list, edition), section="studies")
    way = (Crumb(words("nav.studies"), addresses.STUDIES),)
    for study in edition.library.studies.values():
        sources = _known(edition, [layout.study_file(study.id), layout.CONCEPTS])
        title = f"{study.label}: {study.reference.title}"
        view = partial(_study, edition, study.id)
        yield Page("study", addresses.study(study.id), title, view, sources, crumbs=way, section="studies")


def _rescued_pages(edition: Edition) -> Iterator[Page]:
    words, library = edition.words, edition.library
    if not library.rescued:
        return
    yield Page(
        "rescued-list",
        addresses.RESCUED,
        words("rescued.list"),
        partial(rescued_lines, edition),
        section="before_after",
    )
    for record in library.rescued.values():
        sources = _known(edition, [layout.rescued_file(record.id), f"{layout.RESCUED}/{record.file}"])
        found, title = addresses.rescued(record.id), rescued_title(record)
        view = partial(_rescued, edition, record.id)
        way = (Crumb(words("rescued.list"), addresses.RESCUED), Crumb(title, found))
        yield Page("rescued", found, title, view, sources, crumbs=way[:1], section="before_after")
        both, compare = f"{words('before_after.title')}: {title}", addresses.before_and_after(record.id)
        yield Page("before-and-after", compare, both, view, sources, crumbs=way, section="before_after")


def _prose_pages(edition: Edition) -> Iterator[Page]:
    """The library's pages, those of a new library in place of what it lacks, and the rules."""
    library, weighing = edition.library, addresses.WEIGHING.strip("/")
    prose = {name: _starter_page(edition, name) for name in STARTER_PAGES} | library.pages
    for name, page in sorted(prose.items(), key=lambda item: (item[1].order, item[0])):
        file = layout.page_file(name)
        sources = _known(edition, [file, layout.translation_file(file, edition.language)])
        if name == weighing:
            view = partial(_weighing, edition, name)
            yield Page("weighing", addresses.WEIGHING, page.title, view, sources, section="weighing")
        else:
            yield Page("prose", addresses.page(name), page.title, partial(_prose, edition, name), sources, section=name)


# What a page shows is looked up when it is made, so that the page is made again when it changes.


def _cause(edition: Edition, topic: str) -> CauseView:
    return cause_view(edition, edition.library.topics[topic])


def _group(edition: Edition, topic: str) -> GroupView:
    return group_view(edition, edition.library.topics[topic])


def _figures(edition: Edition, topic: str) -> FiguresView:
    return figures_view(edition, edition.library.topics[topic])


def _study(edition: Edition, study: str) -> StudyView:
    return study_view(edition, edition.library.studies[study])


def _rescued(edition: Edition, record: str) -> RescuedView:
    return shown_page(edition, edition.library.rescued[record])


def _prose(edition: Edition, name: str) -> Prose:
    return edition.library.pages[name] if name in edition.library.pages else _starter_page(edition, name)


def _weighing(edition: Edition, name: str) -> dict[str, object]:
    return {"page": _prose(edition, name), "rules": edition.rules, "levels": LEVELS, "terms": _all_terms(edition)}


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
    return tuple(name for name in dict.fromkeys(names) if name in edition.sources.files)
