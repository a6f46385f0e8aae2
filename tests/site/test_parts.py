"""The small parts that pages are made of: addresses, numbers, prose, marks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from aetia.model.estimate import Estimate
from aetia.site import addresses, numbers
from aetia.site.markdown import Prose
from aetia.site.views.rescued import FaultView, marked
from aetia.site.words import load_words

PAGES = {"topics/dust/slate.md": "causes/dust/slate/", "pages/about.md": "pages/about/"}


def to(here: str) -> addresses.Linker:
    return lambda there: addresses.link(here, there)


@pytest.mark.parametrize(
    ("here", "there", "link"),
    [
        ("", "causes/dust/", "causes/dust/index.html"),
        ("causes/dust/slate/", "", "../../../index.html"),
        ("causes/dust/slate/", "causes/dust/", "../index.html"),
        ("causes/dust/slate/", "studies/rot-2010/#finding-1", "../../../studies/rot-2010/index.html#finding-1"),
        ("causes/dust/slate/", "causes/dust/slate/#why", "#why"),
        ("", "static/style.css", "static/style.css"),
        ("studies/a/", "source/rescued/a page?.txt", "../../source/rescued/a%20page%3F.txt"),
    ],
)
def test_links_are_relative_and_name_their_file(here: str, there: str, link: str) -> None:
    assert addresses.link(here, there) == link


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "//other.example", "ftp://x", "", None]
)
def test_an_address_that_is_no_web_address_is_no_link(address: str | None) -> None:
    assert addresses.outside(address) == ""
    assert addresses.outside("https://doi.org/10.5555/x") == "https://doi.org/10.5555/x"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2.80612, "2.81"),
        (9.99912, "10.00"),
        (17.46123, "17.5"),
        (131.20001, "131"),
        (1e300, "1000000"),
        (0.0123456, "0.012"),
        (1e-9 / 3, "0.000000"),
    ],
)
def test_computed_ratios_are_rounded(number: float, text: str) -> None:
    assert numbers.ratio(number, load_words("en")) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.00"),
        (1.0, "1.00"),
        (1.1, "1.10"),
        (2.806, "2.806"),
        (0.004, "0.004"),
        (17.46, "17.46"),
        (15.0, "15.0"),
        (131.2, "131.2"),
    ],
)
def test_ratios_that_a_paper_printed_lose_no_digit(number: float, text: str) -> None:
    assert numbers.ratio(number, load_words("en")) == text


@pytest.mark.parametrize(("share", "text"), [(0.0, "0 %"), (0.005, "1 %"), (0.536, "54 %"), (1.0, "100 %")])
def test_shares_are_whole_percentages(share: float, text: str) -> None:
    assert numbers.percent(share, load_words("en")) == text


def test_an_estimate_is_told_with_its_interval_and_its_printed_words() -> None:
    words = load_words("en")
    estimate = Estimate(
        measure="OR",
        value=2.81,
        low=1.86,
        high=4.23,
        k=15,
        by_review=True,
        printed="2.81 (1.86–4.23)",
        adjusted_for=["age", "sex"],
    )
    assert numbers.estimate_text(estimate, words) == "odds ratio 2.81 (95 % interval 1.86 to 4.23)"
    assert numbers.estimate_notes(estimate, words) == [
        "pooled from 15 studies by a review", "as printed: “2.81 (1.86–4.23)”", "adjusted for age, sex"
    ]  # fmt: skip
    assert numbers.estimate_text(Estimate(measure="OR", counts=[38, 119, 2, 65]), words) == "38 of 119 against 2 of 65"
    assert (
        numbers.estimate_text(Estimate(measure="HR", low=1.1, high=2.0, level=90), words)
        == "hazard ratio between 1.10 and 2.00 (90 % interval)"
    )
    assert numbers.estimate_text(Estimate(measure="MD", value=1.5), words) == "mean difference 1.5"
    assert numbers.estimate_text(Estimate(measure="p", printed="p < 0.05"), words) == ""


@pytest.mark.parametrize(
    "written", ["topics/dust/slate.md", "../topics/dust/slate.md", "./topics/../../topics/dust/slate.md"]
)
def test_a_link_to_a_library_file_becomes_a_link_to_its_page(written: str) -> None:
    prose = Prose(PAGES)
    html = prose.block(f"[slate]({written})", file="pages/about.md", link=to("pages/about/"))
    assert html == '<p><a href="../../causes/dust/slate/index.html">slate</a></p>\n'
    assert prose.dead == []


def test_a_link_that_leads_nowhere_is_remembered() -> None:
    prose = Prose(PAGES)
    prose.block("[gone](topics/gone.md)", file="pages/about.md", link=to("pages/about/"))
    assert prose.dead == [("pages/about.md", "topics/gone.md")]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>1</script>)",
        "![x](https://outside.example/pixel.png)",
        '<img src=x onerror="alert(1)">',
        '<a href="https://ok.example" onclick="x()">a</a>',
        "[x](vbscript:x)",
        '<p style="position:fixed">x</p>',
    ],
)
def test_hostile_prose_is_harmless(hostile: str) -> None:
    html = Prose({}).block(hostile, file="pages/a.md", link=to("pages/a/"))
    for trap in (
        "<script",
        "<img",
        'href="javascript',
        'href="data',
        'href="vbscript',
        "<p style",
        '<a href="https://ok.example" onclick',
    ):
        assert trap not in html


@pytest.mark.parametrize(
    ("text", "top", "levels"),
    [
        ("# One\n\n### Three\n", 2, ["h2", "h3"]),
        ("## One\n\n## Two\n", 2, ["h2", "h2"]),
        ("## One\n\n### Two\n", 3, ["h3", "h4"]),
        ("### One\n\n## Two\n\n#### Three\n", 2, ["h2", "h2", "h3"]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F\n", 3, ["h3", "h4", "h5", "h6", "h6", "h6"]),
    ],
)
def test_headings_of_prose_take_the_levels_of_the_page_without_a_gap(text: str, top: int, levels: list[str]) -> None:
    html = Prose({}).block(text, file="pages/a.md", link=to("pages/a/"), top=top)
    assert re.findall(r"<(h\d)>", html) == levels


def fault(number: int, words: str) -> FaultView:
    return FaultView(number, "kind", words, "what", "")


def test_marks_do_not_overlap_and_text_is_escaped() -> None:
    text = "J <Mdae> Up 14636"
    html = marked(
        text, (fault(1, "J <Mdae> Up"), fault(2, "<Mdae>"), fault(3, "14636"), fault(4, "not there"), fault(5, ""))
    )
    assert html == (
        '<mark>J &lt;Mdae&gt; Up</mark><a class="fn" href="#fault-1">1</a> <mark>14636</mark><a class="fn" href="#fault-3">3</a>'
    )


@given(text=st.text(max_size=60), words=st.lists(st.text(max_size=5), max_size=4))
def test_marking_loses_no_word_of_the_page(text: str, words: list[str]) -> None:
    html = str(marked(text, tuple(fault(number, word) for number, word in enumerate(words))))
    stripped = re.sub(r"<mark>|</mark>|<a class=\"fn\" href=\"#fault-\d+\">\d+</a>", "", html)
    assert stripped == str(escape(text))
