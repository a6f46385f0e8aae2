"""Pairs planted into a made-up library: what is one in a known sense, and what only looks like it.

Every pair is two studies with titles, authors, places and people drawn by a seed. What each sort of pair shares is written beside
it; the rest is drawn anew, so that nothing else ties the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from aetia.model.study import Study

_EXPOSURES = (
    "silica dust", "organic solvents", "welding fumes", "hair dyes", "vinyl chloride", "epoxy resins", "cytomegalovirus",
    "parvovirus B19", "breast implants", "tobacco smoke", "pesticides", "mercury", "iron", "wood dust",
)  # fmt: skip
_DISEASES = ("systemic sclerosis", "lupus", "rheumatoid arthritis", "Sjögren's syndrome", "morphea", "sarcoidosis")
_PLACES = (
    "Pavia", "Uppsala", "Nagasaki", "Ontario", "Leeds", "Tours", "Graz", "Porto", "Tampere", "Utrecht", "Cardiff", "Split",
)  # fmt: skip
_FORMS = (
    "{0} and the risk of {1} in {2}",
    "Occupational exposure to {0} among patients with {1}: a case-control study in {2}",
    "Is {1} more common after {0}? A register study from {2}",
    "{0} as a trigger of {1}: results from {2}",
    "Exposure to {0} in {1} and in healthy neighbours, {2}",
)
_OTHERS = (
    "Quality of life and fatigue after ten years",
    "Lung function and survival in a single centre",
    "Autoantibodies and capillaroscopy at first visit",
    "Age at onset, sex and the course of skin disease",
    "Family history and pregnancy outcomes",
    "Work disability and its predictors",
)
_JOURNALS = (
    ("Arthritis Research & Therapy", "Arthritis Res Ther"),
    ("Annals of the Rheumatic Diseases", "Ann Rheum Dis"),
    ("Occupational and Environmental Medicine", "Occup Environ Med"),
    ("Clinical Rheumatology", "Clin Rheumatol"),
    ("The Journal of Rheumatology", "J Rheumatol"),
)
_SYLLABLES = (
    "ba",
    "be",
    "bo",
    "ka",
    "ke",
    "ko",
    "la",
    "le",
    "lo",
    "ma",
    "me",
    "mo",
    "na",
    "ra",
    "re",
    "ro",
    "sa",
    "zan",
    "lin",
)
_REGISTERS = ("NCT{:08d}", "ISRCTN{:08d}", "DRKS{:08d}", "ACTRN12612{:09d}")
_COHORTS = ("EUSTARS", "GENISO", "SCOREX", "PARSEC", "VALENS", "MONITA", "CORDIS", "HELIAS", "TRITON", "ORBITS")


@dataclass(frozen=True)
class Pair:
    """Two planted studies, the sort of pair they are, and the sense in which they are one; None where they are two."""

    one: Study
    other: Study
    sort: str
    kind: str | None


class Planter:
    """Draws pairs.

    Args:
        seed: the same pairs for the same seed.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.number = 0

    def pairs(self, each: int) -> list[Pair]:
        """So many pairs of every sort."""
        return [self._pair(sort, kind, make) for sort, (kind, make) in SORTS.items() for _ in range(each)]

    def _pair(
        self, sort: str, kind: str | None, make: Callable[[Planter], tuple[dict[str, Any], dict[str, Any]]]
    ) -> Pair:
        self.number += 1
        one, other = make(self)
        studies = [
            Study.model_validate({"id": f"{sort}-{self.number}-{end}", **given})
            for end, given in zip("ab", (one, other), strict=True)
        ]
        return Pair(studies[0], studies[1], sort, kind)

    def name(self) -> dict[str, str]:
        """A person."""
        letters = "".join(self.random.choice(_SYLLABLES) for _ in range(self.random.randint(3, 4)))
        return {"family": letters.title(), "given": self.random.choice("ABCDEFGHJKLMNPRST")}

    def people(self, smallest: int = 3) -> list[dict[str, str]]:
        """A list of authors."""
        return [self.name() for _ in range(self.random.randint(smallest, 8))]

    def title(self) -> str:
        """A title."""
        form = self.random.choice(_FORMS)
        text = form.format(*(self.random.choice(names) for names in (_EXPOSURES, _DISEASES, _PLACES)))
        return text[0].upper() + text[1:]

    def paper(self, **given: Any) -> dict[str, Any]:
        """A reference with everything drawn that is not given; None leaves a field out."""
        journal = self.random.choice(_JOURNALS)[0]
        first = self.random.randint(1, 900)
        drawn = {
            "title": self.title(),
            "author": self.people(),
            "container-title": journal,
            "issued": str(self.random.randint(1990, 2024)),
            "volume": str(self.random.randint(1, 90)),
            "page": f"{first}-{first + 8}",
            "identifiers": {"pmid": str(30_000_000 + self.random.randrange(9_000_000))},
        }
        return {name: value for name, value in (drawn | given).items() if value is not None}


def _both(one: dict[str, Any], other: dict[str, Any], **shared: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"references": [one], **shared}, {"references": [other], **shared}


def _later(year: str, years: int) -> str:
    return str(int(year) + years)


def shared_identifier(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same PMID; the second entry has the title in capitals and nothing else."""
    one = plant.paper()
    return _both(one, {"title": one["title"].upper(), "identifiers": one["identifiers"]})


def hand_typed(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """No identifier at the second; journal abbreviated, first page alone, the first author alone."""
    names = plant.random.choice(_JOURNALS)
    one = plant.paper(**{"container-title": names[0]})
    other = one | {
        "container-title": names[1],
        "page": one["page"].split("-")[0],
        "author": one["author"][:1],
        "authors_complete": "no",
    }
    return _both(one, {name: value for name, value in other.items() if name != "identifiers"})


def title_and_year(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """Title, first author and year alone at the second."""
    one = plant.paper()
    return _both(
        one, {"title": one["title"], "author": one["author"][:1], "authors_complete": "no", "issued": one["issued"]}
    )


def preprint(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """A preprint with the article's title, or that with a subtitle; one more author in half of the articles."""
    early = plant.paper(**{"container-title": "medRxiv", "volume": None, "page": None})
    early["identifiers"] = {"doi": f"10.1101/2021.01.01.{plant.random.randrange(10**8):08d}"}
    late = plant.paper(
        title=early["title"], author=list(early["author"]), issued=_later(early["issued"], plant.random.randint(0, 2))
    )
    if plant.random.random() < 0.5:
        late["author"].insert(-1, plant.name())
    if plant.random.random() < 0.4:
        late["title"] += ": a population-based study"
    return _both(early, late)


def retitled_preprint(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """A preprint whose article has another form of words about the same exposure, disease and place."""
    names = [plant.random.choice(choices) for choices in (_EXPOSURES, _DISEASES, _PLACES)]
    forms = plant.random.sample(_FORMS, 2)
    early = plant.paper(
        title=forms[0].format(*names), **{"container-title": "Research Square", "volume": None, "page": None}
    )
    late = plant.paper(title=forms[1].format(*names), author=early["author"], issued=_later(early["issued"], 1))
    return _both(early, late)


def conference_abstract(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """A numbered abstract in a supplement, and its paper with one or two further authors."""
    early = plant.paper(issue="Suppl 2", page=str(plant.random.randint(1, 2000)))
    late = plant.paper(
        title=early["title"],
        author=[*early["author"], plant.name()],
        issued=_later(early["issued"], plant.random.randint(0, 2)),
    )
    early["title"] = (
        f"{plant.random.choice(('SAT', 'FRI', 'THU', 'AB'))}{plant.random.randint(1, 999):04d} {early['title']}"
    )
    return _both(early, late)


def republished(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same title and authors in another journal a year later."""
    one = plant.paper()
    return _both(one, plant.paper(title=one["title"], author=one["author"], issued=_later(one["issued"], 1)))


def registered(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """Other titles, the same registration number, two authors in common."""
    number = plant.random.choice(_REGISTERS).format(plant.random.randrange(1, 10**8))
    one = plant.paper()
    other = plant.paper(title=plant.random.choice(_OTHERS), author=[*one["author"][:2], *plant.people()])
    return _both(one, other, registration=number)


def counted(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """Other titles, the same cases and controls, most authors in common."""
    people = {"cases": plant.random.randint(30, 400), "controls": plant.random.randint(30, 600)}
    one = plant.paper()
    other = plant.paper(title=plant.random.choice(_OTHERS), author=[*one["author"], plant.name()])
    return _both(one, other, population=people)


def cohort(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """Other titles that name one cohort, and the same number of people; no author in common."""
    name = plant.random.choice(_COHORTS) + str(plant.number)
    one, other = plant.paper(), plant.paper(title=f"{plant.random.choice(_OTHERS)} in the {name} registry")
    one["title"] += f": the {name} cohort"
    return _both(one, other, population={"n": plant.random.randint(100, 3000)})


def placed(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """Other titles, most authors in common, the same place and period; the number of people is not known."""
    one = plant.paper()
    other = plant.paper(title=plant.random.choice(_OTHERS), author=one["author"])
    return _both(
        one,
        other,
        population={"where": plant.random.choice(_PLACES), "period": f"1998 to {plant.random.randint(2001, 2019)}"},
    )


def parts(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two parts of one work by the same authors in the same journal."""
    one = plant.paper()
    other = plant.paper(title=f"{one['title']}. Part II", author=one["author"], issued=one["issued"])
    return _both({**one, "title": f"{one['title']}. Part I"}, other)


def other_disease(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same title but for the disease, the same authors, the same year; the first in a preprint."""
    form, exposure, place = plant.random.choice(_FORMS), plant.random.choice(_EXPOSURES), plant.random.choice(_PLACES)
    here, there = plant.random.sample(_DISEASES, 2)
    one = plant.paper(title=form.format(exposure, here, place), **{"container-title": "medRxiv"})
    return _both(
        one, plant.paper(title=form.format(exposure, there, place), author=one["author"], issued=one["issued"])
    )


def other_exposure(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same title but for the exposure, the same authors, the same year."""
    form, disease, place = plant.random.choice(_FORMS), plant.random.choice(_DISEASES), plant.random.choice(_PLACES)
    here, there = plant.random.sample(_EXPOSURES, 2)
    one = plant.paper(title=form.format(here, disease, place))
    return _both(one, plant.paper(title=form.format(there, disease, place), author=one["author"], issued=one["issued"]))


def one_team(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same authors from the same place, other titles, other numbers of people."""
    one, other = plant.paper(), plant.paper(title=plant.random.choice(_OTHERS))
    other["author"] = one["author"]
    place = plant.random.choice(_PLACES)
    first, second = plant.random.sample(range(30, 900), 2)
    return (
        {"references": [one], "population": {"where": place, "cases": first}},
        {"references": [other], "population": {"where": place, "cases": second}},
    )


def chance_counts(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same round number of people in the same place, other authors."""
    people = {"n": plant.random.choice((50, 100, 200)), "where": plant.random.choice(_PLACES)}
    return _both(plant.paper(), plant.paper(title=plant.random.choice(_OTHERS)), population=people)


def notice(plant: Planter) -> tuple[dict[str, Any], dict[str, Any]]:
    """A paper and its correction, retraction, or a reply to it: a notice, never a version."""
    one = plant.paper()
    before = plant.random.choice(("Erratum: ", "Correction to: ", "Retraction Note: ", "Reply to: "))
    return _both(one, plant.paper(title=before + one["title"], author=one["author"], issued=one["issued"]))


Maker = Callable[[Planter], tuple[dict[str, Any], dict[str, Any]]]
SORTS: dict[str, tuple[str | None, Maker]] = {
    "shared-identifier": ("publication", shared_identifier),
    "hand-typed": ("publication", hand_typed),
    "title-and-year": ("publication", title_and_year),
    "preprint": ("version", preprint),
    "retitled-preprint": ("version", retitled_preprint),
    "abstract": ("version", conference_abstract),
    "republished": ("version", republished),
    "registered": ("population", registered),
    "counted": ("population", counted),
    "cohort": ("population", cohort),
    "placed": ("population", placed),
    "notice": ("notice", notice),
    "parts": (None, parts),
    "other-disease": (None, other_disease),
    "other-exposure": (None, other_exposure),
    "one-team": (None, one_team),
    "chance-counts": (None, chance_counts),
}
