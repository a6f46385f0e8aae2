"""A concept: a disease or an exposure, with synonyms and identifiers."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints, model_validator

from aetia.model.base import Language, Localised, NonEmpty, Record, Slug, YesNo

ExposureClass = Literal[
    "infection",
    "microbiome",
    "vaccine",
    "drug",
    "device",
    "metal",
    "dust",
    "chemical",
    "lifestyle",
    "radiation",
    "food",
    "other",
]


class Concept(Record):
    """A disease or an exposure.

    `exposure_class` says what sort of exposure it is: rules ask more of infections, and drugs, vaccines, devices, metals and
    treatable infections need a safety text. `from_illness` marks exposures that illness or its treatment can bring.
    `label` and `synonyms` are in the library's language; `labels` and `synonyms_in` are the same in others, by language.
    `xrefs` are identifiers by vocabulary, such as ``{mesh_tree: B04.280.382.100.750, ncbitaxon: 10376}``.
    """

    id: Slug
    kind: Literal["disease", "exposure"]
    label: NonEmpty
    labels: Localised = {}
    exposure_class: ExposureClass | None = None
    treatable: YesNo = False
    from_illness: YesNo = False
    synonyms: list[str] = []
    synonyms_in: dict[Language, list[str]] = {}
    xrefs: dict[Annotated[str, StringConstraints(max_length=60)], str] = {}
    about: Localised = {}

    INLINE: ClassVar[frozenset[str]] = frozenset({"xrefs"})

    @model_validator(mode="after")
    def _class_fits_kind(self) -> Concept:
        if self.kind == "exposure" and self.exposure_class is None:
            raise ValueError("an exposure names its exposure_class")
        if self.kind == "disease" and self.exposure_class is not None:
            raise ValueError("a disease has no exposure_class")
        return self
