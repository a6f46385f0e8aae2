"""Files: in parts, after faults and kills, and never two versions in one."""

from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path

import pytest
from tests.services import Call, Service, body, busy, cut_after, file, hung_up

from aetia.errors import BusyError, InputError, NetworkError, ServiceError
from aetia.http import PoliteClient

CONTENT = random.Random(7).randbytes(300_000)


def fetch(service: Service, client: PoliteClient, path: Path) -> bytes:
    fetched = client.fetch_file("The folder", service.url("/f.gz"), path)
    assert not path.exists()
    assert fetched.size == fetched.draft.stat().st_size
    kept = fetched.keep()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    return kept.read_bytes()


def test_a_file_takes_its_name_when_it_is_kept(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", file(CONTENT))
    assert fetch(service, client, tmp_path / "f.gz") == CONTENT
    assert service.calls[0].headers["accept-encoding"] == "identity"


def test_what_is_packed_on_the_way_is_kept_as_it_came(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", file(CONTENT, Content_Encoding="x-gzip", Content_Type="application/x-gzip"))
    assert fetch(service, client, tmp_path / "f.gz") == CONTENT


def test_a_dropped_file_leaves_nothing(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", file(CONTENT))
    client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz").drop()
    assert list(tmp_path.iterdir()) == []


def test_a_broken_connection_goes_on_where_it_broke(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", cut_after(100_000, CONTENT), cut_after(50_000, CONTENT), file(CONTENT))
    assert fetch(service, client, tmp_path / "f.gz") == CONTENT
    starts = [int(call.headers.get("range", "bytes=0-")[6:-1]) for call in service.calls]
    assert starts == [0, 100_000, 150_000]


def test_a_later_process_goes_on_as_well(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", cut_after(80_000, CONTENT), body("", 404))
    with pytest.raises(ServiceError):
        client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz")
    left = (tmp_path / "f.gz.part").stat().st_size
    assert left > 0
    service.on("/f.gz", file(CONTENT))
    fetched = client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz")
    assert fetched.resumed == left
    assert fetched.keep().read_bytes() == CONTENT


def test_a_draft_that_is_whole_is_not_fetched_again(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", file(CONTENT))
    client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz")
    assert fetch(service, client, tmp_path / "f.gz") == CONTENT
    assert service.calls[1].headers["range"] == f"bytes={len(CONTENT)}-"


def test_two_versions_are_never_joined(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    newer = random.Random(8).randbytes(300_000)
    service.on("/f.gz", cut_after(100_000, CONTENT), file(newer, etag='"two"'))
    assert fetch(service, client, tmp_path / "f.gz") == newer


def test_a_draft_of_another_address_is_not_used(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", file(CONTENT))
    service.on("/other.gz", file(b"other"))
    client.fetch_file("The folder", service.url("/other.gz"), tmp_path / "f.gz")
    assert fetch(service, client, tmp_path / "f.gz") == CONTENT


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_strong_mark_it_begins_again(
    service: Service, client: PoliteClient, tmp_path: Path, etag: str | None
) -> None:
    def cut(call: Call) -> None:
        call.begin(200, Content_Length=str(len(CONTENT)), **({"ETag": etag} if etag else {}))
        call.write(CONTENT[:100_000])
        call.hang_up()

    service.on("/f.gz", cut, file(CONTENT, etag=etag))
    assert fetch(service, client, tmp_path / "f.gz") == CONTENT
    assert "range" not in service.calls[1].headers


def test_a_server_that_sends_another_part_is_not_believed(
    service: Service, client: PoliteClient, tmp_path: Path
) -> None:
    def other_part(call: Call) -> None:
        span = f"bytes 10-{len(CONTENT) - 1}/{len(CONTENT)}"
        call.answer(CONTENT[10:], 206, Content_Range=span, ETag='"one"')

    service.on("/f.gz", cut_after(100_000, CONTENT), other_part, file(CONTENT))
    assert fetch(service, client, tmp_path / "f.gz") == CONTENT


def test_a_truncated_body_is_noticed(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    def short(call: Call) -> None:
        call.begin(Content_Length=str(len(CONTENT)), ETag='"one"', Connection="close")
        call.write(CONTENT[:-1])
        call.handler.close_connection = True

    service.on("/f.gz", short, file(CONTENT))
    assert fetch(service, client, tmp_path / "f.gz") == CONTENT


def test_bad_days_pass(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", busy("0"), hung_up, body("<html>", Content_Type="text/html"), file(CONTENT))
    assert fetch(service, client, tmp_path / "f.gz") == CONTENT


def test_bad_days_that_do_not_pass_are_told(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", busy("0"))
    with pytest.raises(BusyError):
        client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz")
    service.on("/f.gz", body("<html>sorry</html>", Content_Type="text/html"))
    with pytest.raises(ServiceError, match="web page instead of the file"):
        client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz")
    assert not (tmp_path / "f.gz").exists()


@pytest.mark.parametrize("known", [True, False])
def test_a_file_past_the_limit_is_given_up(service: Service, client: PoliteClient, tmp_path: Path, known: bool) -> None:
    def flood(call: Call) -> None:
        call.begin(200, **({"Content_Length": "100000000"} if known else {"Connection": "close"}))
        for _ in range(1_000):
            call.write(b" " * 100_000)

    service.on("/f.gz", flood)
    with pytest.raises(NetworkError, match="more than 200,000 bytes"):
        client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz", size_limit=200_000)
    assert len(service.calls) == 1


def test_a_trickle_is_given_up(
    service: Service, client: PoliteClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aetia.http.download._LOOK", 0.1)

    def trickle(call: Call) -> None:
        call.begin(Content_Length=str(len(CONTENT)), ETag='"one"')
        for _ in range(100):
            call.write(b"x")
            time.sleep(0.02)

    service.on("/f.gz", trickle)
    begun = time.monotonic()
    with pytest.raises(ServiceError, match="bytes a second, 4 times"):
        client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz")
    assert time.monotonic() - begun < 2


def test_a_folder_that_cannot_be_written_is_told_as_such(
    service: Service, client: PoliteClient, tmp_path: Path
) -> None:
    service.on("/f.gz", file(CONTENT))
    with pytest.raises(InputError, match="cannot be written"):
        client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "none" / "f.gz")
    assert len(service.calls) == 1


def test_a_redirect_to_a_private_address_is_refused(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", body("", 302, Location="http://192.168.1.1/f.gz"))
    with pytest.raises(NetworkError, match="private network"):
        client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz")


def test_progress_is_told(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    service.on("/f.gz", file(CONTENT))
    told: list[tuple[int, int | None]] = []
    client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f", progress=lambda *step: told.append(step))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [there for there, _ in told] == sorted(there for there, _ in told)


def test_any_number_of_breaks_gives_the_same_file(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    content = random.Random(9).randbytes(6_000_000)
    chance = random.Random(10)
    service.on("/f.gz", *[cut_after(chance.randint(1_200_000, 1_900_000), content) for _ in range(30)])
    fetched = client.fetch_file("The folder", service.url("/f.gz"), tmp_path / "f.gz")
    assert hashlib.md5(fetched.keep().read_bytes()).digest() == hashlib.md5(content).digest()
