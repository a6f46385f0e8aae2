"""Reading a drawing back: its texts with the room that they may take, its shapes, and the numbers that it says."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from aetia.synthesis.figures.lettering import text_width

SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"−?\d[\d,]*(?:\.\d+)?(?:e−?\d+)?")


@dataclass(frozen=True)
class Text:
    """One line of text; `kind` is ``tick``, ``key`` or ``data``."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    kind: str


def root_of(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def texts(svg: str) -> list[Text]:
    """Every text with its box by the package's own estimate of width."""
    root = root_of(svg)
    keyed = {id(text) for group in root.iter(f"{SVG}g") if group.get("class") == "f-key" for text in group.iter()}
    below = {id(text): _shift(group) for group in root.findall(f"{SVG}g[@transform]") for text in group.iter()}
    found = []
    for element in root.iter(f"{SVG}text"):
        title = element.find(f"{SVG}title")
        shown = (element.text or "") if title is None else (title.tail or "")
        size = float(element.get("font-size", "13"))
        width = text_width(shown, size, bold=element.get("font-weight") is not None)
        x, y = float(element.get("x", "")), float(element.get("y", "")) + below.get(id(element), 0.0)
        left = x - {"start": 0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
        kind = "key" if id(element) in keyed else "tick" if element.get("class") == "f-tick" else "data"
        found.append(Text(shown, left, left + width, y - 0.78 * size, y + 0.22 * size, kind))
    return found


def _shift(group: ET.Element) -> float:
    return float(group.get("transform", "").removeprefix("translate(0 ").removesuffix(")"))


def overlaps(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes overlap."""
    boxes = texts(svg)
    return [
        (a.text, b.text)
        for index, a in enumerate(boxes)
        for b in boxes[index + 1 :]
        if a.left < b.right - 0.1 and b.left < a.right - 0.1 and a.top < b.bottom - 0.1 and b.top < a.bottom - 0.1
    ]


def outside(svg: str) -> list[str]:
    """Texts that leave the ground."""
    root = root_of(svg)
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    return [t.text for t in texts(svg) if t.left < -0.1 or t.right > width + 0.1 or t.top < 0 or t.bottom > height]


def numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def shapes(svg: str, tag: str) -> list[ET.Element]:
    return [element for element in root_of(svg).iter(f"{SVG}{tag}") if element.get("class") != "f-ground"]


def points(path: ET.Element) -> list[tuple[float, float]]:
    """The points of a path of straight lines."""
    pairs = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d", ""))
    return [(float(x), float(y)) for x, y in pairs]
