"""The headings of a rescued page as topics, its prose as their text."""

from __future__ import annotations

import re

from aetia.model.rescued import RescuedPageRecord
from aetia.model.topic import Topic
from aetia.rescue.read import RescuedPage
from aetia.rescue.record import slug_of

_LEAD = re.compile(
    (
        r"^(?:(?:possible|suspected|potential|the)\s+)*(?:causes?|risk factors?|triggers?|ursachen|"
        r"causas|cause|possibles causes)\b[^:]*:\s*(?=\S)"
    ),
    re.IGNORECASE,
)
_DEPTH = 5


def section_ids(page: RescuedPage, record: RescuedPageRecord) -> dict[tuple[str, ...], str]:
    """The topic of each section of a page that holds entries or prose, and of the sections above it.

    Args:
        page: the page.
        record: its record, whose name stands in where a page has no title.

    Returns:
        Section path → topic. The page's title is the top: *Causes of Scleroderma: Infection* is ``infection``.
    """
    paths = [entry.section_path for entry in page.entries] + [
        part.section_path for part in page.parts if part.kind == "prose"
    ]
    wanted = {path[:length] for path in paths for length in range(1, len(path) + 1)} | ({()} if () in paths else set())
    ids: dict[tuple[str, ...], str] = {}
    taken: set[str] = set()
    order = {path: number for number, path in enumerate(dict.fromkeys(paths))}
    for path in sorted(wanted, key=lambda p: (len(p), order.get(p, 1 << 30), p)):
        if not path:
            name = record.id
        else:
            words = _LEAD.sub("", path[-1]) if len(path) == 1 else path[-1]
            own = slug_of(words) or f"section-{len(ids) + 1}"
            above = ids.get(path[:-1])
            name = f"{above}/{own}" if above and len(path) <= _DEPTH else own
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}-{number}", number + 1
        taken.add(unique)
        ids[path] = unique
    return ids


def topic_drafts(page: RescuedPage, ids: dict[tuple[str, ...], str]) -> list[Topic]:
    """The topics of a page: a title, the order of the page, and the prose of the section, paragraph by paragraph."""
    prose: dict[tuple[str, ...], list[str]] = {}
    for part in page.parts:
        if part.kind == "prose":
            prose.setdefault(part.section_path, []).append(_plain(page.words(part)))
    topics = []
    for number, (path, name) in enumerate(ids.items(), 1):
        title = (
            (_LEAD.sub("", path[-1]) if len(path) == 1 else path[-1]) if path else name.replace("-", " ").capitalize()
        )
        body = "\n\n".join(prose.get(path, []))
        topics.append(
            Topic(id=name, title=title.strip(" :") or name, order=number, draft=True, body=f"{body}\n" if body else "")
        )
    return topics


def _plain(words: str) -> str:
    """Words that Markdown shows as they are."""
    guarded = re.sub(r"([\\`*_\[\]<>|~])", r"\\\1", words)
    return re.sub(r"^(\s*)([#>+-]|\d+[.)])", r"\1\\\2", guarded)
