"""A finding: what a study says of one exposure and one outcome, in one topic."""

from __future__ import annotations

import hashlib
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from aetia.model.base import Localised, NonEmpty, PartialDate, Record, Slug, TopicId, YesNo
from aetia.model.estimate import Estimate
from aetia.model.identifiers import Identifiers

Design = Literal[
    "trial", "cohort", "nested-case-control", "case-control", "cross-sectional", "mendelian-randomisation",
    "case-series", "case-report", "ecological", "laboratory", "animal", "meta-analysis", "systematic-review",
    "review", "opinion", "notice",
]  # fmt: skip
Question = Literal["exposure-to-disease", "disease-to-exposure", "prognosis", "treatment", "other"]
Direction = Literal["for", "against", "inverse", "unclear"]
Accuracy = Literal["agrees", "overstates", "differs", "other-question", "other-disease"]
Viewpoint = Literal[
    "strength",
    "consistency",
    "specificity",
    "temporality",
    "gradient",
    "plausibility",
    "coherence",
    "experiment",
    "analogy",
]


class RiskOfBias(Record):
    """A judgement on one finding, with its reason."""

    level: Literal["adequate", "high", "not-judged"] = "not-judged"
    why: str | None = None


class Quotation(Record):
    """The exact words that a finding rests on: at most two sentences, attributed, outside the library's licence."""

    text: NonEmpty
    section: str = "abstract"
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")] | None = None
    checked: PartialDate | None = None

    @property
    def digest_of_text(self) -> str:
        """What `digest` must be while the words stand as they were checked: SHA-256 of the text in UTF-8."""
        return f"sha256:{hashlib.sha256(self.text.encode('utf-8')).hexdigest()}"


class AsFound(Record):
    """What the old page said of the study, and how well that agrees with the paper."""

    page: NonEmpty
    text: str | None = None
    label: str | None = None
    accuracy: Accuracy | None = None
    note: Localised = {}


class Appraisal(Record):
    """Who filled the finding in, when, and with which instrument."""

    by: NonEmpty
    on: PartialDate
    instrument: str | None = None
    notes: str | None = None


class InstrumentChecks(Record):
    """What a Mendelian randomisation study recorded of its instruments."""

    strength: YesNo = False
    pleiotropy: YesNo = False
    replication: YesNo = False


class Included(Record):
    """A study that a review pooled, as far as it is known: the library's own `study`, or the citation as the review prints it."""

    study: Slug | None = None
    citation: str | None = None
    identifiers: Identifiers = Identifiers()

    INLINE: ClassVar[frozenset[str]] = frozenset({"identifiers"})

    @model_validator(mode="after")
    def _names_a_study(self) -> Included:
        if not (self.study or self.citation or self.identifiers.keys()):
            raise ValueError("a study that a review pooled has 'study', 'citation' or 'identifiers'")
        return self


class Finding(Record):
    """One finding; one per exposure, outcome and marker.

    A finding that nobody has appraised has a topic and, if it was rescued, `as_found`; everything else is then absent and
    it is shown as waiting, never counted. `direction` is typed only where no estimate can be had: with an estimate it is
    computed. A review's finding lists in `includes` the studies that it pooled, and says in `includes_complete` whether the list
    is whole.
    """

    topic: TopicId
    exposure: Slug | None = None
    exposure_measure: str | None = None
    outcome: Slug | None = None
    question: Question = "exposure-to-disease"
    directness: Literal["direct", "indirect"] = "direct"
    stream: Literal["human", "animal", "laboratory"] = "human"
    design: Design | None = None
    timing: Literal["before-onset", "after-onset", "unknown"] = "unknown"
    instrument_checks: InstrumentChecks | None = None
    comparison: str | None = None
    risk_of_bias: RiskOfBias = RiskOfBias()
    estimates: list[Estimate] = []
    includes: list[Included] = []
    includes_complete: YesNo = False
    direction: Direction | None = None
    adequately_sized: YesNo | None = None
    dose_response: Literal["yes", "no", "not-studied"] = "not-studied"
    mechanism: Literal["none", "one-line", "in-patients"] = "none"
    statement: Localised = {}
    quotation: Quotation | None = None
    as_found: AsFound | None = None
    viewpoints: dict[Viewpoint, str] = {}
    appraisal: Appraisal | None = None

    INLINE: ClassVar[frozenset[str]] = frozenset({"risk_of_bias", "instrument_checks", "appraisal"})

    @property
    def is_appraised(self) -> bool:
        """Whether a person has said which exposure and outcome this finding is about."""
        return self.exposure is not None and self.outcome is not None
