"""A made-up library of a size that no real one has yet, shaped like real ones. The same for the same size, everywhere.

There are 400 causes in ten groups, with very uneven numbers of studies (like 1 / rank^0.7): of 5,000 studies the most
studied cause has 288, the tenth 58, and half of the causes have seven or fewer. What a cause does is drawn once (half
of them do nothing), and so is how much its studies vary; each study then draws its design, what it prints and what
befell it, by the shares below. Three causes in ten have a review that stands for its studies. One study in ten looks at
a second cause, one in twenty at a second disease, so that there are more verdicts than causes.
"""

from __future__ import annotations

import math
from pathlib import Path
from random import Random
from typing import Any

GROUPS = ("infection", "chemical", "dust", "drug", "lifestyle", "metal", "device", "vaccine", "radiation", "food")
CAUSES = 400
FALL = 0.7
FEWEST = 0.0067
"""Of the studies of the most studied cause: what the least studied have at least."""

_DESIGNS = {
    "case-control": 44, "cross-sectional": 12, "cohort": 15, "nested-case-control": 4, "mendelian-randomisation": 2,
    "case-series": 6, "case-report": 6, "laboratory": 6, "animal": 2,
}  # fmt: skip
_PRINTED = {"limits": 55, "limits, crude and adjusted": 15, "counts": 18, "only words": 9, "difference": 3}
_STANDINGS = {
    "current": 960,
    "corrected": 15,
    "expression-of-concern": 13,
    "retracted": 10,
    "retracted-and-replaced": 2,
}
_Z95 = 1.959963984540054


def write_library(folder: Path, studies: int) -> None:
    """Write the library in its canonical form.

    Args:
        folder: where; made if need be.
        studies: how many.
    """
    from aetia.library import writing
    from aetia.model.concept import Concept
    from aetia.model.library import Settings
    from aetia.model.study import Study
    from aetia.model.topic import Topic

    with writing(folder, "benchmark") as writer:
        writer.settings(Settings(format=1, title="Made up", disease="disease", as_of="2026-11-20"))
        writer.concepts([Concept.model_validate(concept) for concept in _concepts()])
        for topic in _topics():
            writer.topic(Topic.model_validate({**topic, "body": "Made up.\n"}))
        for study in _studies(studies):
            writer.study(Study.model_validate(study))


def studies_of_causes(studies: int) -> list[int]:
    """How many studies each cause has, the most studied first; they sum to *studies*."""
    shares = [max(FEWEST, rank**-FALL) for rank in range(1, CAUSES + 1)]
    ends = [round(studies * sum(shares[: rank + 1]) / sum(shares)) for rank in range(CAUSES)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _topic_of(cause: int) -> str:
    return f"{GROUPS[cause % len(GROUPS)]}/cause-{cause}"


def _concepts() -> list[dict[str, Any]]:
    causes = [
        {"id": f"cause-{n}", "kind": "exposure", "label": f"Cause {n}", "exposure_class": GROUPS[n % len(GROUPS)]}
        for n in range(CAUSES)
    ]
    diseases = [("disease", "Disease"), ("other-disease", "Other disease")]
    return [*({"id": name, "kind": "disease", "label": label} for name, label in diseases), *causes]


def _topics() -> list[dict[str, Any]]:
    grouping = [{"id": group, "title": group.title()} for group in GROUPS]
    return [*grouping, *map(_topic, range(CAUSES))]


def _topic(cause: int) -> dict[str, Any]:
    return {
        "id": _topic_of(cause),
        "title": f"Cause {cause}",
        "question": f"Does cause {cause} bring on the disease?",
        "exposure": f"cause-{cause}",
        "safety": {"text": {"en": "Do not stop or have removed anything because of this page."}},
    }


def _studies(studies: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for cause, number in enumerate(studies_of_causes(studies)):
        random = Random(cause)
        effect = random.choice((0.0, random.gauss(0.5, 0.4)))
        spread = random.choice((0.0, 0.15, 0.35))
        here = [_study(random, len(made) + n, cause, random.gauss(effect, spread)) for n in range(number)]
        if number and random.random() < 0.3:
            _make_review(random, here[0], effect)
        if number > 3:  # two papers of one population
            here[-2]["reviewed_as"] = here[-1]["reviewed_as"] = f"population-{cause}"
        made.extend(here)
    return made


def _make_review(random: Random, study: dict[str, Any], truth: float) -> None:
    """A meta-analysis that stands for its studies; two of them in one topic would overlap."""
    pooled = _with_limits(random, "OR", truth, random.uniform(0.08, 0.25))
    finding = study["findings"][0]
    finding.pop("direction", None)
    finding |= {"design": "meta-analysis", "timing": "after-onset", "stream": "human", "mechanism": "none"}
    finding["estimates"] = [{**pooled, "by_review": "yes", "k": random.randint(3, 15)}]
    study |= {"design": "meta-analysis", "findings": [finding]}


def _study(random: Random, number: int, cause: int, truth: float) -> dict[str, Any]:
    design, year = _one_of(random, _DESIGNS), random.randint(1975, 2026)
    findings = [_finding(random, cause, design, truth)]
    if random.random() < 0.1:  # another cause that the same study looked at
        other = (cause + random.randrange(1, CAUSES)) % CAUSES
        findings.append(_finding(random, other, design, random.gauss(0.1, 0.3)))
    if random.random() < 0.05:
        findings.append({**_finding(random, cause, design, truth), "outcome": "other-disease"})
    cases = round(10 ** random.uniform(1.3, 3.5))
    study = {
        "id": f"study-{number}",
        "references": [_reference(random, number, year)],
        "design": design,
        "population": {"who": "adults", "where": random.choice(("Italy", "Sweden", "Japan", "Canada")), "cases": cases},
        "findings": findings,
    }
    if random.random() < 0.6:
        study["team"] = f"team-{cause}-{random.randrange(12)}"
    return study


def _reference(random: Random, number: int, year: int) -> dict[str, Any]:
    reference: dict[str, Any] = {
        "title": f"Study number {number} of a suspected cause and the disease",
        "author": [{"family": f"Author{random.randrange(5000)}", "given": given} for given in "ABC"],
        "container-title": "Journal of Examples",
        "issued": str(year),
        "volume": str(random.randint(1, 80)),
        "page": str(number + 1),
        "identifiers": {"pmid": str(10_000_000 + number), "doi": f"10.1000/example.{number}"},
    }
    state = _one_of(random, _STANDINGS)
    if state != "current":
        reference["standing"] = {"state": state, "notice": {"date": "2026-05-01", "pmid": str(20_000_000 + number)}}
    return reference


def _finding(random: Random, cause: int, design: str, truth: float) -> dict[str, Any]:
    finding: dict[str, Any] = {
        "topic": _topic_of(cause),
        "exposure": f"cause-{cause}",
        "outcome": "disease",
        "stream": design if design in ("laboratory", "animal") else "human",
        "design": design,
        "timing": "before-onset" if design in ("cohort", "nested-case-control") else "after-onset",
        "risk_of_bias": {"level": "high" if random.random() < 0.06 else "adequate", "why": "as the record says"},
        "dose_response": "yes" if random.random() < 0.08 else "not-studied",
        "statement": {"en": "Patients had met the cause about as often as their neighbours, or more often."},
        "appraisal": {"by": "editor-1", "on": "2026-06-20"},
    }
    if design in ("laboratory", "animal"):
        finding["mechanism"] = random.choice(("none", "one-line", "one-line", "in-patients"))
    elif design not in ("case-series", "case-report"):
        finding |= _result(random, design, truth)
    return finding


def _result(random: Random, design: str, truth: float) -> dict[str, Any]:
    """What a comparison printed: estimates, or only a direction."""
    measure = "HR" if design == "cohort" else "OR"
    se = math.exp(random.gauss(-1.1, 0.5))
    printed = _one_of(random, _PRINTED)
    if printed == "limits":
        return {"estimates": [_with_limits(random, measure, truth, se)]}
    if printed == "limits, crude and adjusted":
        adjusted = {**_with_limits(random, measure, truth, 1.1 * se), "adjusted_for": ["age", "sex"]}
        return {"estimates": [_with_limits(random, measure, truth + 0.1, se), adjusted]}
    if printed == "counts":
        return {"estimates": [_counts(random, truth)]}
    if printed == "difference":
        return {"estimates": [{"measure": "SMD", "value": 0.3, "low": 0.1, "high": 0.5}]}
    sized = random.choice(("yes", "no"))
    return {"direction": random.choice(("for", "unclear", "unclear", "against")), "adequately_sized": sized}


def _with_limits(random: Random, measure: str, truth: float, se: float) -> dict[str, Any]:
    """An estimate as papers print it: two decimals."""
    y = random.gauss(truth, se)
    value, low, high = (max(0.01, round(math.exp(y + z * se), 2)) for z in (0.0, -_Z95, _Z95))
    return {"measure": measure, "value": value, "low": low, "high": max(high, round(low + 0.01, 2))}


def _counts(random: Random, truth: float) -> dict[str, Any]:
    """Exposed among cases and controls, drawn as by tossing coins."""
    cases, controls = random.randint(15, 300), random.randint(15, 400)
    among_controls = random.uniform(0.05, 0.5)
    odds = math.exp(truth) * among_controls / (1 - among_controls)
    exposed = sum(random.random() < odds / (1 + odds) for _ in range(cases))
    others = sum(random.random() < among_controls for _ in range(controls))
    return {"measure": "OR", "counts": [exposed, cases, others, controls]}


def _one_of(random: Random, shares: dict[str, int]) -> str:
    return random.choices(list(shares), list(shares.values()))[0]
