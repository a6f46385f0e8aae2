"""Figures as SVG that people can read, print and hear: each with a title, a description in words, and its numbers as
a table."""

from aetia.synthesis.figures.cumulative import cumulative
from aetia.synthesis.figures.effect_direction import effect_direction
from aetia.synthesis.figures.figure import LARGEST, Figure, Table
from aetia.synthesis.figures.forest import forest
from aetia.synthesis.figures.from_verdict import verdict_figures
from aetia.synthesis.figures.funnel import funnel
from aetia.synthesis.figures.harvest import harvest
from aetia.synthesis.figures.intervals import Scale
from aetia.synthesis.figures.ladder import ladder
from aetia.synthesis.figures.leave_one_out import leave_one_out_forest
from aetia.synthesis.figures.palette import STYLE
from aetia.synthesis.figures.rows import ForestRow, FunnelPoint, Pool, Step, StudyMark
from aetia.synthesis.figures.timeline import timeline
from aetia.synthesis.figures.words import figure_words

__all__ = [
    "LARGEST",
    "STYLE",
    "Figure",
    "ForestRow",
    "FunnelPoint",
    "Pool",
    "Scale",
    "Step",
    "StudyMark",
    "Table",
    "cumulative",
    "effect_direction",
    "figure_words",
    "forest",
    "funnel",
    "harvest",
    "ladder",
    "leave_one_out_forest",
    "timeline",
    "verdict_figures",
]
