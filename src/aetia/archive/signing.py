"""Signing by a command of the operator's own: the key never comes near this program.

The command gets the digest of `datapackage.json` on its standard input, as one line, and prints the signature as one JSON object:
the `signedData` of the WACZ rules for signing.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Mapping

from aetia.archive.sealing import Signer
from aetia.errors import ArchiveError

_SECONDS = 300.0
_MOST = 1 << 20


def signer_of(command: str) -> Signer:
    """A signer that runs a command, without a shell.

    Args:
        command: program and arguments, quoted as in a shell.

    Raises:
        ArchiveError: it is no command. The signer raises it where the command fails or prints something else.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ArchiveError(f"the signing command cannot be read ({error})", where=command) from error
    if not words:
        raise ArchiveError("the signing command is empty", remedy="Give a program that prints the signature")

    def sign(digest: str) -> Mapping[str, object]:
        try:
            done = subprocess.run(  # noqa: S603  # the operator's own command
                words, input=f"{digest}\n".encode(), stdout=subprocess.PIPE, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ArchiveError(f"the signing command did not run ({error})", where=command) from error
        if done.returncode:
            raise ArchiveError(f"the signing command ended with code {done.returncode}", where=command)
        try:
            found = json.loads(done.stdout[:_MOST])
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ArchiveError("the signing command printed no JSON object", where=command)
        return found

    return sign
