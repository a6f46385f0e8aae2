"""A meta-analysis as one JSON document, with everything that a reader needs to make it again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from aetia.synthesis.analysis import Analysis
from aetia.synthesis.e_value import EValue
from aetia.synthesis.influence import Influence, WithoutEach
from aetia.synthesis.mantel_haenszel import ChiSquared, FixedPool
from aetia.synthesis.measures import back_transform
from aetia.synthesis.pool import Pooled
from aetia.synthesis.printing import rounded
from aetia.synthesis.regression import Coefficient, MetaRegression
from aetia.synthesis.robust_variance import RobustFit
from aetia.synthesis.small_study import Egger, RankTest, TrimAndFill

_Z95 = 1.959963984540054


def to_json(analysis: Analysis) -> dict[str, Any]:
    """The document: ``studies`` and ``not_pooled`` (every study is in one of them), ``result``, ``with_and_without`` flagged
    studies, diagnostics, ``warnings``. Estimates are on the additive scale under ``y``, and as people read them under ``value``."""
    settings, pooled = analysis.settings, analysis.pooled
    measure = analysis.studies.measure
    return {
        "title": analysis.studies.title,
        "measure": measure,
        "scale": analysis.scale,
        "source": {
            **analysis.studies.provenance,
            "understood": analysis.studies.understood,
            "formulas": sorted({row.how for row in analysis.studies.rows}),
            "assumptions": sorted({row.assumption for row in analysis.studies.rows if row.assumption}),
        },
        "settings": {
            "combination": settings.combination,
            "model": settings.model,
            "tau2_method": settings.method,
            "interval": pooled.test,
            "confidence": settings.confidence,
            "without": list(settings.without),
            "moderators": list(settings.moderators),
        },
        "studies": _studies(analysis),
        "not_pooled": [
            {
                "study": other.label,
                "where": other.where,
                "reason": other.reason,
                "remedy": other.remedy,
                "flag": other.flag or None,
            }
            for other in analysis.studies.not_pooled
        ],
        "result": _fixed(analysis, analysis.fixed) if analysis.fixed is not None else _pooled(analysis, pooled),
        "with_and_without": [
            {
                "name": variant.name,
                "left_out": list(variant.left_out),
                "k": variant.k,
                "result": None if variant.pooled is None else _pooled(analysis, variant.pooled),
            }
            for variant in analysis.variants
        ],
        "tau2_interval": None if analysis.tau2_limits is None else [rounded(limit) for limit in analysis.tau2_limits],
        "without_each": _without_each(analysis),
        "influence": _influence(analysis),
        "cumulative": analysis.cumulative
        if isinstance(analysis.cumulative, str)
        else [{"added": name, **_short(analysis, found)} for name, found in analysis.cumulative],
        "small_study_effects": {
            "egger": _egger(analysis.egger),
            "rank_test": _rank(analysis.rank),
            "trim_and_fill": _trim(analysis),
        },
        "subgroups": None
        if analysis.subgroups is None
        else {
            "groups": [{"group": name, **_short(analysis, found)} for name, found in analysis.subgroups.pools],
            "between": _test(analysis.subgroups.between),
        },
        "regression": _regression(analysis.regression),
        "robust": _robust(analysis.robust),
        "e_value": _e_value(analysis.e_value),
        "warnings": list(analysis.warnings),
    }


def _studies(analysis: Analysis) -> list[dict[str, Any]]:
    weights = dict(zip((id(row) for row in analysis.rows), analysis.main.weights, strict=True))
    out = []
    for row in analysis.studies.rows:
        se = math.sqrt(row.v)
        low, high = row.y - _Z95 * se, row.y + _Z95 * se
        out.append(
            {
                "study": row.label,
                "where": row.where,
                "measure": row.measure,
                "y": rounded(row.y),
                "se": rounded(se),
                **_shown(analysis, row.y, low, high),
                "weight": rounded(weights.get(id(row))),
                "flag": row.flag or None,
                "group": row.group or None,
                "cluster": row.cluster or None,
                "how": row.how,
                "assumption": row.assumption,
            }
        )
    return out


def _shown(analysis: Analysis, y: float, low: float, high: float) -> dict[str, float | None]:
    return {
        name: rounded(back_transform(analysis.scale, x))
        for name, x in zip(("value", "low", "high"), (y, low, high), strict=True)
    }


def _short(analysis: Analysis, found: Pooled) -> dict[str, Any]:
    return {
        **_shown(analysis, found.mean, found.low, found.high),
        "k": found.k,
        "p": rounded(found.p),
        "tau2": rounded(found.tau2.value),
        "i2": rounded(found.heterogeneity.i2),
        "notes": list(found.notes),
    }


def _pooled(analysis: Analysis, found: Pooled) -> dict[str, Any]:
    prediction = None
    if found.prediction is not None:
        prediction = [rounded(back_transform(analysis.scale, limit)) for limit in found.prediction]
    return {
        **_short(analysis, found),
        "y": rounded(found.mean),
        "se": rounded(found.se),
        "interval": found.test,
        "df": found.df,
        "prediction": prediction,
        "prediction_convention": found.convention,
        "tau2_se": rounded(found.tau2.se),
        "tau2_method": found.method,
        "model": found.model,
        "h2": rounded(found.heterogeneity.h2),
        "q": {
            "statistic": rounded(found.heterogeneity.q),
            "df": found.heterogeneity.df,
            "p": rounded(found.heterogeneity.p),
        },
    }


def _fixed(analysis: Analysis, found: FixedPool) -> dict[str, Any]:
    return {
        **_shown(analysis, found.mean, found.low, found.high),
        "k": found.k,
        "p": rounded(found.p),
        "y": rounded(found.mean),
        "se": rounded(found.se),
        "measure": found.measure,
        "i2": rounded(found.i2),
        "q": _test(found.heterogeneity),
        "association": _test(found.association),
        "homogeneity": _test(found.homogeneity),
        "silent": [analysis.rows[position].label for position in found.silent],
        "source": found.source,
        "assumption": found.assumption,
    }


def _test(found: ChiSquared | None) -> dict[str, Any] | None:
    return None if found is None else {"statistic": rounded(found.statistic), "df": found.df, "p": rounded(found.p)}


def _without_each(analysis: Analysis) -> Any:
    found = analysis.without_each
    if not isinstance(found, WithoutEach):
        return found
    return [
        {
            "without": label,
            **_shown(analysis, float(found.mean[i]), float(found.low[i]), float(found.high[i])),
            "p": rounded(float(found.p[i])),
            "tau2": rounded(float(found.tau2[i])),
            "i2": rounded(float(found.i2[i])),
        }
        for i, label in enumerate(found.labels)
    ]


def _influence(analysis: Analysis) -> Any:
    found = analysis.influence
    if not isinstance(found, Influence):
        return found
    columns = {
        "deleted_residual": found.deleted_residual,
        "dffits": found.dffits,
        "cooks_distance": found.cooks_distance,
        "covariance_ratio": found.covariance_ratio,
        "hat": found.hat,
    }
    return [
        {
            "study": row.label,
            **{name: rounded(float(column[i])) for name, column in columns.items()},
            "influential": i in found.influential,
        }
        for i, row in enumerate(analysis.rows)
    ]


def _line(line: Coefficient) -> dict[str, Any]:
    return {
        "name": line.name,
        "value": rounded(line.value),
        "se": rounded(line.se),
        "statistic": rounded(line.statistic),
        "p": rounded(line.p),
        "low": rounded(line.low),
        "high": rounded(line.high),
    }


def _egger(found: Egger | str) -> Any:
    return (
        found
        if isinstance(found, str)
        else {"slope": _line(found.slope), "limit": _line(found.limit), "kind": found.kind}
    )


def _rank(found: RankTest | str) -> Any:
    return found if isinstance(found, str) else {"tau": rounded(found.tau), "p": rounded(found.p), "exact": found.exact}


def _trim(analysis: Analysis) -> Any:
    found = analysis.trim_and_fill
    if not isinstance(found, TrimAndFill):
        return found
    return {
        "missing": found.missing,
        "se": rounded(found.se),
        "side": found.side,
        "estimator": found.estimator,
        "result": _short(analysis, found.pooled),
        "note": found.note,
    }


def _regression(found: MetaRegression | str | None) -> Any:
    if not isinstance(found, MetaRegression):
        return found
    moderators = found.moderators
    return {
        "coefficients": [_line(line) for line in found.coefficients],
        "reference": dict(found.design.reference),
        "moderators": None
        if moderators is None
        else {
            "statistic": rounded(moderators.statistic),
            "df": moderators.df,
            "df2": moderators.df2,
            "p": rounded(moderators.p),
        },
        "tau2": rounded(found.tau2.value),
        "r2": rounded(found.r2),
        "i2": rounded(found.heterogeneity.i2),
        "residual_q": {
            "statistic": rounded(found.heterogeneity.q),
            "df": found.heterogeneity.df,
            "p": rounded(found.heterogeneity.p),
        },
        "interval": found.test,
        "notes": list(found.notes),
    }


def _robust(found: RobustFit | str | None) -> Any:
    if not isinstance(found, RobustFit):
        return found
    lines: Sequence[Coefficient] = found.coefficients
    return {
        "kind": found.kind,
        "clusters": found.clusters,
        "notes": list(found.notes),
        "coefficients": [{**_line(line), "df": rounded(df)} for line, df in zip(lines, found.dfs, strict=True)],
    }


def _e_value(found: EValue | str) -> Any:
    if isinstance(found, str):
        return found
    return {
        "estimate": rounded(found.estimate),
        "limit": rounded(found.limit),
        "conversion": found.conversion,
        "source": found.source,
        "assumption": found.assumption,
    }
