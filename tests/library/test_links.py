"""Every link that leaves a library is found, with its file, its line, what it is, and the date that it goes back to."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.made_up import SETTINGS, make_library

from aetia.library.links import OutsideLink, doi_address, doi_in, outside_links, prose_links, web_address
from aetia.library.read import read_with_faults

DIGEST = "sha256:" + "0" * 64


def links_of(root: Path, files: dict[str, str | bytes]) -> list[OutsideLink]:
    """The links of the sound library with some files put in, but for those that it has anyway."""
    own = {(link.file, link.address) for link in outside_links(read_with_faults(make_library(root / "own")))}
    reading = read_with_faults(make_library(root / "library", files))
    assert [str(fault) for fault in reading.faults] == []
    return [link for link in outside_links(reading) if (link.file, link.address) not in own]


def test_links_in_prose_have_the_line_on_which_they_stand(tmp_path: Path) -> None:
    prose = (
        "---\ntitle: About\n---\n\n\n"
        "We are [one](https://one.example/a#anchor) and\n"
        "[two][2] and [ours](topics/infection.md) and\n"
        "<http://three.example/> and [mail](mailto:a@example.org).\n\n"
        "- item\n- [four](//four.example/x)\n\n"
        "| head |\n|---|\n| [five](https://five.example/) |\n\n"
        "    [no](https://code.example/)\n\n"
        "`[no](https://code.example/)` <a href='https://html.example/'>no</a> https://bare.example/\n\n"
        "[2]: https://two.example/?q=1\n"
    )

    found = links_of(tmp_path, {"pages/about.md": prose})

    assert [(link.file, link.line, link.address) for link in found] == [
        ("pages/about.md", 6, "https://one.example/a"),
        ("pages/about.md", 7, "https://two.example/?q=1"),
        ("pages/about.md", 8, "http://three.example/"),
        ("pages/about.md", 11, "https://four.example/x"),
        ("pages/about.md", 15, "https://five.example/"),
    ]
    assert {(link.kind, link.written) for link in found} == {("prose", "2026-11-20")}


def test_windows_line_ends_move_no_line(tmp_path: Path) -> None:
    page = "---\ntitle: About\n---\n\nOne\n\n[two](https://two.example/)\n".replace("\n", "\r\n")

    assert [link.line for link in links_of(tmp_path, {"pages/about.md": page})] == [7]


def test_settings_name_the_organisation_and_not_the_site_itself(tmp_path: Path) -> None:
    settings = SETTINGS.replace('rules = "2026-1"', 'base_url = "https://own.example/"\nrules = "2026-1"') + (
        '\n[organisation]\nname = "Society"\nwebsite = "https://society.example/"\ndonation = "https://give.example/now"\n'
        'contact = "mailto:a@example.org"\naddress = "1 Example Street"\n'
    )

    found = links_of(tmp_path, {"aetia.toml": settings})

    assert [(link.line, link.address, link.kind) for link in found] == [
        (11, "https://society.example/", "organisation"),
        (12, "https://give.example/now", "organisation"),
    ]


def test_front_matter_names_guidelines_and_holds_links_in_sentences(tmp_path: Path) -> None:
    topic = (
        "---\ntitle: Example vaccine\nquestion: Does it?\nexposure: example-vaccine\n"
        "key_points:\n  - Read [this](https://read.example/) first.\n"
        "safety:\n  text:\n    en: Do not skip a vaccine.\n"
        "  guideline:\n    title: A guideline\n    url: https://guide.example/g\n  reviewed_on: 2024-05\n---\n"
    )

    found = links_of(tmp_path, {"topics/example-vaccine.md": topic})

    assert [(link.line, link.address, link.kind, link.written) for link in found] == [
        (6, "https://read.example/", "field", "2024-05"),
        (12, "https://guide.example/g", "guideline", "2024-05"),
    ]


def test_studies_name_publications_notices_and_sources_each_with_its_date(tmp_path: Path) -> None:
    study = (
        "references:\n"
        "  - title: A first paper\n"
        "    issued: 2011-02\n"
        "    url: https://journal.example/11\n"
        "    identifiers: {pmid: 200001, pmcid: PMC200001, doi: 10.1234/One<2>}\n"
        "    standing:\n"
        "      state: retracted\n"
        "      notice: {doi: 10.1234/notice, date: 2013-04-05}\n"
        "    cited_as:\n"
        "      text: 'Printed, see [here](https://printed.example/)'\n"
        "    sources:\n"
        "      - https://source.example/s\n"
        "      - a letter from the author\n"
        "disputes:\n"
        "  - kind: letter\n"
        "    on: 2012\n"
        "    identifiers: {doi: 10.1234/letter}\n"
    )

    found = links_of(tmp_path, {"studies/first-2011.yaml": study})

    assert [(link.line, link.address, link.kind, link.written) for link in found] == [
        (4, "https://journal.example/11", "reference", "2011-02"),
        (5, "https://doi.org/10.1234/one%3C2%3E", "doi", "2011-02"),
        (8, "https://doi.org/10.1234/notice", "notice", "2013-04-05"),
        (12, "https://source.example/s", "source", "2026-11-20"),
        (17, "https://doi.org/10.1234/letter", "doi", "2012"),
    ]


def test_a_rescued_page_has_its_own_address_and_nothing_that_it_linked_to(tmp_path: Path) -> None:
    record = (
        "title: An old page\nfile: old.html\naddress: http://old.example/page.html\ncaptured: 2009-03-04T05:06:07Z\n"
        f"digest: {DIGEST}\nmedia_type: text/html\nencoding: utf-8\n"
        "entries:\n  - printed: A study\n    url: http://linked.example/\n"
    )

    (found,) = links_of(tmp_path, {"rescued/old.yaml": record})

    assert (found.file, found.line, found.address) == ("rescued/old.yaml", 3, "http://old.example/page.html")
    assert (found.kind, found.written) == ("rescued-page", "2009-03-04T05:06:07Z")


def test_stories_go_back_to_the_day_when_they_were_told(tmp_path: Path) -> None:
    story = (
        "---\ntitle: Mine\ntold: 2015-06\nconsent: given\nconsent_on: 2016-01-01\n---\n\nSee [it](http://x.example/).\n"
    )

    (found,) = links_of(tmp_path, {"stories/mine.md": story})

    assert (found.line, found.written) == (8, "2015-06")


def test_a_file_that_cannot_be_read_costs_its_own_links_alone(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "pages/bad.md": "no front matter",
        "pages/good.md": "---\ntitle: Good\n---\n\n[x](https://x.example/)\n",
    }
    reading = read_with_faults(make_library(tmp_path, files))

    assert "https://x.example/" in {link.address for link in outside_links(reading)}


def test_prose_that_became_a_link_to_elsewhere_meanwhile_is_not_followed(tmp_path: Path) -> None:
    root = make_library(tmp_path / "library", {"pages/about.md": "---\ntitle: A\n---\n\n[x](https://x.example/)\n"})
    reading = read_with_faults(root)
    (tmp_path / "secret.md").write_text("---\ntitle: A\n---\n\n[s](https://secret.example/)\n")
    (root / "pages/about.md").unlink()
    (root / "pages/about.md").symlink_to(tmp_path / "secret.md")

    addresses = {link.address for link in outside_links(reading)}

    assert "https://x.example/" in addresses
    assert "https://secret.example/" not in addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://x.example/a#b ", "https://x.example/a"),
        ("HTTP://X.example", "HTTP://X.example"),
        ("//x.example/", "https://x.example/"),
        ("ftp://x.example/", None),
        ("mailto:a@x.example", None),
        ("www.x.example", None),
        ("https://x.example/ and more", None),
        ("", None),
    ],
)
def test_a_web_address_is_known_as_such(text: str, address: str | None) -> None:
    assert web_address(text) == address


@pytest.mark.parametrize("host", ["https://doi.org/", "http://dx.doi.org/", "https://www.doi.org/"])
def test_a_doi_is_known_whichever_name_of_the_resolver_is_used(host: str) -> None:
    assert doi_in(f"{host}10.1234/a(b)") == "10.1234/a(b)"
    assert doi_in(f"{host}the-identifier") is None
    assert doi_in("https://example.org/10.1234/a") is None


@given(st.text(st.characters(codec="ascii", exclude_categories=["C", "Z"]), min_size=1))
def test_the_address_of_a_doi_holds_no_sign_that_ends_it(suffix: str) -> None:
    address = doi_address(f"10.1234/{suffix}")

    assert web_address(address) == address
    assert "?" not in address


@given(st.text())
def test_no_text_breaks_the_reader_and_every_line_lies_in_it(text: str) -> None:
    for line, address in prose_links(f"{text}\n[x](https://x.example/)\n", 5):
        assert 5 <= line <= 5 + len(text.splitlines()) + 2
        assert web_address(address) == address
