"""NLM's files: listed as they lie there, and never under their own name before they were verified."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from tests.services import Service, body, busy, cut_after, file

from aetia.errors import DamagedFile, ServiceError
from aetia.http import Answer, NotAnAnswer, PoliteClient
from aetia.sources.ncbi_files import NcbiFile, digest_of, fetch_verified, list_files, read_digest

NAME = "pubmed26n0001.xml.gz"
CONTENT = random.Random(1).randbytes(200_000)
OTHER = random.Random(2).randbytes(200_000)
MD5, OTHER_MD5 = hashlib.md5(CONTENT).hexdigest(), hashlib.md5(OTHER).hexdigest()


def index(*names: str) -> str:
    rows = "\n".join(f'<a href="{name}">{name}</a>   2026-01-29 14:08   19M' for name in names)
    return f"<html><head><title>Index of /f</title></head><body><pre>{rows}</pre></body></html>"


@pytest.fixture
def listed(service: Service) -> NcbiFile:
    return NcbiFile(2026, 1, NAME, service.url(f"/f/{NAME}"))


def test_files_come_by_year_and_number(service: Service, client: PoliteClient) -> None:
    names = [
        "pubmed27n0001.xml.gz",
        "pubmed26n1335.xml.gz",
        "pubmed26n0002.xml.gz",
        "pubmed26n1335_stats.html",
        f"{NAME}.md5",
        NAME,
    ]
    service.on("/f/", index(*names))
    found = list_files(client, service.url("/f"))
    assert [(file.year, file.number) for file in found] == [(2026, 1), (2026, 2), (2026, 1335), (2027, 1)]
    assert found[0] == NcbiFile(2026, 1, NAME, service.url(f"/f/{NAME}"), int(19.5 * (1 << 20)), "2026-01-29 14:08")


def test_an_empty_folder_and_an_error_page_are_told_apart(service: Service, client: PoliteClient) -> None:
    service.on("/f/", index())
    assert list_files(client, service.url("/f/")) == []
    service.on("/f/", body("<html><title>Error</title><body>sorry</body></html>", Content_Type="text/html"))
    with pytest.raises(ServiceError, match="no index of files"):
        list_files(client, service.url("/f/"))


@pytest.mark.parametrize(
    "text",
    [
        f"MD5({NAME})= {MD5}\n",
        f"{MD5}  {NAME}\n",
        f"{MD5} *./{NAME}",
        MD5.upper(),
        f"{OTHER_MD5}  x.xml.gz\n{MD5}  {NAME}",
    ],
)
def test_the_forms_of_a_digest(text: str) -> None:
    assert read_digest(Answer("a", text.encode()), NAME) == MD5


@pytest.mark.parametrize(
    "text",
    ["", "<html></html>", "no digest", MD5[:-1], MD5 + "0", f"MD5(pubmed26n0002.xml.gz)= {MD5}", f"{MD5}\n{OTHER_MD5}"],
)
def test_what_is_no_digest_of_the_file_is_told(text: str) -> None:
    with pytest.raises(NotAnAnswer):
        read_digest(Answer("a", text.encode()), NAME)


def test_a_file_without_a_digest_is_not_fetched(
    service: Service, client: PoliteClient, listed: NcbiFile, tmp_path: Path
) -> None:
    service.on(f"/f/{NAME}", file(CONTENT))
    with pytest.raises(ServiceError):
        digest_of(client, listed)
    with pytest.raises(ServiceError):
        fetch_verified(client, listed, tmp_path)
    assert list(tmp_path.iterdir()) == []


def put_out(service: Service, content: bytes, md5: str) -> None:
    service.on(f"/f/{NAME}", file(content))
    service.on(f"/f/{NAME}.md5", f"MD5({NAME})= {md5}\n")


def test_a_verified_file_has_its_name_and_both_digests(
    service: Service, client: PoliteClient, listed: NcbiFile, tmp_path: Path
) -> None:
    put_out(service, CONTENT, MD5)
    found = fetch_verified(client, listed, tmp_path / "new")
    assert found.path.read_bytes() == CONTENT
    assert (found.md5, found.sha256, found.size) == (MD5, hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    assert [path.name for path in found.path.parent.iterdir()] == [NAME]


def test_a_file_that_is_there_is_checked_and_kept(
    service: Service, client: PoliteClient, listed: NcbiFile, tmp_path: Path
) -> None:
    put_out(service, CONTENT, MD5)
    (tmp_path / NAME).write_bytes(CONTENT)
    fetch_verified(client, listed, tmp_path)
    assert service.asked(f"/f/{NAME}") == []
    (tmp_path / NAME).write_bytes(CONTENT[:-1])
    assert fetch_verified(client, listed, tmp_path).path.read_bytes() == CONTENT


def test_a_wrong_digest_is_tried_once_more_from_the_beginning(
    service: Service, client: PoliteClient, listed: NcbiFile, tmp_path: Path
) -> None:
    put_out(service, CONTENT, MD5)
    service.on(f"/f/{NAME}", file(OTHER), file(CONTENT))
    assert fetch_verified(client, listed, tmp_path).path.read_bytes() == CONTENT
    assert all("range" not in call.headers for call in service.asked(f"/f/{NAME}"))


def test_a_file_that_nlm_puts_out_again_meanwhile_is_taken_with_its_new_digest(
    service: Service, client: PoliteClient, listed: NcbiFile, tmp_path: Path
) -> None:
    put_out(service, OTHER, OTHER_MD5)
    service.on(f"/f/{NAME}.md5", MD5, OTHER_MD5)
    assert fetch_verified(client, listed, tmp_path).md5 == OTHER_MD5


def test_a_digest_that_stays_wrong_is_an_error_that_names_both(
    service: Service, client: PoliteClient, listed: NcbiFile, tmp_path: Path
) -> None:
    put_out(service, OTHER, MD5)
    with pytest.raises(DamagedFile, match=f"{MD5}.*{OTHER_MD5}"):
        fetch_verified(client, listed, tmp_path)
    assert len(service.asked(f"/f/{NAME}")) == 2
    assert list(tmp_path.iterdir()) == []


def test_bad_days_on_the_way(service: Service, client: PoliteClient, listed: NcbiFile, tmp_path: Path) -> None:
    service.on(f"/f/{NAME}.md5", busy("0"), body("<html>oops</html>"), MD5)
    service.on(f"/f/{NAME}", busy(status=503), cut_after(70_000, CONTENT), file(CONTENT))
    assert fetch_verified(client, listed, tmp_path).path.read_bytes() == CONTENT
    assert service.asked(f"/f/{NAME}")[-1].headers["range"] == "bytes=70000-"
