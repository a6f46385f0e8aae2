"""A web archive's replay of a page, as tests need it: pages rewritten after the scheme of the Wayback Machine.

Written after its public description and after what its pages look like; two ages of it: ``modern`` as since about 2017, and
``older`` as in the years before.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

HOST = "https://web.archive.org"
_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
_LINK = re.compile(
    rb"""(?<=[\s"'])(href|src|action|background|srcset|style|content)=("[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE
)
_STYLE = re.compile(rb"(<style[^<>]*>)(.*?)(</style>)", re.DOTALL | re.IGNORECASE)
_ESCAPED = re.compile(rb"""(?<=")https?:\\/\\/[^"\s]+(?=")""")


def modern(page: bytes, address: str, stamp: str) -> bytes:
    """A page as the Wayback Machine shows it today."""
    turned = _turned(page, address, stamp, older=False)
    static = f"{HOST.replace('web.', 'web-static.')}/_static/"
    head = (
        f'<script type="text/javascript" src="{static}js/bundle-playback.js?v=Ab1" charset="utf-8"></script>\n'
        f'<script type="text/javascript" src="{static}js/wombat.js?v=Ab2" charset="utf-8"></script>\n'
        '<script>window.RufflePlayer=window.RufflePlayer||{};window.RufflePlayer.config={"autoplay":"on"};</script>\n'
        f'<script type="text/javascript" src="{static}js/ruffle/ruffle.js"></script>\n'
        '<script type="text/javascript">\n'
        f'    __wm.init("{HOST}/web");\n'
        f'  __wm.wombat("{address}","{stamp}","{HOST}/","web","{static}",\n\t      "1393675200");\n'
        "</script>\n"
        f'<link rel="stylesheet" type="text/css" href="{static}css/banner-styles.css?v=Ab3" />\n'
        f'<link rel="stylesheet" type="text/css" href="{static}css/iconochive.css?v=Ab4" />\n'
        "<!-- End Wayback Rewrite JS Include -->\n"
    )
    banner = (
        "<!-- BEGIN WAYBACK TOOLBAR INSERT -->\n<script>__wm.rw(0);</script>\n"
        '<div id="wm-ipp-base" lang="en" style="display:none;"><p>32 captures, cited by Smith J. J Test 2001;2:3-4.</p>'
        f'<a href="{HOST}/web/20130101000000/{address}">before</a></div>\n'
        f'<div id="wm-ipp-print">The Wayback Machine - {HOST}/web/{stamp}/{address}</div>\n'
        '<script type="text/javascript">//<![CDATA[\n'
        f'__wm.bt(750,27,25,2,"web","{address}","{stamp}",1996,"{static}",["{static}css/banner-styles.css"], false);\n'
        "  __wm.rw(1);\n//]]></script>\n<!-- END WAYBACK TOOLBAR INSERT -->\n "
    )
    tail = f"<!--\n{_filed(stamp, '03')}-->\n<!--\nplayback timings (ms):\n  captures_list: 0.5\n  load_resource: 99.8 (2)\n-->"
    return _inserted(turned, head, banner) + tail.encode()


def older(page: bytes, address: str, stamp: str) -> bytes:
    """A page as the Wayback Machine showed it around 2014."""
    turned = _turned(page, address, stamp, older=True)
    head = (
        '\n\n\n<script type="text/javascript" src="/static/js/analytics.js"></script>\n'
        '<script type="text/javascript">archive_analytics.values.server_name="wwwb-app11.us.archive.org";'
        "archive_analytics.values.server_ms=325;</script>\n"
        '<link type="text/css" rel="stylesheet" href="/static/css/banner-styles.css"/>\n\n'
    )
    banner = (
        "\n\n\n<!-- BEGIN WAYBACK TOOLBAR INSERT -->\n"
        '<script type="text/javascript" src="/static/js/disclaim-element.js" ></script>\n'
        f'<script type="text/javascript">//<![CDATA[\nvar wbPrefix = "/web/";\nvar wbCurrentUrl = "{address}";\n//]]></script>\n'
        '<div id="wm-ipp" lang="en"><a href="/web/20130101000000/http://example.org/">before</a></div>\n'
        "<!-- END WAYBACK TOOLBAR INSERT -->\n"
    )
    return _inserted(turned, head, banner) + f"\n\n\n\n\n<!--\n{_filed(stamp, '3')}-->\n".encode()


def replayed_address(address: str, stamp: str, modifier: str = "") -> str:
    """Where a replay lies."""
    return f"{HOST}/web/{stamp}{modifier}/{address}"


def _filed(stamp: str, hour: str) -> str:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    when = f"{stamp[8:10]}:{stamp[10:12]}:{stamp[12:]} {months[int(stamp[4:6]) - 1]} {stamp[6:8]}, {stamp[:4]}"
    return (
        f"     FILE ARCHIVED ON {when} AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON {hour}:12:54 Nov 30, 2025.\n"
        "     JAVASCRIPT APPENDED BY WAYBACK MACHINE, COPYRIGHT INTERNET ARCHIVE.\n\n"
        "     ALL OTHER CONTENT MAY ALSO BE PROTECTED BY COPYRIGHT (17 U.S.C.\n     SECTION 108(a)(3)).\n"
    )


def _inserted(page: bytes, head: str, banner: str) -> bytes:
    """Puts the head's part behind the head's tag and the banner behind the body's."""
    for tag, piece in ((rb"<head\b[^<>]*>", head), (rb"<body\b[^<>]*>", banner)):
        found = re.search(tag, page, re.IGNORECASE)
        if found is not None:
            page = page[: found.end()] + piece.encode() + page[found.end() :]
    return page


def _turned(page: bytes, address: str, stamp: str, *, older: bool) -> bytes:
    """The page with its links turned into the archive: not those that are relative, and nothing in its text."""

    def link(url: str, modifier: str) -> str:
        there = f"/web/{stamp}{modifier}/"
        if url.startswith("//"):
            return f"{HOST.removeprefix('https:')}{there}{urlsplit(address).scheme}:{url}"
        if url.lower().startswith(("http://", "https://")):
            return f"{'' if older else HOST}{there}{url}"
        return f"{there}{urljoin(address, url)}" if url.startswith("/") else url

    def attribute(match: re.Match[bytes], tag: str) -> bytes:
        name, value = match[1].decode().lower(), match[2].decode("latin-1")
        quote = value[0] if value[0] in "\"'" else ""
        words = value.strip("\"'") if quote else value
        if name == "style":
            words = re.sub(r"(?<=url\()[^()\s]+(?=\))", lambda m: link(m[0], "im_"), words)
        elif name == "content":
            words = re.sub(r"(?i)(?<=url=).+", lambda m: link(m[0], ""), words)
        elif name == "srcset":
            words = re.sub(r"[^\s,]+(?= \d+[xw])", lambda m: link(m[0], "im_"), words)
        else:
            words = link(
                words, {"img": "im_", "script": "js_", "link": "cs_", "iframe": "if_", "frame": "fw_"}.get(tag, "")
            )
        return match[1] + b"=" + f"{quote}{words}{quote}".encode("latin-1")

    def turn(match: re.Match[bytes]) -> bytes:
        name = re.match(rb"<([a-z0-9]+)", match[0].lower())
        return _LINK.sub(lambda found: attribute(found, name[1].decode() if name else ""), match[0])

    def sheet(match: re.Match[bytes]) -> bytes:
        turned = re.sub(
            rb"(?<=url\()[^()\s]+(?=\))", lambda m: link(m[0].decode("latin-1"), "im_").encode("latin-1"), match[2]
        )
        return match[1] + turned + match[3]

    def escaped(match: re.Match[bytes]) -> bytes:
        return link(match[0].decode("latin-1").replace("\\/", "/"), "").replace("/", "\\/").encode("latin-1")

    return _ESCAPED.sub(escaped, _STYLE.sub(sheet, _TAG.sub(turn, page)))
