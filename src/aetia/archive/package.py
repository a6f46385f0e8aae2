"""The table of contents of a WACZ file, `datapackage.json`, and whether its digests agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from aetia.archive.capture import Damage
from aetia.archive.container import Container
from aetia.archive.limits import Limits

PACKAGE, PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
_DIGESTS = {"sha256": 64, "sha512": 128, "sha1": 40, "md5": 32}


def check_package(container: Container, limits: Limits) -> Iterator[Damage]:
    """What does not match its digest or its size, and what is listed or needed and not there.

    Args:
        container: the WACZ file.
        limits: of the reading.
    """
    names = set(container.names())
    if PACKAGE not in names:
        yield Damage(f"{container.name}!{PACKAGE}", "it is missing, so no digest can be checked")
        return
    content = container.content(PACKAGE, limits.listing)
    if isinstance(content, Damage):
        yield content
        return
    if PACKAGE_DIGEST in names:
        yield from _check_digest(container, limits)
    package = _json(content)
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list):
        yield Damage(f"{container.name}!{PACKAGE}", "it is not a table of contents, so no digest can be checked")
        return
    listed = set()
    for resource in resources[: limits.members]:
        told = _told(resource)
        if told is None:
            yield Damage(f"{container.name}!{PACKAGE}", f"an entry tells no path and digest: {str(resource)[:80]}")
            continue
        path, algorithm, digest, size = told
        listed.add(path)
        if path not in names:
            yield Damage(f"{container.name}!{path[:200]}", f"{PACKAGE} lists it, and it is not there")
        else:
            yield from _check(container, path, algorithm, digest, size)
    for name in container.names():
        if name not in listed and name not in (PACKAGE, PACKAGE_DIGEST):
            yield Damage(f"{container.name}!{name[:200]}", f"{PACKAGE} does not list it, so it has no digest")


def _check(container: Container, path: str, algorithm: str, digest: str, size: int | None) -> Iterator[Damage]:
    found = container.digest(path, algorithm)
    if isinstance(found, Damage):
        yield found
    elif found[0] != digest:
        yield Damage(f"{container.name}!{path}", f"its digest is not the one in {PACKAGE}")
    elif size is not None and found[1] != size:
        yield Damage(f"{container.name}!{path}", f"it has {found[1]:,} bytes, and {PACKAGE} tells {size:,}")


def _check_digest(container: Container, limits: Limits) -> Iterator[Damage]:
    place = f"{container.name}!{PACKAGE_DIGEST}"
    content = container.content(PACKAGE_DIGEST, limits.listing)
    if isinstance(content, Damage):
        yield content
        return
    told = _json(content)
    parsed = _split(told.get("hash")) if isinstance(told, dict) else None
    if parsed is None:
        yield Damage(place, f"it tells no digest of {PACKAGE}")
        return
    found = container.digest(PACKAGE, parsed[0])
    if isinstance(found, Damage) or found[0] != parsed[1]:
        yield Damage(place, f"the digest of {PACKAGE} differs, so the table of contents was changed")


def _told(resource: object) -> tuple[str, str, str, int | None] | None:
    """Path, algorithm, digest and size of an entry, in the form of WACZ 1.1 or of 1.0."""
    if not isinstance(resource, dict) or not isinstance(resource.get("path"), str):
        return None
    stats = resource.get("stats")
    if isinstance(stats, dict):
        parsed = _split(f"{resource.get('hashing')}:{stats.get('hash')}")
        size = stats.get("bytes")
    else:
        parsed, size = _split(resource.get("hash")), resource.get("bytes")
    return None if parsed is None else (resource["path"], *parsed, size if isinstance(size, int) else None)


def _split(text: object) -> tuple[str, str] | None:
    match = re.fullmatch(r"([a-z0-9]{3,6}):([0-9a-fA-F]{32,128})", text) if isinstance(text, str) else None
    if match is None or _DIGESTS.get(match[1]) != len(match[2]):
        return None
    return match[1], match[2].lower()


def _json(content: bytes) -> object:
    try:
        found: object = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found
