"""Pages out of web archives: the right ones, as they were, and a word on each of the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.replay import modern, older, replayed_address
from tests.rescue.web_archives import Served, warc_bytes, write_arc, write_wacz, write_warc

from aetia.archive import Limits
from aetia.cli.main import main
from aetia.errors import ArchiveError, InputError
from aetia.library import read_library
from aetia.library.start import start_library
from aetia.rescue import RescuedPage, archives, read_page
from aetia.rescue.archives import Choice, is_archive, page_key, rescue_archive

ADDRESS = "http://www.example.org/causes/infection.htm"
STAMP = "20140301120000"
CAPTURED = "2014-03-01T12:00:00Z"


def study(title: str) -> bytes:
    return f"<html><body><h1>Causes</h1><p>Smith J, Jones K. {title}. J Rheumatol 1999;26:12-15.</p></body></html>".encode()


LINKS = b"<html><body><h1>Home</h1><p>Welcome to our pages.</p></body></html>"


@pytest.fixture(scope="session")
def old_page(sample_library: Path) -> bytes:
    """The old page of the sample library."""
    return (sample_library / "rescued" / "causes-of-scleroderma-infection.html").read_bytes()


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    exit_code: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs ``aetia rescue`` with some words."""

    def run(*words: str | Path) -> Done:
        code = main(["rescue", *map(str, words)])
        printed = capfd.readouterr()
        return Done(code, printed.out, printed.err)

    return run


def titles(pages: list[RescuedPage]) -> list[object]:
    return [entry.fields["title"] for page in pages for entry in page.entries]


Writer = Callable[[Path, list[Served]], Path]
FORMS: list[tuple[str, Writer]] = [
    ("site.warc", write_warc), ("site.warc.gz", write_warc), ("site.arc", write_arc), ("site.wacz", write_wacz),
]  # fmt: skip


@pytest.mark.parametrize(("name", "write"), FORMS, ids=[name for name, _ in FORMS])
@pytest.mark.parametrize("shown", ["plain", "modern", "older"])
def test_an_archived_page_gives_what_the_plain_page_gives(
    tmp_path: Path, old_page: bytes, name: str, write: Writer, shown: str
) -> None:
    body, address = old_page, ADDRESS
    if shown != "plain":
        body = {"modern": modern, "older": older}[shown](old_page, ADDRESS, STAMP)
        address = replayed_address(ADDRESS, STAMP)
    captured = CAPTURED if shown == "plain" else "2025-01-01T00:00:00Z"
    path = write(tmp_path / name, [Served(address, body, captured, kind="text/html; charset=iso-8859-1")])
    (page,), report = rescue_archive(path)
    assert page.page.data == old_page
    assert page.to_json() == read_page(old_page, address=ADDRESS, captured=CAPTURED, charset="iso-8859-1").to_json()
    assert (page.address, page.captured, page.source) == (ADDRESS, CAPTURED, ADDRESS)
    assert [(found.address, found.captured, found.state, found.why) for found in report.found] == [
        (ADDRESS, CAPTURED, "rescued", "")
    ]
    assert not report.faulty


@pytest.mark.parametrize("shown", [modern, older])
def test_a_page_that_was_saved_by_hand_gives_what_the_plain_page_gives(
    tmp_path: Path, old_page: bytes, shown: Callable[[bytes, str, str], bytes]
) -> None:
    saved = tmp_path / "saved.html"
    saved.write_bytes(shown(old_page, ADDRESS, STAMP))
    page = read_page(saved)
    assert page.replayed
    assert page.to_json() == read_page(old_page, address=ADDRESS, captured=CAPTURED).to_json()
    assert page.source == str(saved)


def test_a_page_that_only_claims_to_be_a_replay_keeps_the_address_where_it_was_found(old_page: bytes) -> None:
    page = read_page(modern(old_page, "http://bank.example/", STAMP), address=ADDRESS, captured="2020-01-01T00:00:00Z")
    assert (page.address, page.captured, page.page.data) == (ADDRESS, "2020-01-01T00:00:00Z", old_page)


def test_of_several_captures_the_newest_is_taken_and_all_are_listed(tmp_path: Path) -> None:
    served = [Served(ADDRESS, study(f"State of {year}"), f"{year}-01-01T00:00:00Z") for year in (2012, 2019, 2015)]
    pages, report = rescue_archive(write_warc(tmp_path / "a.warc.gz", served))
    assert titles(pages) == ["State of 2019"]
    (found,) = report.found
    assert found.captured == "2019-01-01T00:00:00Z"
    assert found.captures == ("2012-01-01T00:00:00Z", "2015-01-01T00:00:00Z", "2019-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("time", "year"), [("2012", 2012), ("2014-03", 2015), ("1990-01-01T00:00:00Z", 2012), ("2050", 2019)]
)
def test_the_capture_nearest_to_a_time_may_be_chosen(tmp_path: Path, time: str, year: int) -> None:
    served = [Served(ADDRESS, study(f"State of {y}"), f"{y}-06-01T00:00:00Z") for y in (2019, 2012, 2015)]
    pages, _ = rescue_archive(write_warc(tmp_path / "a.warc.gz", served), Choice(captured=time))
    assert titles(pages) == [f"State of {year}"]


def test_a_time_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc.gz", [Served(ADDRESS, LINKS)])
    with pytest.raises(InputError, match="'soon' is no time"):
        rescue_archive(path, Choice(captured="soon"))
    assert run(path, "--captured", "soon").exit_code == 2


SITE = [
    Served("http://example.org/", LINKS),
    Served("http://example.org/causes.htm", study("Viruses in examplitis")),
    Served("http://example.org/old-causes.htm", study("Bacteria in examplitis")),
    Served("http://example.org/gone.htm", study("Not found"), status="404 Not Found"),
    Served("http://example.org/moved.htm", study("Moved"), status="301 Moved Permanently"),
    Served("http://example.org/blank.htm", b" "),
    Served("http://example.org/style.css", b"p { color: red }", kind="text/css"),
    Served("http://example.org/a.png", b"\x89PNG", kind="image/png"),
    Served("http://example.org/robots.txt", b"User-agent: *", kind="text/plain"),
    Served("urn:text:http://example.org/", study("The words of a page, made by a crawler"), kind="text/plain"),
]


def test_pages_are_told_from_the_rest_and_each_has_its_word(tmp_path: Path) -> None:
    pages, report = rescue_archive(write_warc(tmp_path / "a.warc.gz", SITE))
    assert titles(pages) == ["Viruses in examplitis", "Bacteria in examplitis"]
    assert {found.address.removeprefix("http://example.org"): (found.state, found.why) for found in report.found} == {
        "/": ("passed over", "no entry was found on it"),
        "/causes.htm": ("rescued", ""),
        "/old-causes.htm": ("rescued", ""),
        "/gone.htm": ("passed over", "it is an error page (404)"),
        "/moved.htm": ("passed over", "it leads elsewhere (301)"),
        "/blank.htm": ("passed over", "it is empty"),
    }
    assert report.others == 4
    assert not report.faulty


def test_a_page_without_entries_is_taken_where_there_is_no_other_or_where_it_was_asked_for(tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc.gz", SITE[:1])
    assert [page.address for page in rescue_archive(path)[0]] == ["http://example.org/"]
    path = write_warc(tmp_path / "b.warc.gz", SITE)
    pages, report = rescue_archive(path, Choice(["https://www.example.org"]))
    assert [page.address for page in pages] == ["http://example.org/"]
    assert ("passed over", "it was not asked for") in {(found.state, found.why) for found in report.found}


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("http://example.org/causes.htm", ["causes.htm"]),
        ("example.org/causes.htm", ["causes.htm"]),
        ("*causes.htm", ["causes.htm", "old-causes.htm"]),
        ("http://example.org/*-causes.*", ["old-causes.htm"]),
        ("http://example.org/cause", []),
    ],
)
def test_pages_may_be_chosen_by_address_or_pattern(tmp_path: Path, pattern: str, wanted: list[str]) -> None:
    pages, report = rescue_archive(write_warc(tmp_path / "a.warc.gz", SITE), Choice([pattern]))
    assert [str(page.address).rpartition("/")[2] for page in pages] == wanted
    assert report.missing == ([] if wanted else [pattern])
    assert report.faulty is (not wanted)


def test_one_page_under_several_spellings_of_its_address_is_one_page(tmp_path: Path) -> None:
    spellings = ["http://example.org/a", "https://www.EXAMPLE.org:443/a", "http://example.org:80/a#part"]
    assert len({page_key(address) for address in spellings}) == 1
    served = [Served(address, study("Viruses in examplitis")) for address in spellings]
    _, report = rescue_archive(write_warc(tmp_path / "a.warc", served))
    assert [len(found.captures) for found in report.found] == [3]


def test_a_folder_of_archives_is_read_as_one(run: Run, tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", [Served(ADDRESS, study("Older"), "2012-01-01T00:00:00Z")])
    (tmp_path / "deeper").mkdir()
    write_wacz(tmp_path / "deeper" / "b.wacz", [Served(ADDRESS, study("Newer"), "2014-01-01T00:00:00Z")])
    (tmp_path / "page.html").write_bytes(study("A page beside them"))
    done = run(tmp_path, "--json")
    document = json.loads(done.stdout)
    assert done.exit_code == 0
    assert [page["entries"][0]["title"] for page in document["pages"]] == ["Newer", "A page beside them"]
    assert document["archives"][0]["found"][0]["captures"] == ["2012-01-01T00:00:00Z", "2014-01-01T00:00:00Z"]


def test_a_cut_off_archive_gives_what_is_whole_and_names_the_rest(run: Run, tmp_path: Path) -> None:
    served = [Served(f"http://example.org/{n}.htm", study(f"Study number {n}")) for n in range(3)]
    whole = warc_bytes(served)
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(whole[:-100])
    done = run(path, "--json")
    document = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [page["entries"][0]["title"] for page in document["pages"]][:2] == ["Study number 0", "Study number 1"]
    report = document["archives"][0]
    assert report["damage"] or any(found["why"] for found in report["found"])


def test_a_sound_capture_is_taken_before_a_newer_one_that_is_damaged(tmp_path: Path) -> None:
    older_one = warc_bytes([Served(ADDRESS, study("Whole"), "2012-01-01T00:00:00Z")], gzip=False)
    newer = warc_bytes(
        [Served(ADDRESS, study("Cut off, and what else there is to say"), "2014-01-01T00:00:00Z")], gzip=False
    )
    path = tmp_path / "a.warc"
    path.write_bytes(older_one + newer[:-60])
    pages, _ = rescue_archive(path)
    assert titles(pages) == ["Whole"]


def test_a_body_in_a_packing_that_is_not_known_is_never_taken_for_a_page(tmp_path: Path) -> None:
    unreadable = bytes(255 - byte for byte in study("Packed"))
    packed = [Served("http://example.org/a", unreadable, packing="strange"), *SITE[1:2]]
    pages, report = rescue_archive(write_warc(tmp_path / "a.warc.gz", packed))
    assert titles(pages) == ["Viruses in examplitis"]
    assert [("strange" in found.why, found.state) for found in report.found] == [(True, "failed"), (False, "rescued")]
    assert report.faulty


def test_what_is_no_archive_is_refused_and_the_others_go_on(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.warc.gz"
    bad.write_bytes(b"not an archive at all")
    with pytest.raises(ArchiveError):
        rescue_archive(bad)
    good = write_warc(tmp_path / "good.warc.gz", [Served(ADDRESS, study("Viruses in examplitis"))])
    assert run(bad).exit_code == 2
    done = run(bad, good)
    assert done.exit_code == 1
    assert "Viruses in examplitis" in done.stdout
    assert "bad.warc.gz" in done.stderr


def test_an_archive_without_a_page_says_so(run: Run, tmp_path: Path) -> None:
    done = run(write_warc(tmp_path / "a.warc.gz", SITE[3:4]))
    assert done.exit_code == 2
    assert "error page (404)" in done.stderr
    assert "no page in this archive" in done.stderr


def test_bounds_of_an_archive_are_kept_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = [Served(f"http://example.org/{n}.htm", study(f"Study number {n}")) for n in range(4)]
    path = write_warc(tmp_path / "a.warc.gz", served)
    monkeypatch.setattr(archives, "PAGES_LIMIT", 3)
    pages, report = rescue_archive(path)
    assert len(pages) == 3
    assert [found.address for found in report.found if found.state == "failed"] == ["http://example.org/3.htm"]
    assert report.faulty
    monkeypatch.setattr(archives, "SIZE_LIMIT", 10)
    assert {found.state for found in rescue_archive(path)[1].found} == {"failed"}
    assert rescue_archive(path, limits=Limits(total=2_000))[1].damage


def test_archives_are_known_by_name_or_by_their_first_bytes(tmp_path: Path) -> None:
    plain = tmp_path / "crawl.data"
    plain.write_bytes(warc_bytes([Served(ADDRESS, LINKS)], gzip=False))
    page = tmp_path / "warc.html"
    page.write_bytes(b"<html>WARC/1.0")
    assert is_archive(plain)
    assert is_archive(tmp_path / "x.WARC.GZ")
    assert not is_archive(page)
    assert not is_archive(tmp_path / "nothing.html")


def test_a_choice_among_captures_that_are_not_there_is_told(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(study("Viruses in examplitis"))
    assert "none was given" in run(page, "--captured", "2014").stderr
    assert "none was given" not in run(page).stderr


def test_one_page_of_an_archive_prints_as_a_page_does(run: Run, tmp_path: Path, old_page: bytes) -> None:
    plain = tmp_path / "page.html"
    plain.write_bytes(old_page)
    path = write_wacz(tmp_path / "a.wacz", [Served(ADDRESS, old_page)])
    archived, found = json.loads(run(path, "--json").stdout), json.loads(run(plain, "--json").stdout)
    assert archived["entries"] == found["entries"]
    assert archived["page"] == {
        **found["page"],
        "address": ADDRESS,
        "captured": CAPTURED,
        "spans": archived["page"]["spans"],
    }
    assert archived["archives"][0]["found"][0]["state"] == "rescued"


def test_the_library_keeps_the_page_s_own_address_and_when_it_was_captured(
    run: Run, tmp_path: Path, old_page: bytes
) -> None:
    root = tmp_path / "library"
    start_library(root, "scleroderma", "2025-01-01")
    shown = modern(old_page, ADDRESS, STAMP)
    path = write_warc(tmp_path / "a.warc.gz", [Served(replayed_address(ADDRESS, STAMP), shown, "2025-01-01T00:00:00Z")])
    assert run(path, "--into", root).exit_code == 0
    (record,) = read_library(root).rescued.values()
    assert (record.address, record.captured) == (ADDRESS, CAPTURED)
    assert (root / "rescued" / record.file).read_bytes() == old_page
    again = run(path, "--into", root)
    assert "nothing was changed" in again.stderr


ODD = [
    "pywb/dupes.warc.gz", "pywb/example.arc.gz", "pywb/example-wget-1-14.warc.gz", "warcio/bad.arc",
    "warcio/example-iana.org-chunked.warc", "warcio/example-wget-bad-target-uri.warc.gz", "warcio/example-space-in-url.arc",
    "py-wacz/valid_signed_example_1.wacz", "py-wacz/invalid_example_1.wacz", "iipc-specs/hello-world.warc",
]  # fmt: skip


NO_ARCHIVES = {"py-wacz/invalid_example_1.wacz"}


@pytest.mark.parametrize("name", ODD)
def test_real_archives_are_read_or_refused_and_never_break(shared_data: Path, name: str) -> None:
    path = shared_data / "web-archives" / name
    if name in NO_ARCHIVES:
        with pytest.raises(ArchiveError, match="no record"):
            rescue_archive(path)
        return
    pages, report = rescue_archive(path)
    rescued = {found.address for found in report.found if found.state == "rescued"}
    assert rescued == {page.address for page in pages}
    assert all(found.why for found in report.found if found.state != "rescued")
