"""Folders as web servers show them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.http import Answer, NotAnAnswer
from aetia.sources.folder_index import IndexEntry, read_index

NLM = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">
<html><head><title>Index of /pubmed/baseline</title></head><body>
<h1>Index of /pubmed/baseline</h1>
<pre>Name                           Last modified      Size  <hr><a href="/pubmed/">Parent Directory</a>                   -
<a href="README.txt">README.txt</a>                     2026-01-29 14:25  4.5K
<a href="pubmed26n0001.xml.gz">pubmed26n0001.xml.gz</a>           2026-01-29 14:08   19M
<a href="pubmed26n0001.xml.gz.md5">pubmed26n0001.xml.gz.md5</a>       2026-01-29 14:08   60
<hr></pre>
</body></html>
"""
TABLE = """<html><head><title>Index of /m</title></head><body><table>
<tr><th><a href="?C=N;O=D">Name</a></th></tr>
<tr><td><a href="/pubmed/">Parent Directory</a></td><td>&nbsp;</td><td align="right">  - </td></tr>
<tr><td><a href="pubmed26n0001.xml.gz">pubmed26n0001.xml.gz</a></td><td align="right">2026-01-29 14:08  </td><td> 19M</td></tr>
</table></body></html>"""
NGINX = """<html>
<head><title>Index of /m/</title></head><body><h1>Index of /m/</h1><hr><pre><a href="../">../</a>
<a href="pubmed26n0001.xml.gz">pubmed26n0001.xml.gz</a>                               29-Jan-2026 14:08            19484847
</pre><hr></body>
</html>
"""
PYTHON = """<!DOCTYPE HTML><html lang="en"><head><title>Directory listing for /</title></head><body><ul>
<li><a href="pubmed26n0001.xml.gz">pubmed26n0001.xml.gz</a></li></ul></body></html>"""
LS = """total 2
dr-xr-xr-x   1 ftp anonymous     4096 Jan 29 14:08 old
-r--r--r--   1 ftp anonymous 19484847 Jan 29 14:08 pubmed26n0001.xml.gz
"""


def answer(text: str, media_type: str = "text/html") -> Answer:
    return Answer("https://example.org/m/", text.encode(), media_type)


@pytest.mark.parametrize(
    ("page", "size", "modified"),
    [
        (NLM, int(19.5 * (1 << 20)), "2026-01-29 14:08"),
        (TABLE, int(19.5 * (1 << 20)), "2026-01-29 14:08"),
        (NGINX, 19_484_847, "2026-01-29 14:08"),
        (PYTHON, None, None),
        (LS, 19_484_847, None),
        ("pubmed26n0001.xml.gz\r\n", None, None),
    ],
    ids=["nlm", "table", "nginx", "python", "ls", "names"],
)
def test_the_forms_of_an_index(page: str, size: int | None, modified: str | None) -> None:
    found = read_index(answer(page, "text/html" if "<" in page else "text/plain"))
    assert IndexEntry("pubmed26n0001.xml.gz", size, modified) in found


def test_other_files_are_there_too() -> None:
    names = [entry.name for entry in read_index(answer(NLM))]
    assert names == ["README.txt", "pubmed26n0001.xml.gz", "pubmed26n0001.xml.gz.md5"]
    assert [entry.size for entry in read_index(answer(NLM))] == [int(4.55 * 1024), int(19.5 * (1 << 20)), 60]


def test_a_folder_may_be_empty() -> None:
    empty = "<html><head><title>Index of /m/</title></head><body><a href='../'>../</a></body></html>"
    assert read_index(answer(empty)) == []


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (NLM[:400], "cut off"),
        ("<html><head><title>NCBI Error</title></head><body><a href='/help'>help</a></body></html>", "no index"),
        ("<html><body>Site under maintenance</body></html>", "no index"),
        ("", "empty"),
        ("Service temporarily unavailable.", "no list of files"),
        ("busy", "no list of files"),
        ('{"error":"busy"}', "no list of files"),
    ],
)
def test_what_is_no_index_is_told(page: str, words: str) -> None:
    with pytest.raises(NotAnAnswer, match=words):
        read_index(answer(page))


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for page in (text, f"<html>Index of<a href='{text}</html>", f"<a href={text}>index of</html>"):
        try:
            read_index(answer(page))
        except NotAnAnswer:
            continue
