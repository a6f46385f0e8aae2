"""Links are visited gently, each once, and what is said of them was seen: what only refuses programs is never called dead."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.made_up import ALPHA, make_library
from tests.rescue.websites import Website, endless, hangs_up, redirect, refuses_head, silent, status

from aetia.errors import NetworkError
from aetia.rescue.link_health import Health, LinkReport, Manners, check_links
from aetia.rescue.link_health.health import judge
from aetia.rescue.link_health.look import Hop, Look
from aetia.rescue.link_health.memory import FRESH, Memory
from aetia.rescue.link_health.visits import visit_all

QUICK = Manners(minutes=1, timeout=2, gap=0.01, resolver_gap=0.01, second_look=0.02, patience=1, witness="localhost")
DAY = 86_400


@pytest.fixture
def site() -> Iterator[Website]:
    """A site of the test's own."""
    site = Website()
    yield site
    site.close()


@pytest.fixture
def other() -> Iterator[Website]:
    """Another host."""
    site = Website()
    yield site
    site.close()


def allowed(*sites: Website, manners: Manners = QUICK) -> Manners:
    """Manners that may visit some sites in this machine."""
    return replace(manners, private=frozenset(site.place for site in sites))


def health_of(address: str, manners: Manners) -> Health:
    """What is known of one address."""
    return dict(visit_all([address], manners))[address]


# What one visit says


def test_a_page_that_is_there_costs_one_head_and_says_who_asks(site: Website) -> None:
    page = site.on("/page")

    assert health_of(page, allowed(site)) == Health("alive")
    assert site.methods("/page") == ["HEAD"]
    assert site.asked[0].agent.startswith("aetia/")
    assert "link check" in site.asked[0].agent


@pytest.mark.parametrize("code", [403, 404, 405, 500, 501, 503])
def test_a_server_that_refuses_head_is_asked_with_get(site: Website, code: int) -> None:
    page = site.on("/page", refuses_head(code))

    assert health_of(page, allowed(site)).state == "alive"
    assert site.methods("/page") == ["HEAD", "GET"]


@pytest.mark.parametrize("code", [404, 410])
def test_a_page_that_is_gone_is_dead_after_a_second_look_and_a_pause(site: Website, code: int) -> None:
    page = site.on("/page", status(code))

    found = health_of(page, allowed(site, manners=replace(QUICK, second_look=0.3)))

    assert found.state == "dead"
    assert str(code) in found.why
    assert site.methods("/page") == ["HEAD", "GET"]
    assert site.asked[1].began - site.ended[0] >= 0.3


def test_a_page_that_is_gone_for_a_moment_is_alive(site: Website) -> None:
    page = site.on("/page", status(404), status(200))

    assert health_of(page, allowed(site)).state == "alive"


def test_a_page_whose_server_refuses_head_is_dead_only_after_two_looks_that_count(site: Website) -> None:
    page = site.on("/page", status(405), status(404), status(404))

    assert health_of(page, allowed(site)).state == "dead"
    assert site.methods("/page") == ["HEAD", "GET", "GET"]


@pytest.mark.parametrize(
    ("code", "words"), [(401, "password"), (403, "refuses programs"), (451, "legal"), (500, "failed"), (503, "busy")]
)
def test_what_a_program_cannot_see_is_not_called_dead(site: Website, code: int, words: str) -> None:
    page = site.on("/page", status(code))

    found = health_of(page, allowed(site))

    assert found.state == "unsure"
    assert words in found.why
    assert f"({code})" in found.why


def test_a_slow_page_is_given_up_after_its_time(site: Website) -> None:
    page = site.on("/page", silent(3))
    began = time.monotonic()

    found = health_of(page, allowed(site, manners=replace(QUICK, timeout=0.4)))

    assert (found.state, found.why) == ("unsure", "no answer within 0.4 seconds")
    assert time.monotonic() - began < 2.5


def test_a_page_without_end_is_not_read(site: Website) -> None:
    page = site.on("/page", endless)
    began = time.monotonic()

    assert health_of(page, allowed(site)).state == "alive"
    assert time.monotonic() - began < 2


def test_a_server_that_hangs_up_or_does_not_listen_is_not_called_dead(site: Website, other: Website) -> None:
    page = site.on("/page", hangs_up)
    closed = other.url("/page")
    other.close()

    assert "could not be reached" in health_of(page, allowed(site)).why
    assert health_of(closed, allowed(other)).state == "unsure"


def test_a_server_that_speaks_no_tls_is_told_as_such(site: Website) -> None:
    found = health_of(f"https://{site.place}/page", allowed(site))

    assert found.state == "unsure"
    assert "TLS" in found.why


# Redirects


@pytest.mark.parametrize("code", [301, 308])
def test_a_page_that_moved_for_good_names_its_new_address(site: Website, other: Website, code: int) -> None:
    new = other.on("/new")
    old = site.on("/old", redirect(new, code))

    assert health_of(old, allowed(site, other)) == Health("moved", "it moved for good", new)


@pytest.mark.parametrize("code", [302, 303, 307])
def test_a_page_that_lies_elsewhere_for_now_is_alive(site: Website, code: int) -> None:
    site.on("/new")
    old = site.on("/old", redirect("/new", code))

    assert health_of(old, allowed(site)) == Health("alive")


def test_the_new_address_is_the_last_one_that_is_meant_to_last(site: Website) -> None:
    site.on("/c/page")
    site.on("/b/page", redirect("/c/page", 302))
    old = site.on("/a/page", redirect("/b/page"))

    assert health_of(old, allowed(site)).to == site.url("/b/page")


def test_a_page_that_moved_to_where_there_is_none_is_dead(site: Website) -> None:
    old = site.on("/old", redirect("/nowhere"))

    assert health_of(old, allowed(site)).state == "dead"


@pytest.mark.parametrize("front", ["/", "/index.html", "/en/", "/home"])
@pytest.mark.parametrize("code", [301, 302])
def test_a_page_that_leads_to_the_front_page_is_lost(site: Website, front: str, code: int) -> None:
    site.on(front)
    old = site.on("/articles/12", redirect(front, code))

    assert health_of(old, allowed(site)) == Health("lost", "it leads to the front page", site.url(front))


def test_a_front_page_that_leads_to_another_is_not_lost(site: Website) -> None:
    site.on("/en/")
    front = site.on("/", redirect("/en/", 302))

    assert health_of(front, allowed(site)).state == "alive"


def test_redirects_in_a_circle_end(site: Website) -> None:
    page = site.on("/a", redirect("/b"))
    site.on("/b", redirect("/a"))

    found = health_of(page, allowed(site))

    assert found.state == "unsure"
    assert "redirects" in found.why
    assert len(site.asked) < 25


@pytest.mark.parametrize(
    "to", ["ftp://files.example/", "http://[", "javascript:alert(1)", "http://user:word@x.example/"]
)
def test_a_redirect_to_what_is_no_page_is_told(site: Website, to: str) -> None:
    page = site.on("/page", redirect(to))

    assert health_of(page, allowed(site)).state == "unsure"


# Private networks


def test_a_private_address_is_not_visited(site: Website) -> None:
    page = site.on("/page")

    found = health_of(page, QUICK)

    assert found.state == "unsure"
    assert "private network" in found.why
    assert site.asked == []


def test_a_redirect_into_a_private_network_is_not_followed(site: Website, other: Website) -> None:
    page = site.on("/page", redirect(other.on("/admin")))

    found = health_of(page, allowed(site))

    assert found.state == "unsure"
    assert "private network" in found.why
    assert other.asked == []


# DOIs


def test_a_doi_is_resolved_and_the_publisher_is_left_in_peace(site: Website, other: Website) -> None:
    site.on("/10.1234/alpha", redirect(other.on("/paper", status(403)), 302))
    manners = replace(allowed(site, other), resolver=site.url("/"))

    assert health_of("https://doi.org/10.1234/alpha", manners) == Health("alive")
    assert site.methods("/10.1234/alpha") == ["HEAD"]
    assert other.asked == []


def test_a_doi_that_nobody_registered_is_dead(site: Website) -> None:
    manners = replace(allowed(site), resolver=site.url("/"))

    found = health_of("http://dx.doi.org/10.1234/none", manners)

    assert found == Health("dead", "nobody registered this DOI")


# Hosts that nobody knows


def unknown(names: set[str], number: int = socket.EAI_NONAME) -> Callable[..., object]:
    real = socket.getaddrinfo

    def look_up(host: str, *rest: object, **more: object) -> object:
        if host in names:
            raise socket.gaierror(number, "not known")
        return real("127.0.0.1" if host.endswith(".example") else host, *rest, **more)  # type: ignore[arg-type]

    return look_up


def test_a_host_that_is_not_known_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", unknown({"gone.example"}))

    assert health_of("https://gone.example/page", QUICK) == Health("dead", "no such host is known")


@pytest.mark.parametrize("number", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_where_no_name_can_be_looked_up_no_host_is_called_dead_and_the_run_ends_soon(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    asked: list[str] = []
    look_up = unknown({"gone.example", "localhost"}, number)

    def noted(host: str, *rest: object, **more: object) -> object:
        asked.append(host)
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", noted)

    found = dict(visit_all([f"https://gone.example/{page}" for page in range(100)], QUICK))

    assert {health.state for health in found.values()} == {"unsure"}
    assert all("network" in health.why and not health.keeps for health in found.values())
    assert asked == ["gone.example", "localhost"]


def test_a_name_server_that_fails_says_nothing_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", unknown({"gone.example"}, socket.EAI_AGAIN))

    assert health_of("https://gone.example/page", QUICK).state == "unsure"


# Manners


def test_a_busy_host_gets_the_rest_that_it_asks_for(site: Website) -> None:
    page = site.on("/page", status(429, Retry_After="1"), status(200))
    site.on("/next")
    manners = allowed(site, manners=replace(QUICK, patience=2))

    found = dict(visit_all([page, site.url("/next")], manners))

    assert [health.state for health in found.values()] == ["alive", "alive"]
    assert site.asked[1].began - site.asked[0].began >= 1


@pytest.mark.parametrize("code", [429, 503])
def test_a_host_that_asks_for_more_than_there_is_is_left_alone_with_all_its_pages(site: Website, code: int) -> None:
    pages = [site.on(f"/{number}", status(code, Retry_After="3600")) for number in range(5)]

    found = dict(visit_all(pages, allowed(site)))

    assert {health.state for health in found.values()} == {"unsure"}
    assert {health.keeps for health in found.values()} == {False}
    assert len(site.asked) == 1


def test_a_host_that_stays_busy_is_left_alone(site: Website) -> None:
    pages = [site.on(f"/{number}", status(429)) for number in range(5)]

    found = dict(visit_all(pages, allowed(site)))

    assert {health.state for health in found.values()} == {"unsure"}
    assert len(site.asked) <= 3


def test_each_host_sees_one_request_at_a_time_and_rests_between_while_hosts_are_asked_side_by_side() -> None:
    sites = [Website(seconds=0.1) for _ in range(3)]
    try:
        pages = [site.on(f"/{number}") for site in sites for number in range(4)]
        # The pages of one host that another host leads to wait for their turn as well.
        pages += [sites[0].on(f"/led-{number}", redirect(sites[1].url("/0"), 302)) for number in range(3)]
        began = time.monotonic()

        found = dict(visit_all(pages, allowed(*sites, manners=replace(QUICK, gap=0.1))))

        took = time.monotonic() - began
        assert {health.state for health in found.values()} == {"alive"}
        for site in sites:
            assert site.most_at_once == 1
            starts, ends = [asked.began for asked in site.asked], site.ended
            rests = [later - earlier for earlier, later in zip(ends, starts[1:], strict=False)]
            assert min(rests) >= 0.09
        assert took < sum(len(site.asked) for site in sites) * 0.2 * 0.8, "hosts waited for each other"
    finally:
        for site in sites:
            site.close()


def test_the_time_for_all_visits_is_bounded_and_what_is_left_is_told() -> None:
    site = Website(seconds=0.2)
    try:
        pages = [site.on(f"/{number}") for number in range(50)]
        began = time.monotonic()

        found = dict(visit_all(pages, allowed(site, manners=replace(QUICK, minutes=1 / 60))))

        assert time.monotonic() - began < 3
        assert set(found) == set(pages)
        late = [health for health in found.values() if "time was up" in health.why]
        assert 40 <= len(late) < 50
        assert not any(health.keeps for health in late)
    finally:
        site.close()


def test_who_stops_listening_stops_the_visits() -> None:
    site = Website(seconds=0.05)
    try:
        visits = visit_all([site.on(f"/{number}") for number in range(200)], allowed(site))
        next(visits)
        visits.close()  # type: ignore[attr-defined]
        time.sleep(0.3)
        seen = len(site.asked)
        time.sleep(0.3)

        assert len(site.asked) == seen < 20
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("links-")]
    finally:
        site.close()


# The law of two looks


LOOKS = st.lists(
    st.one_of(
        st.sampled_from([Look("gone", status=404), Look("gone", status=410), Look("no host", no_such_host=True)]),
        st.sampled_from([Look("refused", status=403), Look("failed", status=500), Look("silent")]),
        st.just(Look("busy", status=429, wait=1.0)),
        st.sampled_from([Look(status=200), Look(hops=(Hop(301, "https://x.example/b"),), status=200)]),
    ),
    min_size=1,
    max_size=3,
)


@given(LOOKS)
def test_dead_means_two_looks_in_a_row_and_three_looks_always_end_it(looks: list[Look]) -> None:
    found = judge("https://x.example/a", looks)

    if found is None:
        assert len(looks) < 3
    elif found.state == "dead":
        assert len(looks) > 1
        assert all(look.status in (404, 410) or look.no_such_host for look in looks[-2:])
    elif found.state in ("alive", "moved", "lost"):
        assert looks[-1].well
    else:
        assert not looks[-1].well


# Memory


@pytest.mark.parametrize("state", list(FRESH))
def test_what_was_seen_is_believed_for_its_time_and_no_longer(tmp_path: Path, state: str) -> None:
    now = [1_000_000.0]
    memory = Memory(tmp_path / "links.sqlite", clock=lambda: now[0])
    health = Health(state, "why", "https://to.example/")  # type: ignore[arg-type]
    memory.remember("https://x.example/", health)

    now[0] += FRESH[health.state] - 1
    assert memory.recall("https://x.example/") == health
    assert memory.recall("https://other.example/") is None
    now[0] += 2
    assert memory.recall("https://x.example/") is None
    memory.close()


def test_the_living_are_believed_for_a_week_and_the_dead_for_a_day() -> None:
    assert (FRESH["alive"], FRESH["dead"]) == (7 * DAY, DAY)


# A whole library


def page_with(*addresses: str) -> str:
    return "---\ntitle: About\n---\n\n" + "".join(f"[link]({address})\n\n" for address in addresses)


def no_capture(address: str, at: str | None) -> str | None:
    return None


def checked(root: Path, *sites: Website, **more: object) -> LinkReport:
    """The report on a library of which the DOI that it always has is resolved by the first site."""
    sites[0].on("/10.1234/alpha", redirect("https://publisher.example/", 302))
    settings = {
        "manners": replace(allowed(*sites), resolver=sites[0].url("/")),
        "memory": root.parent / "links.sqlite",
        "closest": no_capture,
    }
    return check_links(root, **(settings | more))  # type: ignore[arg-type]


def test_a_library_is_visited_and_each_fault_has_its_place_and_its_remedy(tmp_path: Path, site: Website) -> None:
    good, gone = site.on("/good"), site.url("/gone")
    moved, lost = site.on("/moved", redirect("/good")), site.on("/lost", redirect("/"))
    shut = site.on("/shut", status(403))
    site.on("/")
    root = make_library(tmp_path / "library", {"pages/about.md": page_with(good, gone, moved, lost, shut, gone)})

    report = checked(root, site)

    assert [(fault.where, fault.code, fault.severity) for fault in report.faults] == [
        ("pages/about.md:7", "dead-address", "warning"),
        ("pages/about.md:9", "moved-address", "warning"),
        ("pages/about.md:11", "lost-address", "warning"),
        ("pages/about.md:13", "unsure-address", "warning"),
        ("pages/about.md:15", "dead-address", "warning"),
    ]
    by_line = {fault.line: fault for fault in report.faults}
    assert by_line[9].remedy == f"Link to {good}"
    assert gone in by_line[7].what
    assert "(404)" in by_line[7].what
    assert report.failed
    assert report.counts == {"alive": 2, "moved": 1, "lost": 1, "dead": 1, "unsure": 1}
    assert site.methods("/gone") == ["HEAD", "GET"], "an address that stands twice is visited once"


def test_a_library_of_which_nothing_can_be_told_does_not_fail(tmp_path: Path, site: Website) -> None:
    root = make_library(tmp_path / "library", {"pages/about.md": page_with(site.on("/shut", status(403)))})

    report = checked(root, site)

    assert [fault.code for fault in report.faults] == ["unsure-address"]
    assert not report.failed


def test_a_dead_link_names_the_capture_nearest_to_when_it_was_written(tmp_path: Path, site: Website) -> None:
    url = f"https://web.archive.org/web/20110301000000/{site.url('/gone')}"
    study = ALPHA.replace("    issued:", f"    url: {site.url('/gone')}\n    issued:")
    asked: list[tuple[str, str | None]] = []

    def closest(address: str, at: str | None) -> str | None:
        asked.append((address, at))
        return url

    report = checked(make_library(tmp_path / "library", {"studies/alpha-2020.yaml": study}), site, closest=closest)

    (fault,) = report.faults
    assert fault.remedy == f"Link instead to {url}"
    assert asked == [(site.url("/gone"), "2020-10-30")]


def test_a_link_without_capture_and_an_archive_that_cannot_be_asked_are_told_apart(
    tmp_path: Path, site: Website
) -> None:
    root = make_library(tmp_path / "library", {"pages/about.md": page_with(site.url("/gone"))})

    def fails(address: str, at: str | None) -> str | None:
        raise NetworkError("the archive is closed")

    assert "no capture" in checked(root, site).faults[0].remedy
    assert "no suggestion could be asked for" in checked(root, site, closest=fails).faults[0].remedy


def test_the_wayback_machine_is_asked_politely_and_its_answer_is_remembered(
    tmp_path: Path, site: Website, other: Website
) -> None:
    gone = site.url("/gone")
    index = [
        ["timestamp", "original", "mimetype", "statuscode", "digest", "length"],
        ["20190101000000", gone, "text/html", "200", "A" * 32, "100"],
        ["20201101000000", gone, "text/html", "200", "B" * 32, "100"],
    ]
    other.answers_everything(status(200, json.dumps(index).encode(), Content_Type="application/json"))
    study = ALPHA.replace("    issued:", f"    url: {gone}\n    issued:")
    root = make_library(tmp_path / "library", {"studies/alpha-2020.yaml": study})
    manners = replace(allowed(site, other), resolver=site.url("/"), archive=other.url("/"))

    first = checked(root, site, manners=manners, closest=None)
    second = checked(root, site, manners=manners, closest=None)

    assert [fault.remedy for fault in first.faults] == [f"Link instead to {other.url('/')}web/20201101000000/{gone}"]
    assert second.faults == first.faults
    assert len(other.asked) == 1
    assert "closest=20201030" in other.asked[0].path


def test_a_date_that_no_archive_understands_asks_for_the_newest_capture(tmp_path: Path, other: Website) -> None:
    index = [
        ["timestamp", "original", "mimetype", "statuscode", "digest", "length"],
        ["20190101000000", "http://old.example/", "text/html", "200", "A" * 32, "100"],
    ]
    other.answers_everything(status(200, json.dumps(index).encode(), Content_Type="application/json"))
    record = (
        "title: An old page\nfile: old.html\naddress: http://old.example/\ncaptured: in spring\n"
        f"digest: sha256:{'0' * 64}\nmedia_type: text/html\nencoding: utf-8\n"
    )
    root = make_library(tmp_path / "library", {"rescued/old.yaml": record})
    other.on("/10.1234/alpha", redirect("https://publisher.example/", 302))
    manners = replace(allowed(other), resolver=other.url("/"), archive=other.url("/"))

    report = check_links(root, manners=manners, memory=tmp_path / "links.sqlite")

    assert [page.suggestion.capture for page in report.old_pages] == [
        f"{other.url('/')}web/20190101000000/http://old.example/"
    ]


def test_an_archive_that_keeps_failing_is_not_asked_for_every_link(tmp_path: Path, site: Website) -> None:
    pages = page_with(*(site.url(f"/gone-{number}") for number in range(8)))
    asked = []

    def fails(address: str, at: str | None) -> str | None:
        asked.append(address)
        raise NetworkError("the archive is closed")

    report = checked(make_library(tmp_path / "library", {"pages/about.md": pages}), site, closest=fails)

    assert len(asked) == 3
    assert all("no suggestion could be asked for" in fault.remedy for fault in report.faults)


def test_a_dead_doi_is_to_be_corrected_and_no_capture_is_asked_for(tmp_path: Path, site: Website) -> None:
    asked = []

    def closest(address: str, at: str | None) -> str | None:
        asked.append(address)
        return None

    study = ALPHA.replace("10.1234/alpha", "10.1234/typo")
    report = checked(make_library(tmp_path / "library", {"studies/alpha-2020.yaml": study}), site, closest=closest)

    (fault,) = report.faults
    assert (fault.where, fault.code) == ("studies/alpha-2020.yaml:5", "dead-address")
    assert fault.remedy == "Correct the DOI, or delete it"
    assert asked == []


def test_an_old_page_is_not_visited_and_its_capture_is_named_once(tmp_path: Path, site: Website) -> None:
    record = (
        "title: An old page\nfile: old.html\naddress: {}\ncaptured: 2009-03-04T05:06:07Z\n"
        f"digest: sha256:{'0' * 64}\nmedia_type: text/html\nencoding: utf-8\n"
    )
    capture = "https://web.archive.org/web/2009/http://old.example/"
    asked: list[tuple[str, str | None]] = []

    def closest(address: str, at: str | None) -> str | None:
        asked.append((address, at))
        return capture

    root = make_library(
        tmp_path / "library",
        {"rescued/old.yaml": record.format(site.url("/old")), "rescued/kept.yaml": record.format(capture)},
    )
    report = checked(root, site, closest=closest)

    assert report.faults == []
    assert [page.suggestion.capture for page in report.old_pages] == [capture]
    assert capture in report.old_pages[0].line
    assert asked == [(site.url("/old"), "2009-03-04T05:06:07Z")]
    assert site.methods("/old") == []


def test_a_second_run_asks_nothing_again(tmp_path: Path, site: Website) -> None:
    pages = page_with(site.on("/good"), site.url("/gone"), site.on("/shut", status(403)))
    root = make_library(tmp_path / "library", {"pages/about.md": pages})
    first = checked(root, site)
    seen = len(site.asked)

    second = checked(root, site)

    assert len(site.asked) == seen
    assert (first.visited, second.visited) == (4, 0)
    assert second.faults == first.faults


def test_the_library_is_not_changed_and_no_file_is_added(tmp_path: Path, site: Website) -> None:
    root = make_library(tmp_path / "library", {"pages/about.md": page_with(site.url("/gone"))})
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    checked(root, site)

    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_memory_that_cannot_be_kept_costs_time_and_nothing_else(tmp_path: Path, site: Website) -> None:
    root = make_library(tmp_path / "library", {"pages/about.md": page_with(site.on("/good"))})
    (tmp_path / "file").write_text("no folder")

    report = checked(root, site, memory=tmp_path / "file" / "links.sqlite")

    assert report.counts["alive"] == 2
    assert "every link was visited anew" in report.remarks[0]


def test_progress_is_told_up_to_the_end(tmp_path: Path, site: Website) -> None:
    root = make_library(tmp_path / "library", {"pages/about.md": page_with(site.on("/a"), site.on("/b"))})
    told: list[tuple[str, int, int]] = []

    checked(root, site, progress=lambda what, done, of: told.append((what, done, of)))

    assert told == [("links", done, 3) for done in range(4)]


@pytest.mark.parametrize("sign", ["KILL", "INT"])
def test_a_run_that_is_ended_in_the_middle_goes_on_where_it_was(tmp_path: Path, sign: str) -> None:
    site = Website(seconds=0.1)
    pages = [site.on(f"/{number}") for number in range(90)]
    root = make_library(tmp_path / "library", {"pages/about.md": page_with(*pages)})
    site.on("/10.1234/alpha", redirect("https://publisher.example/", 302))
    code = f"""
        import signal
        from pathlib import Path
        from aetia.rescue.link_health import Manners, check_links
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may start background jobs with it ignored
        manners = Manners(gap=0.01, resolver_gap=0.01, private={{{site.place!r}}}, resolver={site.url("/")!r})
        check_links(Path({str(root)!r}), manners=manners, memory=Path({str(tmp_path / "links.sqlite")!r}))
    """
    run = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        due = time.monotonic() + 30
        while len(site.ended) < 8 and time.monotonic() < due:
            time.sleep(0.02)
        began = time.monotonic()
        run.send_signal({"KILL": 9, "INT": 2}[sign])
        run.wait(timeout=10)
        assert time.monotonic() - began < 3, "whoever stops it waits for nobody"
        seen = {asked.path for asked in site.asked}
        assert 8 <= len(seen) < 85
        site.asked.clear()
        site.seconds = 0.0

        report = checked(root, site)

        assert report.counts["alive"] == 91
        again = {asked.path for asked in site.asked} & seen
        assert len(again) <= 2, "what was under way, and no more, is asked again"
    finally:
        with suppress(ProcessLookupError):
            run.kill()
        run.wait()
        site.close()
