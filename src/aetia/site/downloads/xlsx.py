"""Workbooks (Office Open XML) that hold text and numbers and nothing else.

A formula, a link or a macro cannot be written, whatever a text begins with. Sheets are stored without compression, so that the same
cells give the same bytes on every machine: what a compressor makes differs between versions of zlib. Text stands once, in the table
of shared strings.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aetia.site.xml_text import xml_text

Cell = str | int | float | None

LONGEST = 32_767
"""Characters that a cell can hold; longer text is cut."""
MOST_ROWS = 1_048_576
"""Rows that a sheet can hold, the one of names included; further ones are left out."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf fontId="1" applyFont="1" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_MADE = (1980, 1, 1, 0, 0, 0)
"""The time of every part: the first that a ZIP file can tell."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name (at most 31 characters), the names of its columns, their widths in characters, and its rows."""

    name: str
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Cell]]


def xlsx(sheets: Sequence[Sheet], *, title: str, author: str, created: str) -> bytes:
    """A workbook.

    Args:
        sheets: in order; at least one.
        title, author: of the workbook's properties.
        created: a moment, as ``2026-11-20T00:00:00Z``.
    """
    strings: dict[str, int] = {}
    parts = {f"xl/worksheets/sheet{n}.xml": _sheet(sheet, strings) for n, sheet in enumerate(sheets, 1)}
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations(
            [
                (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
        "docProps/core.xml": _properties(title, author, created),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [(f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
            + [(f"{_OFFICE}/styles", "styles.xml"), (f"{_OFFICE}/sharedStrings", "sharedStrings.xml")]
        ),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": _shared(strings),
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _MADE)
            info.create_system = 3
            file.writestr(info, text.encode())
    return out.getvalue()


def _sheet(sheet: Sheet, strings: dict[str, int]) -> str:
    letters = [_letters(column) for column in range(len(sheet.columns))]
    head = "".join(
        f'<c r="{letter}1" s="1" t="s"><v>{_number(name, strings)}</v></c>'
        for letter, name in zip(letters, sheet.columns, strict=True)
    )
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(sheet.widths, 1)
    )
    rows = [f'<row r="1">{head}</row>']
    for number, row in enumerate(sheet.rows, 2):
        if number > MOST_ROWS:
            break
        cells = [
            _cell(letter, number, value, strings)
            for letter, value in zip(letters, row, strict=True)
            if value not in (None, "")
        ]
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    view = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{view}</sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _cell(letter: str, row: int, value: Cell, strings: dict[str, int]) -> str:
    if isinstance(value, str):
        return f'<c r="{letter}{row}" t="s"><v>{_number(value, strings)}</v></c>'
    return f'<c r="{letter}{row}"><v>{value!r}</v></c>'


def _number(text: str, strings: dict[str, int]) -> int:
    return strings.setdefault(text, len(strings))


def _letters(column: int) -> str:
    """The name of a column by its place: A to Z, AA to ZZ."""
    high, low = divmod(column, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


def _shared(strings: dict[str, int]) -> str:
    texts = "".join(f'<si><t xml:space="preserve">{_text(text)}</t></si>' for text in strings)
    return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">{texts}</sst>'


def _text(text: str) -> str:
    """An underscore that would be read as the code of a character (``_x000D_``) is written by its own code."""
    return xml_text(text[:LONGEST]).replace("_x", "_x005F_x")


def _workbook(sheets: Sequence[Sheet]) -> str:
    names = "".join(f'<sheet name="{xml_text(s.name)}" sheetId="{n}" r:id="rId{n}"/>' for n, s in enumerate(sheets, 1))
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{file}"/>' for n, (kind, file) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _content_types(sheets: int) -> str:
    named = [("/xl/workbook.xml", f"{_TYPE}.sheet.main+xml"), ("/xl/styles.xml", f"{_TYPE}.styles+xml")]
    named += [("/xl/sharedStrings.xml", f"{_TYPE}.sharedStrings+xml")]
    named += [("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")]
    named += [(f"/xl/worksheets/sheet{n}.xml", f"{_TYPE}.worksheet+xml") for n in range(1, sheets + 1)]
    parts = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in named)
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    plain = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{relations}{plain}{parts}</Types>'


def _properties(title: str, author: str, created: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{xml_text(title)}</dc:title><dc:creator>{xml_text(author)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created></cp:coreProperties>'
    )
