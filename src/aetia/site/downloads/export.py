"""A library's data in a file for other programs: the same bytes as the site's own downloads."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

from aetia.errors import InputError
from aetia.model.library import Library
from aetia.site.downloads.formats import FORMATS
from aetia.site.downloads.scope import Scope
from aetia.site.edition import Edition
from aetia.site.redirects import former_names
from aetia.site.sources import Sources
from aetia.site.words import load_words
from aetia.synthesis import assess_topic, load_rules


def export(library: Library, form: str, topic: str | None = None) -> bytes:
    """What a library publishes, in one format.

    Args:
        library: whole.
        form: one of :data:`aetia.site.downloads.FORMATS`: xlsx, csv, ris, bibtex, csl-json or jsonld.
        topic: only this topic, by its name or a former name; of one that groups others, all below it.

    Returns:
        The file's bytes; for the library, or a topic with a verdict, those of the site's download.

    Raises:
        InputError: there is no such format or topic, or the topic is a draft.
        SynthesisError: the library names rules that this release does not have.
    """
    if form not in FORMATS:
        raise InputError(f"there is no format '{form}'", remedy=f"Choose one of {', '.join(FORMATS)}")
    edition = export_edition(library)
    return FORMATS[form].make(Scope(edition, _topic(edition, topic) if topic else None))


def export_edition(library: Library) -> Edition:
    """The library in its own language; a topic is assessed when a format asks for its verdicts."""
    settings = library.settings
    rules, words = load_rules(settings.rules), load_words(settings.language)
    assess = cache(partial(assess_topic, library))
    return Edition(library, assess, rules, Sources({}, ()), words)


def _topic(edition: Edition, name: str) -> str:
    topics = edition.library.topics
    topic = topics.get(name) or topics.get(former_names(edition).get(name, ""))
    if topic is None:
        raise InputError(f"there is no topic '{name}'", remedy="Name one as in topics/, without .md")
    if not edition.is_shown(topic):
        raise InputError(f"the topic '{name}' is a draft, and a draft is not published", remedy="Finish it first")
    return topic.id


def write_export(out: Path, content: bytes) -> None:
    """Write a file whole or not at all: one that stands there is replaced by one rename.

    Raises:
        InputError: the file cannot be written.
    """
    if out.is_dir():
        raise InputError("a folder stands where the file should", where=str(out), remedy="Name a file")
    new = out.with_name(f".{out.name}.{os.getpid()}.new")
    try:
        new.write_bytes(content)
        new.replace(out)
    except OSError as error:
        raise InputError(
            f"the file cannot be written: {error.strerror or error}", where=str(out), remedy="Name another place"
        ) from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
