"""`aetia pool`: a meta-analysis of a table of studies, or of a library's topic."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.output import counted, json_option, print_json, say
from aetia.errors import InputError

if TYPE_CHECKING:
    from aetia.synthesis.analysis import Analysis, Combination, Settings
    from aetia.synthesis.converted_rows import Target
    from aetia.synthesis.effect_sizes import ZerosTo
    from aetia.synthesis.heterogeneity import Tau2Method
    from aetia.synthesis.pool import Test
    from aetia.synthesis.study_rows import Flag, StudySet

_TESTS = ["z", "t", "hartung-knapp", "hartung-knapp-floor"]
_LEFT_OUT: dict[str, tuple[Flag, ...]] = {
    "retracted": ("retracted",),
    "concern": ("retracted", "concern"),
    "nothing": (),
}
_METHODS = ["REML", "DL", "PM", "ML", "HE", "SJ", "EB"]


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("topic", required=False)
@click.option(
    "--measure", help="Effect measure, such as OR, RR, RD, SMD, ZCOR, PLO; guessed from the columns by default."
)
@click.option(
    "--combine", type=click.Choice(["inverse-variance", "mantel-haenszel", "peto"]), default="inverse-variance",
    help="How studies are combined.  [default: inverse-variance]",
)  # fmt: skip
@click.option("--common", is_flag=True, help="One common effect for all studies, instead of random effects.")
@click.option("--method", type=click.Choice(_METHODS), default="REML", help="Estimator of τ².  [default: REML]")
@click.option(
    "--interval", type=click.Choice(_TESTS),
    help="Interval of the mean; by default normal below five studies, and Hartung–Knapp with the floor from five on.",
)  # fmt: skip
@click.option("--by", metavar="COLUMN", help="Pool subgroups by a column. Those of a topic are its tiers.")
@click.option(
    "--moderator", "moderators", metavar="COLUMN", multiple=True, help="Regress on a column; may be repeated."
)
@click.option("--cluster", metavar="COLUMN", help="Column that names the study, where one study has several rows.")
@click.option(
    "--one-each", is_flag=True,
    help="One row for each study: the most adjusted, then the longest follow-up, then the largest; the others are listed.",
)  # fmt: skip
@click.option(
    "--column", "columns", metavar="ROLE=COLUMN", multiple=True, help="Say which column is what; may be repeated."
)
@click.option(
    "--zeros", type=click.Choice(["zero", "every", "none"]), default="zero",
    help="To which studies ½ is added: those with a zero cell, every one, or none.  [default: zero]",
)  # fmt: skip
@click.option(
    "--convert", type=click.Choice(["OR", "RR", "SMD"]),
    help="Convert estimates first: OR to RR and back with a baseline risk, SMD to OR and back.",
)  # fmt: skip
@click.option("--baseline-risk", type=float, metavar="RISK", help="Risk of those not exposed, from 0 to 1.")
@click.option("--level", type=click.FloatRange(50, 99.9), default=95.0, help="Confidence in per cent.  [default: 95]")
@click.option("--outcome", metavar="ID", help="Outcome of a topic; its first by default.")
@click.option(
    "--without", type=click.Choice(["retracted", "concern", "nothing"]), default="retracted",
    help="Flagged studies that the main result leaves out; it is shown with and without in any case.  [default: retracted]",
)  # fmt: skip
@click.option(
    "--details", is_flag=True, help="Also print the pool without each study, influence, and as studies came in."
)
@click.option("--svg", type=click.Path(path_type=Path), metavar="OUT", help="Write a forest plot.")
@json_option
def command(
    source: Path, topic: str | None, measure: str | None, combine: Combination, common: bool, method: Tau2Method,
    interval: Test | None, by: str | None, moderators: tuple[str, ...], cluster: str | None, one_each: bool,
    columns: tuple[str, ...], zeros: ZerosTo, convert: str | None, baseline_risk: float | None, level: float,
    outcome: str | None, without: str, details: bool, svg: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Pool effect estimates from a table or a topic.

    SOURCE is a CSV file, or a library; of a library name a TOPIC, such as infection/viral/epstein-barr-virus. The columns of a
    table are guessed from their names, and shown. A line that cannot be pooled is listed with the reason; the exit code is 1 then.
    Directions are counted beside the pool, and where nothing can be pooled.
    """
    from aetia.synthesis.analysis import Settings, analyse
    from aetia.synthesis.converted_rows import Target

    if cluster is not None:
        columns = (*columns, f"cluster={cluster}")
    asked = Settings(
        combination=combine,
        model="common" if common else "random",
        method=method,
        test=interval,
        confidence=level / 100,
        without=_LEFT_OUT[without],
        moderators=moderators,
        baseline_risk=_risk(baseline_risk),
    )
    target = Target(convert, baseline_risk) if convert is not None else None
    if source.is_dir():
        if measure or columns or by or moderators or one_each or zeros != "zero":
            raise InputError("columns are those of a table", where=str(source), remedy="Leave them out for a topic")
        studies = _of_topic(source, topic, outcome, target)
    else:
        studies = _of_table(
            source, topic, outcome, TableWish(measure, columns, by, moderators, zeros, target, one_each)
        )
    if not studies.rows:
        _print_directions(studies, asked, as_json)
        say(f"nothing pooled, {len(studies.not_pooled)} not; {studies.understood}")
        return 1
    analysis = analyse(studies, asked)
    _print(analysis, as_json, details)
    if svg is not None:
        _draw(analysis, svg)
    say(
        f"{counted(len(analysis.rows), 'study', 'studies')} pooled, {len(studies.not_pooled)} not; {studies.understood}"
    )
    return 1 if studies.not_pooled and topic is None else 0


@dataclass(frozen=True)
class TableWish:
    """What is asked of a table, as typed."""

    measure: str | None
    columns: tuple[str, ...]
    by: str | None
    moderators: tuple[str, ...]
    zeros: ZerosTo
    target: Target | None
    one_each: bool


def _risk(risk: float | None) -> float | None:
    if risk is not None and not 0 < risk < 1:
        raise InputError(f"the baseline risk is {risk:g}", remedy="Give one between 0 and 1, such as 0.1")
    return risk


def _of_topic(source: Path, topic: str | None, outcome: str | None, target: Target | None) -> StudySet:
    if topic is None:
        raise InputError("a library needs a topic", where=str(source), remedy="Name one as in topics/, without .md")
    from aetia.library.read import read_library
    from aetia.synthesis.topic_studies import studies_of_topic

    return studies_of_topic(read_library(source), topic, outcome, target=target)


def _of_table(source: Path, topic: str | None, outcome: str | None, wish: TableWish) -> StudySet:
    if topic is not None or outcome is not None:
        raise InputError("a topic is one of a library", where=str(source), remedy="Give the folder of a library")
    from aetia.synthesis.table_studies import studies_of_table

    said = {}
    for column in wish.columns:
        role, equals, name = column.partition("=")
        if not equals:
            raise InputError(f"--column {column!r} has no '='", remedy="Write it as --column low=CI_low")
        said[role] = name
    return studies_of_table(
        source, measure=wish.measure, said=said, by=wish.by, moderators=wish.moderators, zeros=wish.zeros,
        target=wish.target, one_each=wish.one_each,
    )  # fmt: skip


def _print(analysis: Analysis, as_json: bool, details: bool) -> None:
    if as_json:
        from aetia.synthesis.analysis_json import to_json

        print_json(to_json(analysis))
    else:
        from aetia.synthesis.analysis_text import lines

        click.echo("\n".join(lines(analysis, details=details)))


def _print_directions(studies: StudySet, asked: Settings, as_json: bool) -> None:
    """What there is to say where nothing can be pooled."""
    if as_json:
        from aetia.synthesis.analysis_json import to_json_without_pool

        print_json(to_json_without_pool(studies, asked))
    else:
        from aetia.synthesis.analysis_text import lines_without_pool

        click.echo("\n".join(lines_without_pool(studies, asked)))


def _draw(analysis: Analysis, out: Path) -> None:
    import os

    from aetia.synthesis.analysis_figure import forest_of

    figure = forest_of(analysis)
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        draft.write_text(figure, encoding="utf-8", newline="\n")
        draft.replace(out)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}", where=str(out), remedy="Choose another file"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    say(f"forest plot in {out}")
