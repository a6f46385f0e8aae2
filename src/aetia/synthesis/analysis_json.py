"""A meta-analysis as one JSON document, with everything that a reader needs to make it again."""

from __future__ import annotations

import math
from typing import Any

from aetia.synthesis.analysis import Analysis, Settings, directions_of
from aetia.synthesis.e_value import EValue
from aetia.synthesis.influence import Influence, WithoutEach
from aetia.synthesis.mantel_haenszel import ChiSquared, FixedPool
from aetia.synthesis.measures import back_transform
from aetia.synthesis.pool import Pooled
from aetia.synthesis.printing import rounded
from aetia.synthesis.regression import Coefficient, MetaRegression
from aetia.synthesis.robust_variance import RobustFit
from aetia.synthesis.small_study import Egger, RankTest, TrimAndFill
from aetia.synthesis.study_rows import StudySet
from aetia.synthesis.swim import DirectionGroup, WithoutPooling

_Z95 = 1.959963984540054


def to_json(analysis: Analysis) -> dict[str, Any]:
    """The document: ``studies`` and ``not_pooled`` (every study is in one of them), ``result``, ``with_and_without`` flagged
    studies, diagnostics, ``without_pooling``, ``methods`` with their sources and assumptions, ``warnings``. Estimates are on the
    additive scale under ``y``, and as people read them under ``value``."""
    settings, pooled = analysis.settings, analysis.pooled
    return {
        **_head(analysis.studies),
        "scale": analysis.scale,
        "settings": {**_settings(settings), "interval": pooled.test},
        "studies": _studies(analysis),
        "not_pooled": _not_pooled(analysis.studies),
        "result": _main(analysis, pooled, analysis.fixed),
        "by_inverse_variance": None if analysis.fixed is None else _pooled(analysis, pooled),
        "with_and_without": [
            {
                "name": variant.name,
                "left_out": list(variant.left_out),
                "k": variant.k,
                "result": None if variant.pooled is None else _main(analysis, variant.pooled, variant.fixed),
            }
            for variant in analysis.variants
        ],
        "tau2_interval": _pair(analysis.tau2_limits),
        "i2_interval": _pair(analysis.i2_limits),
        "h2_interval": _pair(analysis.h2_limits),
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
        "robust": _robust(analysis),
        "e_value": _e_value(analysis.e_value),
        "without_pooling": _directions(analysis.directions),
        "methods": [
            {"part": method.part, "name": method.name, "source": method.source, "assumes": method.assumes}
            for method in analysis.methods
        ],
        "warnings": list(analysis.warnings),
    }


def to_json_without_pool(studies: StudySet, settings: Settings | None = None) -> dict[str, Any]:
    """The document of studies of which none can be pooled: the same keys as far as there is something under them."""
    asked = settings or Settings()
    return {
        **_head(studies),
        "settings": _settings(asked),
        "studies": [],
        "not_pooled": _not_pooled(studies),
        "result": None,
        "with_and_without": [],
        "without_pooling": _directions(directions_of(studies, asked)),
        "warnings": list(studies.notes),
    }


def _pair(limits: tuple[float, float] | None) -> list[float | None] | None:
    return None if limits is None else [rounded(limit) for limit in limits]


def _head(studies: StudySet) -> dict[str, Any]:
    return {
        "title": studies.title,
        "measure": studies.measure,
        "source": {
            **studies.provenance,
            "understood": studies.understood,
            "formulas": sorted({row.source or row.how for row in studies.rows}),
            "assumptions": sorted({row.assumption for row in studies.rows if row.assumption}),
        },
    }


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "combination": settings.combination,
        "model": settings.model,
        "tau2_method": settings.method,
        "interval": settings.test,
        "confidence": settings.confidence,
        "without": list(settings.without),
        "moderators": list(settings.moderators),
        "baseline_risk": settings.baseline_risk,
    }


def _not_pooled(studies: StudySet) -> list[dict[str, Any]]:
    return [
        {
            "study": other.label,
            "where": other.where,
            "reason": other.reason,
            "remedy": other.remedy,
            "flag": other.flag or None,
            "direction": other.direction,
        }
        for other in studies.not_pooled
    ]


def _main(analysis: Analysis, pooled: Pooled, fixed: FixedPool | None) -> dict[str, Any]:
    return _pooled(analysis, pooled) if fixed is None else _fixed(analysis, fixed)


def _directions(found: WithoutPooling) -> dict[str, Any] | str:
    if found.refusal:
        return found.refusal
    return {
        "groups": [_group(group) for group in found.groups],
        "not_pooled": [
            {
                "study": other.label,
                "where": other.study,
                "code": other.code,
                "reason": other.reason,
                "direction": other.direction,
            }
            for other in found.not_pooled
        ],
        "source": found.source,
        "limits": found.limits,
    }


def _group(group: DirectionGroup) -> dict[str, Any]:
    test = group.test
    return {
        "stream": group.stream or None,
        "tier": group.tier.name if group.tier is not None else None,
        "group": group.name or None,
        "more": test.above,
        "less": test.below,
        "neither": test.level,
        "share_more": rounded(test.share),
        "low": rounded(test.low),
        "high": rounded(test.high),
        "p": rounded(test.p),
        "studies": [{"study": name, "direction": sign} for name, sign in group.studies],
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
                "year": row.year,
                "how": row.how,
                "source": row.source or row.how,
                "assumption": row.assumption,
            }
        )
    return out


def _shown(analysis: Analysis, y: float, low: float, high: float, tail: str = "") -> dict[str, float | None]:
    return {
        name + tail: rounded(back_transform(analysis.scale, x))
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


def _robust(analysis: Analysis) -> Any:
    found = analysis.robust
    if not isinstance(found, RobustFit):
        return found
    return {
        "kind": found.kind,
        "clusters": found.clusters,
        "notes": list(found.notes),
        "coefficients": [
            {**_line(line), "df": rounded(df), **_shown(analysis, line.value, line.low, line.high, "_shown")}
            for line, df in zip(found.coefficients, found.dfs, strict=True)
        ],
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
