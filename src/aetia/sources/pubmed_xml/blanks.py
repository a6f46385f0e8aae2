"""Blanks as a file's layout left them."""

from __future__ import annotations

import re

_LINE_END = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")


def tidy(text: str) -> str:
    """A text without blanks at its ends, on one line. Other blanks stay: a no-break space is the author's, not the layout's."""
    stripped = text.strip(" \t\r\n")
    return _LINE_END.sub(" ", stripped) if "\n" in stripped or "\r" in stripped else stripped
