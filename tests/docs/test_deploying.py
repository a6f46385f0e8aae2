"""The examples of deploying do what they say: their commands run, their servers serve, their headers are the site's own."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from tests.site.small_library import SLATE, small_library

from aetia import __version__
from aetia.site import build_site
from aetia.site.serve import MEDIA_TYPES, SECURITY_HEADERS, site_server

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = REPOSITORY / "examples" / "deploy"
GUIDE = REPOSITORY / "docs" / "operators" / "deploy.md"
_OLD_ADDRESS = "dust/slate"


def example(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def program(name: str) -> str:
    """Where a program is. A run whose purpose is these tests fails without it."""
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed, and this run is there to use it")
        pytest.skip(f"{name} is not installed")
    return path


def run(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with `bash`, where `aetia` is the one that is tested."""
    own = {
        "PATH": f"{Path(sys.executable).parent}:{EXAMPLES}:{os.environ['PATH']}",
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        **environment,
    }
    return subprocess.run(
        ["bash", "-euc", command], cwd=folder, env=os.environ | own, capture_output=True, text=True, timeout=240
    )


@pytest.fixture(scope="module")
def moved_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library at an address of its own, one topic of which has moved."""
    root = small_library(tmp_path_factory.mktemp("moved") / "library", base_url="https://causes.example.org")
    file = root / f"topics/{SLATE}.md"
    file.write_text(file.read_text("utf-8").replace("\n---\n", f"\naliases:\n  - {_OLD_ADDRESS}\n---\n", 1), "utf-8")
    return root


@pytest.fixture(scope="module")
def site(moved_library: Path) -> Path:
    return build_site(moved_library, moved_library.parent / "site").out


# Hosts that build.


def commands_of(name: str) -> list[str]:
    """The commands that a host runs, in order."""
    text = yaml.safe_load(example(name))
    if "jobs" in text:
        return [step["run"] for job in text["jobs"].values() for step in job["steps"] if "run" in step]
    return [*text[".site"]["before_script"], *text[".site"]["script"]]


@pytest.mark.parametrize("name", ["github-pages.yml", "gitlab-ci.yml"])
def test_what_a_host_installs_is_this_version(name: str) -> None:
    install, *others = commands_of(name)
    requirement = re.fullmatch(r'python -m pip install "aetia(.*)"', install)
    assert requirement is not None
    assert __version__ in SpecifierSet(requirement[1])
    assert not any("pip" in command for command in others)


def test_github_s_commands_make_the_site_that_is_uploaded(sample_library: Path, tmp_path: Path) -> None:
    library = tmp_path / "repository"
    shutil.copytree(sample_library, library)
    (library / ".github/workflows").mkdir(parents=True)
    shutil.copy(EXAMPLES / "github-pages.yml", library / ".github/workflows/site.yml")
    for command in commands_of("github-pages.yml")[1:]:
        ran = run(command, library, RUNNER_TEMP=str(tmp_path / "runner"))
        assert ran.returncode == 0, f"$ {command}\n{ran.stdout}{ran.stderr}"
    upload = next(
        step
        for step in yaml.safe_load(example("github-pages.yml"))["jobs"]["build"]["steps"]
        if "upload" in step.get("uses", "")
    )
    uploaded = Path(upload["with"]["path"].replace("${{ runner.temp }}", str(tmp_path / "runner")))
    assert (uploaded / "index.html").is_file()
    # The action that uploads leaves hidden files out: a copy of the library must hold none.
    assert [file for file in (uploaded / "source").rglob("*") if file.name.startswith(".")] == []


def test_github_publishes_from_the_main_branch_alone_and_gives_no_job_more_rights_than_it_needs() -> None:
    workflow = yaml.safe_load(example("github-pages.yml"))
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in build
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    upload = next(step for step in build["steps"] if "upload" in step.get("uses", ""))
    assert publish["if"] == upload["if"] == "github.ref == 'refs/heads/main'"
    assert publish["needs"] == "build"
    assert all("run" not in step for step in publish["steps"])


def test_gitlab_s_commands_make_the_folder_that_is_published(moved_library: Path, tmp_path: Path) -> None:
    library = tmp_path / "repository"
    shutil.copytree(moved_library, library)
    shutil.copy(EXAMPLES / "gitlab-ci.yml", library / ".gitlab-ci.yml")
    for command in commands_of("gitlab-ci.yml")[1:]:
        ran = run(command.replace("/tmp/site", str(tmp_path / "site")), library)
        assert ran.returncode == 0, f"$ {command}\n{ran.stdout}{ran.stderr}"
    pipeline = yaml.safe_load(example("gitlab-ci.yml"))
    (published,) = pipeline[pipeline["pages"]["extends"]]["artifacts"]["paths"]
    assert (library / published / "index.html").is_file()
    assert (library / published / "_redirects").is_file()


# A machine of one's own.


class Desk:
    """An editor's clone, the repository that editors share, and a server's clone and folder."""

    def __init__(self, room: Path, library: Path) -> None:
        self.room = room
        self.editor, self.server, self.target = room / "editor", room / "server", room / "htdocs"
        shutil.copytree(library, self.editor)
        self.target.mkdir()
        self.git("init --quiet --initial-branch=main")
        self.commit("start")
        run(f"{program('git')} clone --quiet --bare editor shared.git && git clone --quiet shared.git server", room)
        self.git(f"remote add origin {room / 'shared.git'}")

    def git(self, what: str) -> None:
        ran = run(f"git -c user.name=Editor -c user.email=editor@example.org {what}", self.editor)
        assert ran.returncode == 0, ran.stderr

    def commit(self, why: str) -> None:
        self.git("add --all")
        self.git(f"commit --quiet -m '{why}'")

    def publish(self) -> subprocess.CompletedProcess[str]:
        return run(f"publish.sh {self.server} {self.target}", self.room)

    def published(self) -> dict[str, bytes]:
        files = (file for file in self.target.rglob("*") if file.is_file())
        return {file.relative_to(self.target).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def desk(moved_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    for name in ("git", "rsync", "flock"):
        program(name)
    return Desk(tmp_path_factory.mktemp("desk"), moved_library)


def test_what_an_editor_commits_is_published_and_what_is_gone_goes(desk: Desk, site: Path) -> None:
    first = desk.publish()
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    assert desk.published() == {
        file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()
    }
    assert (desk.target / "index.html").stat().st_mode & 0o777 == 0o644

    settings = desk.editor / "aetia.toml"
    settings.write_text(settings.read_text("utf-8").replace("\ntitle = ", '\ntitle = "Anew, " # ', 1), "utf-8")
    desk.commit("a new name")
    desk.git("push --quiet origin main")
    (desk.target / "gone.html").write_text("a page that no build makes any more", "utf-8")
    same = (desk.target / "static/icon.svg").stat()
    second = desk.publish()
    assert (second.returncode, second.stderr) == (0, "")
    assert b"Anew, " in desk.published()["index.html"]
    assert "gone.html" not in desk.published()
    assert (desk.target / "static/icon.svg").stat().st_ino == same.st_ino, "a file that did not change is not copied"


def test_a_library_with_an_error_leaves_the_last_site(desk: Desk) -> None:
    desk.publish()
    before = desk.published()
    broken = desk.editor / f"topics/{SLATE}.md"
    whole = broken.read_text("utf-8")
    broken.write_text(whole.replace("---\n", "---\nexposure: nothing-of-this-name\n", 1), "utf-8")
    desk.commit("a slip")
    desk.git("push --quiet origin main")
    told = desk.publish()
    assert told.returncode == 1
    assert f"topics/{SLATE}.md" in told.stderr
    assert desk.published() == before
    broken.write_text(whole, "utf-8")
    desk.commit("mended")
    desk.git("push --quiet origin main")


def test_two_runs_at_once_do_not_mix(desk: Desk) -> None:
    lock = desk.room / "state/aetia/server/lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    before = desk.published()
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = desk.publish()
    assert refused.returncode == 1
    assert "another run publishes" in refused.stderr
    assert desk.published() == before


# Servers.


def policies(text: str) -> list[str]:
    """Every content security policy for all of a site that a text holds."""
    return re.findall(r"default-src 'none';[^\"\n]*frame-ancestors[^\"\n;]*", text)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "_headers"])
def test_a_server_s_headers_are_the_site_s_own(name: str) -> None:
    text = example(name)
    given = dict(
        re.findall(r'^\s+(?:add_header )?([A-Z][A-Za-z-]+):? "?([^"\n]+?)"?(?: always;)?$', text, re.MULTILINE)
    )
    given.pop("Cache-Control", None)
    assert given == SECURITY_HEADERS


def test_the_guide_shows_the_same_policy() -> None:
    assert policies(GUIDE.read_text("utf-8")) == [SECURITY_HEADERS["Content-Security-Policy"]]


def ask(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, body


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def nginx(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an nginx that serves the small library's site by the example."""
    path, room, port = program("nginx"), tmp_path_factory.mktemp("nginx"), _free_port()
    settings = example("nginx.conf")
    for ours, here in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/srv/causes;", f"{site};"),
        ("/etc/nginx/causes-moved.map", f"{room}/causes-moved.map"),
    ):
        assert ours in settings
        settings = settings.replace(ours, here)
    make_map = re.search(
        r"^    (awk .*) public/_redirects > /etc/nginx/causes-moved.map$", GUIDE.read_text("utf-8"), re.M
    )
    assert make_map is not None
    assert run(f"{make_map[1]} {site}/_redirects > {room}/causes-moved.map", room).returncode == 0
    kept = "".join(f"{kind}_temp_path {room}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (room / "main.conf").write_text(
        f"daemon off; master_process off; pid {room}/pid; error_log {room}/error.log; events {{}}\n"
        f"http {{ access_log off; {kept}\n{settings}\n}}",
        "utf-8",
    )
    start = [path, "-p", str(room), "-e", str(room / "error.log"), "-c", str(room / "main.conf")]
    tried = subprocess.run([*start, "-t"], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    assert "[warn]" not in tried.stderr
    process = subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        assert process.poll() is None, "nginx ended"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx does not answer")


def test_nginx_calls_every_file_what_it_is_and_gives_the_headers_with_it(nginx: int, site: Path) -> None:
    samples = {
        file.suffix: file.relative_to(site).as_posix() for file in sorted(site.rglob("[!._]*.*")) if file.is_file()
    }
    del samples[".xml"], samples[".json"]
    samples |= {".xml": "sitemap.xml", ".json": "source/manifest.json"}
    assert samples.keys() >= MEDIA_TYPES.keys() - {".png"}
    for ending, name in samples.items():
        status, headers, body = ask(nginx, f"/{name}")
        assert status == 200, name
        assert body == (site / name).read_bytes(), name
        assert headers["content-type"] == MEDIA_TYPES.get(ending, "application/octet-stream"), name
        assert {key: headers[key.lower()] for key in SECURITY_HEADERS} == SECURITY_HEADERS, name
    assert ask(nginx, "/feeds/changes.xml")[1]["content-type"] == "application/atom+xml"
    assert ask(nginx, f"/causes/{SLATE}/feed.json")[1]["content-type"] == "application/feed+json"


@pytest.mark.parametrize("path", ["/none/", "/none.yaml", "/.aetia-site", "/source/../../library/aetia.toml"])
def test_nginx_shows_the_site_s_own_page_for_what_is_not_there(nginx: int, site: Path, path: str) -> None:
    status, headers, body = ask(nginx, path)
    if status != 400:
        assert (status, body) == (404, (site / "404.html").read_bytes())
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert headers["content-security-policy"] == SECURITY_HEADERS["Content-Security-Policy"]


def test_nginx_sends_who_asks_for_an_old_address_to_the_new_one(nginx: int) -> None:
    for old, new in (
        (f"/causes/{_OLD_ADDRESS}/", f"/causes/{SLATE}/"),
        (f"/source/topics/{_OLD_ADDRESS}.md", f"/source/topics/{SLATE}.md"),
    ):
        status, headers, _ = ask(nginx, old)
        assert (status, headers["location"].partition(str(nginx))[2]) == (301, new)


def test_every_kind_of_file_of_a_site_has_a_media_type_or_is_the_search_s_own(site: Path) -> None:
    names = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    strangers = {name for name in names if Path(name).suffix not in MEDIA_TYPES}
    assert {name for name in strangers if not name.startswith(("pagefind/", ".", "_"))} == set()


@pytest.fixture(params=["serve", "nginx"])
def served(request: pytest.FixtureRequest, site: Path) -> Iterator[int]:
    """A server's port, once for our own server and once for nginx."""
    if request.param == "nginx":
        yield request.getfixturevalue("nginx")
        return
    server = site_server(site, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.browser
def test_all_of_the_site_works_under_the_headers(served: int, browser: Any, site: Path) -> None:
    page = browser.new_page()
    spoken: list[str] = []
    page.on("console", lambda message: spoken.append(message.text))
    top = f"http://127.0.0.1:{served}"
    for file in ("", f"causes/{SLATE}/", "explore/", "explore/studies/", "data/", f"causes/{_OLD_ADDRESS}/index.html"):
        page.goto(f"{top}/{file}", wait_until="networkidle")
    assert page.url.endswith(f"/causes/{SLATE}/index.html"), "who has an old address is led on without a server's help"
    page.goto(f"{top}/explore/findings/?q=slate", wait_until="networkidle")
    page.goto(f"{top}/search/?q=slate", wait_until="networkidle")
    page.locator("#results li").first.wait_for(timeout=10_000)
    assert "slate" in page.locator("#results").inner_text().lower()
    page.close()
    assert spoken == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = program("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()
