"""One change that `--apply` makes: a field of a file, what stood there, and what stands there now."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class Change:
    """A change.

    Args:
        file: relative to the library; line: of what it belongs to, before the change.
        field: its path, such as ``references[0].volume``.
        old, new: the values in words; ``None`` where there was nothing.
    """

    file: str
    line: int
    field: str
    old: str | None
    new: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {'nothing' if self.old is None else self.old} → {self.new}"

    def plain(self) -> dict[str, str | int | None]:
        """The change as plain values, for JSON."""
        return asdict(self)
