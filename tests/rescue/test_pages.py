"""Bytes become a decoded page, or are refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from aetia.errors import RescueError
from aetia.rescue.pages import SIZE_LIMIT, decode_page, load_bytes

FLAWED = Path(__file__).resolve().parents[1] / "data" / "rescue" / "flawed"


def test_a_byte_order_mark_decides_the_encoding() -> None:
    page = decode_page("Ürsache einer Krankheit".encode("utf-16"))
    assert (page.text, page.encoding) == ("Ürsache einer Krankheit", "utf-16")


def test_the_servers_charset_comes_before_the_declared_one() -> None:
    data = '<html><meta charset="iso-8859-2"><body>Łódź</body></html>'.encode("cp1250")
    assert "Łódź" in decode_page(data, charset="windows-1250").text


def test_a_page_that_says_latin1_is_read_as_windows_1252() -> None:
    page = decode_page(b'<html><meta charset="iso-8859-1"><body>\x93quoted\x94 \x96 fine</body></html>')
    assert "“quoted” – fine" in page.text


def test_latin1_lines_in_a_utf8_page_are_repaired_and_named() -> None:
    page = decode_page((FLAWED / "utf8-with-latin1-lines.txt").read_bytes())
    assert "Müller K" in page.text
    assert "Gröger V" in page.text
    assert "Sjögren’s" in page.text
    assert [line for line, _ in page.repairs] == [5]


def test_a_utf8_line_in_a_latin1_page_is_repaired_and_named() -> None:
    page = decode_page((FLAWED / "latin1-with-utf8-line.html").read_bytes())
    assert "Über Bakterien" in page.text
    assert "Für Müller" in page.text
    assert page.repairs


@pytest.mark.parametrize("name", ["empty.html", "only-blanks.txt", "binary.pdf.txt"])
def test_what_is_no_page_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(RescueError) as caught:
        decode_page((FLAWED / name).read_bytes(), where=name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.html", tmp_path):
        with pytest.raises(RescueError):
            load_bytes(path)


def test_a_file_past_the_limit_is_refused_without_reading_it(tmp_path: Path) -> None:
    huge = tmp_path / "huge.html"
    with huge.open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(RescueError, match=f"{SIZE_LIMIT:,}"):
        load_bytes(huge)


def test_html_is_known_by_its_content_and_not_by_its_name() -> None:
    assert decode_page(b"<html><body>Words</body></html>").form == "html"
    assert decode_page(b"If a < b then c > d. Plain words, and a <b>tag</b> in passing.").form == "text"
