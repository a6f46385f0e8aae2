"""Keys by which an index of captures is sorted: host turned around, then path, so that a domain's pages stand together.

``https://www.example.org/a/b?y=2&x=1`` has the key ``org,example)/a/b?x=1&y=2``. The rules are the public ones of CDX indexes:
scheme, user, default port, fragment, `www` and a last slash are dropped, all is in lower case, and the query is sorted. Addresses
of our own sites have no session numbers, so the rules about those are left out.
"""

from __future__ import annotations

import re

_WEB = re.compile(
    r"(https?):/{0,2}(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:]*)(?::(\d*))?([^?#]*)(?:\?([^#]*))?", re.IGNORECASE
)
_WWW = re.compile(r"www\d*\.")
_NUMBERS = re.compile(r"[\d.]+|\[.*\]")
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
    turned = host if _NUMBERS.fullmatch(host) else ",".join(reversed(host.split(".")))
    port = f":{port}" if port and port != _USUAL[scheme.lower()] else ""
    path = path.lower()
    path = path.removesuffix("/") if len(path) > 1 else path
    asked = "&".join(sorted(query.lower().split("&"))) if query else ""
    return f"{turned}{port}){path or '/'}{'?' + asked if asked else ''}"
