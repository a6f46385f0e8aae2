"""The names under which people keep columns of studies: which word means which role, and which effect measure."""

from __future__ import annotations

import re
import unicodedata

NUMBERS: dict[str, tuple[str, ...]] = {
    "y": (
        "yi", "y", "te", "logor", "logrr", "loghr", "logirr", "lnor", "lnrr", "lnhr", "logodds", "logoddsratio", "loghazardratio",
        "logriskratio", "smd", "hedgesg", "cohensd", "cohend", "g", "d", "md", "wmd", "meandifference", "meandiff",
        "riskdifference", "rd", "effect", "effectsize", "es", "estimate", "est", "beta", "b", "coef", "coefficient", "diff",
        "difference", "mean",
    ),
    "v": (
        "vi", "v", "var", "variance", "varlogor", "varlogrr", "varloghr", "varlnor", "varlnrr", "varlnhr", "vte", "vary", "vyi",
        "vare", "vares", "samplingvariance",
    ),
    "se": (
        "sei", "se", "sete", "stderr", "standarderror", "stderror", "selogor", "selogrr", "seloghr", "selnor", "selnrr", "selnhr",
        "sesmd", "semd", "seg", "sed", "seyi", "seeffect",
    ),
    "ratio": (
        "ratio", "or", "rr", "hr", "irr", "sir", "oddsratio", "riskratio", "relativerisk", "hazardratio", "rateratio", "aor",
        "arr", "ahr", "adjustedor", "adjustedrr", "adjustedhr", "adjor", "adjrr", "adjhr", "adjustedoddsratio",
        "adjustedriskratio", "adjustedhazardratio", "incidencerateratio", "standardizedincidenceratio",
        "standardisedincidenceratio", "estimate", "est", "effect", "effectsize", "es",
    ),
    "a": (
        "a", "ai", "tpos", "eventse", "evente", "events1", "event1", "exposedcases", "casesexposed", "eventstreatment",
        "eventsexposed", "eventsexp", "ee", "xti", "xt",
    ),
    "b": ("b", "bi", "tneg", "exposednoncases", "noncasesexposed"),
    "c": (
        "c", "ci", "cpos", "eventsc", "eventc", "events2", "event2", "exposedcontrols", "controlsexposed", "eventscontrol",
        "eventsunexposed", "eventsctrl", "ec", "xci", "xc",
    ),
    "d": ("d", "di", "cneg"),
    "n1": (
        "n1", "n1i", "ne", "nti", "nt", "ncases", "cases", "ntreatment", "nexposed", "totale", "total1", "totaltreatment",
        "totalexposed",
    ),
    "n2": (
        "n2", "n2i", "nc", "nci", "ncontrols", "controls", "ncontrol", "nunexposed", "totalc", "total2", "totalcontrol",
        "totalunexposed",
    ),
    "m1": ("m1", "m1i", "meane", "mean1", "mti", "mt"),
    "m2": ("m2", "m2i", "meanc", "mean2", "mci", "mc"),
    "sd1": ("sd1", "sd1i", "sde", "sdti", "sdt"),
    "sd2": ("sd2", "sd2i", "sdc", "sdci"),
    "x1": ("x1", "x1i"), "x2": ("x2", "x2i"),
    "t1": ("t1", "t1i", "timee", "time1", "personyears1"), "t2": ("t2", "t2i", "timec", "time2", "personyears2"),
    "r": ("r", "ri", "cor", "correlation", "pearsonr", "pearsonsr"),
    "n": ("n", "ni", "total", "samplesize", "ntotal", "totaln"),
    "x": ("x", "xi", "event", "events", "nevents", "cases", "r"),
    "t": ("t", "ti", "time", "persontime", "personyears"),
    "alpha": ("alpha", "cronbachsalpha", "cronbachalpha"),
    "items": ("items", "nitems", "numberofitems"),
    "t_statistic": ("tval", "tvalue", "tstat", "tstatistic"),
    "predictors": ("preds", "predictors", "npredictors"),
    "r2": ("r2", "rsquared"),
    "o_e": ("ome", "oe", "ominuse", "omine"),
    "v_oe": ("v", "voe", "vari"),
    "m": ("m", "mi", "mean"), "sd": ("sd", "sdi"),
}  # fmt: skip
"""Roles of columns of numbers, and the plain names by which they are known; earlier ones first."""

WORDS: dict[str, tuple[str, ...]] = {
    "label": (
        "study", "studies", "author", "authors", "authorname", "firstauthor", "trial", "studyname", "shorttitle", "name", "label",
        "slab", "reference", "citation", "paper", "article", "acronym", "studie", "etude", "estudio", "studyid", "title", "id",
    ),
    "year": ("year", "publicationyear", "pubyear", "jahr", "annee", "ano"),
    "measure": ("measure", "effectmeasure", "metric", "effecttype"),
    "level": ("level", "cilevel", "confidence", "confidencelevel"),
    "group": ("group", "subgroup", "stratum"),
    "cluster": ("cluster", "clusterid"),
    "standing": ("standing", "retraction", "retractionstatus", "publicationstatus", "retracted"),
    "concern": ("expressionofconcern", "concern", "underconcern"),
    "misprint": ("misprint", "misprints", "erratum"),
    "direction": ("direction", "effectdirection", "directionofeffect"),
    "adjusted": ("adjustedfor", "adjustment", "adjusted", "covariates", "confounders"),
    "followup": ("followup", "followupyears", "followupmonths", "lengthoffollowup", "durationoffollowup", "fup"),
}  # fmt: skip
"""Roles of columns that stand beside the numbers; a study can be pooled without any of them."""

PRINTED = ("printed", "interval", "low", "high", "fraction1", "fraction2")
"""Roles that are known by the pattern of their name or of their cells: an estimate with its limits in one cell, limits in one
cell, a limit, and *38/119* for 38 of 119."""

ROLES = (*NUMBERS, *PRINTED, *WORDS)

FAMILIES: tuple[dict[str, str], ...] = (
    {"m1": "me", "sd1": "se", "n1": "ne", "m2": "mc", "sd2": "sc", "n2": "nc"},
)  # fmt: skip
"""Names that mean something only beside each other: *se* is a standard deviation where *me* and *mc* are means."""

FRACTION_PAIRS = (
    ("cases", "controls"), ("exposed", "unexposed"), ("treatment", "control"), ("treated", "control"), ("intervention", "control"),
    ("experimental", "control"), ("vaccinated", "unvaccinated"), ("treatment", "placebo"), ("patients", "controls"),
)  # fmt: skip
"""Names of two columns that may hold events and totals as *38/119*."""

MEASURE_NAMES: dict[str, str] = {
    **dict.fromkeys(("or", "oddsratio", "logor", "lnor", "logodds", "logoddsratio", "odds", "varlogor"), "OR"),
    **dict.fromkeys(("rr", "riskratio", "relativerisk", "logrr", "lnrr", "logriskratio"), "RR"),
    **dict.fromkeys(("hr", "hazardratio", "hazardsratio", "loghr", "lnhr", "loghazardratio"), "HR"),
    **dict.fromkeys(("irr", "rateratio", "incidencerateratio", "logirr", "lnirr"), "IRR"),
    **dict.fromkeys(("sir", "standardizedincidenceratio", "standardisedincidenceratio"), "SIR"),
    **dict.fromkeys(("smd", "hedgesg", "cohensd", "cohend", "g", "d"), "SMD"),
    **dict.fromkeys(("standardizedmeandifference", "standardisedmeandifference"), "SMD"),
    **dict.fromkeys(("md", "wmd", "meandifference", "meandiff"), "MD"),
    **dict.fromkeys(("rd", "riskdifference"), "RD"),
    **dict.fromkeys(("ratioofmeans", "rom"), "ROM"),
    **dict.fromkeys(("ratio",), "ratio"),
}  # fmt: skip
"""Effect measures by the names that columns and cells give them, without *adjusted* and the like."""

_FILLER = frozenset({
    "95", "90", "99", "ci", "cl", "cis", "confidence", "interval", "intervals", "limit", "limits", "and", "with", "the",
    "of", "pct", "percent", "adjusted", "adj", "crude", "unadjusted", "multivariable", "multivariate", "a", "pooled",
})  # fmt: skip
_INTERVAL_WORDS = frozenset({"ci", "cis", "cl", "confidence", "interval", "limits"})
_ESTIMATES = frozenset({"estimate", "est", "effect", "effectsize", "es"})
_AROUND = (
    "or|rr|hr|irr|sir|aor|ahr|arr|md|smd|rd|effect|estimate|est|es|te|ci|cl|conf|confidence|interval|limits?|bound|95|90|99|pct|"
    "percent|of|the"
)
_LOW = re.compile(rf"(?:{_AROUND})*(?:low|lower|lb|ll|lcl|lcb|lo|untergrenze)(?:{_AROUND})*")
_HIGH = re.compile(rf"(?:{_AROUND})*(?:high|upper|upp|up|ub|ul|ucl|ucb|hi|obergrenze)(?:{_AROUND})*")


def normal(text: str) -> str:
    """A header without case, accents, spaces and punctuation."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]", "", bare)


def measure_named(text: str) -> str:
    """The effect measure that a header or a cell names: ``Adjusted OR (95 % CI)`` is ``OR``; empty if none."""
    joined = "".join(word for word in _words(text) if word not in _FILLER)
    if joined.endswith("ci"):
        joined = joined.removesuffix("ci")
    return MEASURE_NAMES.get(joined) or (MEASURE_NAMES.get(joined[1:], "") if joined in ("aor", "arr", "ahr") else "")


def is_printed(text: str) -> bool:
    """Whether a header names an estimate with its interval: ``OR (95% CI)``, ``HR_CI``, ``Estimate, 95 % CI``."""
    words = _words(text)
    glued = re.fullmatch(r"(\w+?)(ci|95)", words[-1]) if words else None
    if glued:
        words = [*words[:-1], *glued.groups()]
    rest = " ".join(word for word in words if word not in _FILLER)
    named = bool(measure_named(rest)) or rest.replace(" ", "") in _ESTIMATES
    return named and any(word in _INTERVAL_WORDS or word == "95" for word in words)


def is_interval(text: str) -> bool:
    """Whether a header names an interval alone: ``95% CI``, ``Confidence interval``, ``limits``."""
    words = _words(text)
    return any(word in _INTERVAL_WORDS for word in words) and all(word in _FILLER for word in words)


def is_low(text: str) -> bool:
    """Whether a header names a lower limit: ``CI lower``, ``or.lb``, ``LCL``."""
    return _LOW.fullmatch(normal(text)) is not None


def is_high(text: str) -> bool:
    """Whether a header names an upper limit."""
    return _HIGH.fullmatch(normal(text)) is not None


def is_doubtful(text: str) -> bool:
    """Whether a header may mean a ratio as well as a difference: ``estimate``, ``effect``."""
    return normal(text) in _ESTIMATES


def _words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[a-z]+|\d+", re.sub(r"['’]", "", bare))
