"""What stands in a page's head for programs: feeds, files in other formats, Open Graph, structured data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from aetia.site import addresses
from aetia.site.downloads.formats import FORMATS
from aetia.site.downloads.json_ld import whole_files
from aetia.site.edition import Edition
from aetia.site.feeds import ATOM, JSON, MEDIA_TYPES, Feed, site_feed, standing_feed, topic_feed
from aetia.site.page import Page
from aetia.site.social import open_graph
from aetia.site.structured_data import CONTEXT, data_set, page_of_cause
from aetia.site.views.cause import CauseView

_FOLLOWED = frozenset({"cause", "group"})


@dataclass(frozen=True)
class Alternate:
    """The same, or what changes in it, in another format."""

    type: str
    title: str
    address: str


def head_functions(edition: Edition) -> dict[str, Callable[..., Any]]:
    """What templates call, by name."""
    settings, language = edition.library.settings, edition.language
    return {
        "alternates": lambda page: alternates(edition, page),
        "social": lambda page, description, canonical: open_graph(settings, language, page, description, canonical),
        "structured": lambda page: structured(edition, page),
    }


def alternates(edition: Edition, page: Page) -> list[Alternate]:
    """The feeds that a page offers, and its structured data as a file."""
    if page.kind in _FOLLOWED:
        topic = page.address.removeprefix(addresses.CAUSES).strip("/")
        found = _feed_links(topic_feed(edition, topic))
        if page.kind == "cause":
            form = FORMATS["jsonld"]
            found.append(Alternate(form.media_type, page.title, addresses.topic_data(topic, form.file)))
        return found
    if page.kind in ("home", "downloads"):
        return [*_feed_links(site_feed(edition)), *_feed_links(standing_feed(edition))]
    return []


def _feed_links(feed: Feed) -> list[Alternate]:
    return [Alternate(MEDIA_TYPES[ending], feed.title, f"{feed.address}{ending}") for ending in (ATOM, JSON)]


def structured(edition: Edition, page: Page) -> Markup:
    """A page's structured data as the content of a script element of JSON, which browsers do not run; empty for most pages."""
    document: dict[str, Any] | None = None
    if page.kind == "cause" and isinstance(page.view, CauseView):
        document = page_of_cause(edition, page.view.topic, page.view.description)
    elif page.kind == "downloads":
        document = data_set(edition, whole_files())
    if document is None:
        return Markup()
    text = json.dumps({"@context": CONTEXT, **document}, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 (nothing in it ends a script element)
