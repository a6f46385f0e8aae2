"""What is not plain, made plain: comments and instructions dropped, CDATA as text, records that are broken set apart.

The index (:mod:`aetia.sources.pubmed_xml.index`) reads plain XML only. Records that hold anything else go through lxml,
which writes them plainly; one that lxml refuses is listed as a fault, and the others go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5

_RECORD = re.compile(
    rb"<(PubmedArticle|PubmedBookArticle|DeleteCitation|DeleteDocument|MedlineCitation|BookDocument)\b.*?</\1\s*>",
    re.DOTALL,
)
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31};)")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PMID = re.compile(rb"<PMID[^>]*>\s*(\d+)")


@dataclass(frozen=True)
class Fault:
    """Something wrong with a file.

    Attributes:
        what: and what was done about it.
        pmid: of the record, where it can be seen.
        offset: where the record begins in the unpacked file, in bytes.
        lost: whether the record could not be read at all.
    """

    what: str
    pmid: str | None
    offset: int
    lost: bool


def canonical(content: bytes, offset: int) -> tuple[bytes, list[Fault]]:
    """A piece of a file as plain XML, record by record, and what was wrong.

    Args:
        content: whole records, and perhaps the opening or closing tag of the file.
        offset: where they begin.
    """
    parts: list[bytes] = []
    faults: list[Fault] = []
    end = 0
    for match in _RECORD.finditer(content):
        between = content[end : match.start()]
        if between.strip() and not re.fullmatch(rb"(?:\s|<!--.*?-->|<\?.*?\?>|</?\w+Set\s*/?>)*", between, re.DOTALL):
            faults.append(Fault("text between records was passed over", None, offset + end, lost=False))
        plain, found = _plain(match.group(), offset + match.start())
        parts.append(plain)
        faults.extend(found)
        end = match.end()
    return b"\n".join(parts), faults


def _plain(record: bytes, offset: int) -> tuple[bytes, list[Fault]]:
    from lxml import etree

    from aetia.sources.pubmed_xml.safe_parser import parse

    match = _PMID.search(record)
    pmid = match[1].decode() if match else None
    record, notes = _mended(record)
    try:
        root = parse(record)
    except etree.XMLSyntaxError as error:
        named = _NAMED.sub(_character, record)
        try:
            root = parse(named)
        except etree.XMLSyntaxError:
            lost = Fault(f"the record is not well-formed ({_reason(error)})", pmid, offset, lost=True)
            return b"", [*(Fault(note, pmid, offset, lost=False) for note in notes), lost]
        notes.append("references to characters by name were replaced")
    # Written out, the texts on both sides of a comment or an instruction are one.
    plain = etree.tostring(root, encoding="utf-8", xml_declaration=False, with_tail=False)
    return plain, [Fault(note, pmid, offset, lost=False) for note in notes]


def _mended(record: bytes) -> tuple[bytes, list[str]]:
    """A record with the small faults taken out that no reader could mistake."""
    notes = []
    try:
        record.decode("utf-8")
    except UnicodeDecodeError:
        record = record.decode("utf-8", "replace").encode()
        notes.append("bytes that are no UTF-8 were replaced")
    if _CONTROL.search(record):
        record = _CONTROL.sub(b"", record)
        notes.append("control characters were dropped")
    return record, notes


def _character(match: re.Match[bytes]) -> bytes:
    name = match[1].decode()
    if name in ("lt;", "gt;", "amp;", "quot;", "apos;") or name not in html5:
        return match[0]
    return html5[name].encode()


def _reason(error: Exception) -> str:
    return str(error).partition(", line")[0].partition(" (<string>")[0]
