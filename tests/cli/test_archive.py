"""`aetia archive`: seals a site, or checks what was sealed; a thin shell over the library."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest
from tests.made_up import make_library

from aetia.archive import Document, PageText, write_wacz
from aetia.cli.main import main


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "site.wacz"
    page = Document("https://a.example/", b"<p>x</p>", "text/html", page=PageText("A", "x"))
    write_wacz(target, [page], title="A", created="2026-11-20T00:00:00Z")
    return target


def test_it_says_pages_files_size_and_digest(library: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "site.wacz"
    assert main(["archive", str(library), "--out", str(target), "--json"]) == 0
    out, err = capfd.readouterr()
    told = json.loads(out)
    assert told["digest"] == f"sha256:{hashlib.sha256(target.read_bytes()).hexdigest()}"
    assert told["size"] == target.stat().st_size
    assert told["pages"] > 3
    assert told["files"] > told["pages"]
    assert told["signed"] is False
    said = err.splitlines()
    assert said[-2].startswith(f"Sealed {told['pages']} pages in {told['files']} files (")
    assert said[-1] == told["digest"]


def test_a_sound_archive_verifies(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["archive", "--verify", str(archive), "--json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out) == {"archive": str(archive), "sound": True, "faults": []}
    assert err == f"{archive}: every file has the digest that it was sealed with\n"


def test_a_damaged_archive_does_not(archive: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    damaged = tmp_path / "site.wacz"
    content = bytearray(archive.read_bytes())
    content[content.index(b"json-pages-1.0")] ^= 1
    damaged.write_bytes(content)
    assert main(["archive", "--verify", str(damaged), "--json"]) == 1
    out, err = capfd.readouterr()
    told = json.loads(out)
    assert told["sound"] is False
    assert told["faults"][0]["where"] == "site.wacz!pages/pages.jsonl"
    assert err.endswith(f"{damaged}: 1 fault\n")


def test_a_command_signs(library: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "sign.py"
    program.write_text("import json; print(json.dumps({'hash': input(), 'signature': 'eA=='}))")
    command = f"{sys.executable} {program}"
    assert main(["archive", str(library), "--out", str(tmp_path / "site.wacz"), "--sign", command, "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["signed"] is True


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["LIBRARY"], "aetia: there is no --out. Name the archive: --out site.wacz"),
        (["LIBRARY", "--out", "TMP/site.zip"], "does not end in .wacz"),
        (["TMP/nowhere", "--out", "TMP/site.wacz"], "nowhere"),
        (["LIBRARY", "--out", "TMP/site.wacz", "--sign", "false"], "the signing command ended with code 1"),
        (
            ["--verify", "LIBRARY", "--out", "TMP/site.wacz"],
            "aetia: --verify makes nothing. Leave out --out and --sign",
        ),
        (["--verify", "TMP/missing.wacz"], "the file cannot be read"),
    ],
)
def test_bad_use_is_one_line_and_exit_code_2(
    library: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], what: str
) -> None:
    words = [word.replace("LIBRARY", str(library)).replace("TMP", str(tmp_path)) for word in arguments]
    assert main(["archive", *words]) == 2
    err = capfd.readouterr().err
    assert what in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
