"""An organisation's logo: a picture that cannot do anything but be looked at.

It is shown through ``<img>`` alone, where a browser runs nothing that an SVG holds. But its file can be opened on its own too, so
that an SVG which holds anything but shapes is refused.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from aetia.errors import BuildError
from aetia.library import layout

MOST_BYTES = 60_000
HEIGHT = 40
"""Height at which it is shown, in CSS pixels."""
_WIDEST = 8
"""How many times wider than high a logo may be."""

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    """
    svg g path rect circle ellipse line polyline polygon defs title desc linearGradient radialGradient stop clipPath mask use text
    tspan symbol metadata style
    """.split()  # noqa: SIM905
)
_LINK = re.compile(r"url\(\s*(?!['\"]?#)|@import|javascript:|\\", re.IGNORECASE)


@dataclass(frozen=True)
class Logo:
    """A checked picture: the library file that it is, its bytes, and the size at which it is shown in CSS pixels."""

    file: str
    content: bytes
    width: int
    height: int = HEIGHT

    @property
    def address(self) -> str:
        """Where it stands on the site."""
        return f"static/logo.{self.file.rpartition('.')[2]}"

    @property
    def kind(self) -> str:
        """Its media type."""
        return "image/png" if self.file.endswith(".png") else "image/svg+xml"


def read_logo(root: Path, name: str) -> Logo:
    """The logo of a library.

    Args:
        root: the library's folder.
        name: the file's name in the folder `theme/`.

    Raises:
        BuildError: there is no such file, or it is a link, too large, or no picture of the kind that its name says.
    """
    file = f"{layout.THEME}/{name}"
    path = root / file
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        raise _fault(file, "the logo that the settings name is not there", "Put the picture there, or correct the name")
    if path.stat().st_size > MOST_BYTES:
        raise _fault(file, f"the logo is larger than {MOST_BYTES:,} bytes", "Every page shows it: make it smaller")
    content = path.read_bytes()
    width, height = _png_size(file, content) if name.endswith(".png") else _svg_size(file, content)
    if not 1 / _WIDEST <= width / height <= _WIDEST:
        raise _fault(
            file, f"the logo is {width:g} wide and {height:g} high", f"Cut it to at most {_WIDEST} times its height"
        )
    return Logo(file, content, max(1, round(HEIGHT * width / height)))


def _png_size(file: str, content: bytes) -> tuple[float, float]:
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
        raise _fault(file, "this is no PNG picture", "Save it again as PNG or SVG")
    width, height = struct.unpack(">II", content[16:24])
    if not 0 < width <= 4096 or not 0 < height <= 4096:
        raise _fault(file, f"the picture has {width} × {height} points", "Make it at most 4096 points wide and high")
    return width, height


def _svg_size(file: str, content: bytes) -> tuple[float, float]:
    if b"<!" in content.replace(b"<!--", b"") or b"<?xml-stylesheet" in content:
        raise _fault(file, "the SVG holds a declaration", "Save it as plain SVG, without DOCTYPE, entities and CDATA")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 (no declarations, so no entities; small)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise _fault(file, f"this is no SVG picture: {error}", "Save it again as plain SVG") from None
    for element in root.iter():
        _refuse_active(file, element)
    return _shape(file, root)


def _refuse_active(file: str, element: ElementTree.Element) -> None:
    name = str(element.tag)
    bare = name.removeprefix(_SVG)
    if name.startswith(_SVG) and bare not in _SHAPES:
        raise _fault(file, f"the SVG holds '{bare}', which is no shape", "Save it as plain SVG: shapes and text alone")
    if not name.startswith(_SVG) and name.startswith("{http://www.w3.org/"):
        raise _fault(file, f"the SVG holds '{bare}'", "Save it as plain SVG: shapes and text alone")
    for key, value in element.attrib.items():
        attribute = key.rpartition("}")[2].lower()
        outside = attribute == "href" and not value.strip().startswith("#")
        if attribute.startswith("on") or outside or _LINK.search(value):
            raise _fault(
                file, f"the SVG's '{attribute}' runs or fetches something", "Take it out, or save as plain SVG"
            )
    if _LINK.search(element.text or ""):
        raise _fault(file, "the SVG's style fetches something", "Take it out, or save as plain SVG")


def _shape(file: str, root: ElementTree.Element) -> tuple[float, float]:
    if root.tag != f"{_SVG}svg":
        raise _fault(file, "this is no SVG picture", "Save it again as plain SVG")
    box = re.split(r"[\s,]+", root.attrib.get("viewBox", "").strip())
    sizes = box[2:] if len(box) == len("xywh") else [root.attrib.get("width", ""), root.attrib.get("height", "")]
    found = [re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?)(?:px)?", size) for size in sizes]
    width, height = (float(size[1]) if size else 0.0 for size in found)
    if not width or not height:
        raise _fault(file, "the SVG does not say its size", "Give it a viewBox, or a width and a height in points")
    return width, height


def _fault(file: str, what: str, remedy: str) -> BuildError:
    return BuildError(what, where=file, remedy=remedy)
