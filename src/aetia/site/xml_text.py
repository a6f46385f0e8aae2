"""Text as XML holds it: escaped, and without the few characters that XML 1.0 cannot hold at all."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def holdable(text: str) -> str:
    """A text without control characters and halves of surrogate pairs."""
    return _FORBIDDEN.sub("", text)


def xml_text(text: str) -> str:
    """A text for the content of an element or an attribute in double quotation marks."""
    return escape(holdable(text), {'"': "&quot;"})
