"""What is known of one address: alive, moved, lost, dead, or that it cannot be told; and what two or three looks at it say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from aetia.rescue.link_health.look import Look

State = Literal["alive", "moved", "lost", "dead", "unsure"]
STATES: tuple[State, ...] = ("alive", "moved", "lost", "dead", "unsure")
GONE = frozenset({404, 410})
PERMANENT = frozenset({301, 308})
MOST_LOOKS = 3

_FRONT = re.compile(r"/?(?:index|default|home)?(?:\.\w{2,5})?/?\Z|/[a-z]{2}(?:-[a-z]{2})?/?\Z", re.IGNORECASE)
"""Paths of front pages: ``/``, ``/index.html``, ``/home``, ``/en/``."""


@dataclass(frozen=True)
class Health:
    """What is known of one address.

    Args:
        state: ``alive``; ``moved`` for good, to an address that answers; ``lost``, because a link to one page leads to a front
            page; ``dead``; ``unsure``.
        why: what was seen, in words that follow "because" or stand alone; empty for what is alive.
        to: where it leads now, for what moved or is lost.
        keeps: False for what a later run should ask again whatever it remembers: a lack of time, a busy host.
    """

    state: State
    why: str = ""
    to: str | None = None
    keeps: bool = True

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def judge(address: str, looks: Sequence[Look], *, doi: bool = False) -> Health | None:
    """What the looks so far say, or None where another one is worth while.

    An address is dead only when two looks in a row found no page or no host: a server that is being mended says 404 too, and some
    answer HEAD with it. The second look and the third are a GET.

    Args:
        address: that was visited.
        looks: oldest first, at least one and at most three.
        doi: the address resolves a DOI: it is alive when the resolver leads on.
    """
    last = looks[-1]
    if last.well:
        return Health("alive") if doi else _where_it_led(address, last)
    if last.final:
        return Health("unsure", last.words, keeps=False)
    if _gone(last) and len(looks) > 1 and _gone(looks[-2]):
        return Health("dead", "nobody registered this DOI" if doi and last.status else last.words)
    if len(looks) == MOST_LOOKS or (len(looks) > 1 and not _gone(last) and last.wait is None):
        return Health("unsure", last.words, keeps=last.wait is None)
    return None


def _gone(look: Look) -> bool:
    return look.status in GONE or look.no_such_host


def _where_it_led(address: str, look: Look) -> Health:
    if not look.hops:
        return Health("alive")
    end = look.hops[-1].to
    if _is_deep(address) and not _is_deep(end):
        return Health("lost", "it leads to the front page", end)
    moved = address
    for hop in look.hops:
        if hop.status not in PERMANENT:
            break
        moved = hop.to
    if moved != address:
        return Health("moved", "it moved for good", moved)
    return Health("alive")


def _is_deep(address: str) -> bool:
    """Whether an address names one page of a site and not its front page."""
    parts = urlsplit(address)
    return bool(parts.query) or not _FRONT.match(parts.path)
