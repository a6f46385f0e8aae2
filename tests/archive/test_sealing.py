"""A sealed archive: the same documents, the same bytes; whole or not at all; read by others' rules."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.archive.made_archives import PAGE, read

from aetia.archive import Capture, Document, PageText, read_captures, signer_of, verify_wacz, write_wacz
from aetia.errors import ArchiveError

BASE = "https://palewrist.example/"
CREATED = "2026-11-20T00:00:00Z"
DOCUMENTS = [
    Document(
        BASE, PAGE, "text/html; charset=utf-8", page=PageText("Home", "Slate dust"), aliases=(f"{BASE}index.html",)
    ),
    Document(f"{BASE}static/style.css", b"p { color: teal }", "text/css; charset=utf-8"),
    Document(f"{BASE}gone", b"", "text/plain", status=410),
]


def seal(target: Path, documents: list[Document] = DOCUMENTS, title: str = "Palewrist") -> None:
    write_wacz(target, documents, title=title, created=CREATED, main=BASE)


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    target = tmp_path / "site.wacz"
    sealed = write_wacz(target, DOCUMENTS, title="Palewrist", created=CREATED)
    captures, damage = read(target)
    assert damage == []
    assert [(capture.address, capture.status, capture.media_type, capture.body) for capture in captures] == [
        (BASE, 200, "text/html", PAGE),
        (f"{BASE}index.html", 200, "text/html", PAGE),
        (f"{BASE}static/style.css", 200, "text/css", b"p { color: teal }"),
        (f"{BASE}gone", 410, "text/plain", b""),
    ]
    assert {capture.captured for capture in captures} == {CREATED}
    assert {capture.trouble for capture in captures} == {""}
    assert (sealed.documents, sealed.captures, sealed.pages, sealed.signed) == (3, 4, 1, False)
    assert sealed.size == target.stat().st_size
    assert sealed.digest == hashlib.sha256(target.read_bytes()).hexdigest()


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from aetia.archive import *\n"
        "pages = {f'https://a.example/{number}': b'x' * number for number in range(50)}\n"
        "write_wacz(Path(sys.argv[1]), [Document(a, b, 'text/plain', page=PageText(a)) for a, b in pages.items()],"
        " title='A', created='2026-11-20T00:00:00Z')"
    )
    made = []
    for number, (seed, zone) in enumerate((("1", "UTC"), ("2", "Pacific/Kiritimati"))):
        target = tmp_path / str(number) / "site.wacz"
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        subprocess.run([sys.executable, "-c", script, str(target)], check=True, env=environment)
        made.append(target.read_bytes())
    assert made[0] == made[1]


def test_members_are_stored_with_fixed_times_and_listed_with_their_digests(tmp_path: Path) -> None:
    target = tmp_path / "site.wacz"
    seal(target)
    with zipfile.ZipFile(target) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 20, 0, 0, 0)}
        package = json.loads(archive.read("datapackage.json"))
        told = json.loads(archive.read("datapackage-digest.json"))
        assert told["hash"] == f"sha256:{hashlib.sha256(archive.read('datapackage.json')).hexdigest()}"
        for resource in package["resources"]:
            content = archive.read(resource["path"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert resource["bytes"] == len(content)
        assert {resource["path"] for resource in package["resources"]} == {
            "archive/data.warc.gz", "indexes/index.cdxj", "pages/pages.jsonl",
        }  # fmt: skip
    assert (package["profile"], package["wacz_version"], package["title"]) == ("data-package", "1.1.1", "Palewrist")
    assert (package["mainPageUrl"], package["created"]) == (BASE, CREATED)


def test_each_line_of_the_index_leads_to_its_record(tmp_path: Path) -> None:
    target = tmp_path / "site.wacz"
    seal(target)
    with zipfile.ZipFile(target) as archive:
        lines = archive.read("indexes/index.cdxj").decode().splitlines()
        records = archive.read("archive/data.warc.gz")
    assert lines == sorted(lines)
    assert len(lines) == 4
    for line in lines:
        key, stamp, facts = line.split(" ", 2)
        told = json.loads(facts)
        content = gzip.decompress(records[int(told["offset"]) : int(told["offset"]) + int(told["length"])])
        assert f"WARC-Target-URI: {told['url']}\r\n".encode() in content
        assert f"WARC-Payload-Digest: {told['digest']}\r\n".encode() in content
        assert stamp == "20261120000000"
        assert key.startswith("example,palewrist)/")
        assert told["mime"] == ("warc/revisit" if told["url"].endswith("index.html") else told["mime"])


def test_pages_are_listed_with_title_and_text(tmp_path: Path) -> None:
    target = tmp_path / "site.wacz"
    seal(target)
    with zipfile.ZipFile(target) as archive:
        first, *pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
    assert first == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
    assert [(page["url"], page["ts"], page["title"], page["text"]) for page in pages] == [
        (BASE, CREATED, "Home", "Slate dust")
    ]


def test_warcio_reads_the_records_and_finds_their_digests_right(tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    target = tmp_path / "site.wacz"
    seal(target)
    with zipfile.ZipFile(target) as archive, archive.open("archive/data.warc.gz") as stream:
        found = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()
            found.append(record.rec_type)
    assert found == ["warcinfo", "response", "revisit", "response", "response"]


@pytest.mark.parametrize(
    "document",
    [
        Document("ftp://a.example/x", b"", "text/html"),
        Document("https://a.example/a b", b"", "text/html"),
        Document("https://a.example/é", b"", "text/html"),
        Document("https://a.example/x\r\nX: y", b"", "text/html"),
        Document("https:///x", b"", "text/html"),
        Document("https://a.example/", b"", "text/html", aliases=("javascript:alert(1)",)),
        Document("https://a.example/", b"", "text/html\r\nX: y"),
        Document("https://a.example/", b"", ""),
        Document("https://a.example/", b"", "text/html", status=100),
        Document("https://a.example/", Path("missing.html"), "text/html"),
    ],
)
def test_what_no_record_can_hold_is_refused_and_the_old_archive_stands(tmp_path: Path, document: Document) -> None:
    target = tmp_path / "site.wacz"
    seal(target)
    before = target.read_bytes()
    with pytest.raises(ArchiveError):
        seal(target, [*DOCUMENTS, document])
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["site.wacz"]


def test_an_address_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="the address is there twice"):
        seal(tmp_path / "site.wacz", [*DOCUMENTS, Document(f"{BASE}index.html", b"", "text/html")])


@pytest.mark.parametrize("created", ["2026-11-20", "yesterday", "2026-11-20T00:00:00"])
def test_a_time_that_is_none_is_refused(tmp_path: Path, created: str) -> None:
    with pytest.raises(ArchiveError, match="is no time"):
        write_wacz(tmp_path / "site.wacz", DOCUMENTS, title="A", created=created)


def test_nothing_but_an_archive_is_replaced(tmp_path: Path) -> None:
    letter = tmp_path / "letter.wacz"
    letter.write_text("Dear diary")
    with pytest.raises(ArchiveError, match="there is a file that is no archive"):
        seal(letter)
    assert letter.read_text() == "Dear diary"
    with pytest.raises(ArchiveError, match="does not end in"):
        seal(tmp_path / "site.zip")
    (tmp_path / "folder.wacz").mkdir()
    with pytest.raises(ArchiveError, match="there is a folder of this name"):
        seal(tmp_path / "folder.wacz")


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError, match="the archive cannot be written") as caught:
        seal(tmp_path / "file" / "site.wacz")
    assert "\n" not in str(caught.value)


def test_killed_half_way_the_old_archive_stands_and_the_next_run_clears_up(tmp_path: Path) -> None:
    target = tmp_path / "site.wacz"
    seal(target)
    before = target.read_bytes()
    script = (
        "import sys, time; from pathlib import Path; from aetia.archive import *\n"
        "def documents():\n"
        "    for number in range(10**9):\n"
        "        if number == 200: print('half way', flush=True)\n"
        "        if number > 200: time.sleep(0.05)\n"
        "        yield Document(f'https://a.example/{number}', b'x' * 5000, 'text/plain')\n"
        "write_wacz(Path(sys.argv[1]), documents(), title='A', created='2026-11-20T00:00:00Z')"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"half way\n"
        running.send_signal(signal.SIGKILL)
    assert target.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2
    seal(target)
    assert [path.name for path in tmp_path.iterdir()] == ["site.wacz"]


def test_killed_at_any_moment_there_is_the_old_archive_or_the_new_one(tmp_path: Path) -> None:
    target = tmp_path / "site.wacz"
    seal(target)
    script = (
        "import sys; from pathlib import Path; from aetia.archive import *\n"
        "documents = [Document(f'https://a.example/{number}', b'x' * 500, 'text/plain') for number in range(30)]\n"
        "print('ready', flush=True)\n"
        "while True: write_wacz(Path(sys.argv[1]), documents, title='A', created='2026-11-20T00:00:00Z')"
    )
    for delay in (0.0, 0.013, 0.031, 0.07):
        with subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            running.stdout.readline()
            time.sleep(delay)
            running.kill()
        assert verify_wacz(target) == []


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    write_wacz(tmp_path / "site.wacz", DOCUMENTS, title="A", created=CREATED, progress=told.append)
    assert told == [1, 2, 3]


def test_a_signer_gets_the_digest_and_its_block_is_kept(tmp_path: Path) -> None:
    asked: list[str] = []

    def sign(digest: str) -> dict[str, object]:
        asked.append(digest)
        return {"hash": digest, "created": CREATED, "software": "test", "signature": "c2lnbmVk", "publicKey": "a2V5"}

    sealed = write_wacz(tmp_path / "site.wacz", DOCUMENTS, title="A", created=CREATED, sign=sign)
    with zipfile.ZipFile(tmp_path / "site.wacz") as archive:
        told = json.loads(archive.read("datapackage-digest.json"))
    assert asked == [sealed.package_digest] == [told["hash"]]
    assert told["signedData"]["signature"] == "c2lnbmVk"
    assert sealed.signed
    assert verify_wacz(tmp_path / "site.wacz") == []


def test_a_command_signs(tmp_path: Path) -> None:
    program = tmp_path / "sign.py"
    program.write_text(
        "import json, sys\ndigest = sys.stdin.read().strip()\n"
        "print(json.dumps({'hash': digest, 'signature': f'signed by {sys.argv[1]}'}))\n"
    )
    signer = signer_of(f"{sys.executable} '{program}' 'the trust; echo no shell'")
    write_wacz(tmp_path / "site.wacz", DOCUMENTS, title="A", created=CREATED, sign=signer)
    with zipfile.ZipFile(tmp_path / "site.wacz") as archive:
        told = json.loads(archive.read("datapackage-digest.json"))
    assert told["signedData"] == {"hash": told["hash"], "signature": "signed by the trust; echo no shell"}


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("", "the signing command is empty"),
        ("'", "the signing command cannot be read"),
        ("/no/such/program", "the signing command did not run"),
        ("false", "the signing command ended with code 1"),
        ("echo no", "the signing command printed no JSON object"),
        ("echo {}", "the signature is not one of this archive"),
        ("""echo '{"hash": "sha256:00", "signature": "x"}'""", "the signature is not one of this archive"),
    ],
)
def test_a_signature_that_fails_leaves_the_old_archive(tmp_path: Path, command: str, what: str) -> None:
    target = tmp_path / "site.wacz"
    seal(target)
    before = target.read_bytes()
    with pytest.raises(ArchiveError, match=what):
        write_wacz(target, DOCUMENTS, title="A", created=CREATED, sign=signer_of(command))
    assert target.read_bytes() == before


ADDRESSES = st.builds(
    "{}://{}.example{}/{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    st.sampled_from(["", ":8080"]),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=40),
)
TYPES = st.sampled_from(["text/html; charset=utf-8", "application/octet-stream", "image/svg+xml", "application/json"])


@given(
    contents=st.dictionaries(
        ADDRESSES, st.tuples(st.binary(max_size=400), TYPES, st.sampled_from([200, 404, 410, 500, 599])), max_size=8
    ),
    title=st.text(max_size=40),
    again=st.integers(0, 3),
)
def test_any_documents_come_out_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, contents: dict[str, tuple[bytes, str, int]], title: str, again: int
) -> None:
    target = tmp_path_factory.mktemp("any") / "site.wacz"
    documents = [
        Document(
            address, body, kind, status,
            page=PageText(title, title),
            aliases=tuple(f"https://alias.example/{number}/{copy}" for copy in range(again)),
        )
        for number, (address, (body, kind, status)) in enumerate(contents.items())
    ]  # fmt: skip
    write_wacz(target, documents, title=title, created=CREATED)
    wanted = [
        (address, body, kind, status)
        for document, (body, kind, status) in zip(documents, contents.values(), strict=True)
        for address in (document.address, *document.aliases)
    ]
    if not wanted:
        with pytest.raises(StopIteration):
            next(read_captures(target))
        return
    found = list(read_captures(target))
    assert all(isinstance(item, Capture) and not item.trouble for item in found)
    assert [
        (item.address, item.body, item.header("Content-Type"), item.status)
        for item in found
        if isinstance(item, Capture)
    ] == wanted
    assert verify_wacz(target) == []
