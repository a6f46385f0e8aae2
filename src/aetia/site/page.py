"""What a site is made of: pages, which are templates filled once a language, and data files, which exist once.

Both are made when they are asked for, so that a build which changes little makes little: what they read of the library is noted
while they are made, see :mod:`aetia.site.memory`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from aetia.site.views.listing import Crumb

Script = Literal["", "own", "search"]
"""What scripts a page may run, for its content security policy: none; the site's own; these and the search index."""


@dataclass(frozen=True)
class Page:
    """A page to be written.

    Attributes:
        kind: the template's name, and what reports count.
        address: final, and the same in every language; see :mod:`aetia.site.addresses`.
        title: of the browser's window and of lists.
        make: what the template shows.
        sources: library files that the page was built from, in the order in which it names them.
        crumbs: the way from the home page.
        section: the entry of the main navigation that it belongs to.
        description: one sentence for search engines; a view with a `description` of its own says it instead.
        script: what it may run. Every page is whole without.
    """

    kind: str
    address: str
    title: str
    make: Callable[[], object]
    sources: tuple[str, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    section: str = ""
    description: str = ""
    script: Script = ""

    @cached_property
    def view(self) -> object:
        """What the template shows, made once."""
        return self.make()

    def forget(self) -> None:
        """Let go of what the template showed, once the page is written: a large site has thousands."""
        vars(self).pop("view", None)


@dataclass(frozen=True)
class DataFile:
    """A file of the site that is no page.

    Attributes:
        address: final; it names a file, so that it never ends with a slash.
        make: its bytes.
    """

    address: str
    make: Callable[[], bytes]
