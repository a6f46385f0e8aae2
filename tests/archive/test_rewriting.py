"""Pages as an archive shows them, back to the pages as they were first served."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.replay import modern, older, replayed_address

from aetia.archive.rewriting import original_address, replay_of, without_rewriting
from aetia.archive.stamps import stamp_of, time_of

ADDRESS = "http://example.org/causes/infection.htm"
STAMP = "20140301120000"
CAPTURED = "2014-03-01T12:00:00Z"
REPLAY = replayed_address(ADDRESS, STAMP)
PAGE = b"""<!DOCTYPE html>
<html><head><title>Causes</title>
<link rel="stylesheet" href="/style.css"><meta http-equiv="refresh" content="60; url=http://example.org/next.htm">
<base href="http://example.org/causes/">
<style>body { background: url(http://pictures.example.net/paper.gif) }</style></head>
<body bgcolor="#FFFFFF" background='/paper.gif'>
<p>See <a href="http://other.example.net/a?b=1&amp;c=2">this</a>, <a href=next.htm>the next</a>, <a href="/">home</a>,
<a href="//cdn.example.net/x">x</a> and
<a href="https://web.archive.org/web/20100101000000/http://gone.example.net/">what is gone</a>.</p>
<img src="/a.png" srcset="/a.png 1x, http://pictures.example.net/a.png 2x" style="border-image: url(/b.png)">
<form action="http://example.org/search"><input name="q"></form>
<script>var config = {"home": "http:\\/\\/example.org\\/", "path": "\\/a"};</script>
</body></html>
"""


@pytest.mark.parametrize(
    ("address", "captured", "original"),
    [
        ("https://web.archive.org/web/20140301120000/http://example.org/a?b=1#c", CAPTURED, "http://example.org/a?b=1#c"),
        *(
            (f"https://web.archive.org/web/20140301120000{modifier}_/http://example.org/", CAPTURED, "http://example.org/")
            for modifier in ("id", "if", "im", "js", "cs", "fw", "oe", "mp")
        ),
        ("http://web.archive.org/web/2014/http://example.org/", "2014", "http://example.org/"),
        ("https://web.archive.org/web/201403/http://example.org/", "2014-03", "http://example.org/"),
        ("https://web.archive.org/web/2014030112/http://example.org/", "2014-03-01T12Z", "http://example.org/"),
        ("https://web.archive.org/web/20140/http://example.org/", "2014", "http://example.org/"),
        ("https://web.archive.org/web/2014*/http://example.org/", "2014", "http://example.org/"),
        ("https://web.archive.org/web/*/http://example.org/", "", "http://example.org/"),
        ("https://web.archive.org/web/http://example.org/", "", "http://example.org/"),
        ("https://web.archive.org/web/20140301120000/example.org/a.htm", CAPTURED, "http://example.org/a.htm"),
        ("https://web.archive.org/web/20140301120000/http:/example.org/a", CAPTURED, "http://example.org/a"),
        ("https://web.archive.org/web/20140301120000/http://example.org:80/a", CAPTURED, "http://example.org/a"),
        ("https://web.archive.org/web/20140301120000/http%3A%2F%2Fexample.org%2Fa", CAPTURED, "http://example.org/a"),
        ("/web/20140301120000im_/http://example.org/a.png", CAPTURED, "http://example.org/a.png"),
        ("//web.archive.org/web/20140301120000js_/https://example.org/a.js", CAPTURED, "https://example.org/a.js"),
        ("http://localhost:8080/my-coll/20140301120000mp_/http://example.org/", CAPTURED, "http://example.org/"),
        ("https://wayback.archive-it.org/1234/20140301120000/http://example.org/", CAPTURED, "http://example.org/"),
    ],
)  # fmt: skip
def test_an_address_in_an_archive_tells_time_and_page(address: str, captured: str, original: str) -> None:
    assert original_address(address) == (captured, original)


@pytest.mark.parametrize(
    "address",
    [
        "", "/", "page.htm", "http://example.org/", "https://web.archive.org/", "https://web.archive.org/web/",
        "https://web.archive.org/web/20140301120000/", "https://web.archive.org/save/http://example.org/",
        "https://web.archive.org/web/20141301000000/http://example.org/", "https://example.org/2014/http://example.net/",
        "https://example.org/web/page.htm", "/web/style.css", "/web/2014/report.pdf/", "https://example.org/?u=http://example.net/",
        "https://web.archive.org/cdx/search/cdx?url=http://example.org/", "20140301120000/http://example.org/",
        "https://web.archive.org/web/20140301120000/http://",
    ],
)  # fmt: skip
def test_any_other_address_is_none_of_an_archive(address: str) -> None:
    assert original_address(address) is None


def test_the_time_of_an_archive_and_iso_are_each_other_s_inverse() -> None:
    assert time_of(STAMP) == CAPTURED
    assert stamp_of(CAPTURED) == STAMP
    assert time_of("20140231000000") is None


@pytest.mark.parametrize("address", [REPLAY, ADDRESS, ""])
def test_today_s_replay_is_undone_byte_for_byte(address: str) -> None:
    shown = modern(PAGE, ADDRESS, STAMP)
    assert shown.count(b"/web/20140301120000") > 10
    assert without_rewriting(shown, address) == PAGE


def test_an_older_replay_is_undone_up_to_links_that_began_with_a_slash() -> None:
    plain = (
        PAGE.replace(b'"/', b'"http://example.org/')
        .replace(b"'/", b"'http://example.org/")
        .replace(b"(/", b"(http://example.org/")
    )
    plain = plain.replace(b"http://example.org//cdn", b"//cdn")
    assert without_rewriting(older(plain, ADDRESS, STAMP), REPLAY) == plain
    whole = without_rewriting(older(PAGE, ADDRESS, STAMP), REPLAY)
    assert whole == plain, "such a link leads to the same place as before"


@pytest.mark.parametrize("address", [REPLAY, ADDRESS, ""])
def test_a_page_that_is_no_replay_passes_unchanged(address: str) -> None:
    assert without_rewriting(PAGE, address) == PAGE


def test_a_raw_capture_passes_unchanged_whatever_it_holds() -> None:
    shown = modern(PAGE, ADDRESS, STAMP)
    assert without_rewriting(shown, replayed_address(ADDRESS, STAMP, "id_")) == shown


def test_only_links_of_the_capture_s_own_second_were_rewritten() -> None:
    page = (
        b'<a href="/web/20140301115959/http://a.example/">a</a> <a href="/web/20140301120000/http://a.example/">b</a>'
    )
    assert without_rewriting(page, REPLAY) == page.replace(b"/web/20140301120000/", b"")


def test_a_page_that_writes_of_the_archive_is_left_alone() -> None:
    page = PAGE.replace(
        b"</p>", b" &lt;!-- BEGIN WAYBACK TOOLBAR INSERT --&gt; FILE ARCHIVED ON paper, by the Wayback Machine</p>"
    )
    assert without_rewriting(page, ADDRESS) == page
    assert without_rewriting(modern(page, ADDRESS, STAMP), REPLAY) == page


@pytest.mark.parametrize(("shown", "told"), [(modern, ADDRESS), (older, ADDRESS)])
def test_a_replay_says_itself_what_it_shows(shown: object, told: str) -> None:
    assert callable(shown)
    assert replay_of(shown(PAGE, ADDRESS, STAMP)) == (CAPTURED, told)
    assert replay_of(PAGE) is None


def test_a_page_that_a_browser_saved_says_where_from() -> None:
    note = f"<!-- saved from url=(0064){REPLAY} -->\n".encode()
    saved = PAGE.replace(b"<html>", note + b"<html>").replace(
        b'"/"', f'"{replayed_address("http://example.org/", STAMP)}"'.encode()
    )
    assert replay_of(saved) == (CAPTURED, ADDRESS)
    assert without_rewriting(saved, "") == PAGE.replace(b'"/"', b'"http://example.org/"')


def test_what_a_browser_saved_beside_the_page_is_taken_out_with_the_rest() -> None:
    shown = modern(PAGE, ADDRESS, STAMP).replace(b"https://web-static.archive.org/_static/js/", b"./Causes_files/")
    assert without_rewriting(shown.replace(b"bundle-playback.js", b"bundle-playback.js.download"), REPLAY) == PAGE


def test_the_script_of_the_first_years_is_taken_out() -> None:
    script = (
        b'<SCRIPT language="Javascript">\n<!--\n\n// FILE ARCHIVED ON 20071030074443 AND RETRIEVED FROM THE\n'
        b"// INTERNET ARCHIVE ON 20110214025052.\n// JAVASCRIPT APPENDED BY WAYBACK MACHINE, COPYRIGHT INTERNET ARCHIVE.\n"
        b"// ALL OTHER CONTENT MAY ALSO BE PROTECTED BY COPYRIGHT (17 U.S.C.\n// SECTION 108(a)(3)).\n\n"
        b'   var sWayBackCGI = "http://web.archive.org/web/20071030074443/";\n\n'
        b"   function xResolveUrl(url) { return url; }\n\n//-->\n</SCRIPT>"
    )
    assert without_rewriting(PAGE.replace(b"</body>", b"</body>" + script), ADDRESS) == PAGE


def test_a_text_file_that_a_browser_wrapped_is_a_text_file_again() -> None:
    wrapped = (
        b'<html><head><meta name="color-scheme" content="light dark"></head><body>'
        b'<pre style="word-wrap: break-word; white-space: pre-wrap;">Smith &amp; Jones\n  1999 &lt;5%\n</pre></body></html>'
    )
    assert without_rewriting(wrapped, REPLAY) == b"Smith & Jones\n  1999 <5%\n"
    assert without_rewriting(wrapped, ADDRESS) == wrapped, "nothing says that it is a replay"
    note = f"<!-- saved from url=(0064){REPLAY} -->\n".encode()
    assert without_rewriting(note + wrapped, "") == b"Smith & Jones\n  1999 <5%\n"


def test_what_else_an_archive_puts_before_its_mark_goes_with_the_rest() -> None:
    unknown = b"<script>window.somethingNew = 1;</script>\n"
    shown = modern(PAGE, ADDRESS, STAMP).replace(b"<!-- End Wayback", unknown + b"<!-- End Wayback")
    assert without_rewriting(shown, REPLAY) == PAGE


def test_another_archive_s_links_and_banner_are_undone() -> None:
    there = f"http://localhost:8080/my-coll/{STAMP}mp_/{ADDRESS}"
    banner = b"<!-- WB Insert -->\n<script>wbinfo = {};</script>\n<!-- End WB Insert -->\n"
    page = b'<html><head><title>A</title></head><body><a href="http://a.example/b">b</a> <a href="http://example.org/">h</a></body></html>'
    shown = page.replace(b"<head>", b"<head>" + banner)
    shown = shown.replace(b"http://a.example", b"http://localhost:8080/my-coll/20140301120000mp_/http://a.example")
    shown = shown.replace(b'"http://example.org', b'"/my-coll/20140301120000mp_/http://example.org')
    assert without_rewriting(shown, there) == page


_HOSTS = st.sampled_from(["http://example.org", "https://example.org", "http://a.example.net", "//b.example.net", ""])
_PATHS = st.from_regex(
    r"(/[a-z0-9.~%-]{0,8}){1,3}(\?[a-z]=[a-z0-9]{1,3}(&amp;[a-z]=[0-9])?)?(#[a-z]{1,4})?", fullmatch=True
)
_URLS = st.one_of(
    st.builds(lambda host, path: host + path.replace("//", "/"), _HOSTS, _PATHS),
    st.sampled_from(["", "#a", "next.htm", "../up/", "?q=1", "mailto:a@example.org", "javascript:void(0)", "data:,x"]),
    st.sampled_from(["https://web.archive.org/web/2010/http://x.example/", "http://web.archive.org/"]),
)
_TEXT = st.text(st.characters(codec="latin-1", exclude_characters="<>"), max_size=30)
_QUOTE = st.sampled_from(['"', "'"])
_PIECES = st.one_of(
    _TEXT,
    st.builds(lambda q, u: f"<a class=x href={q}{u}{q}>a</a>", _QUOTE, _URLS),
    st.builds(lambda q, u, v: f"<img src={q}{u}{q} alt='' srcset=\"{v} 1x, {u} 2x\">", _QUOTE, _URLS, _URLS),
    st.builds(lambda u: f'<div style="background:url({u})">d</div>', _URLS),
    st.builds(lambda u: f"<style>p {{ background: url({u}) }}</style>", _URLS),
    st.builds(lambda u: f'<form action="{u}"></form>', _URLS),
    st.sampled_from(["<!-- a note -->", "<p>", "</table>", "<br/>", "\r\n", "\n\n\n\n", "<!-- FILE -->",
                     "<script>var a = 1;</script>"]),
)  # fmt: skip
_PAGES = st.builds(
    lambda head, body, tail: f"<html><head>{''.join(head)}</head><body>{''.join(body)}</body></html>{tail}".encode("latin-1"),
    st.lists(_PIECES, max_size=4), st.lists(_PIECES, max_size=10), st.sampled_from(["", "\n", "\r\n", "\n\n"]),
)  # fmt: skip
_FIRST = datetime(1996, 1, 1)  # noqa: DTZ001 - hypothesis wants it without a zone
_STAMPS = st.datetimes(min_value=_FIRST).map(lambda when: when.strftime("%Y%m%d%H%M%S"))


@given(
    page=_PAGES, stamp=_STAMPS, address=st.sampled_from([ADDRESS, "https://example.org/", "http://example.org/a?b=1"])
)
def test_undoing_gives_the_page_whatever_it_holds(page: bytes, stamp: str, address: str) -> None:
    assert without_rewriting(page, address) == page
    assert without_rewriting(modern(page, address, stamp), replayed_address(address, stamp)) == page


@given(
    page=_PAGES.filter(lambda page: not any(begin in page for begin in (b"='/", b'="/', b"(/", b" /", b'"/'))),
    stamp=_STAMPS,
)
def test_undoing_an_older_replay_gives_a_page_without_links_that_begin_with_a_slash(page: bytes, stamp: str) -> None:
    assert without_rewriting(older(page, ADDRESS, stamp), replayed_address(ADDRESS, stamp)) == page


@given(st.binary(max_size=300), st.text(max_size=60))
def test_no_bytes_and_no_address_break_it(body: bytes, address: str) -> None:
    without_rewriting(body, address)
    original_address(f"https://web.archive.org/web/2014/{address}")


@pytest.mark.parametrize(
    "piece", [b"<script>", b"<script src=", b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<link ", b"FILE ARCHIVED ON ", b"<!--",
              b"/web/20140301120000/", b"saved from url=(1)https://web.archive.org/web/20140301120000/", b"__wm.bt(\"\""],
)  # fmt: skip
def test_hostile_pages_take_no_more_time_than_their_length(piece: bytes) -> None:
    body = piece * (2_000_000 // len(piece))
    began = time.perf_counter()
    without_rewriting(body, REPLAY)
    assert time.perf_counter() - began < 5


def test_the_sample_library_s_old_page_comes_back(sample_library: Path) -> None:
    page = (sample_library / "rescued" / "causes-of-scleroderma-infection.html").read_bytes()
    shown = modern(page, ADDRESS, STAMP)
    assert shown != page
    assert without_rewriting(shown, REPLAY) == page


def test_real_old_pages_come_back(shared_data: Path) -> None:
    pages = sorted((shared_data / "legacy-html").glob("*.html"))
    assert len(pages) >= 6
    for path in pages:
        page = path.read_bytes()
        assert replay_of(page) is None
        assert without_rewriting(page, REPLAY) == page, path.name
        assert without_rewriting(modern(page, ADDRESS, STAMP), REPLAY) == page, path.name
