"""How often one more study that supports a cause lowers its level, on topics of every kind."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

from aetia.synthesis import Context, Row, RuleBook, Tier
from aetia.synthesis.grading import Grade, grade
from aetia.synthesis.inputs import Inputs

SEED = 20262
_Z = 1.959963984540054


def lowered(topics: int, book: RuleBook) -> tuple[int, Counter[str]]:
    """Add to each topic that reaches Possible or more a study whose own 95 % interval lies wholly above 1.

    Topics: one to eight studies, each before onset with probability 0.4; ratio 1 to 3.3, standard deviation of the true log
    ratios 0, 0.1, 0.3 or 0.6, standard errors 0.1 to 0.6; a gradient in a third, a mechanism in a third. The new study is
    of a tier already there or before onset, standard error 0.08 to 0.5, its lower limit 1.01 to 12.

    Returns:
        How many topics were tried, and those that fell, by rule before and after.
    """
    import numpy as np

    random = np.random.default_rng(SEED)
    tried, fallen = 0, Counter[str]()
    for _ in range(topics):
        centre, spread = random.uniform(0, 1.2), random.choice([0, 0.1, 0.3, 0.6])
        rows = []
        for number in range(random.integers(1, 9)):
            se = random.uniform(0.1, 0.6)
            tier = Tier.T3 if random.random() < 0.4 else Tier.T2
            rows.append(_row(f"study-{number}", tier, centre + random.normal(0, math.hypot(spread, se)), se))
        rows[0] = replace(rows[0], dose=bool(random.random() < 1 / 3))
        context = Context(mechanism=bool(random.random() < 1 / 3))
        se = random.uniform(0.08, 0.5)
        above = 0.01 + random.uniform(0, random.choice([0.3, 1.0, 2.5]))
        tier = Tier.T3 if random.random() < 0.6 else min(row.tier for row in rows)
        new = _row("the-new-study", tier, _Z * se + above, se)
        before = grade(Inputs(rows, context, book), fragility=False)
        if before.level.step < 2:
            continue
        tried += 1
        after = grade(Inputs([*rows, new], context, book), fragility=False)
        if after.level.step < before.level.step:
            fallen[_name(before, after)] += 1
    return tried, fallen


def _row(name: str, tier: Tier, y: float, se: float) -> Row:
    return Row(name, name, tier, y, se, math.exp(y), math.exp(y - _Z * se), math.exp(y + _Z * se), "OR")


def _name(before: Grade, after: Grade) -> str:
    caps = [flag.id for flag in after.flags if flag.cap is not None]
    return f"{before.rule.id} to {after.rule.id}" + (f", {', '.join(caps)}" if caps else "")
