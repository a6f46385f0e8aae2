"""Where every page stands, for good, and the relative links between pages.

Addresses mirror the library: ``topics/infection.md`` is shown at ``causes/infection/``, ``studies/xuan-2020.yaml`` at
``studies/xuan-2020/``. Links name the file (``…/index.html``), so that a copy of the site works from a disk as well as from a
server; the address to cite is the folder's.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

Linker = Callable[[str], str]
"""From an address to a link that stands on the page at hand."""

HOME = ""
CAUSES = "causes/"
STUDIES = "studies/"
RESCUED = "rescued/"
WEIGHING = "how-we-weigh/"
SOURCE = "source/"
MANIFEST = "source/manifest.json"
RULES = "how-we-weigh/rules.toml"
DATA = "data/"
VERDICTS = "data/verdicts.json"
EVIDENCE_MAP = "explore/"
FINDINGS = "explore/findings/"
STUDY_TABLE = "explore/studies/"
YEARS = "explore/years/"
SEARCH = "search/"
SEARCH_INDEX = "pagefind/pagefind.js"
EXPLORE_STYLE = "static/explore.css"
FILTER_SCRIPT = "static/filter.js"
SEARCH_SCRIPT = "static/search.js"
FEED = "feeds/changes"
STANDING_FEED = "feeds/standing"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
REDIRECTS = "_redirects"
NO_JEKYLL = ".nojekyll"
"""Keeps a host that would make pages of Markdown from touching the library's files."""
GLOSSARY = "glossary/"
MISSING = "404.html"
STYLE = "static/style.css"
ICON = "static/icon.svg"


def cause(topic: str) -> str:
    """The page of a topic."""
    return f"{CAUSES}{topic}/"


def figures(topic: str) -> str:
    """The figures of a topic."""
    return f"figures/{topic}/"


def verdict(topic: str) -> str:
    """The verdicts of a topic as data."""
    return f"{cause(topic)}verdict.json"


def data(file: str) -> str:
    """A file that holds the whole library."""
    return f"{DATA}{file}"


def topic_data(topic: str, file: str) -> str:
    """A file about one topic, beside its page: ``references.ris``, ``cite.bib`` …"""
    return f"{cause(topic)}{file}"


def topic_feed(topic: str) -> str:
    """The feed of a topic, without the ending of its format."""
    return f"{cause(topic)}feed"


def study(identifier: str) -> str:
    """The page of a study."""
    return f"{STUDIES}{identifier}/"


def rescued(identifier: str) -> str:
    """An old page as found."""
    return f"{RESCUED}{identifier}/"


def before_and_after(identifier: str) -> str:
    """An old page beside what the library says today."""
    return f"{RESCUED}{identifier}/before-and-after/"


def page(identifier: str) -> str:
    """A page of prose: about, disclaimer …"""
    return f"pages/{identifier}/"


def source(copy: str) -> str:
    """The public copy of a library file."""
    return f"{SOURCE}{copy}"


def is_page(address: str) -> bool:
    """Whether an address, with or without an anchor, is that of a page; else it names a file, which all languages share."""
    bare = address.partition("#")[0]
    return bare == "" or bare.endswith("/") or bare == MISSING


def file_of(address: str) -> str:
    """The file, relative to the site, that an address is written to."""
    return f"{address}index.html" if address == "" or address.endswith("/") else address


def outside(address: str | None) -> str:
    """An address outside the site that a reader may be sent to; empty for anything but a web address or a mail address."""
    return address if address and address.lower().startswith(("https://", "http://", "mailto:")) else ""


def link(here: str, there: str) -> str:
    """A relative link.

    Args:
        here: address of the page that links.
        there: address to link to, with or without an anchor: ``causes/infection/#why``.
    """
    address, _, anchor = there.partition("#")
    target = file_of(address)
    if anchor and address == here:
        return f"#{anchor}"
    relative = _relative(target, posixpath.dirname(file_of(here)))
    return f"{relative}#{anchor}" if anchor else relative


@lru_cache(maxsize=4096)
def _steps(folder: str) -> tuple[str, ...]:
    return tuple(folder.split("/")) if folder else ()


@lru_cache(maxsize=65536)
def _relative(target: str, folder: str) -> str:
    """The way from a folder to a file, as a link; both are plain, without steps upwards."""
    here, there = _steps(folder), _steps(target)
    common = 0
    while common < len(here) and common < len(there) - 1 and here[common] == there[common]:
        common += 1
    return quote("/".join((*[".."] * (len(here) - common), *there[common:])))
