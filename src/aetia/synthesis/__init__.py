"""What a library's findings add up to: effect sizes, pooling, and verdicts by published rules."""

from aetia.model.tier import Tier
from aetia.synthesis.analysis import Analysis, Settings, analyse
from aetia.synthesis.effect_sizes import MEASURES, EffectSize, effect_size, log_ratio_from_interval
from aetia.synthesis.explanation import Explanation, explain
from aetia.synthesis.heterogeneity import TAU2_METHODS, Heterogeneity, Tau2, estimate_tau2, tau2_interval
from aetia.synthesis.mantel_haenszel import FixedPool, mantel_haenszel
from aetia.synthesis.moderators import Design, design
from aetia.synthesis.peto import peto
from aetia.synthesis.pool import Pooled, pool
from aetia.synthesis.prediction_interval import prediction_interval
from aetia.synthesis.regression import MetaRegression, meta_regression
from aetia.synthesis.robust_variance import RobustFit, robust
from aetia.synthesis.rows import Context, NotCounted, Row
from aetia.synthesis.rules import RuleBook, load_rules
from aetia.synthesis.sensitivity import LeftOut, leave_one_out
from aetia.synthesis.study_rows import StudySet
from aetia.synthesis.table_studies import studies_of_table
from aetia.synthesis.topic_studies import studies_of_topic
from aetia.synthesis.verdict import TopicVerdict, assess, assess_rows, assess_topic

__all__ = [
    "MEASURES",
    "TAU2_METHODS",
    "Analysis",
    "Context",
    "Design",
    "EffectSize",
    "Explanation",
    "FixedPool",
    "Heterogeneity",
    "LeftOut",
    "MetaRegression",
    "NotCounted",
    "Pooled",
    "RobustFit",
    "Row",
    "RuleBook",
    "Settings",
    "StudySet",
    "Tau2",
    "Tier",
    "TopicVerdict",
    "analyse",
    "assess",
    "assess_rows",
    "assess_topic",
    "design",
    "effect_size",
    "estimate_tau2",
    "explain",
    "leave_one_out",
    "load_rules",
    "log_ratio_from_interval",
    "mantel_haenszel",
    "meta_regression",
    "peto",
    "pool",
    "prediction_interval",
    "robust",
    "studies_of_table",
    "studies_of_topic",
    "tau2_interval",
]
