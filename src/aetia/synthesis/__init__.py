"""What a library's findings add up to: effect sizes, pooling, and verdicts by published rules."""

from aetia.synthesis.effect_sizes import MEASURES, EffectSize, effect_size, log_ratio_from_interval
from aetia.synthesis.explanation import Explanation, explain
from aetia.synthesis.heterogeneity import TAU2_METHODS, Heterogeneity, Tau2, estimate_tau2, tau2_interval
from aetia.synthesis.pool import Pooled, pool
from aetia.synthesis.prediction_interval import prediction_interval
from aetia.synthesis.rows import Context, NotCounted, Row, Tier
from aetia.synthesis.rules import RuleBook, load_rules
from aetia.synthesis.sensitivity import LeftOut, leave_one_out
from aetia.synthesis.verdict import TopicVerdict, assess, assess_rows, assess_topic

__all__ = [
    "MEASURES",
    "TAU2_METHODS",
    "Context",
    "EffectSize",
    "Explanation",
    "Heterogeneity",
    "LeftOut",
    "NotCounted",
    "Pooled",
    "Row",
    "RuleBook",
    "Tau2",
    "Tier",
    "TopicVerdict",
    "assess",
    "assess_rows",
    "assess_topic",
    "effect_size",
    "estimate_tau2",
    "explain",
    "leave_one_out",
    "load_rules",
    "log_ratio_from_interval",
    "pool",
    "prediction_interval",
    "tau2_interval",
]
