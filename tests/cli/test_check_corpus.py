"""`aetia check --corpus` says where the papers stand, and with --apply writes what is a matter of fact."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.made_up import make_library
from tests.resolve.standing.made_up import corpus, library, paper, study

from aetia.cli.main import main


@pytest.fixture
def address(tmp_path: Path) -> str:
    with corpus(
        tmp_path, paper(doi="10.9999/slate"), paper(90000007, title="Salt", links=[("RetractionIn", 90000009)])
    ) as opened:
        return opened.store.address


def run(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["check", *words])
    said = capfd.readouterr()
    return code, said.out, said.err


SALT = study(title="Salt", identifiers="pmid: 90000007", quotation="text: No dose was ever seen.")


def test_faults_stand_in_groups_of_their_own_and_counts_are_said(
    tmp_path: Path, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    root = library(tmp_path, slate=study(), salt=SALT, bare=study(identifiers="", title="Sand"))

    code, out, err = run(capfd, str(root), "--corpus", address)

    assert code == 1
    assert (
        out.count("Errors by the corpus (2)\nstudies/salt.yaml:2: PMID 90000007 was retracted; notice PMID 90000009")
        == 1
    )
    assert (
        "Warnings by the corpus (1)\nstudies/slate.yaml:2: the corpus also knows doi 10.9999/slate. Run again with --apply"
        in out
    )
    assert (
        "2 references looked up in 2 records: 2 found, 0 deleted, 0 not in this corpus; 1 reference has no identifier, "
        "and 'aetia resolve' looks for it\n1 quotation: 0 word for word, 1 not, 0 of which this corpus cannot tell\n"
    ) in err


def test_warnings_alone_let_the_check_pass(tmp_path: Path, address: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, str(library(tmp_path, slate=study())), "--corpus", address)
    assert code == 0
    assert "Warnings by the corpus (1)" in out
    assert "\n0 errors, " in err


def test_json_holds_faults_counts_and_changes(tmp_path: Path, address: str, capfd: pytest.CaptureFixture[str]) -> None:
    root = library(tmp_path, slate=study(quotation="text: No dose was seen."), salt=SALT)

    code, out, _ = run(capfd, str(root), "--corpus", address, "--apply", "--on", "2026-12-24", "--json")

    told = json.loads(out)
    assert code == 1, "the quotation is for a person"
    assert [fault["code"] for fault in told["faults"]] == ["moved-quotation"]
    assert (told["errors"], told["warnings"]) == (1, 0)
    assert told["corpus"] == {
        "address": address, "records": 2, "looked_up": 2, "found": 2, "without_identifiers": 0, "not_in_corpus": 0, "deleted": 0,
    }  # fmt: skip
    assert told["quotations"] == {"stand": 1, "moved": 1, "cannot_tell": 0}
    changes = {(change["file"], change["field"]): (change["old"], change["new"]) for change in told["changes"]}
    assert changes["studies/slate.yaml", "references[0].identifiers.doi"] == (None, "10.9999/slate")
    assert changes["studies/slate.yaml", "findings[0].quotation.checked"] == (None, "2026-12-24")
    assert changes["studies/salt.yaml", "references[0].standing.state"] == (None, "retracted")


def test_apply_lists_its_changes_and_the_second_time_has_nothing_to_write(
    tmp_path: Path, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    root = library(tmp_path, slate=study())

    code, out, err = run(capfd, str(root), "--corpus", address, "--apply")
    assert (code, out) == (
        0,
        "Changes (1)\nstudies/slate.yaml: references[0].identifiers.doi: nothing → 10.9999/slate\n\n",
    )
    assert err.endswith("1 change written\nNo faults found\n")

    code, out, err = run(capfd, str(root), "--corpus", address, "--apply")
    assert (code, out) == (0, "")
    assert err.endswith("Nothing to write\nNo faults found\n")


def test_a_library_with_a_broken_file_is_compared_all_the_same(
    tmp_path: Path, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    root = library(tmp_path, slate=study(), broken="references: [\n")
    code, out, _ = run(capfd, str(root), "--corpus", address, "--apply")
    assert code == 1
    assert "references[0].identifiers.doi" in out
    assert (root / "studies" / "broken.yaml").read_text() == "references: [\n"


@pytest.mark.parametrize("words", [["--apply"], ["--on", "2026"]])
def test_what_belongs_to_a_corpus_needs_one(
    tmp_path: Path, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capfd, str(make_library(tmp_path)), *words)
    assert code == 2
    assert err.startswith("aetia: --apply and --on belong to a comparison with a corpus")


def test_a_corpus_that_is_not_there_and_a_day_that_is_none_are_refused(
    tmp_path: Path, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    root = str(library(tmp_path, slate=study()))
    assert run(capfd, root, "--corpus", str(tmp_path / "nothing"))[0] in (1, 2)
    code, _, err = run(capfd, root, "--corpus", address, "--on", "soon")
    assert code == 2
    assert "'soon' is no date" in err


def test_no_corpus_is_opened_and_no_socket_either_unless_asked(tmp_path: Path, address: str) -> None:
    root = make_library(tmp_path / "plain")
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, _: opened.append(event) if event.startswith('socket.') else None)\n"
        "from aetia.cli.main import main\n"
        f"main(['check', {str(root)!r}])\n"
        "assert not {'pyarrow', 'aetia.resolve', 'aetia.corpus'} & set(sys.modules)\n"
        f"code = main(['check', {str(root)!r}, '--corpus', {address!r}])\n"
        "assert not opened, opened\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "2 references looked up in 2 records: 0 found, 0 deleted, 2 not in this corpus" in done.stderr
