"""What other sites and messengers show of a page when somebody passes it on (Open Graph). No picture, as the site has none."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.model.library import Settings
from aetia.site.page import Page

_ARTICLES = frozenset({"cause", "group", "study", "prose", "figures", "rescued", "before-and-after"})


def open_graph(
    settings: Settings, language: str, page: Page, description: str, canonical: str
) -> Iterator[tuple[str, str]]:
    """Properties and their contents.

    Args:
        settings: of the library.
        language: of the page.
        page: the page.
        description: one sentence; empty where there is none.
        canonical: the page's whole address; empty where the library names no address of its site.
    """
    yield "og:type", "article" if page.kind in _ARTICLES else "website"
    yield "og:title", page.title
    yield "og:site_name", settings.title
    yield "og:locale", language.replace("-", "_")
    if description:
        yield "og:description", description
    if canonical:
        yield "og:url", canonical
