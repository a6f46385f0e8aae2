"""Where everything stands in a library folder, and which names belong to it."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

SETTINGS = "aetia.toml"
CONCEPTS = "concepts.yaml"
TOPICS = "topics"
STUDIES = "studies"
DECISIONS = "decisions"
PAGES = "pages"
STORIES = "stories"
RESCUED = "rescued"
THEME = "theme"
"""An organisation's own looks: a logo, ``style.css``, and ``templates/``."""
PRIVATE_STATE = ".aetia"
"""Queue, lock and unfinished writes; ignored by git and never published."""
RESTORED = f"{PRIVATE_STATE}/restore.json"
"""What a restored library was made from, and what of it is not there."""

SCREENING = f"{DECISIONS}/screening.tsv"
MATCHES = f"{DECISIONS}/matches.tsv"
SAME = f"{DECISIONS}/same.tsv"
SEARCHES = f"{DECISIONS}/searches.tsv"
VERDICTS = f"{DECISIONS}/verdicts.tsv"
VERDICT_INPUTS = f"{DECISIONS}/verdict-inputs.tsv"

_TRANSLATION = re.compile(r"(?P<original>(?:topics|pages)/[^.]+)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.md")


def topic_file(topic: str) -> str:
    """The file of a topic, relative to the library: ``topics/infection/viral.md``."""
    return f"{TOPICS}/{topic}.md"


def translation_file(original: str, language: str) -> str:
    """The file beside a topic's or a page's that holds its words in another language: ``topics/infection/viral.es.md``."""
    return f"{original.removesuffix('.md')}.{language}.md"


def translated(file: str) -> tuple[str, str] | None:
    """The original of a translation's file, and the language: ``topics/infection.md`` and ``es``; None for any other file."""
    found = _TRANSLATION.fullmatch(file)
    return (f"{found['original']}.md", found["language"]) if found else None


def study_file(study: str) -> str:
    """The file of a study, relative to the library: ``studies/xuan-2020.yaml``."""
    return f"{STUDIES}/{study}.yaml"


def page_file(page: str) -> str:
    """The file of a page of prose: ``pages/about.md``."""
    return f"{PAGES}/{page}.md"


def story_file(story: str) -> str:
    """The file of a personal story: ``stories/anna.md``."""
    return f"{STORIES}/{story}.md"


def rescued_file(page: str) -> str:
    """The record of a rescued page: ``rescued/infection.yaml``; the page as found lies beside it."""
    return f"{RESCUED}/{page}.yaml"


def identifier(file: str, folder: str) -> str:
    """The identifier that a file's place says: ``topics/infection/viral.md`` in ``topics`` is ``infection/viral``."""
    return str(PurePosixPath(file).relative_to(folder).with_suffix(""))


def is_library(folder: Path) -> bool:
    """Whether a folder holds a library."""
    return (folder / SETTINGS).is_file()
