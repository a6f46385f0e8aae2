"""Which way an estimate points, for those who weigh: the rule itself stands in :mod:`aetia.model.direction`."""

from aetia.model.direction import EXCLUDED_INCREASE, difference_direction, estimate_direction, ratio_direction

__all__ = ["EXCLUDED_INCREASE", "difference_direction", "estimate_direction", "ratio_direction"]
