"""How gently links are visited."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from aetia import __version__
from aetia.library.links import RESOLVER

AGENT = f"aetia/{__version__} (evidence library link check; one request at a time)"


@dataclass(frozen=True)
class Manners:
    """How gently links are visited.

    Args:
        minutes: for all visits together; what is left then is told as not visited, and the next run goes on there.
        timeout: seconds for one look at an address, redirects included; waiting for one's turn does not count.
        gap: seconds of rest of a host after each answer.
        resolver_gap: the same for the resolver of DOIs, which is built to be asked often.
        second_look: seconds before an address that did not answer well is looked at again.
        patience: seconds that a busy host may ask for. One that asks for more, or is still busy afterwards, is left alone.
        hosts: visited at the same time; each gets one request at a time.
        private: ``host:port`` that may be in a private network.
        resolver: what DOIs are resolved by.
        archive: the web archive that is asked for captures of what is dead.
        witness: a name that is always known where names are; where it is not known, no host is called dead.
    """

    minutes: float = 30.0
    timeout: float = 20.0
    gap: float = 1.0
    resolver_gap: float = 0.2
    second_look: float = 3.0
    patience: float = 60.0
    hosts: int = 12
    private: Collection[str] = field(default=())
    resolver: str = RESOLVER
    archive: str = "https://web.archive.org/"
    witness: str = "doi.org"
