"""Feeds of what changed: Atom 1.0 (RFC 4287) and JSON Feed 1.1, for the site, each topic, and for retractions and corrections.

Entries have names of their own, whatever the site's address. Where the library names that address, feeds link to it in full. Where
it names none, Atom links are relative to the feed, as RFC 4287 allows, and a JSON feed has no links, as its are whole or absent.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from aetia.model.topic import Topic
from aetia.site import addresses
from aetia.site.absolute import absolute
from aetia.site.dates import first_day
from aetia.site.edition import Edition
from aetia.site.events import Event, Told, events_of, newest, standing_events
from aetia.site.page import DataFile
from aetia.site.xml_text import xml_text

MOST = 50
"""Entries of a feed: the newest."""
MOST_STANDING = 500
"""Entries of the feed of retractions and corrections: an old notice on a paper that was added today must not fall out of it."""

ATOM, JSON = ".xml", ".json"
MEDIA_TYPES = {ATOM: "application/atom+xml", JSON: "application/feed+json"}


@dataclass(frozen=True)
class Feed:
    """A feed in any of its formats.

    Attributes:
        name: for all time and all places: it stays when a topic moves.
        address: of its files, without their endings.
        page: address of the page that it follows.
        title: for people.
    """

    name: str
    address: str
    page: str
    title: str


@dataclass(frozen=True)
class Item:
    """An entry of a feed: its name, its date as exactly as the library knows it, and its words."""

    id: str
    on: str
    told: Told


def feed_files(edition: Edition) -> Iterator[DataFile]:
    """Every feed in both formats, in the library's own language: of the site, of notices, of each topic that is shown."""
    yield from _files(edition, addresses.FEED, site_feed, site_items)
    yield from _files(edition, addresses.STANDING_FEED, standing_feed, standing_items)
    for topic in edition.topics():
        feed, items = partial(topic_feed, topic=topic.id), partial(topic_items, topic=topic.id)
        yield from _files(edition, addresses.topic_feed(topic.id), feed, items)


def _files(
    edition: Edition,
    address: str,
    feed: Callable[[Edition], Feed],
    items: Callable[[Edition], Sequence[Item]],
) -> Iterator[DataFile]:
    for ending, write in ((ATOM, atom), (JSON, json_feed)):
        yield DataFile(f"{address}{ending}", partial(_made, edition, write, feed, items))


def _made(
    edition: Edition,
    write: Callable[[Edition, Feed, Sequence[Item]], bytes],
    feed: Callable[[Edition], Feed],
    items: Callable[[Edition], Sequence[Item]],
) -> bytes:
    return write(edition, feed(edition), items(edition))


def site_feed(edition: Edition) -> Feed:
    """Everything that changed in topics that are shown."""
    title = edition.words("feed.site", library=edition.library.settings.title)
    return Feed("site", addresses.FEED, addresses.HOME, title)


def standing_feed(edition: Edition) -> Feed:
    """Retractions, corrections, replacements and expressions of concern, of any study."""
    title = edition.words("feed.standing", library=edition.library.settings.title)
    return Feed("standing", addresses.STANDING_FEED, addresses.STUDIES, title)


def topic_feed(edition: Edition, topic: str) -> Feed:
    """What changed in a topic; for one that groups others, in all below it."""
    here = edition.library.topics[topic]
    name = f"exposure {here.exposure}" if here.exposure else f"topic {topic}"
    title = edition.words("feed.topic", topic=here.title)
    return Feed(name, addresses.topic_feed(topic), addresses.cause(topic), title)


def site_items(edition: Edition) -> tuple[Item, ...]:
    """The entries of the site's feed, the newest first."""
    return edition.once(("feed", ""), lambda: _items(events_of(edition, edition.topics()), MOST))


def standing_items(edition: Edition) -> tuple[Item, ...]:
    """The entries of the feed of notices, the newest first."""
    return edition.once(("feed", "standing"), lambda: _items(_notices(edition), MOST_STANDING))


def _notices(edition: Edition) -> Iterator[Event]:
    return (event for study in edition.library.studies.values() for event in standing_events(edition, study))


def topic_items(edition: Edition, topic: str) -> tuple[Item, ...]:
    """The entries of a topic's feed, the newest first."""
    return edition.once(("feed", "topic", topic), lambda: _items(events_of(edition, _with_below(edition, topic)), MOST))


def _with_below(edition: Edition, topic: str) -> list[Topic]:
    here = edition.library.topics[topic]
    if here.exposure:
        return [here]
    return [here, *(below for below in edition.library.walk(topic) if edition.is_shown(below))]


def _items(events: Iterable[Event], most: int) -> tuple[Item, ...]:
    return tuple(Item(event.id, event.on, event.tell()) for event in newest(events, most))


def atom(edition: Edition, feed: Feed, items: Sequence[Item]) -> bytes:
    """A feed as an Atom document."""
    settings = edition.library.settings
    author = settings.organisation.name if settings.organisation else settings.title
    own = f"{feed.address}{ATOM}"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{xml_text(edition.language)}">',
        f"<title>{xml_text(feed.title)}</title>",
        f"<id>{_feed_id(edition, feed)}</id>",
        f"<updated>{_moment(items[0].on if items else settings.as_of)}</updated>",
        f"<author><name>{xml_text(author)}</name></author>",
        f"<rights>{xml_text(edition.words('footer.licence', licence=settings.licence))}</rights>",
        f'<link rel="alternate" type="text/html" href="{xml_text(_link(edition, own, feed.page))}"/>',
    ]
    if settings.base_url:
        lines.append(f'<link rel="self" type="{MEDIA_TYPES[ATOM]}" href="{xml_text(absolute(settings, own))}"/>')
    lines += [_atom_entry(edition, own, item) for item in items]
    return "\n".join([*lines, "</feed>\n"]).encode()


def _atom_entry(edition: Edition, own: str, item: Item) -> str:
    told = item.told
    related = [f'<link rel="related" href="{xml_text(address)}"/>' for address in told.related]
    lines = [
        "<entry>",
        f"<title>{xml_text(told.title)}</title>",
        f"<id>{item.id}</id>",
        f"<updated>{_moment(item.on)}</updated>",
        f'<link rel="alternate" type="text/html" href="{xml_text(_link(edition, own, told.page))}"/>',
        *related,
        f'<content type="text">{xml_text(told.text)}</content>',
        "</entry>",
    ]
    return "\n".join(lines)


def json_feed(edition: Edition, feed: Feed, items: Sequence[Item]) -> bytes:
    """A feed as a JSON Feed document."""
    settings = edition.library.settings
    author = settings.organisation.name if settings.organisation else settings.title
    document: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title}
    if settings.base_url:
        document["home_page_url"] = absolute(settings, edition.place(feed.page))
        document["feed_url"] = absolute(settings, f"{feed.address}{JSON}")
    document |= {"language": edition.language, "authors": [{"name": author}]}
    document["items"] = [_json_item(edition, item) for item in items]
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _json_item(edition: Edition, item: Item) -> dict[str, Any]:
    told = item.told
    document: dict[str, Any] = {"id": item.id}
    page = absolute(edition.library.settings, edition.place(told.page))
    document |= {"url": page} if page else {}
    document |= {"external_url": told.related[0]} if told.related else {}
    return document | {"title": told.title, "content_text": told.text, "date_published": _moment(item.on)}


def _link(edition: Edition, here: str, there: str) -> str:
    """In full where the site's address is known, else relative to the feed."""
    place = edition.place(there)
    return absolute(edition.library.settings, place) or addresses.link(here, place)


def _feed_id(edition: Edition, feed: Feed) -> str:
    about = f"{edition.library.settings.disease}\n{feed.name}"
    return uuid.uuid5(uuid.NAMESPACE_URL, f"aetia feed\n{about}").urn


def _moment(date: str) -> str:
    """The beginning of a day, month or year in RFC 3339's form."""
    return f"{first_day(date)}T00:00:00Z"
