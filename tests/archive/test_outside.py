"""What others make of a sealed site: the public validator, its indexer, and the public player in a browser.

The programs are fetched into temporary folders and thrown away. Without npm or a network the tests are skipped with the
reason; where CI=true, a program that cannot be fetched is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.made_up import make_library
from validation.archive.range_server import part
from validation.archive.replay import Replay, fetch_player, replaying
from validation.archive.unavailable import Unavailable
from validation.archive.validator import Validator, install_validator

from aetia.site.archiving import Archived, archive_site


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Archived:
    folder = tmp_path_factory.mktemp("sealed")
    return archive_site(make_library(folder / "library"), folder / "site.wacz")


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    try:
        return install_validator(tmp_path_factory.mktemp("validator"))
    except Unavailable as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium here; install Debian's package 'chromium'")
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def replay(sealed: Archived, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    try:
        player = fetch_player(tmp_path_factory.mktemp("player"))
    except Unavailable as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    with replaying(sealed.sealed.path, player, browser) as player_page:
        yield player_page


def test_the_public_validator_holds_it_for_valid(sealed: Archived, validator: Validator) -> None:
    valid, printed = validator.validate(sealed.sealed.path)
    assert valid, printed
    assert "1.1.1" in printed


def test_the_public_validator_would_say_no(sealed: Archived, validator: Validator, tmp_path: Path) -> None:
    changed = tmp_path / "changed.wacz"
    with zipfile.ZipFile(sealed.sealed.path) as archive, zipfile.ZipFile(changed, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace(b"json-pages-1.0", b"json-pages-9.9"))
    assert validator.validate(changed)[0] is False


def test_the_public_indexer_finds_the_same_records_in_the_same_places(
    sealed: Archived, validator: Validator, tmp_path: Path
) -> None:
    with zipfile.ZipFile(sealed.sealed.path) as archive:
        ours = archive.read("indexes/index.cdxj").decode().splitlines()
        (tmp_path / "data.warc.gz").write_bytes(archive.read("archive/data.warc.gz"))
    assert facts(validator.index(tmp_path / "data.warc.gz")) == facts(ours)
    assert len(ours) == sealed.sealed.captures


def facts(lines: list[str]) -> list[tuple[str, ...]]:
    """Key, time, address, kind, status, digest, place and length of each line."""
    found = []
    for line in lines:
        key, stamp, told = line.split(" ", 2)
        values = json.loads(told)
        fields = ("url", "mime", "status", "digest", "offset", "length", "filename")
        found.append((key, stamp, *(str(values.get(field)) for field in fields)))
    return sorted(found)


@pytest.mark.browser
def test_a_study_is_found_by_its_title_and_replayed(replay: Replay, sealed: Archived) -> None:
    with zipfile.ZipFile(sealed.sealed.path) as archive:
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()][1:]
    study = next(
        page
        for page in pages
        if page["url"].startswith(f"{sealed.base}studies/") and page["url"] != f"{sealed.base}studies/"
    )
    listed = replay.search(study["title"].split(" · ")[0])
    assert any(study["url"] in entry for entry in listed), listed
    text = replay.show(study["url"])
    assert study["title"].split(" · ")[0].split(": ")[-1] in text


@pytest.mark.browser
def test_a_link_of_a_replayed_page_leads_on(replay: Replay, sealed: Archived) -> None:
    assert replay.show(sealed.base)
    assert "All studies" in replay.follow("Studies", f"{sealed.base}studies/index.html")


@pytest.mark.browser
def test_an_address_that_was_not_sealed_is_not_replayed(replay: Replay, sealed: Archived) -> None:
    assert "not found" in replay.show(f"{sealed.base}nowhere/").lower()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("bytes=0-9", (0, 10)),
        ("bytes=90-", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-1000", (0, 100)),
        ("bytes=90-1000", (90, 100)),
        ("bytes=200-", None),
        ("bytes=-", None),
        ("", None),
    ],
)
def test_the_server_of_the_player_answers_ranges(asked: str, found: tuple[int, int] | None) -> None:
    assert part(asked, 100) == found
