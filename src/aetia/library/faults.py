"""A fault in a library: file, line, what is wrong, and what to do about it."""

from __future__ import annotations

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

    @property
    def where(self) -> str:
        """File and line as editors understand them: ``studies/xuan-2020.yaml:14``."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.remedy}"

    def plain(self) -> dict[str, Any]:
        """The fault as plain values, for JSON."""
        return asdict(self)
