"""What `aetia resolve` searches with, and how it shows a candidate."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from aetia.cli.corpus import address_of, progress_bar
from aetia.cli.output import say
from aetia.errors import InputError

if TYPE_CHECKING:
    from aetia.corpus import Corpus
    from aetia.resolve.index import Progress
    from aetia.resolve.online import ServiceName
    from aetia.resolve.resolver import MoreCandidates

SERVICES = ("pubmed", "crossref", "europepmc")
"""Those of `aetia.resolve.online.SERVICES`, which is not imported for a list of options."""
_SHOWN = 160
_BEFORE = 40
_COLOURS = {"matched": "green", "ambiguous": "yellow"}


@dataclass(frozen=True)
class Search:
    """Where papers are looked for, and from when on one is matched."""

    address: str | None
    threshold: float | None
    jobs: int
    services: tuple[ServiceName, ...]
    email: str | None

    @property
    def least(self) -> float:
        """Probability from which a paper is matched."""
        from aetia.resolve.match import THRESHOLD

        return THRESHOLD if self.threshold is None else self.threshold

    @contextmanager
    def corpus(self) -> Iterator[Corpus]:
        """The corpus, opened; of a file of records one is made for this run alone."""
        import aetia.corpus

        address = address_of(self.address)
        if not Path(address).is_file():
            with aetia.corpus.open(address) as corpus:
                yield corpus
            return
        with TemporaryDirectory(prefix="aetia-") as folder:
            report = aetia.corpus.add(aetia.corpus.Store(folder), [address], jobs=self.jobs, search=False)
            for file in report.failed:
                raise InputError(
                    file.error or "cannot be read", remedy="Give a corpus, or a file that it can be made from"
                )
            with aetia.corpus.open(folder) as corpus:
                yield corpus

    @contextmanager
    def also(self) -> Iterator[MoreCandidates | None]:
        """The services that were asked for; what they did is told at the end."""
        if not self.services:
            yield None
            return
        from aetia.resolve.online import candidate_source

        with candidate_source(self.services, email=self.email, cache=self._memory(), report=say) as source:
            yield source
            for count in source.summary():
                say(str(count))

    def _memory(self) -> Path | None:
        """Where answers of services are remembered: beside the corpus's other local files; nowhere for a corpus of one run."""
        from aetia.corpus import Store

        address = address_of(self.address)
        if Path(address).is_file():
            return None
        folder = Store(address).local
        return folder / "services.sqlite" if os.access(folder, os.W_OK) else None

    @contextmanager
    def progress(self) -> Iterator[Progress | None]:
        """A bar for the corpus's citation index, which is made when it is first used."""
        with progress_bar() as tell:
            yield None if tell is None else lambda done, of, _name: tell("reading papers", done, of)


def coloured(outcome: str) -> str:
    """An outcome, in its colour where the terminal has some and nobody set ``NO_COLOR``."""
    shown = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return click.style(outcome, fg=_COLOURS.get(outcome), bold=True) if shown else outcome


def candidate_lines(candidate: dict[str, Any]) -> list[str]:
    """A candidate for people: how probable, what it is, and what speaks for it and against it."""
    names = ("journal", "year", "volume", "pages")
    place = ", ".join(str(candidate[name]) for name in names if candidate[name] is not None)
    kind = candidate["key"].partition(":")[0]
    others = [candidate["doi"] if kind != "doi" else None, candidate["own_id"] if kind == "id" else None]
    return [
        f"    {candidate['probability']:.2f}  {' · '.join(filter(None, (candidate['key'], *others)))}",
        f"          {': '.join(filter(None, (candidate['first_author'], candidate['title'])))}",
        f"          {place}",
        f"          {'; '.join(candidate['reasons'])}",
    ]


def cut(text: str) -> str:
    """A citation on one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def from_where_they_part(one: str, other: str) -> tuple[str, str]:
    """Two texts; long ones that begin alike begin a few words before they part, so that cutting them leaves what differs."""
    shorter = min(len(one), len(other))
    alike = next((place for place in range(shorter) if one[place] != other[place]), shorter)
    start = one.rfind(" ", 0, max(alike - _BEFORE, 0))
    if start < 0 or max(len(one), len(other)) <= _SHOWN:
        return one, other
    return f"…{one[start:]}", f"…{other[start:]}"
