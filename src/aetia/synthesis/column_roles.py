"""Which column of a table is what: guessed from its header, or said by the user."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aetia.errors import SynthesisError

ROLES: dict[str, tuple[str, ...]] = {
    "label": (
        "study", "studies", "author", "authors", "trial", "name", "label", "slab", "reference", "citation", "studie", "etude",
        "estudio",
    ),
    "year": ("year", "publicationyear", "pubyear", "jahr", "annee", "ano"),
    "measure": ("measure", "effectmeasure", "metric"),
    "y": ("yi", "y", "te", "effect", "effectsize", "logor", "logrr", "loghr", "lnor", "lnrr", "lnhr", "logodds", "beta"),
    "v": ("vi", "v", "var", "variance"),
    "se": ("sei", "se", "sete", "stderr", "standarderror", "selogor", "selogrr", "seloghr", "selnor", "selnrr", "selnhr"),
    "ratio": (
        "ratio", "or", "rr", "hr", "irr", "sir", "oddsratio", "riskratio", "relativerisk", "hazardratio", "rateratio", "aor",
        "arr", "ahr",
    ),
    "low": (
        "low", "lower", "lcl", "cilow", "cilower", "cilb", "lb", "ll", "lowerci", "lowerlimit", "lower95", "orlb", "rrlb",
        "hrlb", "ci95low", "ci95lower", "untergrenze",
    ),
    "high": (
        "high", "upper", "ucl", "cihigh", "ciupper", "ciub", "ub", "ul", "upperci", "upperlimit", "upper95", "orub", "rrub",
        "hrub", "ci95high", "ci95upper", "obergrenze",
    ),
    "printed": ("or95ci", "rr95ci", "hr95ci", "orci", "rrci", "hrci", "or95", "estimate95ci", "effect95ci", "estimateci"),
    "level": ("level", "cilevel", "confidence"),
    "a": (
        "a", "ai", "tpos", "eventse", "evente", "events1", "exposedcases", "casesexposed", "r1", "eventstreatment",
        "eventsexposed",
    ),
    "b": ("b", "bi", "tneg"),
    "c": (
        "c", "ci", "cpos", "eventsc", "eventc", "events2", "exposedcontrols", "controlsexposed", "r2", "eventscontrol",
        "eventsunexposed",
    ),
    "d": ("d", "di", "cneg"),
    "n1": ("n1", "n1i", "ne", "ncases", "cases", "ntreatment", "nexposed", "totale", "n.e"),
    "n2": ("n2", "n2i", "nc", "ncontrols", "controls", "ncontrol", "nunexposed", "totalc", "n.c"),
    "m1": ("m1", "m1i", "meane", "mean1"), "m2": ("m2", "m2i", "meanc", "mean2"),
    "sd1": ("sd1", "sd1i", "sde"), "sd2": ("sd2", "sd2i", "sdc"),
    "x1": ("x1", "x1i"), "x2": ("x2", "x2i"),
    "t1": ("t1", "t1i", "timee", "time1", "personyears1"), "t2": ("t2", "t2i", "timec", "time2", "personyears2"),
    "r": ("r", "ri", "cor", "correlation", "pearsonr"), "n": ("n", "ni", "total", "samplesize"),
    "x": ("x", "xi", "event", "events"), "t": ("t", "time", "persontime", "personyears"),
    "group": ("group", "subgroup", "stratum"),
    "cluster": ("cluster", "clusterid", "population"),
    "standing": ("standing", "retraction", "retractionstatus", "publicationstatus"),
}  # fmt: skip
"""Names by which columns are known, without case, accents, spaces and punctuation; earlier ones first."""

_RATIO_NAMES = {
    "or": "OR", "aor": "OR", "oddsratio": "OR", "or95ci": "OR", "orci": "OR", "or95": "OR",
    "logor": "OR", "lnor": "OR", "logodds": "OR",
    "rr": "RR", "arr": "RR", "riskratio": "RR", "relativerisk": "RR", "rr95ci": "RR", "rrci": "RR", "logrr": "RR", "lnrr": "RR",
    "hr": "HR", "ahr": "HR", "hazardratio": "HR", "hr95ci": "HR", "hrci": "HR", "loghr": "HR", "lnhr": "HR",
    "irr": "IRR", "rateratio": "IRR", "sir": "SIR",
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """How a table is understood.

    Attributes:
        columns: column of the table (from 0) for each role.
        names: the same with the column's name.
        guessed: roles that the user did not name.
        numbers: the roles from which each estimate is made.
        measure: of the estimates: one of :data:`aetia.synthesis.measures.MEASURES`, a ratio that is printed only (HR, SIR), or
            ``additive`` for given numbers of an unnamed measure.
    """

    columns: Mapping[str, int]
    names: Mapping[str, str]
    guessed: tuple[str, ...]
    numbers: tuple[str, ...]
    measure: str

    @property
    def sentence(self) -> str:
        """What was understood, in words."""
        shown = ", ".join(f"{role} = {self.names[role]!r}" for role in self.columns)
        return f"{self.measure} from {', '.join(self.numbers)} ({shown})"


_PLANS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("printed",), ("ratio",)),
    (("ratio", "low", "high"), ("ratio",)),
    (("a", "b", "c", "d"), ("OR", "RR", "RD", "PETO")),
    (("a", "n1", "c", "n2"), ("OR", "RR", "RD", "PETO")),
    (("x1", "t1", "x2", "t2"), ("IRR", "IRD")),
    (("m1", "sd1", "n1", "m2", "sd2", "n2"), ("SMD", "MD", "ROM", "SMDH")),
    (("r", "n"), ("ZCOR", "COR")),
    (("y", "v"), ("additive",)),
    (("y", "se"), ("additive",)),
    (("x", "n"), ("PLO", "PR", "PAS", "PFT", "PLN")),
    (("x", "t"), ("IRLN", "IR", "IRS")),
)
"""What estimates can be made from, in order of preference, and which measures that gives; the first is the default."""

_GIVEN = ("OR", "RR", "HR", "IRR", "SIR")
_BESIDE = ("label", "year", "measure", "level", "group", "cluster", "standing")


def understand(
    header: Sequence[str],
    *,
    measure: str | None = None,
    said: Mapping[str, str] | None = None,
    numeric: frozenset[int] = frozenset(),
    name: str = "table",
) -> Layout:
    """Find out which column is what.

    Args:
        header: column names.
        measure: the wanted effect measure; by default that of the first way in which estimates can be made.
        said: column names for roles, which are not guessed then.
        numeric: columns that hold nothing but numbers, which are labels only where no column of words is.
        name: of the table, for messages.

    Raises:
        SynthesisError: a role or a column that is not there, or columns from which no estimate can be made; the message lists what
            was found.
    """
    columns = _said(header, said or {}, name)
    given = frozenset(columns)
    plain = [normal(cell) for cell in header]
    for role, known in ROLES.items():
        if role in columns:
            continue
        places = [plain.index(word) for word in known if word in plain]
        free = [place for place in places if place not in columns.values()]
        if role == "label":
            free.sort(key=lambda place: place in numeric)
        if free:
            columns[role] = free[0]
    for numbers, measures in _PLANS:
        if not all(role in columns for role in numbers):
            continue
        chosen = _measure(measure, measures, numbers, columns, plain)
        if chosen is None:
            continue
        kept = {role: columns[role] for role in columns if role in (*numbers, *_BESIDE)}
        names = {role: header[column] for role, column in kept.items()}
        return Layout(kept, names, tuple(role for role in kept if role not in given), numbers, chosen)
    found = ", ".join(f"{role} = {header[column]!r}" for role, column in columns.items()) or "none"
    wish = f"{measure} cannot be made" if measure else "no estimate can be made"
    raise SynthesisError(
        f"{wish} from these columns (understood: {found})", where=name,
        remedy="Name columns with --column, such as --column ratio=HR --column low=CI_low --column high=CI_high",
    )  # fmt: skip


def normal(text: str) -> str:
    """A header without case, accents, spaces and punctuation."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]", "", bare)


def _said(header: Sequence[str], said: Mapping[str, str], name: str) -> dict[str, int]:
    columns: dict[str, int] = {}
    for role, column in said.items():
        if role not in ROLES:
            raise SynthesisError(f"there is no role {role!r}", where=name, remedy=f"Use one of {', '.join(ROLES)}")
        if column not in header:
            raise SynthesisError(f"there is no column {column!r}", where=name, remedy=f"Columns: {', '.join(header)}")
        columns[role] = list(header).index(column)
    return columns


def _measure(
    wanted: str | None,
    measures: tuple[str, ...],
    numbers: tuple[str, ...],
    columns: Mapping[str, int],
    plain: list[str],
) -> str | None:
    """The measure that a plan gives, or None where it is not the one wanted."""
    if measures[0] == "ratio":
        called = _RATIO_NAMES.get(plain[columns[numbers[0]]])
        return wanted if wanted in _GIVEN else None if wanted else called or "ratio"
    if measures[0] == "additive":
        return wanted or _RATIO_NAMES.get(plain[columns["y"]], "additive")
    if wanted is None:
        return measures[0]
    return wanted if wanted in measures else None
