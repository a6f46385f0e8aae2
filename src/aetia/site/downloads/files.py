"""The files of a site that hold its data: of the whole library in ``data/``, and of each cause beside its page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from aetia.site import addresses
from aetia.site.downloads.formats import FORMATS, Format
from aetia.site.downloads.scope import Scope
from aetia.site.edition import Edition
from aetia.site.page import DataFile


def download_files(edition: Edition) -> Iterator[DataFile]:
    """Every download."""
    for form in FORMATS.values():
        yield DataFile(addresses.data(form.file), partial(_make, edition, form, None))
    for name in edition.by_topic:
        for form in FORMATS.values():
            make = partial(_make, edition, form, name)
            yield DataFile(addresses.topic_data(name, form.file), make)


def _make(edition: Edition, form: Format, topic: str | None) -> bytes:
    return form.make(Scope(edition, topic))
