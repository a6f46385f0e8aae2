"""Study groups and bodies that sign a paper, alone or behind the names of persons."""

from __future__ import annotations

import re

_PROPER = r"(?:[^\W\d_a-zß-ÿ][\w’'./-]*|\d{1,4}|of|for|the|and|on|in|with|de|der|für|des|et|&)"
_GROUP = (
    r"(?:Group|Groups|Investigators?|Collaborat(?:ors?|ion|ive)|Consortium|Committee|Network|Trialists?|Task Force|Panel|"
    r"Workgroup|Team|Initiative|Subgroup)"
)
_BODY = (
    r"(?:Associations?|Organi[sz]ation|Society|Prevention|Institutes?|Council|Academy|College|Ministry|Agency|Federation|"
    r"Foundation|Commission|Administration|Program|Programme|Alliance|Union|Services?)"
)
_SHORT = r"(?:\s*\([^()]{2,30}\))?"
_BEHIND = re.compile(
    rf"[\s,;.]*(?:(?:and|for|on behalf of)\s+)?(?:the\s+|The\s+)?(?:{_PROPER}\s+){{1,12}}?{_GROUP}{_SHORT}"
    r"(?:[\s.,:]*\((?:19|20)\d\d\))?[.:,;]?\s+(?=[^\W_a-zß-ÿ]|[“\"])"
)
_ALONE = re.compile(
    rf"(?:the\s+|The\s+)?[^\W\d_a-zß-ÿ][\w’'-]*\s+(?:{_PROPER}\s+){{0,12}}?(?:{_GROUP}|{_BODY}){_SHORT}(?:\s+{_GROUP})?"
    r"(?=[.:]\s+[^\W_a-zß-ÿ])"
)
_LEAST_AFTER = 3


def group_behind(text: str, start: int, end: int) -> int | None:
    """Where a study group that stands behind names ends (*…, DIGAMI 2 Investigators. Title*), or None where none stands.

    Its words begin with capitals, those of a title do not; and a title of some words is left.
    """
    match = _BEHIND.match(text, start, end)
    return match.end() if match and _title_follows(text, match.end(), end) else None


def group_alone(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A group or body that stands first and is closed by a full stop (*Centers for Disease Control and Prevention. Title*)."""
    match = _ALONE.match(text, start, end)
    return match.span() if match and _title_follows(text, match.end() + 1, end) else None


def _title_follows(text: str, start: int, end: int) -> bool:
    words = re.findall(r"(?<![\w.])[a-zß-ÿ]{2,}", text[start : min(end, start + 160)])
    return len(words) >= _LEAST_AFTER
