"""`aetia check` asks the network nothing, unless it is told to; then it visits links and says what it saw."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.made_up import ALPHA, make_library
from tests.rescue.websites import Website, redirect, status

from aetia.cli.main import main
from aetia.rescue import link_health

ABOUT = "---\ntitle: About\n---\n\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    """A site that stands for the web: it resolves DOIs, and is the web archive too. Manners are quick."""
    site = Website()
    site.on("/10.1234/alpha", redirect("https://publisher.example/", 302))
    site.answers_everything(status(404))
    quick = partial(
        link_health.Manners, gap=0.01, resolver_gap=0.01, second_look=0.01, timeout=2, private=frozenset({site.place}),
        resolver=site.url("/"), archive=site.url("/archive/"),
    )  # fmt: skip
    monkeypatch.setattr(link_health, "Manners", quick)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.platform", "linux")
    yield site
    site.close()


def links(*addresses: str) -> str:
    return ABOUT + "\n\n".join(f"[link]({address})" for address in addresses) + "\n"


def has_capture(site: Website, page: str) -> str:
    """Puts a capture of a page into the archive; gives its address."""
    rows = [
        ["timestamp", "original", "mimetype", "statuscode", "digest", "length"],
        ["20190101000000", page, "text/html", "200", "A" * 32, "100"],
    ]
    found = status(200, json.dumps(rows).encode(), Content_Type="application/json")
    gone = status(404)
    site.answers_everything(lambda ask: (found if ask.path.startswith("/archive/cdx/") else gone)(ask))
    return f"{site.url('/archive/')}web/20190101000000/{page}"


def test_no_socket_is_opened_without_online(tmp_path: Path) -> None:
    root = make_library(tmp_path, {"pages/about.md": links("https://somewhere.example/", "http://127.0.0.1:9/")})
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, _: opened.append(event) if event.startswith('socket.') else None)\n"
        "from aetia.cli.main import main\n"
        f"code = main(['check', {str(root)!r}])\n"
        "assert not opened, opened\n"
        "assert not {'httpx2', 'socketserver', 'aetia.rescue.link_health'} & set(sys.modules)\n"
        "import socket\n"
        "socket.socket().close()\n"
        "assert opened, 'the test itself sees no socket'\n"
        "sys.exit(code)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.stderr.strip() == "No faults found"
    assert done.returncode == 0


def test_without_online_nothing_is_said_of_links(
    tmp_path: Path, site: Website, capfd: pytest.CaptureFixture[str]
) -> None:
    root = make_library(tmp_path / "library", {"pages/about.md": links(site.url("/gone"))})

    assert main(["check", str(root), "--json"]) == 0

    assert json.loads(capfd.readouterr().out) == {"faults": [], "errors": 0, "warnings": 0}
    assert site.asked == []


def test_a_dead_link_is_a_fault_with_its_place_and_its_capture(
    tmp_path: Path, site: Website, capfd: pytest.CaptureFixture[str]
) -> None:
    capture = has_capture(site, site.url("/gone"))
    root = make_library(tmp_path / "library", {"pages/about.md": links(site.on("/good"), site.url("/gone"))})

    assert main(["check", str(root), "--online"]) == 1

    out, err = capfd.readouterr()
    assert out == (
        "Links (1)\n"
        f"pages/about.md:7: a link in the text, {site.url('/gone')}, is dead: there is no such page (404). "
        f"Link instead to {capture}\n\n"
    )
    assert err.startswith("0 errors, 1 warning\n")
    assert "3 addresses, 3 visited now: 2 alive, 0 moved, 0 lost, 1 dead, 0 of which nothing can be told" in err


def test_json_has_the_faults_of_links_among_the_others_and_every_link(
    tmp_path: Path, site: Website, capfd: pytest.CaptureFixture[str]
) -> None:
    site.on("/new")
    moved = site.on("/old", redirect("/new"))
    root = make_library(
        tmp_path / "library",
        {
            "pages/about.md": links(moved, site.on("/shut", status(403))),
            "rescued/old.yaml": "title: Old\nfile: old.html\naddress: http://old.example/\n"
            f"digest: sha256:{'0' * 64}\nmedia_type: text/html\nencoding: utf-8\n",
        },
    )

    assert main(["check", str(root), "--online", "--json"]) == 1

    document = json.loads(capfd.readouterr().out)
    by_code = {fault["code"]: fault for fault in document["faults"]}
    assert {"missing-page", "moved-address", "unsure-address"} <= set(by_code)
    assert by_code["moved-address"]["remedy"] == f"Link to {site.url('/new')}"
    assert (by_code["moved-address"]["file"], by_code["moved-address"]["line"]) == ("pages/about.md", 5)
    assert document["errors"] == sum(fault["severity"] == "error" for fault in document["faults"])
    assert document["warnings"] == len(document["faults"]) - document["errors"]
    seen = document["links"]
    assert (seen["addresses"], seen["alive"], seen["moved"], seen["unsure"]) == (3, 1, 1, 1)
    assert {item["kind"]: item["state"] for item in seen["items"]} == {"doi": "alive", "prose": "unsure"}
    assert [page["file"] for page in seen["old_pages"]] == ["rescued/old.yaml"]
    assert seen["old_pages"][0]["asked"] is False, "an archive that fails is not said to have nothing"


@pytest.mark.parametrize(
    ("reply", "code"), [(status(200), 0), (status(403), 0), (status(500), 0), (status(404), 1), (redirect("/good"), 1)]
)
def test_the_exit_code_says_whether_a_link_is_dead_or_moved(
    tmp_path: Path, site: Website, reply: object, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    site.on("/good")
    page = site.on("/page", reply)  # type: ignore[arg-type]

    assert main(["check", str(make_library(tmp_path / "library", {"pages/about.md": links(page)})), "--online"]) == code


def test_private_addresses_are_visited_when_they_are_allowed(
    tmp_path: Path, site: Website, capfd: pytest.CaptureFixture[str]
) -> None:
    house = Website()
    try:
        root = make_library(tmp_path / "library", {"pages/about.md": links(house.on("/page"))})

        assert main(["check", str(root), "--online"]) == 0
        assert "private network" in capfd.readouterr().out
        assert house.asked == []
        assert main(["check", str(root), "--online", "--allow-private"]) == 0
        assert capfd.readouterr().out == ""
        assert house.methods("/page") == ["HEAD"]
    finally:
        house.close()


def test_a_second_run_visits_nothing_and_says_the_same(
    tmp_path: Path, site: Website, capfd: pytest.CaptureFixture[str]
) -> None:
    root = make_library(tmp_path / "library", {"pages/about.md": links(site.url("/gone"))})
    main(["check", str(root), "--online"])
    first = capfd.readouterr()
    site.asked.clear()

    main(["check", str(root), "--online"])

    second = capfd.readouterr()
    assert second.out == first.out
    assert "2 addresses, 0 visited now" in second.err
    assert {asked.path.partition("?")[0] for asked in site.asked} <= {"/archive/cdx/search/cdx"}
    assert (tmp_path / "cache" / "aetia" / "links.sqlite").is_file()
    assert not [path for path in root.rglob("*") if "sqlite" in path.name]


@pytest.mark.parametrize("option", [["--minutes", "5"], ["--allow-private"]])
def test_options_of_visits_need_visits(tmp_path: Path, option: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(make_library(tmp_path)), *option]) == 2

    assert "--online" in capfd.readouterr().err


def test_an_error_of_the_library_still_decides_the_exit_code(
    tmp_path: Path, site: Website, capfd: pytest.CaptureFixture[str]
) -> None:
    root = make_library(tmp_path / "library", {"studies/alpha-2020.yaml": ALPHA + "colour: blue\n"})

    assert main(["check", str(root), "--online"]) == 1
    assert capfd.readouterr().out.startswith("Errors (1)\nstudies/alpha-2020.yaml:")
