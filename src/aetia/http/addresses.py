"""Web addresses, taken apart and checked, and the numbers behind a host's name: the open internet's, unless a host is allowed.

The numbers are looked up here, checked, and the connection goes to a number that was checked: a name that answers differently the
second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from aetia.errors import NetworkError

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart.

    Args:
        address: as it was given.
        scheme: ``http`` or ``https``.
        host: in small letters, its name in ASCII (IDNA).
        port: the scheme's own, or the one that the address names.
    """

    address: str
    scheme: str
    host: str
    port: int

    @property
    def place(self) -> str:
        """Host and port: ``127.0.0.1:8080``."""
        return f"{self.host}:{self.port}"

    @property
    def host_header(self) -> str:
        """What the header Host says."""
        label = f"[{self.host}]" if ":" in self.host else self.host
        return label if self.port == _PORTS[self.scheme] else f"{label}:{self.port}"


def target_of(address: str) -> Target:
    """Takes a web address apart.

    Raises:
        NetworkError: it is no web address, or holds a name or a password.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NetworkError(
            f"not a web address ({error})", where=address, remedy="Give an address that begins with https://"
        ) from error
    if parts.scheme not in _PORTS or not host:
        raise NetworkError(
            "not a web address", where=address, remedy="Give an address that begins with http:// or https://"
        )
    if parts.username or parts.password:
        raise NetworkError(
            "an address with a name or password in it is not fetched", where=address, remedy="Leave them out"
        )
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise NetworkError("the host's name is not valid", where=address, remedy="Check the address") from error
    return Target(address, parts.scheme, name.lower(), port or _PORTS[parts.scheme])


def numbers_of(target: Target, *, allow_private: bool = False) -> list[str]:
    """The numbers (IP addresses) behind a host's name, all of them checked.

    Args:
        target: whose host is looked up.
        allow_private: private, loopback and link-local networks as well.

    Raises:
        NetworkError: the name is not known, or one of its numbers is in a private network.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NetworkError(
            f"the host '{target.host}' is not known", where=target.address, remedy="Check the address and the network"
        ) from error
    numbers = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for number in [] if allow_private else numbers:
        if not is_public(number):
            raise NetworkError(
                f"'{target.host}' is in a private network ({number}), which is not fetched from",
                where=target.address,
                remedy="Save the page and give the file",
            )
    return numbers


def is_public(number: str) -> bool:
    """True for an IP address that the open internet routes: not private, loopback, link-local, reserved, multicast or shared."""
    ip = ipaddress.ip_address(number)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
