"""The figures' catalogue: complete, without leftovers, and the only place that a figure's words come from."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest
from tests.synthesis.figures import examples
from tests.synthesis.figures.catalogues import bracketed, bracketed_text, leftward, lengthened
from tests.synthesis.figures.drawn import outside, overlaps, root_of

from aetia.library.read import read_library
from aetia.model.finding import Design, Direction
from aetia.model.library import Library
from aetia.model.reference import Name
from aetia.model.study import Study
from aetia.synthesis import assess
from aetia.synthesis.figures import (
    Figure,
    ForestRow,
    FunnelPoint,
    Pool,
    Step,
    StudyMark,
    cumulative,
    effect_direction,
    figure_words,
    forest,
    funnel,
    harvest,
    ladder,
    leave_one_out_forest,
    timeline,
    verdict_figures,
)
from aetia.synthesis.figures.from_verdict import SHOWN
from aetia.synthesis.figures.rows import Bias
from aetia.synthesis.figures.terms import BIASES, DIRECTIONS, TIERS
from aetia.synthesis.figures.words import ENGLISH
from aetia.synthesis.study_rows import Flag
from aetia.words import Words

COMPARED = ("T3", "T2", "T1", "T0")
TITLES = tuple(key.removeprefix("title.") for key in ENGLISH.all_keys() if key.startswith("title."))
NAMED_BY_DATA = {
    "bias": get_args(Bias),
    "by_review": COMPARED,
    "design": get_args(Design),
    "direction": (*get_args(Direction), "none"),
    "direction_count": (*get_args(Direction), "none"),
    "direction_head": (*get_args(Direction), "none"),
    "flag": tuple(filter(None, get_args(Flag))),
    "reason": tuple(SHOWN),
    "tier": (*COMPARED, "other"),
    "tier_key": COMPARED,
    "title_about": TITLES,
}
"""Every table of the catalogue whose names are those of the data, with all of these names."""


def test_every_key_that_is_asked_for_is_there_and_every_key_is_asked_for() -> None:
    asked: set[str] = set()
    sections: set[str] = set()
    for key in _asked_keys():
        if key.endswith("."):
            sections.add(key.removesuffix("."))
        else:
            asked.add(key)
    assert sections == set(NAMED_BY_DATA)
    asked |= {f"{section}.{name}" for section, names in NAMED_BY_DATA.items() for name in names}
    assert sorted(asked) == ENGLISH.all_keys()


def _asked_keys() -> Iterator[str]:
    """The keys that the code asks for; of those that data complete, the table with a point."""
    synthesis = files("aetia.synthesis")
    sources = [path for path in synthesis.joinpath("figures").iterdir() if path.name.endswith(".py")]
    for path in (*sources, synthesis.joinpath("analysis_figure.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _asked_by(node)


def _asked_by(call: ast.Call) -> Iterator[str]:
    match call.func:
        case ast.Name("words") | ast.Attribute(_, "words"):
            prefix = ""
        case ast.Attribute(ast.Name("words"), "count"):
            prefix = "count."
        case _:
            return
    match call.args[0]:
        case ast.Constant(str(key)):
            yield prefix + key
        case ast.JoinedStr([ast.Constant(str(key)), ast.FormattedValue()]) if key.endswith("."):
            yield prefix + key
        case other:
            pytest.fail(f"a key that this test cannot follow: {ast.unparse(other)}")


def test_what_the_figures_list_is_what_the_model_has() -> None:
    assert sorted(DIRECTIONS) == sorted(get_args(Direction))
    assert sorted(BIASES) == sorted(get_args(Bias))
    assert [tier or "other" for tier in TIERS] == [*COMPARED, "other"]


class Recording(Words):
    """A catalogue that keeps the keys that it was asked for."""

    asked: Counter[str]

    def __call__(self, key: str, **values: object) -> str:
        self.asked[key] += 1
        return super().__call__(key, **values)


@pytest.fixture
def words() -> Recording:
    """Every word stands in brackets, so a word outside of them does not come from the catalogue."""
    made = Recording.parse("qq", bracketed_text())
    made.asked = Counter()
    return made


def test_no_word_of_a_figure_comes_from_elsewhere_than_the_catalogue(words: Recording) -> None:
    for name, figure in _greek_figures(words).items():
        assert _stray_words(figure) == [], name
    of_verdicts = {"by_review", "design", "reason", "title_about", "flag", "measure", "title_of"}
    unseen = [key for key in words.all_keys() if key not in words.asked]
    assert [key for key in unseen if key.partition(".")[0] not in of_verdicts] == []


def test_no_word_of_a_verdict_s_figures_comes_from_elsewhere(words: Recording, sample_library: Path) -> None:
    library = _in_greek(read_library(sample_library))
    made = Counter[str]()
    for verdict in assess(library):
        for kind, figure in verdict_figures(verdict, library, words=words).items():
            made[kind] += 1
            assert _stray_words(figure) == [], (verdict.topic, kind)
    assert {f"title_about.{kind}" for kind in made} <= set(words.asked)
    assert len(made) > 5


def test_a_word_that_does_not_come_from_the_catalogue_is_found(words: Recording) -> None:
    figure = forest([ForestRow("Άλφα 2010", "", 1.5, 1.1, 2.0, 1.0, group="Group")], words=words)
    assert set(_stray_words(figure)) == {"Group"}
    described = replace(figure, description="⟦Pooled⟧ with 1e6, ⟦and oth…")
    assert _stray_words(described) == ["with", "Group"] * 3


def _stray_words(figure: Figure) -> list[str]:
    """Words in Latin letters outside ⟦ ⟧, in both drawings, the title, the description and the table. A bracket that is
    open at the end was cut with its word. Powers of ten (1e6) and the letters that stand for columns are no words."""
    texts = [figure.title, figure.description, figure.table.caption, *figure.table.header]
    texts += [cell for row in figure.table.rows for cell in row]
    for svg in (figure.svg, figure.narrow_svg):
        texts += [text for text in root_of(svg).itertext() if text.strip()]
    strays = []
    for text in texts:
        outside_brackets = re.sub(r"⟦[^⟧]*(?:⟧|$)|^[A-L](?=:|$)", " ", text.strip())
        strays += re.findall(r"(?<!\d)[A-Za-zÀ-ɏ]+", outside_brackets)
    return strays


def _greek_figures(words: Words) -> dict[str, Figure]:
    """Every kind of figure with all that can be said in it, of data without a Latin letter."""
    pool, clear = Pool(1.5, 0.9, 2.5, (0.5, 4.0), 12, 30.0), Pool(1.6, 1.1, 2.3, k=1)
    lower = Pool(0.5, 0.3, 0.8)
    rows = [
        ForestRow("Άλφα 2010", "σύντομο", 1.62, 1.08, 2.44, 0.4, "T3", "Πρώτα", "for", "adequate"),
        ForestRow("", "", 2.81, 1.86, 4.23, 0.3, "T2", "Ύστερα", "against", "high", k=15),
        ForestRow("Γάμμα 2016", "", 0.9, 0.05, 74.1, 0.3, "T2", "Ύστερα", "unclear", "not-judged"),
        ForestRow("Δέλτα 2011", "", 9.5, 4.0, 22.5, None, "T2", "", "inverse", "high", counted=False, struck=True),
        ForestRow("Έψιλον 2012", "", 1.1, counted=False),
    ]
    steps = [Step(f"Άλφα {year}", clear, "σύντομο") for year in range(2001, 2006)]
    points = [FunnelPoint("Άλφα 2010", 1.62, 0.2), FunnelPoint("Βήτα", 1.1, 0.3), FunnelPoint("", 2.8, 0.2, False)]
    marks = [
        StudyMark(f"Άλφα {index}", direction, tier, outcome, n, year, bias, counted, not counted)
        for index, (direction, tier, outcome, n, year, bias, counted) in enumerate(
            (direction, tier, ("Ρω", "")[len(tier) // 2], n, year, bias, bias != "high")
            for direction in (*DIRECTIONS, None)
            for tier, n, year in zip(TIERS, (1, 250, None, 900, 20_000), (2001, 2009, None, 2010, 2010), strict=True)
            for bias in BIASES
        )
    ]
    rarer = [StudyMark("Άλφα", "for", "T2", f"Ρω {'α' * index}") for index in range(14)]
    unknown = [StudyMark("Άλφα", "for", "T2", outcome) for outcome in ("", *("αβγδεζ"))]
    undated = [StudyMark("Άλφα", "for", counted=False), StudyMark("Βήτα", None, counted=False)]
    figures = {
        "forest": forest(rows, pool, pools={"Πρώτα": clear}, words=words),
        "forest below": forest(rows[:1], lower, words=words),
        "forest above": forest(rows[:3], clear, words=words),
        "forest of what is not counted": forest(rows[3:], words=words),
        "forest of nothing": forest([], words=words),
        "cumulative": cumulative(steps, words=words),
        "leave one out, steady": leave_one_out_forest(steps, clear, words=words),
        "leave one out, moved": leave_one_out_forest(steps[:2], pool, words=words),
        "leave one out, moved often": leave_one_out_forest(steps, pool, words=words),
        "funnel": funnel(points, pool, words=words),
        "funnel of ten": funnel(points[:1] * 10, words=words),
    }
    for draw in (harvest, effect_direction, timeline, ladder):
        for name, some in (("all", marks), ("one", marks[:1]), ("undated", undated)):
            figures[f"{draw.__name__} of {name}"] = draw(some, words=words)
    figures["effect direction of rarer outcomes"] = effect_direction(rarer, words=words)
    figures["effect direction of unknown outcomes"] = effect_direction(unknown, words=words)
    return figures


def _in_greek(library: Library) -> Library:
    """The library with Greek names of people and things, and a year for every study."""
    concepts = {
        name: concept.model_copy(update={"label": f"Ουσία {index}"})
        for index, (name, concept) in enumerate(library.concepts.items())
    }
    topics = {name: topic.model_copy(update={"title": "Θέμα"}) for name, topic in library.topics.items()}
    studies = {name: _study_in_greek(study, index) for index, (name, study) in enumerate(library.studies.items())}
    return replace(library, concepts=concepts, topics=topics, studies=studies)


def _study_in_greek(study: Study, index: int) -> Study:
    first = study.references[0]
    update = {"author": [Name(family=f"Άλφα {index}")], "issued": first.issued or "2000"}
    return study.model_copy(update={"references": [first.model_copy(update=update), *study.references[1:]]})


def test_the_drawing_says_its_language_and_direction() -> None:
    row = [ForestRow("Rot 2010", "", 1.5, 1.1, 2.0, 1.0)]
    for words, said in ((ENGLISH, ("en", "ltr")), (bracketed(), ("qq", "ltr")), (leftward(), ("he", "rtl"))):
        figure = forest(row, words=words)
        for svg in (figure.svg, figure.narrow_svg):
            assert (root_of(svg).get("lang"), root_of(svg).get("direction")) == said
        assert f'lang="{said[0]}"' in figure.standalone()
        assert words("title.forest") in figure.title


def test_a_language_without_figures_falls_back_to_english() -> None:
    assert figure_words("tlh").language == "en"
    assert figure_words("en-GB") is not None
    assert figure_words("en-GB").language == "en"


def test_counts_have_a_singular() -> None:
    one, two = (StudyMark("Rot 2010", "for", n=n, year=2010) for n in (1, 2))
    assert timeline([one]).description.startswith("1 finding in 2010.")
    assert timeline([one, two]).description.startswith("2 findings in 2010.")
    assert "Rot 2010, points to a cause, 1 person" in timeline([one]).svg
    assert "Rot 2010, points to a cause, 2 people" in timeline([two]).svg
    assert forest([ForestRow("Rot 2010", "", 1.5, 1.1, 2.0)]).description == "1 study counted."
    assert "1 row is shown but not counted." in forest([ForestRow("Rot 2010", "", 1.5, counted=False)]).description
    points = [FunnelPoint("Rot 2010", 1.2, 0.2), FunnelPoint("Blau 2016", 1.4, 0.3)]
    assert "1 lies above the pooled estimate of 1.30. Of the less precise half (1), 1 does." in (
        funnel(points, Pool(1.3, 1.0, 1.7)).description
    )


def test_the_title_of_a_verdict_s_figure_begins_with_a_capital(sample_library: Path) -> None:
    library = read_library(sample_library)
    verdict = next(verdict for verdict in assess(library) if verdict.topic == "work/silica-dust")
    assert all(figure.title[0].isupper() for figure in verdict_figures(verdict, library).values())


@pytest.mark.parametrize("words", [bracketed(), lengthened()], ids=["bracketed", "lengthened"])
def test_texts_of_a_language_with_longer_words_keep_apart(words: Words) -> None:
    for name, figure in examples.every_figure(words).items():
        for svg in (figure.svg, figure.narrow_svg, figure.standalone()):
            assert overlaps(svg) == [], name
            assert outside(svg) == [], name
