"""An editor's level in place of the computed one: allowed with a reason, shown beside it, and looked at again when
the inputs change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aetia.errors import SynthesisError
from aetia.model.topic import Override
from aetia.model.verdict import Level

_NEEDS_SECOND = (Level.LIKELY, Level.ESTABLISHED)


@dataclass(frozen=True)
class AppliedOverride:
    """An override that stands.

    Attributes:
        level: the editor's.
        computed: the level by rule, after the flags; both are shown.
        reason, why, citation, by, second, on, inputs: as recorded; *inputs* is the digest that it was made for, if it says so.
        needs_another_look: the inputs are not those that it was made for, or it does not say which those were.
    """

    level: Level
    computed: Level
    reason: str
    why: str
    citation: str | None
    by: str
    second: str | None
    on: str
    needs_another_look: bool
    inputs: str | None = None


def find_override(overrides: Iterable[Override], outcome: str, primary: str) -> Override | None:
    """The latest override for an outcome; one that names no outcome is for the library's disease."""
    mine = [override for override in overrides if (override.outcome or primary) == outcome]
    return max(mine, key=lambda override: override.on, default=None)


def apply_override(override: Override, computed: Level, digest: str, *, where: str) -> AppliedOverride:
    """Check an override and put it beside the computed level.

    Args:
        override: as recorded in the topic.
        computed: the level by rule, after the flags.
        digest: of the verdict's inputs now.
        where: names the topic in errors.

    Raises:
        SynthesisError: it raises the level to Likely or Established without a second person, or names an expert panel
            without a citation.
    """
    raises = override.level in _NEEDS_SECOND and override.level.step > computed.step
    if raises and (not override.second or _person(override.second) == _person(override.by)):
        raise SynthesisError(
            f"an override that raises the level to {override.level.label} needs a second person",
            where=where,
            remedy="Name another person in 'second'; until then the computed level stands",
        )
    if override.reason == "expert-panel" and not override.citation:
        raise SynthesisError(
            "an override by expert-panel judgement needs its citation",
            where=where,
            remedy="Fill in 'citation'; until then the computed level stands",
        )
    return AppliedOverride(
        level=override.level,
        computed=computed,
        reason=override.reason,
        why=override.why,
        citation=override.citation,
        by=override.by,
        second=override.second,
        on=override.on,
        needs_another_look=override.inputs != digest,
        inputs=override.inputs,
    )


def _person(name: str) -> str:
    """A name as far as it tells people apart: without case and extra space."""
    return " ".join(name.casefold().split())
