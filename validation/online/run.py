"""What services would propose for printed citations, and what the scorer makes of it, without asking any.

    python validation/online/run.py [--each 400]

The shared corpus of 25,601 papers stands for a service: it is searched in the ways in which PubMed is asked, and gives the first
five by number, not by relevance. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
sys.path.insert(0, str(PROJECT))

from aetia.resolve import CitationIndex, Paper, Query, Resolver  # noqa: E402
from aetia.resolve.names import family_words  # noqa: E402
from aetia.resolve.online.clues import Clues, Way, clues_of  # noqa: E402
from aetia.resolve.online.records import MOST  # noqa: E402
from validation.resolve.data import Cited, bare, crossdoc_papers, printed  # noqa: E402


class Shelf:
    """Papers that are searched as PubMed is.

    Args:
        papers: by key.
    """

    def __init__(self, papers: dict[str, Paper]) -> None:
        self.papers = papers
        self._words: dict[str, set[str]] = defaultdict(set)
        self._authors: dict[str, set[str]] = defaultdict(set)
        for key, paper in papers.items():
            for word in {word for title in paper.titles for word in title.split()}:
                self._words[word].add(key)
            for family in paper.families:
                self._authors[family].add(key)

    def find(self, clues: Clues) -> list[str]:
        """The keys of what any of the ways finds."""
        return sorted({key for way in clues.ways() for key in self._by(way, clues)})

    def _by(self, way: Way, clues: Clues) -> Iterator[str]:
        sets = [self._words[word] for word in way.words]
        sets += [self._authors[" ".join(family_words(way.author))]] if way.author else []
        for key in set.intersection(*sets):
            paper = self.papers[key]
            near = clues.years is None or any(clues.years[0] <= int(year) <= clues.years[1] for year in paper.years)
            if (near or not way.year) and way.volume in ("", paper.volume) and way.first in ("", paper.first):
                yield key


def figures(shelf: Shelf, cited: Sequence[Cited]) -> dict[str, int]:
    """How many of some citations find their paper, and what is matched: with it among the proposals, and without it."""
    counts: Counter[str] = Counter(citations=len(cited))
    for one in cited:
        found = shelf.find(clues_of(Query(one.text)))
        counts["found"] += one.key in found
        counts["more than five"] += len(found) > MOST
        match = matched(one.text, (shelf.papers[key] for key in found[:MOST]))
        counts["matched right"] += match == one.key
        counts["matched wrong"] += match not in (None, one.key)
        wrong = matched(one.text, (shelf.papers[key] for key in found if key != one.key))
        counts["matched wrong where the right one is missing"] += wrong is not None
        counts["wrong papers proposed"] += len([key for key in found if key != one.key])
    return dict(counts)


def matched(text: str, proposed: Iterable[Paper]) -> str | None:
    """The key of the paper that is matched among proposals, in an empty corpus."""
    papers = list(proposed)
    match = Resolver(CitationIndex.of_papers([]), also=lambda _: papers).resolve(text).match
    return match.paper.key if match else None


def main() -> int:
    """Prints the figures of both sets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=2_000, help="citations of each set at most")
    each = parser.parse_args().each
    shelf = Shelf(crossdoc_papers())
    told = {}
    for name, cited in (("printed", printed()), ("bare", [one for one in bare() if one.split == "report"])):
        told[name] = figures(shelf, [one for one in cited if one.key in shelf.papers][:each])
        print(name, *(f"{count:,} {what}" for what, count in told[name].items()), sep="\n  ")
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
