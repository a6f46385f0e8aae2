"""A published library back to its folder, from any copy of its site.

The copy is read twice, or three times where files are lacking: for the lists of files, for the files by their digests, and for what
lies at the addresses of those that no digest found. Then an edition is chosen, written beside its place, checked, and put there.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aetia.archive import Damage
from aetia.errors import AetiaError, RestoreError
from aetia.library import layout
from aetia.library.check import check_library
from aetia.rescue.restore.contents import Contents, Stray, find_contents
from aetia.rescue.restore.editions import Edition, ListGatherer, choose
from aetia.rescue.restore.lists import FileList, Listed
from aetia.rescue.restore.names import printable, refusal
from aetia.rescue.restore.pieces import read_pieces
from aetia.rescue.restore.report import REASONS, NotRestored, OtherEdition, Private, Restored, Soundness
from aetia.rescue.restore.write import Workshop, check_target, workshop

REPORT = layout.RESTORED
"""The report, in the restored library: it comes into place with the files, and is no part of the library."""

DAMAGED = f"{layout.PRIVATE_STATE}/damaged"
"""Where pieces that are not what they should be are kept, if asked for."""

MOST_BYTES = 64_000_000_000
"""Bytes that one restore may write."""

_DAMAGE_NAMED = 200
_FAULTS_NAMED = 20
_PAGE_STARTS = (b"<!doctype html", b"<html")


def restore_library(
    sources: Sequence[Path | str],
    into: Path | str,
    *,
    as_of: str = "",
    captured: str = "",
    site: str = "",
    keep_damaged: bool = False,
) -> Restored:
    """Restore the public part of a library from copies of its site.

    Files are known by their digests, so that a copy counts wherever it lies and whatever it is called. Of several editions the
    newest that is whole is restored, or else the one of which most is there. The target stands whole or not at all, with the
    report in `.aetia/restore.json`.

    Args:
        sources: a site's folder, WARC, ARC and WACZ files, or folders of them; together they are one copy.
        into: a new or an empty folder.
        as_of: only editions of this date, or of this year or month.
        captured: only editions that were seen on this day or before.
        site: only what lies below this address.
        keep_damaged: keep what lies at the address of a file and is not it, in `.aetia/damaged/`.

    Raises:
        RestoreError: the copy gives nothing back, or the choice of an edition needs a person, or *into* cannot be used. Nothing
            was written.
    """
    paths = [Path(source) for source in sources]
    target = check_target(Path(into), paths)
    damage = _Damage()
    editions = _read_lists(paths, site, damage)
    with workshop(target) as shop:
        contents = find_contents(lambda: read_pieces(paths, site), editions, shop.contents, keep_strays=keep_damaged)
        if editions:
            chosen = choose(editions, contents.share, as_of=as_of, captured=captured)
        elif contents.differing:
            chosen = Edition(FileList("addresses", "", "", {}))
        else:
            raise _nothing(paths, damage)
        restored = _Putting(shop, contents, chosen, keep_damaged).put(target)
        if not restored.files:
            raise _nothing(paths, damage, len(chosen.listing.files))
        restored = replace(
            restored,
            others=tuple(_other(edition, contents) for edition in editions if edition is not chosen),
            damage=tuple(damage.lines),
            more_damage=damage.number - len(damage.lines),
            soundness=_soundness(shop.library),
        )
        _write_report(shop, restored)
    return restored


@dataclass
class _Damage:
    """What of a copy could not be read: the first lines, and how many in all."""

    lines: list[str] = field(default_factory=list)
    number: int = 0

    def add(self, where: str, what: str) -> None:
        self.number += 1
        if len(self.lines) < _DAMAGE_NAMED:
            self.lines.append(f"{printable(where)}: {printable(what)}")


def _read_lists(paths: list[Path], site: str, damage: _Damage) -> list[Edition]:
    gatherer = ListGatherer()
    pieces = 0
    for piece in read_pieces(paths, site):
        if isinstance(piece, Damage):
            damage.add(piece.where, piece.what)
            continue
        pieces += 1
        if piece.trouble:
            damage.add(piece.where, piece.trouble)
        gatherer.add(piece)
    for where, what in gatherer.damaged:
        damage.add(where, what)
    if gatherer.full:
        damage.add(str(paths[0]), "too many lists of files; the last of them were not read")
    if site and not pieces:
        raise RestoreError(f"nothing in this copy lies below {printable(site)}", remedy="Correct the address")
    return gatherer.editions()


class _Putting:
    """Puts one edition's files into a new library."""

    def __init__(self, shop: Workshop, contents: Contents, edition: Edition, keep_damaged: bool) -> None:
        self.shop, self.contents, self.edition, self.keep_damaged = shop, contents, edition, keep_damaged
        self.files = self.size = 0
        self.unproven: list[str] = []
        self.lost: list[NotRestored] = []

    def put(self, into: Path) -> Restored:
        """Write every file that is there; the result lacks what only the whole copy tells."""
        listed = self.edition.listing
        self._refuse_too_much()
        for name in sorted(listed.files):
            self._file(listed.files[name])
        if not self.edition.is_complete or listed.kind == "addresses":
            self._unlisted()
        lost = {item.file for item in self.lost}
        changed = [item for item in listed.files.values() if item.changed and item.file not in lost]
        return Restored(
            into=into,
            library=printable(listed.library),
            as_of=listed.as_of,
            captured=tuple(self.edition.captured),
            listed_by=listed.kind,
            files=self.files,
            size=self.size,
            not_restored=tuple(sorted(self.lost, key=lambda item: item.file)),
            unproven=tuple(self.unproven),
            changed=tuple(_private(item.file, item.changed, 1) for item in changed),
            left_out=tuple(_private(item.file, item.reason, item.files) for item in listed.withheld),
            others=(),
            damage=(),
            more_damage=0,
        )

    def _refuse_too_much(self) -> None:
        sizes = self.contents.sizes
        total = sum(sizes.get(listed.sha256, 0) for listed in self.edition.listing.files.values())
        if total > min(MOST_BYTES, shutil.disk_usage(self.shop.library).free):
            raise RestoreError(
                f"the library would take {total / 1e6:,.0f} MB, and there is no room for it",
                where=str(self.shop.library.parent.parent),
                remedy="Choose a larger disk; and look at the copy if this is more than it can hold",
            )

    def _file(self, listed: Listed) -> None:
        refused = refusal(listed.file)
        stray = self.contents.differing.get(listed.file)
        if refused is None and listed.sha256 in self.contents.sizes:
            refused = self._write(listed.file, listed.sha256) or None
        elif refused is None and stray is not None:
            self.lost.append(self._differing(listed, stray))
            return
        elif refused is None:
            self._lose(listed, "missing", "no piece of the copy is this file")
            return
        if refused is not None:
            self._lose(listed, "refused", refused)

    def _lose(self, listed: Listed, why: str, what: str) -> None:
        self.lost.append(
            NotRestored(printable(listed.file, 1_000), why, what, sha256=listed.sha256, size=listed.size)  # type: ignore[arg-type]
        )

    def _differing(self, listed: Listed, stray: Stray) -> NotRestored:
        what = "what lies at its address is not this file"
        return NotRestored(
            file=printable(listed.file, 1_000),
            why="differs",
            what=f"{what}: {printable(stray.trouble)}" if stray.trouble else what,
            sha256=listed.sha256,
            size=listed.size,
            where=printable(stray.where),
            found_sha256=stray.sha256,
            found_size=stray.size,
            kept=self._keep(stray),
        )

    def _keep(self, stray: Stray) -> str:
        kept = f"{DAMAGED}/{stray.file}"
        if not self.keep_damaged or stray.sha256 not in self.contents.sizes:
            return ""
        return "" if self.shop.write(kept, self.contents.get(stray.sha256)) else kept

    def _unlisted(self) -> None:
        """Files that no list names, at the addresses of copies of library files: restored, and named as unproven."""
        for file, stray in sorted(self.contents.differing.items()):
            if file in self.edition.listing.files or stray.sha256 not in self.contents.sizes:
                continue
            start = self.contents.get(stray.sha256)[:64].lstrip().lower()
            if stray.trouble or (start.startswith(_PAGE_STARTS) and not file.startswith(f"{layout.RESCUED}/")):
                what = stray.trouble or "a page of HTML lies at its address"
                self.lost.append(
                    NotRestored(file, "differs", printable(what), where=printable(stray.where), kept=self._keep(stray))
                )
            elif not (refused := self._write(file, stray.sha256)):
                self.unproven.append(file)
            else:
                self.lost.append(NotRestored(file, "refused", refused))

    def _write(self, file: str, digest: str) -> str:
        body = self.contents.get(digest)
        refused = self.shop.write(file, body)
        if not refused:
            self.files += 1
            self.size += len(body)
        return refused


def _private(file: str, reason: str, files: int) -> Private:
    return Private(printable(file, 1_000), reason, REASONS.get(reason, "the site does not say why"), files)


def _other(edition: Edition, contents: Contents) -> OtherEdition:
    listed = edition.listing
    seen = (edition.captured[0], edition.captured[-1]) if edition.captured else ()
    found = round(contents.share(edition) * len(listed.files))
    return OtherEdition(printable(listed.library), listed.as_of, seen, len(listed.files), found)


def _soundness(library: Path) -> Soundness | None:
    """What a check says of the library; nothing where its settings are not there or cannot be read."""
    if not layout.is_library(library):
        return None
    try:
        faults = check_library(library)
    except AetiaError:
        return None
    errors = [fault for fault in faults if fault.severity == "error"]
    codes: dict[str, int] = {}
    for fault in errors:
        codes[fault.code] = codes.get(fault.code, 0) + 1
    first = tuple(str(fault) for fault in errors[:_FAULTS_NAMED])
    return Soundness(len(errors), len(faults) - len(errors), dict(sorted(codes.items())), first)


def _write_report(shop: Workshop, restored: Restored) -> None:
    """The report, and a line that keeps git from taking `.aetia/` for a part of the library."""
    document = json.dumps(restored.to_json(), ensure_ascii=False, indent=1)
    shop.write(REPORT, f"{document}\n".encode("utf-8", "backslashreplace"))
    shop.write(f"{layout.PRIVATE_STATE}/.gitignore", b"*\n")


def _nothing(paths: Iterable[Path], damage: _Damage, listed: int = 0) -> RestoreError:
    where = ", ".join(str(path) for path in paths)
    first = f"; {damage.lines[0]}" if damage.lines else ""
    if not listed and any(map(layout.is_library, paths)):
        return RestoreError(
            "this is a library already, not a copy of its site", where=where, remedy="Copy the folder as it is"
        )
    if listed:
        return RestoreError(
            f"the copy names {listed:,} files of a library and holds none of them{first}",
            where=where,
            remedy="Add the archive or folder that holds what lies below source/",
        )
    return RestoreError(
        f"there is no library in this copy: neither a list of files nor a page that names any{first}",
        where=where,
        remedy="Name the folder or the archive of a site that 'aetia build' made",
    )
