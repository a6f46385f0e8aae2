"""Old addresses: where a topic stood before it moved, a page says where it is now, and its files stand there as well.

A topic's `aliases` are its former names. What stands below a topic that moved has moved with it. A study's `aliases` are entries
that were joined with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from aetia.library import layout
from aetia.site import addresses
from aetia.site.absolute import absolute
from aetia.site.edition import Edition
from aetia.site.page import DataFile, Page
from aetia.site.views.figures import has_figures


@dataclass(frozen=True)
class MovedView:
    """Where something is now: the title and the address of its page, and that address in full where it is known."""

    title: str
    address: str
    canonical: str


def former_names(edition: Edition) -> dict[str, str]:
    """The topics that are shown, by each of their former names; names that another topic has today are not former."""
    topics = edition.library.topics
    found: dict[str, str] = {}
    for topic in edition.topics():
        for alias in topic.aliases:
            if alias not in topics:
                found.setdefault(alias, topic.id)
    for alias, now in list(found.items()):
        for below in edition.library.walk(now):
            old = f"{alias}{below.id.removeprefix(now)}"
            if edition.is_shown(below) and old not in topics:
                found.setdefault(old, below.id)
    return dict(sorted(found.items()))


def former_studies(edition: Edition) -> dict[str, str]:
    """The studies, by the names of entries that were joined with them; names that another study has today are not former."""
    studies = edition.library.studies
    found: dict[str, str] = {}
    for study in studies.values():
        for alias in study.aliases:
            if alias not in studies:
                found.setdefault(alias, study.id)
    return dict(sorted(found.items()))


def moved_pages(edition: Edition) -> Iterator[Page]:
    """A small page at each old address of a topic's page and of its figures, and of a study's page."""
    for old, now in former_names(edition).items():
        yield _moved_page(edition, addresses.cause(old), addresses.cause(now), now)
        if has_figures(edition, edition.library.topics[now]):
            yield _moved_page(edition, addresses.figures(old), addresses.figures(now), now)

    for old, now in former_studies(edition).items():
        file = layout.study_file(now)
        sources = (file,) if file in edition.sources.files else ()
        title = edition.words("moved.title", old=addresses.study(old).strip("/"))
        view = partial(_moved_study, edition, now)
        yield Page("moved", addresses.study(old), title, view, sources, section="studies")


def _moved_page(edition: Edition, old: str, now: str, topic: str) -> Page:
    file = layout.topic_file(topic)
    sources = (file,) if file in edition.sources.files else ()
    title = edition.words("moved.title", old=old.strip("/"))
    return Page("moved", old, title, partial(_moved_view, edition, now, topic), sources, section="causes")


def _moved_view(edition: Edition, now: str, topic: str) -> MovedView:
    here = edition.library.topics[topic]
    return MovedView(here.question or here.title, now, absolute(edition.library.settings, edition.place(now)))


def _moved_study(edition: Edition, now: str) -> MovedView:
    label, address = edition.library.studies[now].label, addresses.study(now)
    return MovedView(label, address, absolute(edition.library.settings, edition.place(address)))


def at_old_addresses(edition: Edition, files: Iterable[DataFile]) -> Iterator[DataFile]:
    """The files that stand beside topics' pages, once more at each old address: who follows an old feed loses nothing."""
    old_names: dict[str, list[str]] = {}
    for old, now in former_names(edition).items():
        old_names.setdefault(addresses.cause(now), []).append(addresses.cause(old))
    for file in files:
        folder, _, name = file.address.rpartition("/")
        for old in old_names.get(f"{folder}/", ()):
            yield replace(file, address=f"{old}{name}")


def redirects(edition: Edition) -> bytes:
    """Old and new addresses as `_redirects`, which Netlify, Cloudflare Pages and GitLab Pages read; a line is one exact address."""
    base = urlsplit(edition.library.settings.base_url or "").path.strip("/")
    top = f"/{base}/" if base else "/"
    lines = []
    for old, now in former_names(edition).items():
        pairs = [(addresses.cause(old), addresses.cause(now))]
        if has_figures(edition, edition.library.topics[now]):
            pairs.append((addresses.figures(old), addresses.figures(now)))
        lines += [f"{top}{edition.place(there)} {top}{edition.place(here)} 301\n" for there, here in pairs]
        lines.append(
            f"{top}{addresses.source(layout.topic_file(old))} {top}{addresses.source(layout.topic_file(now))} 301\n"
        )
    for old, now in former_studies(edition).items():
        places = edition.place(addresses.study(old)), edition.place(addresses.study(now))
        lines.append(f"{top}{places[0]} {top}{places[1]} 301\n")
        files = addresses.source(layout.study_file(old)), addresses.source(layout.study_file(now))
        lines.append(f"{top}{files[0]} {top}{files[1]} 301\n")
    return "".join(lines).encode()
