"""Keys by which an index of captures is sorted: host turned around, then path, so that a domain's pages stand together.

``https://www.example.org/a/b?y=2&x=1`` has the key ``org,example)/a/b?x=1&y=2``. The rules are the public ones of CDX indexes:
scheme, user, default port, fragment, `www` and a last slash are dropped, all is in lower case, the query is sorted, and the path is
in the normal form of RFC 3986. Addresses of our own sites have no session numbers, so the rules about those are left out.
"""

from __future__ import annotations

import re

_WEB = re.compile(
    r"(https?):/{0,2}(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:]*)(?::(\d*))?([^?#]*)(?:\?([^#]*))?", re.IGNORECASE
)
_WWW = re.compile(r"www\d*\.")
_ESCAPE = re.compile(r"%([0-9a-f]{2})")
_USUAL = {"http": "80", "https": "443"}


def surt(address: str) -> str:
    """The sort key of an address; of one that is not http, itself.

    Args:
        address: as captured.
    """
    match = _WEB.match(address.strip())
    if match is None:
        return address.strip().lower()
    scheme, host, port, path, query = (part or "" for part in match.groups())
    host = host.lower().rstrip(".")
    host = _WWW.sub("", host, count=1) if _WWW.match(host) else host
    turned = host if host.startswith("[") else ",".join(reversed(host.split(".")))
    port = f":{port}" if port and port != _USUAL[scheme.lower()] else ""
    path = _normal(path.lower())
    asked = "&".join(sorted(query.lower().split("&"))) if query else ""
    return f"{turned}{port}){path}{'?' + asked if asked else ''}"


def _normal(path: str) -> str:
    """A path without needless escapes, dots, doubled slashes, and slash at its end."""
    path = _ESCAPE.sub(_needed, path)
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


def _needed(escape: re.Match[str]) -> str:
    """An escape, or the letter itself where that needs none."""
    letter = chr(int(escape[1], 16))
    return letter.lower() if letter.isascii() and (letter.isalnum() or letter in "-._~") else escape[0]
