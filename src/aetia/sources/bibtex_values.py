"""Values of BibTeX fields: abbreviations put in, LaTeX as plain text, names in parts."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

MONTHS = {
    "jan": "Jan", "feb": "Feb", "mar": "Mar", "apr": "Apr", "may": "May", "jun": "Jun", "jul": "Jul", "aug": "Aug", "sep": "Sep",
    "oct": "Oct", "nov": "Nov", "dec": "Dec",
}  # fmt: skip
"""Abbreviations that every BibTeX style knows."""
_WORDS = {r"\textless": "<", r"\textgreater": ">", r"\textbar": "|", r"\textbackslash": "\\textbackslash"}
_WORD = re.compile(r"\{?\\text(?:less|greater|bar)(?![A-Za-z])(?:\{\}|\s)?\}?")
_DOLLAR = re.compile(r"(?<!\\)\$")
_COMMAND = re.compile(r"\\(?![_%&#${}])|(?<!\\)\$")
_BRACE = re.compile(r"(?<!\\)[{}]")
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " "))
_COMMENT = re.compile(r"(?<!\\)%")
_ESCAPED = re.compile(r"\\([_%&#$~{}])")
LONGEST_ABBREVIATED = 2_000
"""Characters that abbreviations put into a value; they may stand for each other, so that a short file would fill the memory."""


def whole_value(raw: str, strings: dict[str, str]) -> tuple[str, list[str]]:
    """A value as written in a file (``jan # " 12"``, ``{text}``), with its parts joined and without what encloses them.

    Args:
        raw: as written.
        strings: abbreviations, by name in small letters.

    Returns:
        The value, and the names in it that no abbreviation explains, or that stand for more than :data:`LONGEST_ABBREVIATED`.
    """
    parts, missing = [], []
    left = LONGEST_ABBREVIATED
    for part in _parts(raw):
        if part[:1] in '{"' and len(part) > 1:
            parts.append(part[1:-1])
        elif part.isdigit():
            parts.append(part)
        elif part:
            text = strings.get(part.lower())
            if text is None or len(text) > left:
                missing.append(part)
                text = part
            else:
                left -= len(text)
            parts.append(text)
    return "".join(parts), missing


def _parts(raw: str) -> list[str]:
    """The parts between ``#`` outside of braces and quotation marks."""
    if "#" not in raw:
        return [raw.strip()]
    parts, begin, depth, quoted = [], 0, 0, False
    for place, character in enumerate(raw):
        if character in "{}":
            depth += 1 if character == "{" else -1
        elif character == '"' and depth == 0:
            quoted = not quoted
        elif character == "#" and depth == 0 and not quoted:
            parts.append(raw[begin:place].strip())
            begin = place + 1
    return [*parts, raw[begin:].strip()]


def plain_latex(text: str) -> str:
    r"""LaTeX as plain text: ``{\"o}`` is ö, ``\&`` is &, braces go; a formula with commands (``$\beta$``) is decoded, and
    what stands between dollars without one stays as it is, since it may be money. A percent sign begins no comment in BibTeX."""
    text = _with_plain_dollars(text)
    if not _COMMAND.search(text):
        return _without_commands(text)
    text = _WORD.sub(lambda match: _WORDS[match[0].strip("{} ")], text)
    try:
        plain = _decoder().latex_to_text(_COMMENT.sub(r"\\%", text))
    except (ValueError, IndexError, RecursionError, AttributeError, TypeError):
        plain = re.sub(r"[{}]", "", text)
    return " ".join(plain.split())


def _with_plain_dollars(text: str) -> str:
    """Dollars that enclose no formula, escaped."""
    if "$" not in text:
        return text
    pieces = _DOLLAR.split(text)
    formulas = len(pieces) % 2 == 1 and all(re.search(r"[\\^_]", piece) for piece in pieces[1::2])
    return text if formulas else "\\$".join(pieces)


def _without_commands(text: str) -> str:
    """Most texts hold no command, and pylatexenc takes milliseconds for an abstract."""
    for written, plain in _LIGATURES:  # before braces go: ``-{}-`` is two hyphens, and no dash
        if written in text:
            text = text.replace(written, plain)
    text = _ESCAPED.sub(r"\1", _BRACE.sub("", text))
    return " ".join(text.split())


@cache
def _decoder() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    context = get_default_latex_context_db()
    signs = {"textasciicircum": "^", "textbraceleft": "{", "textbraceright": "}"}
    macros = [MacroTextSpec("url", simplify_repl="%s"), *(MacroTextSpec(*sign) for sign in signs.items())]
    context.add_context_category("addresses and signs", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="text", keep_braced_groups=False)


def plain_address(text: str) -> str:
    r"""An address or an identifier: only ``\_`` and the like are decoded, for a tilde or a double hyphen may be part of it."""
    text = re.sub(r"^\\(?:url|href)\{([^{}]*)\}.*", r"\1", text.strip())
    return _ESCAPED.sub(r"\1", re.sub(r"\{(\\?[_%&#~])\}", r"\1", text)).strip("{} ")


def names_of(text: str) -> tuple[list[dict[str, Any]], bool]:
    """The people in a list of names, and whether it is whole; it is not where it ends in ``and others``."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    written = [name.strip() for name in split_multiple_persons_names(" ".join(text.split()))]
    whole = not (written and written[-1].lower() == "others")
    return [name for one in (written if whole else written[:-1]) if (name := _name(one))], whole


def _name(text: str) -> dict[str, Any] | None:
    """A name in CSL's parts; one in braces of its own is a body."""
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    if re.fullmatch(r"\{(?:[^{}]|\{[^{}]*\})*\}", text):
        literal = plain_latex(text)
        return {"literal": literal} if literal else None
    try:
        parts = parse_single_name_into_parts(text, strict=False)
    except (InvalidNameError, IndexError):
        return {"literal": plain_latex(text)} if plain_latex(text) else None
    family = plain_latex(" ".join([*parts.von, *parts.last]))
    name = {"family": family, "given": plain_latex(" ".join(parts.first)), "suffix": plain_latex(" ".join(parts.jr))}
    if not family:
        literal = plain_latex(text)
        return {"literal": literal} if literal else None
    return {part: value for part, value in name.items() if value}
