"""Where each method of a meta-analysis comes from and what it assumes, as printed beside its result."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.synthesis.heterogeneity import Tau2Method
from aetia.synthesis.pool import Model, Test
from aetia.synthesis.prediction_interval import PredictionConvention


@dataclass(frozen=True)
class Method:
    """A method.

    Attributes:
        part: what it is used for.
        name: for people.
        source: paper or standard.
        assumes: what must hold.
        beside: whether it is a diagnostic beside the result.
    """

    part: str
    name: str
    source: str
    assumes: str
    beside: bool = False


_TAU2: dict[Tau2Method, tuple[str, str]] = {
    "REML": ("restricted maximum likelihood", "Viechtbauer 2005"),
    "ML": ("maximum likelihood", "Viechtbauer 2005"),
    "DL": ("moments, weighted", "DerSimonian & Laird 1986"),
    "PM": ("the root of Q(τ²) = k − 1", "Paule & Mandel 1982"),
    "EB": ("empirical Bayes, which is the root of Q(τ²) = k − 1", "Morris 1983"),
    "HE": ("moments, unweighted", "Hedges & Olkin 1985"),
    "SJ": ("two steps", "Sidik & Jonkman 2005"),
}
_INTERVALS: dict[Test, tuple[str, str, str]] = {
    "z": ("normal", "DerSimonian & Laird 1986", "τ² as if it were known: too narrow for few, varied studies"),
    "t": ("t with k − 1 degrees of freedom", "Follmann & Proschan 1999", "the usual standard error"),
    "hartung-knapp": (
        "Hartung–Knapp", "Hartung & Knapp 2001; Sidik & Jonkman 2002", "true effects with a normal distribution",
    ),
    "hartung-knapp-floor": (
        "Hartung–Knapp, never narrower than with the usual standard error",
        "Hartung & Knapp 2001; floor: Röver, Knapp & Friede 2015", "true effects with a normal distribution",
    ),
}  # fmt: skip
_PREDICTION: dict[PredictionConvention, tuple[str, str]] = {
    "metafor": (
        "mean ± q √(se² + τ²), q and se of the interval of the mean",
        "as in the R package metafor, after Higgins, Thompson & Spiegelhalter 2009",
    ),
    "higgins": ("mean ± t(k − 2) √(se² + τ²)", "Higgins, Thompson & Spiegelhalter 2009"),
}
_NEVER_BIAS = "studies that find the same, small or large, were none missing (asymmetry has other causes too)"


def methods_of_pool(
    model: Model, method: Tau2Method, test: Test, convention: PredictionConvention, k: int
) -> tuple[Method, ...]:
    """The methods behind a pool by inverse variance of *k* rows."""
    name, source, assumes = _INTERVALS[test if k > 1 else "z"]
    found = [Method("interval of the mean", name, source, assumes)]
    if model == "common":
        found.insert(0, Method("weights", "1 / v", "Woolf 1955", "one true effect common to all studies"))
    else:
        weights = "1 / (v + τ²)"
        found.insert(
            0,
            Method("weights", weights, "DerSimonian & Laird 1986", "true effects that differ by chance around a mean"),
        )
        found.insert(1, Method("τ²", *_TAU2[method], "estimates with normal errors of known variance"))
    if k > 1 and model == "random":
        found += [
            Method("limits of τ²", "Q-profile", "Viechtbauer 2007", "normal errors and effects"),
            Method("prediction interval", *_PREDICTION[convention], "true effects with a normal distribution"),
        ]
    if k > 1:
        name = "Q with weights 1 / v" + ("; I² and H² from τ²" if model == "random" else "; I² and H² from Q")
        found.append(Method("Q, I², H²", name, "Cochran 1954; Higgins & Thompson 2002", "known variances"))
    return tuple(found)


EGGER = Method(
    "small studies", "regression on the standard error, weighted", "Egger and others 1997", _NEVER_BIAS, True
)
RANK = Method("small studies", "rank correlation", "Begg & Mazumdar 1994", _NEVER_BIAS, True)
TRIM = Method(
    "small studies", "trim-and-fill", "Duval & Tweedie 2000", "missing studies are the most extreme ones of one side"
)
INFLUENCE = Method(
    "single studies", "leave-one-out, influence", "Viechtbauer & Cheung 2010", "the model of the pool", True
)
SUBGROUPS = Method(
    "subgroups", "Q of their means, each with its own τ²", "Borenstein & Higgins 2013", "independent groups"
)
REGRESSION = Method(
    "regression", "weighted least squares", "Berkey and others 1995; Knapp & Hartung 2003", "a linear relation"
)
ROBUST = Method(
    "several rows of a study", "cluster-robust variance CR2, Satterthwaite degrees of freedom",
    "Bell & McCaffrey 2002; Tipton 2015; Pustejovsky & Tipton 2018", "independent studies, not rows", True,
)  # fmt: skip
ZEROS = Method(
    "zero cells", "½ added to every cell of a table with a zero, and to no other", "Cochrane Handbook, section 10.4.4",
    "a correction that is small beside the counts",
)  # fmt: skip
