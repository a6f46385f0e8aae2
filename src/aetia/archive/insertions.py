"""What the Wayback Machine, and archives that run its software or pywb, put into a page that they show; and taking it out again.

Three ages differ in what they put, and in the line ends around it: until 2011 a script behind the page that turned its links, until
about 2017 a banner between comments, since then scripts at the head as well.
"""

from __future__ import annotations

import re

_BETWEEN = (
    (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->"),
    (b"<!-- WB Insert -->", b"<!-- End WB Insert -->"),
)
_KEPT = re.compile(rb"</head\s*>|<body\b[^<>]*>", re.IGNORECASE)
"""Tags of the page that a browser may have moved into the banner when it saved the page."""
_HEAD_END = b"<!-- End Wayback Rewrite JS Include -->"
_HEAD_PIECE = re.compile(rb"<(script|link)\b[^<>]*>|<!-- (?:Start|End) Wayback Rewrite JS Include -->", re.IGNORECASE)
_LIBRARY = re.compile(
    rb"""\b(?:src|href)\s*=\s*["']?[^"'\s<>]*?(?:/_?static/|/includes/|_files/)(?:[\w.-]+/)*"""
    rb"""(?:analytics|athena|bundle-playback|playback\.bundle|wombat|ruffle|jwplayer|bundle-video|video-embed-rewriter|"""
    rb"""banner-styles|iconochive|disclaim-element|graph-calc)(?:\.min)?\.(?:js|css)\b""",
    re.IGNORECASE,
)
_OWN_HOST = re.compile(rb"""\b(?:src|href)\s*=\s*["']?(?:https?:)?//web-static\.archive\.org/_static/""", re.IGNORECASE)
_BEGINNING = re.compile(
    rb"\s*(?:__wm\.(?:init|wombat|rw|bt)\(|archive_analytics\.|_wmVideos_\.init\(|window\.RufflePlayer=window\.RufflePlayer\|\|"
    rb"|window\.addEventListener\('DOMContentLoaded',function\(\)\{var v=archive_analytics\.values)"
)
"""How a script of the archive's that stands in the page begins."""
_TAIL = re.compile(
    rb"<!--\s*FILE ARCHIVED ON [^<>]{5,80}AND RETRIEVED FROM THE\s+INTERNET ARCHIVE ON [^<>]{5,600}?-->"
    rb"(?:\s*<!--\s*playback timings \(ms\):[^<>]{0,4000}?-->)?\s*\Z"
)
_OLD_TAIL = re.compile(
    rb"""<script language="javascript">\s*<!--\s*// ?\s*FILE ARCHIVED ON \d{14} AND RETRIEVED FROM THE\s.{0,8000}?</script>""",
    re.IGNORECASE | re.DOTALL,
)
_OLD_NOTE = re.compile(
    rb"<!-- SOME [A-Z' ]{3,40} ON THIS PAGE HAVE BEEN REWRITTEN BY THE WAYBACK MACHINE\s+OF THE INTERNET ARCHIVE "
    rb"IN ORDER TO PRESERVE THE TEMPORAL INTEGRITY OF THE SESSION\. -->"
)
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d+\)https?://web\.archive\.org/web/[^<>]{5,8000}?-->\r?\n?")
_MARK = re.compile(rb"archive|wayback|wb insert", re.IGNORECASE)


def without_insertions(body: bytes, *, modern: bool) -> bytes:
    """A page without what an archive put into it.

    Args:
        body: the page as the archive served it.
        modern: it has the scripts at its head that are put there since about 2017.

    Returns:
        The page; its links are as they were given. Time grows with the length of the page.
    """
    if _MARK.search(body) is None:
        return body
    body = _SAVED_FROM.sub(b"", body, count=1)
    body = _without_head(body)
    for begin, end in _BETWEEN:
        body = _without_banner(body, begin, end, modern)
    return _without_tail(body, modern)


def _without_head(body: bytes) -> bytes:
    """The page without the run of scripts and styles at its head, which goes on to the comment that ends it where there is one."""
    start = end = -1
    at = 0
    marked = False
    mark = body.find(_HEAD_END)
    while (piece := _HEAD_PIECE.search(body, at)) is not None:
        stop = _end_of(body, piece)
        if stop is None:
            break
        follows = start >= 0 and not body[end : piece.start()].strip()
        ours = _is_inserted(body[piece.start() : stop], piece) or (follows and piece.start() < mark)
        if start >= 0 and (not ours or not follows):
            break
        at = stop
        if ours:
            start = piece.start() if start < 0 else start
            end = stop + 1 if body[stop : stop + 1] == b"\n" else stop
            at = end
            marked = piece[0] == _HEAD_END
            if marked:
                break
    if start < 0:
        return body
    if not marked and body[start - 3 : start] == b"\n\n\n" and body[end : end + 1] == b"\n":
        start, end = start - 3, end + 1  # the empty lines that came with it until 2017
    return body[:start] + body[end:]


def _end_of(body: bytes, piece: re.Match[bytes]) -> int | None:
    """Where an element or a comment ends; None for a script that is never closed."""
    if (piece[1] or b"").lower() != b"script":
        return piece.end()
    close = _CLOSE.search(body, piece.end())
    return close.end() if close else None


_CLOSE = re.compile(rb"</script\s*>", re.IGNORECASE)


def _is_inserted(element: bytes, piece: re.Match[bytes]) -> bool:
    if piece[1] is None:
        return True
    tag = piece[0]
    if _OWN_HOST.search(tag) or _LIBRARY.search(tag):
        return True
    return b" src" not in tag.lower() and _BEGINNING.match(element, len(tag)) is not None


def _without_banner(body: bytes, begin: bytes, end: bytes, modern: bool) -> bytes:
    """The page without what stands between two comments, and without the line ends that come with it."""
    first = body.find(begin)
    last = body.find(end, first)
    if first < 0 or last < 0:
        return body
    stop = last + len(end)
    kept = b"".join(_KEPT.findall(body[first:stop]))
    if not modern and body[first - 3 : first] == b"\n\n\n":
        first -= 3
    if modern and body[stop : stop + 2] == b"\n ":
        stop += 2
    elif body[stop : stop + 1] == b"\n":
        stop += 1
    return body[:first] + kept + body[stop:]


def _without_tail(body: bytes, modern: bool) -> bytes:
    """The page without the comments behind it, or the script that stood there until 2011."""
    at = body.rfind(b"FILE ARCHIVED ON")
    if at < 0:
        return body
    begin = body.rfind(b"<!--", 0, at)
    found = _TAIL.match(body, begin) if begin >= 0 else None
    if found is not None:
        whole = body[:begin]
        return whole[:-5] if not modern and whole.endswith(b"\n" * 5) else whole
    begin = body.lower().rfind(b"<script", 0, at)
    script = _OLD_TAIL.match(body, begin) if begin >= 0 else None
    if script is None:
        return body
    return _OLD_NOTE.sub(b"", body[: script.start()]) + body[script.end() :]
