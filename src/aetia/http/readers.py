"""Reading answers of services: what is no answer is told as such, and never as an empty one."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from aetia.http.answer import Answer


class NotAnAnswer(Exception):
    """What came is no answer to the question.

    Args:
        what: what came instead, in words that follow the service's name.
        again: whether asking again may help.
        remedy: what the reader can do, where more is known than "try again later".
        counts: how many records came, and how many were promised, where that is the fault.
    """

    def __init__(
        self, what: str, *, again: bool = True, remedy: str | None = None, counts: tuple[int, int] | None = None
    ) -> None:
        self.what, self.again, self.remedy, self.counts = what, again, remedy, counts
        super().__init__(what)


_PROLOGUE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*>)*<([A-Za-z_][\w.:-]*)", re.DOTALL
)
"""What may come before the outermost element, and its name."""


def read_bytes(answer: Answer) -> bytes:
    """The body, unless it is empty or a page for people.

    Raises:
        NotAnAnswer: it is one of these.
    """
    if not answer.body.strip():
        raise NotAnAnswer("gave an empty answer")
    if looks_like_html(answer):
        raise NotAnAnswer(f"gave a web page instead of data{_title(answer.body)}")
    return answer.body


def read_json(answer: Answer) -> Any:
    """The body as JSON; line ends inside texts, which NCBI's error messages have, are let through.

    Raises:
        NotAnAnswer: it is no JSON, or cut off.
    """
    body = read_bytes(answer)
    try:
        return json.loads(body, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAnAnswer(f"gave JSON that cannot be read ({error})") from error


def read_xml(answer: Answer, root: str) -> bytes:
    """The body as it came, when it is one whole XML document of the kind that is due.

    Args:
        answer: what came.
        root: name of the outermost element.

    Raises:
        NotAnAnswer: it is something else, or it does not end with that element's end.
    """
    body = read_bytes(answer)
    name = re.escape(root.encode())
    begin = _PROLOGUE.match(body)
    if begin is None or begin[1] != root.encode():
        raise NotAnAnswer(f"gave no <{root}>, but {_shown(body)}")
    whole = re.search(rb"(?:</" + name + rb"\s*>|<" + name + rb"(?:\s[^<>]*)?/>)\s*\Z", body[-4_096:])
    if whole is None:
        raise NotAnAnswer(f"gave a <{root}> that is cut off after {len(body):,} bytes")
    return body


def looks_like_html(answer: Answer) -> bool:
    """True for a page that is meant for people, whatever its media type says."""
    head = answer.body[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html")) or (answer.media_type == "text/html" and b"<html" in head)


def _title(body: bytes) -> str:
    found = re.search(rb"<title[^>]*>([^<]{1,200})", body[:20_000], re.IGNORECASE)
    words = " ".join(html.unescape(found[1].decode("utf-8", "replace")).split()) if found else ""
    return f" ('{words[:100]}')" if words else ""


def _shown(body: bytes) -> str:
    return repr(" ".join(body[:100].decode("utf-8", "replace").split()))
