"""Whether a sealed archive still is what was sealed."""

from __future__ import annotations

import zipfile
from pathlib import Path

from aetia.archive.capture import Damage
from aetia.archive.container import Container
from aetia.archive.limits import Limits, Meter, TooMuch
from aetia.archive.package import check_package
from aetia.errors import ArchiveError


def verify_wacz(path: Path, *, limits: Limits = Limits()) -> list[Damage]:
    """What of a WACZ file does not match its digest, is listed and missing, or is there and not listed; empty if all is well.

    A signature is not checked: that takes the key, or the certificate, of whoever signed.

    Args:
        path: the WACZ file.
        limits: what the reading may cost.

    Raises:
        ArchiveError: it is no WACZ file, or cannot be read at all.
    """
    path = Path(path)
    found: list[Damage] = []
    try:
        with path.open("rb") as raw:
            container = Container(raw, path.name, Meter(limits))
            found += container.faults
            found += check_package(container, limits)
    except zipfile.BadZipFile as error:
        raise ArchiveError(
            f"it is no sound WACZ file ({error})", where=str(path), remedy="Give a .wacz file"
        ) from error
    except TooMuch:
        found.append(Damage(path.name, f"more than {limits.total:,} bytes were unpacked; the rest was not checked"))
    except OSError as error:
        raise ArchiveError(
            f"the file cannot be read ({error.strerror})", where=str(path), remedy="Give a .wacz file"
        ) from error
    return found
