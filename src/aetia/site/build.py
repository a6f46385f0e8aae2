"""Building the site: all of it is made in memory first, so that a fault writes nothing; then one folder takes the other's place."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aetia.errors import LibraryError
from aetia.library import layout, read_library
from aetia.library.check import check_library
from aetia.model.library import Library
from aetia.site import addresses, readability
from aetia.site.data_files import data_files
from aetia.site.destination import check_destination, replacing, write_files
from aetia.site.edition import Edition
from aetia.site.page import Page
from aetia.site.pages import all_pages
from aetia.site.render import Renderer
from aetia.site.sources import DRAFT, public_sources
from aetia.site.views.cause import CauseView
from aetia.site.words import load_words
from aetia.synthesis import TopicVerdict, assess, load_rules


@dataclass(frozen=True)
class Warned:
    """Something that an editor should look at; the site was built all the same."""

    code: str
    where: str
    what: str


@dataclass(frozen=True)
class Built:
    """What a build made.

    Attributes:
        out: the site's folder.
        as_of: the date of the edition.
        kinds: the number of pages of each kind.
        files, size: number of files, and their bytes together.
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


def build_site(root: Path, out: Path) -> Built:
    """Build the site of a library.

    The same library gives the same bytes, whatever the folder, clock, time zone, language or machine. Nothing is written into the
    library, and the site stands whole or not at all: a build that fails or is killed leaves the last one.

    Args:
        root: the library's folder.
        out: the site's folder: new, empty, or made by an earlier build.

    Raises:
        LibraryError: there is no library, or it has an error; names file and line. Nothing was written.
        InputError: *out* cannot be used or not be written to, or the rules that the library names are not known.
        BuildError: a page cannot be made, or writing failed half way, as on a full disk; the last site still stands.
    """
    root = Path(root)
    out = check_destination(Path(out), root)
    library = read_sound_library(root)
    contents, pages, warnings = render_site(library, assess(library))
    with replacing(out) as folder:
        write_files(folder, contents)
    return Built(
        out=out,
        as_of=library.settings.as_of,
        kinds=dict(sorted(Counter(page.kind for page in pages).items())),
        files=len(contents),
        size=sum(map(len, contents.values())),
        before_and_after=tuple(page.address for page in pages if page.kind == "before-and-after"),
        drafts=tuple(layout.topic_file(topic.id) for topic in library.walk() if topic.draft),
        left_out=tuple(item.file for item in public_sources(library).left_out if item.reason != DRAFT),
        warnings=tuple(warnings),
    )


def read_sound_library(root: Path) -> Library:
    """A library without an error.

    Raises:
        LibraryError: as `read_library`; or a check found an error: names the first, and how many there are.
    """
    library = read_library(root)
    errors = [fault for fault in check_library(root) if fault.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise LibraryError(
            f"{errors[0].what}{more}",
            where=str(root / errors[0].where),
            remedy=f"{errors[0].remedy}. 'aetia check' lists every fault; nothing was built",
        )
    return library


def render_site(library: Library, verdicts: list[TopicVerdict]) -> tuple[dict[str, bytes], list[Page], list[Warned]]:
    """Every file of a site by its name, its pages, and what an editor should look at."""
    settings = library.settings
    sources = public_sources(library)
    edition = Edition(library, tuple(verdicts), load_rules(settings.rules), sources, load_words(settings.language))
    renderer = Renderer(edition)
    pages = list(all_pages(edition))
    contents = {addresses.file_of(edition.place(page.address)): renderer.html(page) for page in pages}
    contents |= {file.address: file.make() for file in data_files([edition])}
    warnings = [
        Warned("dead-link", file, f"the link to '{link}' leads nowhere")
        for file, link in sorted(set(renderer.prose.dead))
    ]
    return contents, pages, [*_hard_to_read(pages), *_verdict_faults(verdicts), *warnings, *_below_drafts(edition)]


def _hard_to_read(pages: list[Page]) -> list[Warned]:
    found = []
    for page in pages:
        if isinstance(page.view, CauseView):
            where, answer = f"topics/{page.view.topic.id}.md", page.view.headline.answer
            if answer.grade > readability.LIMIT:
                what = f"the answer reads at grade {answer.grade}; shorten its sentences and words to reach {readability.LIMIT}"
                found.append(Warned("hard-to-read", where, what))
            words = readability.length(answer.longest)
            if words > readability.LONGEST:
                what = (
                    f"a sentence of the answer has {words} words; {readability.LONGEST} are enough: '{answer.longest}'"
                )
                found.append(Warned("long-sentence", where, what))
    return found


def _below_drafts(edition: Edition) -> list[Warned]:
    found = []
    for draft in edition.drafts:
        below = edition.shown_below(draft)
        if below:
            first = ", ".join(layout.topic_file(topic.id) for topic in below[:3])
            more = f" and {len(below) - 3} more" if len(below) > 3 else ""
            verb = "stands" if len(below) == 1 else "stand"
            what = f"{first}{more} {verb} below this draft: published, but the draft above has no page"
            found.append(Warned("below-draft", layout.topic_file(draft.id), what))
    return found


def _verdict_faults(verdicts: list[TopicVerdict]) -> list[Warned]:
    return [Warned("verdict", f"topics/{verdict.topic}.md", fault) for verdict in verdicts for fault in verdict.faults]
