"""What was restored, and exactly what was not."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Why = Literal["missing", "differs", "refused"]

REASONS = {
    "broken": "it had an error when the site was built",
    "draft": "the topic is a draft",
    "consent": "no recorded consent",
    "stories": "the library keeps its stories private",
    "page": "the old page belongs to others; its record says so",
    "screeners": "the names of those who decided are replaced by numbers",
    "excerpts": "the old page's own prose is left out",
    "unknown": "the site says that it was changed",
}
"""Why a file was left out or changed when the site was built, by the key that the site gives."""


@dataclass(frozen=True)
class NotRestored:
    """A public file that is not in the restored library.

    Attributes:
        file: its name.
        why: ``missing``: no piece of the copy is it; ``differs``: what lies at its address is not it; ``refused``: its name may
            not be written.
        what: the same in words.
        sha256: of the file that was published; empty where no list names it.
        size: in bytes, where it is known.
        where: the piece at its address.
        found_sha256, found_size: of that piece.
        kept: where that piece was put, relative to the library; empty if nowhere.
    """

    file: str
    why: Why
    what: str
    sha256: str = ""
    size: int | None = None
    where: str = ""
    found_sha256: str = ""
    found_size: int | None = None
    kept: str = ""


@dataclass(frozen=True)
class Private:
    """What was not published, or not as it is: `reason` is the site's key, `what` the same in words."""

    file: str
    reason: str
    what: str
    files: int = 1


@dataclass(frozen=True)
class OtherEdition:
    """An edition that the copy holds and that was not restored.

    Attributes:
        as_of, captured: its date, and when it was seen, first and last.
        files, found: public files, and how many of them are in the copy.
    """

    library: str
    as_of: str
    captured: tuple[str, ...]
    files: int
    found: int


@dataclass(frozen=True)
class Soundness:
    """What `aetia check` says of the restored library.

    Attributes:
        errors, warnings: how many faults.
        codes: how many errors of each kind.
        first: the first errors, a line each.
    """

    errors: int
    warnings: int
    codes: dict[str, int]
    first: tuple[str, ...]


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Attributes:
        into: the library's folder.
        library, as_of: title and date of the edition; empty where they are not told.
        captured: when the edition was seen, earliest first.
        listed_by: what told which files there are: ``manifest``, ``source page``, ``pages`` (each names some), or ``addresses``.
        files, size: files restored, and their bytes.
        not_restored: public files that are not there.
        unproven: files restored although no digest vouches for them.
        changed: restored files that were published otherwise than the library held them.
        left_out: what was not published.
        others: other editions in the copy.
        damage: what of the copy could not be read, a line each; of many, the first.
        more_damage: how many lines more.
        soundness: what a check of the restored library says.
    """

    into: Path
    library: str
    as_of: str
    captured: tuple[str, ...]
    listed_by: str
    files: int
    size: int
    not_restored: tuple[NotRestored, ...]
    unproven: tuple[str, ...]
    changed: tuple[Private, ...]
    left_out: tuple[Private, ...]
    others: tuple[OtherEdition, ...]
    damage: tuple[str, ...]
    more_damage: int
    soundness: Soundness | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every public file is known and restored."""
        return not self.not_restored and not self.unproven and self.listed_by in {"manifest", "source page"}

    def counts(self) -> Counter[str]:
        """How many files were not restored, by why."""
        return Counter(item.why for item in self.not_restored)

    def to_json(self) -> dict[str, Any]:
        """The result as plain values."""
        return {"whole": self.is_whole, **asdict(self), "into": str(self.into)}
