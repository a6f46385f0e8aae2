"""Entries of a library that are one: one publication twice, versions of one work, papers of one population.

::

    from aetia.library import read_library
    from aetia.resolve.versions import find_same

    for proposal in find_same(read_library("my-library")):
        print(proposal.one, proposal.other, proposal.kind, proposal.strength, *proposal.reasons)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aetia.resolve.versions.answers import give_answer
    from aetia.resolve.versions.apply import Outcome, apply_same
    from aetia.resolve.versions.find import find_same
    from aetia.resolve.versions.proposal import Proposal

_HOMES = {
    "Outcome": "apply",
    "Proposal": "proposal",
    "apply_same": "apply",
    "find_same": "find",
    "give_answer": "answers",
}
__all__ = ["Outcome", "Proposal", "apply_same", "find_same", "give_answer"]


def __getattr__(name: str) -> Any:
    """Imports a public name from its file when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"aetia.resolve.versions.{_HOMES[name]}"), name)
