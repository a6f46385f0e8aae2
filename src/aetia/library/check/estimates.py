"""Estimates: numbers that can be true, and directions that follow from them."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.library.check.case import Case
from aetia.library.faults import Fault
from aetia.model.direction import estimate_direction


def impossible_estimates(case: Case) -> Iterator[Fault]:
    """Estimates that cannot be true: a slip of the keyboard, or, where `misprint` says so, the paper's own."""
    for place in case.findings:
        for number, estimate in enumerate(place.finding.estimates):
            path = (*place.path, "estimates", number)
            for words in estimate.faults():
                if estimate.misprint:
                    yield case.fault(
                        "misprinted-estimate",
                        place.file,
                        path,
                        f"{words}; marked as a misprint, so it is left out of pooling",
                        "Nothing to do, unless the authors have corrected it",
                    )
                else:
                    yield case.fault(
                        "impossible-estimate",
                        place.file,
                        path,
                        words,
                        "Correct it; if the paper prints it so, say how in 'misprint'",
                    )


def typed_directions(case: Case) -> Iterator[Fault]:
    """Typed directions beside an estimate that gives one, against it, or without a word on the study's size."""
    for place in case.findings:
        typed = place.finding.direction
        if typed is None:
            continue
        computed = {estimate_direction(estimate): None for estimate in place.finding.estimates}
        computed.pop(None, None)
        path = (*place.path, "direction")
        names = " and ".join(f"'{direction}'" for direction in computed)
        if computed and typed not in computed:
            yield case.fault(
                "direction-contradicts-estimate",
                place.file,
                path,
                f"the direction is typed as '{typed}', and the estimate says {names}",
                "Delete the line: the direction is computed; or correct the estimate",
            )
        elif computed:
            yield case.fault(
                "typed-direction",
                place.file,
                path,
                f"the direction is typed, and the estimate says {names} itself",
                "Delete the line: a direction is typed only where no estimate can be had",
            )
        elif place.finding.adequately_sized is None:
            yield case.fault(
                "size-not-judged",
                place.file,
                path,
                "a typed direction does not say whether the study was large enough",
                "Add 'adequately_sized: yes' or 'no'",
            )
