"""Bytes → a decoded page: size, kind and encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aetia.errors import RescueError
from aetia.rescue.encoding_guess import guess_encoding

SIZE_LIMIT = 25_000_000

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_DECLARED = re.compile(
    rb"""(?:charset\s*=\s*["']?|<\?xml[^>]{0,80}encoding\s*=\s*["'])\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
_SIGNATURES = [
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"\x7fELF",
    b"BZh",
    b"7z\xbc\xaf",
    b"Rar!",
]
_HTML = re.compile(
    (
        r"<(?:!doctype\s+html|html|head|body|title|meta|h[1-6]|p|br|table|tr|div|ul|ol|li|a\s+"
        r"(?:href|name)|font|center|frameset)\b"
    ),
    re.IGNORECASE,
)
_CONTROL = dict.fromkeys([*range(0, 9), *range(14, 32), 127])


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text.

    Args:
        data: the bytes as found.
        text: the decoded text, line ends as ``\\n``, without a byte order mark and control characters.
        encoding: the encoding it was read in.
        form: ``html`` or ``text``, by its content.
        repairs: lines that were read in another encoding than the page, as (line number, encoding); the first 50.
    """

    data: bytes
    text: str
    encoding: str
    form: Literal["text", "html"]
    repairs: tuple[tuple[int, str], ...] = ()


def load_bytes(source: Path) -> bytes:
    """Reads a file, refusing what cannot be a page before reading it whole.

    Raises:
        RescueError: the file is missing, no file, or larger than 25 MB.
    """
    try:
        if not source.is_file():
            what = "is a folder, not a page" if source.is_dir() else "no such file"
            raise RescueError(what, where=str(source), remedy="Give a page saved as text or HTML")
        size = source.stat().st_size
        if size > SIZE_LIMIT:
            raise RescueError(
                f"{size:,} bytes is past the limit of {SIZE_LIMIT:,} bytes for one page",
                where=str(source),
                remedy="Split the page",
            )
        with source.open("rb") as stream:
            data = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise RescueError(f"cannot be read ({error.strerror or error})", where=str(source)) from error
    return _bounded(data, str(source))


def _bounded(data: bytes, where: str) -> bytes:
    if len(data) > SIZE_LIMIT:
        raise RescueError(
            f"more than {SIZE_LIMIT:,} bytes, the limit for one page", where=where, remedy="Split the page"
        )
    return data


def decode_page(data: bytes, *, where: str = "page", charset: str | None = None) -> Page:
    """Decodes a page.

    The encoding is, in this order: a byte order mark; the one given; the one that the page declares; UTF-8 where it fits; a guess,
    which is windows-1252 unless the words speak against it. Lines that do not fit are read in UTF-8 or windows-1252.

    Args:
        data: the page as found.
        where: what to call it in a message.
        charset: the encoding that the server or the archive named.

    Raises:
        RescueError: the page is empty, binary, or larger than 25 MB.
    """
    _bounded(data, where)
    if not data.strip():
        raise RescueError("the page is empty", where=where, remedy="Save the page again and give the new file")
    bom = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    if bom is None and _is_binary(data):
        raise RescueError("not a page but a binary file", where=where, remedy="Give a page saved as text or HTML")
    repairs: list[tuple[int, str]] = []
    encoding = bom or _choose(data, charset)
    if bom is not None and bom != "utf-8":
        text = data.decode(bom, errors="replace")
    else:
        text, repairs = _decode_lines(data, encoding)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    if not text.strip():
        raise RescueError("the page is empty", where=where, remedy="Save the page again and give the new file")
    form: Literal["text", "html"] = "html" if _looks_html(text) else "text"
    return Page(data, text, encoding, form, tuple(repairs[:50]))


def _is_binary(data: bytes) -> bool:
    head = data[:4096]
    if any(head.startswith(mark) for mark in _SIGNATURES):
        return True
    control = sum(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head)
    return b"\x00" in head or control > len(head) / 20


def _known(name: str | None) -> str | None:
    if not name:
        return None
    folded = name.strip().lower().replace("_", "-")
    folded = re.sub(r"^(?:x-|cs)", "", folded)
    folded = re.sub(r"^iso-?(8859)-?(\d+)$", r"iso-\1-\2", folded)
    try:
        found = codecs.lookup(folded).name
        "a".encode(found)
    except (LookupError, UnicodeError):
        return None
    return "cp1252" if found in {"iso8859-1", "ascii"} else found


def _choose(data: bytes, charset: str | None) -> str:
    declared = _DECLARED.search(data[:4096])
    names = [charset, declared[1].decode("ascii", "replace") if declared else None]
    for name in names:
        known = _known(name)
        if known is None:
            continue
        if known == "utf-8" or known.startswith("utf"):
            return known if known != "utf-16" else "utf-8"
        if known == "cp1252" and _fits(data, "utf-8") and not data.isascii():
            return "utf-8"
        return known
    if _fits(data, "utf-8"):
        return "utf-8"
    if _mostly_utf8(data):
        return "utf-8"
    return guess_encoding(data)


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """True when more of the lines beyond ASCII are valid UTF-8 than not."""
    good = bad = 0
    for line in data[:2_000_000].split(b"\n"):
        if not line.isascii():
            if _fits(line, "utf-8"):
                good += 1
            else:
                bad += 1
    return good > bad


def _decode_lines(data: bytes, encoding: str) -> tuple[str, list[tuple[int, str]]]:
    """Decodes line by line where the whole does not fit; names the lines that were read otherwise."""
    single_byte = encoding not in {"utf-8", "utf-8-sig"} and not encoding.startswith("utf")
    if _fits(data, encoding) and not (encoding == "cp1252" and _has_utf8_runs(data)):
        return data.decode(encoding), []
    if single_byte and encoding != "cp1252":
        return data.decode(encoding, errors="replace"), []
    lines: list[str] = []
    repairs: list[tuple[int, str]] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        text, used = _decode_line(line, encoding)
        if used != encoding and len(repairs) < 50:
            repairs.append((number, used))
        lines.append(text)
    return "\n".join(lines), repairs


def _has_utf8_runs(data: bytes) -> bool:
    return bool(re.search(rb"[\xc3\xc2][\x80-\xbf]|\xe2\x80[\x90-\xbf]", data))


def _decode_line(line: bytes, encoding: str) -> tuple[str, str]:
    if line.isascii():
        return line.decode("ascii"), encoding
    if _fits(line, "utf-8"):
        return line.decode("utf-8"), "utf-8"
    if encoding == "utf-8" or _has_utf8_runs(line):
        pieces = []
        at = 0
        for match in re.finditer(
            rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+", line
        ):
            pieces += [line[at : match.start()].decode("cp1252", "replace"), match[0].decode("utf-8", "replace")]
            at = match.end()
        return "".join([*pieces, line[at:].decode("cp1252", "replace")]), "mixed"
    return line.decode("cp1252", "replace"), "cp1252"


def _looks_html(text: str) -> bool:
    """Decides by content: a document type, or tags in the beginning that only a page has."""
    head = text[:20_000].lstrip()
    if re.match(
        r"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
        head,
        re.IGNORECASE | re.DOTALL,
    ):
        return True
    return len({match[0].lower() for match in _HTML.finditer(head)}) >= 3 or len(_HTML.findall(head)) >= 6
