"""What an editor is told of a link: file, line, what it is and where it leads, and what to do."""

from __future__ import annotations

from aetia.library.check.codes import ONLINE
from aetia.library.faults import Fault
from aetia.library.links import OutsideLink, doi_in
from aetia.rescue.link_health.captures import Suggestion
from aetia.rescue.link_health.health import Health

FAILING = frozenset({"dead-address", "moved-address", "lost-address"})
"""Codes that make a check fail; "cannot tell" does not."""


def fault_of(link: OutsideLink, health: Health, suggestion: Suggestion | None) -> Fault | None:
    """The fault that a link is, or None for one that is alive.

    Args:
        link: where it is written.
        health: what is known of its address.
        suggestion: of a capture, for what is dead or lost.
    """
    what = f"{link.name}, {link.address}"
    match health.state:
        case "dead":
            remedy = _instead(link, suggestion)
            return Fault(link.file, link.line, "dead-address", f"{what}, is dead: {health.why}", remedy, _DEAD)
        case "moved":
            said = f"{what}, moved for good to {health.to}"
            return Fault(link.file, link.line, "moved-address", said, f"Link to {health.to}", _MOVED)
        case "lost":
            said = f"{what}, leads to the front page {health.to}"
            remedy = f"Look whether it is what is meant. {_instead(link, suggestion)}"
            return Fault(link.file, link.line, "lost-address", said, remedy, _LOST)
        case "unsure":
            said = f"{what}: it cannot be told whether it is alive: {health.why}"
            return Fault(link.file, link.line, "unsure-address", said, "Open it in a browser", _UNSURE)
    return None


_DEAD, _MOVED = ONLINE["dead-address"], ONLINE["moved-address"]
_LOST, _UNSURE = ONLINE["lost-address"], ONLINE["unsure-address"]


def _instead(link: OutsideLink, suggestion: Suggestion | None) -> str:
    if doi_in(link.address):
        return "Correct the DOI, or delete it"
    if suggestion is not None and suggestion.capture:
        return f"Link instead to {suggestion.capture}"
    return f"Correct the link, or delete it ({suggestion.words})" if suggestion else "Correct the link, or delete it"
