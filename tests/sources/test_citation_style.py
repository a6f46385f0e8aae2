"""References as people print them."""

from __future__ import annotations

from pathlib import Path

import pytest

from aetia.errors import InputError
from aetia.model.reference import Reference
from aetia.sources.citation_style import short_citation, styled_citations

PRINZ = Reference.model_validate(
    {
        "title": "A particular type of scleroderma in childhood?",
        "author": [
            {"family": "Prinz", "given": "Jörg C."},
            {"family": "Kutasi", "given": "Z"},
            {"family": "Weisenseel", "given": "P"},
            {"family": "Pótó", "given": "L"},
        ],
        "container-title": "Journal of the American Academy of Dermatology",
        "container-title-short": "J Am Acad Dermatol",
        "issued": "2009-02",
        "volume": "60",
        "issue": "2",
        "page": "248-255",
        "identifiers": {"doi": "10.1016/j.jaad.2008.09.023"},
    }
)


def test_the_short_form_names_three_authors_and_keeps_the_title_s_own_stop() -> None:
    assert short_citation(PRINZ) == (
        "Prinz JC, Kutasi Z, Weisenseel P, et al. A particular type of scleroderma in childhood? "
        "J Am Acad Dermatol. 2009 Feb;60(2):248-255. doi:10.1016/j.jaad.2008.09.023"
    )


@pytest.mark.parametrize(
    ("fields", "printed"),
    [
        ({"title": "A case"}, "A case."),
        ({"title": "A case", "container-title": "Mod Rheumatol"}, "A case. Mod Rheumatol."),
        ({"title": "A case", "issued": "1999"}, "A case. 1999."),
        ({"title": "A case", "container-title": "Infection", "page": "3-9"}, "A case. Infection. 3-9."),
        ({"title": "A", "author": [{"literal": "WHO"}], "identifiers": {"pmid": 7}}, "WHO. A. PMID: 7"),
        ({"title": "A", "author": [{"family": "Li"}], "authors_complete": "no"}, "Li, et al. A."),
    ],
)
def test_what_is_not_known_leaves_no_gap(fields: dict[str, object], printed: str) -> None:
    assert short_citation(Reference.model_validate(fields)) == printed


STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Ours</title><id>ours</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout suffix=".">
    <group delimiter=", "><text variable="title"/><text variable="container-title" form="short"/></group>
  </layout></bibliography>
</style>
"""


def test_a_csl_style_is_followed_and_order_is_kept(tmp_path: Path) -> None:
    style = tmp_path / "ours.csl"
    style.write_text(STYLE, encoding="utf-8")
    second = Reference(title="Another")
    lines = styled_citations([PRINZ, second], style)
    assert lines[0].startswith("A particular type of scleroderma in childhood?, J")
    assert lines[1] == "Another."


def test_a_missing_style_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such style"):
        styled_citations([PRINZ], tmp_path / "none.csl")
    (tmp_path / "text.csl").write_text("hello", encoding="utf-8")
    with pytest.raises(InputError, match="not a CSL style"):
        styled_citations([PRINZ], tmp_path / "text.csl")
