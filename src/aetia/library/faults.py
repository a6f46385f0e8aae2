"""A fault in a library: file, line, what is wrong, and what to do about it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, order=True)
class Fault:
    """One fault.

    `code` is a short stable name, such as ``unknown-concept``, that documentation and tests refer to. An *error* must be
    mended before the library can be published; a *warning* should be looked at.
    """

    file: str
    line: int
    code: str
    what: str
    remedy: str
    severity: Literal["error", "warning"] = "error"

    def __post_init__(self) -> None:
        for name in ("file", "what", "remedy"):
            object.__setattr__(self, name, _harmless(getattr(self, name)))

    @property
    def where(self) -> str:
        """File and line as editors understand them: ``studies/xuan-2020.yaml:14``."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        stop = "" if self.what.endswith("?") else "."
        return f"{self.where}: {self.what}{stop} {self.remedy}"

    def plain(self) -> dict[str, Any]:
        """The fault as plain values, for JSON."""
        return asdict(self)


_LONGEST = 600
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def _harmless(text: str) -> str:
    """Words that may quote a hostile file, on one line, without what could steer a terminal, and not endless."""
    clean = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST // 2]} … {clean[-_LONGEST // 2 :]}"
