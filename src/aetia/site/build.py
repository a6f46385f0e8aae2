"""Building the site: from a library and nothing else, whole or not at all, and after a change no more than the change asks for."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from aetia.errors import SearchUnavailable
from aetia.library import layout
from aetia.library.faults import Fault
from aetia.library.read import Reading
from aetia.library.reading_memory import ReadingMemory
from aetia.model.library import Library
from aetia.site import addresses
from aetia.site.data_files import data_files
from aetia.site.destination import SiteFolder, check_destination
from aetia.site.edition import Assess, Edition
from aetia.site.garbage import little_garbage
from aetia.site.memory import Memory, digest
from aetia.site.page import DataFile, Page
from aetia.site.pages import all_pages
from aetia.site.render import Renderer
from aetia.site.search_index import search_index
from aetia.site.sound import broken_files, sound_library
from aetia.site.sources import BROKEN, DRAFT, Sources, public_sources
from aetia.site.stamps import Stamps
from aetia.site.theme import read_theme
from aetia.site.traced import TracedLibrary, traced_sources
from aetia.site.warnings import Warned, page_warnings, site_warnings
from aetia.site.words import load_words
from aetia.synthesis import TopicVerdict, assess_topic, load_rules

Search = bool | Literal["keep"]
"""Whether to make the search index; or to keep the one that the last build of this process made, whatever changed since."""

Progress = Callable[[int, int], None]
"""Told how many of how many pages and files are made."""


@dataclass(frozen=True)
class Built:
    """What a build made.

    Attributes:
        out: the site's folder.
        as_of: the date of the edition.
        kinds: the number of pages of each kind.
        files, size: number of files, and their bytes together.
        made: the number of pages and files that this build made anew; the others stand as the last one left them.
        before_and_after: addresses of the pages that show an old page beside the library, for `aetia demo`.
        drafts: topics' files that were not published because they are drafts, in the order of the tree.
        left_out: other library files, or folders of them, that were kept private.
        warnings: what an editor should look at.
    """

    out: Path
    as_of: str
    kinds: dict[str, int]
    files: int
    size: int
    made: int
    before_and_after: tuple[str, ...]
    drafts: tuple[str, ...]
    left_out: tuple[str, ...]
    warnings: tuple[Warned, ...]

    @property
    def pages(self) -> int:
        """The number of pages."""
        return sum(self.kinds.values())

    def to_json(self) -> dict[str, Any]:
        """The result as plain values."""
        return {**asdict(self), "out": str(self.out), "pages": self.pages}


@dataclass(frozen=True)
class _Made:
    """A page or file as it was made: what to tell of it, but not its bytes, which are on the disk."""

    size: int
    digest: str
    warnings: tuple[Warned, ...] = ()


def build_site(
    root: Path, out: Path, *, keep_going: bool = False, search: Search = True, progress: Progress | None = None
) -> Built:
    """Build the site of a library.

    The same library gives the same bytes, whatever the folder, clock, time zone, language or machine. Nothing is written into the
    library, and the site stands whole or not at all: a build that fails or is killed leaves the last one.

    Args:
        root: the library's folder.
        out: the site's folder: new, empty, or made by an earlier build.
        keep_going: leave out studies, topics and pages with an error instead of stopping, and say so on the site.
        search: make the search index too; without one the search page leads to the lists.
        progress: told of every page and file.

    Raises:
        LibraryError: there is no library, or it has an error; names file and line. Nothing was written.
        InputError: *out* cannot be used or not be written to, or the rules that the library names are not known.
        BuildError: a page cannot be made, or writing failed half way, as on a full disk; the last site still stands.
    """
    with SiteBuilder(root, out) as builder:
        return builder.build(keep_going=keep_going, search=search, progress=progress)


class SiteBuilder:
    """Builds the site of one library again and again; each build makes what the changes since the last one ask for.

    The result is the same as that of a build from nothing. Leave the context to remove the spare copy of the site that it keeps.

    Args:
        root: the library's folder.
        out: the site's folder: new, empty, or made by an earlier build.
    """

    def __init__(self, root: Path, out: Path) -> None:
        self.root = Path(root)
        self._folder = SiteFolder(Path(out))
        self._reading = ReadingMemory()
        self._memory = Memory()
        self._sources: Sources | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.close()

    def build(self, *, keep_going: bool = False, search: Search = True, progress: Progress | None = None) -> Built:
        """Build the site as the library is now.

        Raises:
            LibraryError, InputError, BuildError: as :func:`build_site`; the last site still stands.
        """
        again = self._folder.is_as_left()
        if not again:
            self._folder.path = check_destination(self._folder.path, self.root)
        last, self._memory = self._memory if again else Memory(), Memory()
        with little_garbage():
            sound = sound_library(self.root, self._reading, keep_going=keep_going)
            site = Site(sound.reading, last, self._sources, broken=sound.broken)
            with self._folder.new(again=again) as folder:
                made = site.make(folder.write, progress)
                if search:
                    folder.take_over(_listing(made))
                    made |= site.index(made, folder.read, folder.write, keep=search == "keep")
                folder.finish(_listing(made))
        # A build that failed leaves nothing to be remembered: what it made was thrown away.
        self._memory, self._sources = last, site.sources
        return site.told(self._folder.path, made)


class Site:
    """One build of a site, in every language of its library.

    Args:
        reading: of a sound library.
        memory: of the last build.
        last: the public files of the last build, if there was one.
        assess: gives the verdicts of a topic; computes them by default.
        broken: files that were left out because they have an error.
    """

    def __init__(
        self,
        reading: Reading,
        memory: Memory,
        last: Sources | None = None,
        assess: Assess | None = None,
        broken: tuple[Fault, ...] = (),
    ) -> None:
        assert reading.library is not None
        self.library: Library = reading.library
        self.sources = public_sources(self.library, last, reading.digests, frozenset(fault.file for fault in broken))
        self.memory = memory
        self.broken = broken
        traced = TracedLibrary(self.library, memory.read)
        theme = read_theme(self.library)
        settings = self.library.settings
        rules = load_rules(settings.rules)
        public = traced_sources(self.sources, memory.read)
        self.editions: dict[str, Edition] = {}
        languages = list(dict.fromkeys(settings.languages))
        named = broken_files(self.library.root, broken)
        for number, language in enumerate(languages):
            prefix = f"{language}/" if number else ""
            words = load_words(language)
            self.editions[prefix] = Edition(
                traced, assess or self._assess, rules, public, words, theme, prefix, memory, named
            )
        own = [reading.digests.get(file, "") for file in (layout.SETTINGS, layout.CONCEPTS)]
        looks = [self.sources.files[file].digest for file in theme.files if file in self.sources.files]
        memory.begin(digest([own, looks, named]), Stamps(reading, self.library, self.sources, self.editions))
        self.pages: list[Page] = []
        self._no_search = ""

    @property
    def first(self) -> Edition:
        """The edition in the library's own language."""
        return self.editions[""]

    def _assess(self, topic: str) -> list[TopicVerdict]:
        return self.memory.recall(("verdicts", topic), lambda: assess_topic(self.first.library, topic))

    def make(self, write: Write, progress: Progress | None = None) -> dict[str, _Made]:
        """Make what is not as it was.

        Args:
            write: takes each file that is made, by its name.
            progress: told of every page and file.

        Returns:
            Every file of the site by its name, made now or before.
        """
        work = dict(self._work(write))
        made = {}
        for number, (name, make) in enumerate(work.items(), 1):
            made[name] = make()
            if progress:
                progress(number, len(work))
        return made

    def _work(self, write: Write) -> Iterable[tuple[str, Callable[[], _Made]]]:
        for prefix, edition in self.editions.items():
            renderer = Renderer(edition)
            for page in all_pages(edition):
                if prefix and page.kind == "missing":
                    continue  # a host shows one page for what is not there
                self.pages.append(page)
                name = addresses.file_of(edition.place(page.address))
                yield name, partial(self._recalled, name, partial(_page, renderer, page), write, _given(renderer, page))
        for file in data_files(tuple(self.editions.values())):
            yield file.address, partial(self._recalled, file.address, partial(_file, file), write, "")

    def _recalled(self, name: str, make: Make, write: Write, given: str) -> _Made:
        """A page or file, made unless it stands as it was made before."""

        def made() -> _Made:
            content, warnings = make()
            write(name, content)
            return _told(content, warnings)

        return self.memory.recall((_FILE, name), made, given)

    def index(
        self, made: Mapping[str, _Made], read: Callable[[str], bytes], write: Write, *, keep: bool = False
    ) -> dict[str, _Made]:
        """The files of the search index, made unless no page changed, or unless they are to be kept."""
        pages = sorted(name for name in made if name.endswith(".html"))
        given = digest([(name, made[name].digest) for name in pages])

        def indexed() -> dict[str, _Made]:
            try:
                files = search_index({name: read(name) for name in pages})
            except SearchUnavailable as error:
                self._no_search = str(error)
                files = {}
            for name, content in files.items():
                write(name, content)
            return {name: _told(content) for name, content in files.items()}

        last: dict[str, _Made] | None = self.memory.last(("search",)) if keep else None
        return last if last is not None else self.memory.recall(("search",), indexed, given)

    def told(self, out: Path, made: Mapping[str, _Made]) -> Built:
        """What this build made."""
        warnings = [warning for each in made.values() for warning in each.warnings]
        warnings += [Warned("no-search", "", self._no_search)] if self._no_search else []
        warnings += [Warned("left-out", fault.where, f"left out: {fault.what}") for fault in self.broken]
        fresh = {key[1] for key in self.memory.made if isinstance(key, tuple) and key[0] == _FILE}
        return Built(
            out=out,
            as_of=self.library.settings.as_of,
            kinds=dict(sorted(Counter(page.kind for page in self.pages).items())),
            files=len(made),
            size=sum(each.size for each in made.values()),
            made=len(fresh),
            before_and_after=tuple(page.address for page in self.pages if page.kind == "before-and-after"),
            drafts=tuple(layout.topic_file(topic.id) for topic in self.library.walk() if topic.draft),
            left_out=tuple(item.file for item in self.sources.left_out if item.reason not in (BROKEN, DRAFT)),
            warnings=tuple(dict.fromkeys([*warnings, *site_warnings(self.first)])),
        )


_FILE = "file"
Make = Callable[[], tuple[bytes, tuple[Warned, ...]]]
Write = Callable[[str, bytes], None]


def _told(content: bytes, warnings: tuple[Warned, ...] = ()) -> _Made:
    return _Made(len(content), hashlib.sha256(content).hexdigest(), warnings)


def _listing(made: Mapping[str, _Made]) -> dict[str, str]:
    return {name: each.digest for name, each in made.items()}


def _page(renderer: Renderer, page: Page) -> tuple[bytes, tuple[Warned, ...]]:
    rendered = renderer.page(page)
    warnings = page_warnings(page, rendered.dead)
    page.forget()
    return rendered.html, warnings


def _file(file: DataFile) -> tuple[bytes, tuple[Warned, ...]]:
    return file.make(), ()


def _given(renderer: Renderer, page: Page) -> str:
    """Digest of what a page shows beside its view."""
    own = page.kind, page.title, page.sources, page.crumbs, page.section, page.description, page.script
    return digest([renderer.frame, own])


def render_site(library: Library, verdicts: list[TopicVerdict]) -> tuple[dict[str, bytes], list[Page], list[Warned]]:
    """Every file of a site by its name, its pages, and what an editor should look at.

    Args:
        library: whole.
        verdicts: of its topics.
    """
    by_topic: dict[str, list[TopicVerdict]] = defaultdict(list)
    for verdict in verdicts:
        by_topic[verdict.topic].append(verdict)
    site = Site(Reading(library), Memory(), assess=lambda topic: by_topic.get(topic, []))
    contents: dict[str, bytes] = {}
    made = site.make(contents.__setitem__)
    return contents, site.pages, list(site.told(Path(), made).warnings)
