"""Can the answers be read? Builds the site of a library and reads the answer block of every cause page, as a reader gets it."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aetia.library import read_library
from aetia.sample import sample_library
from aetia.site import build_site
from aetia.site.readability import LIMIT, LONGEST, grade, length, longest_sentence
from aetia.site.words import load_words

FEWEST_WORDS = 5
"""A reason is a sentence, and not a word or two."""


@dataclass(frozen=True)
class AnswerRead:
    """The answer of one page on one disease: what is printed, and what is wrong with it."""

    page: str
    level: str
    lead: str
    reason: str
    flags: tuple[str, ...]
    longest: str
    grade: float
    faults: tuple[str, ...]


def main() -> int:
    """Read every answer, print a table and one JSON line; exit with 1 if any answer has a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path, nargs="?", help="a library's folder; the sample library by default")
    parser.add_argument("--all", action="store_true", help="print every answer, not only those with a fault")
    asked = parser.parse_args()
    answers = read_answers(asked.library or sample_library())
    for answer in answers:
        if asked.all or answer.faults:
            print(f"{answer.page}: {answer.level}. {answer.lead} {answer.reason}")
            print(
                f"    grade {answer.grade:g}, longest sentence {length(answer.longest)} words; {'; '.join(answer.faults)}"
            )
    failed = [f"{answer.page}: {fault}" for answer in answers for fault in answer.faults]
    summary = {
        "answers": len(answers),
        "pages": len({answer.page for answer in answers}),
        "longest_sentence": max((length(answer.longest) for answer in answers), default=0),
        "highest_grade": max((answer.grade for answer in answers), default=0),
        "median_grade": median([answer.grade for answer in answers] or [0]),
        "failed": failed,
    }
    print(json.dumps(summary))
    return 1 if failed or not answers else 0


def read_answers(root: Path) -> list[AnswerRead]:
    """The answers of every cause page of a library's site: that on its disease, and those on related ones."""
    library = read_library(root)
    names = [name for concept in library.concepts.values() for name in (concept.label, *concept.synonyms)]
    with tempfile.TemporaryDirectory() as folder:
        site = build_site(root, Path(folder) / "site").out
        found = []
        for file in sorted(site.glob("causes/**/index.html")):
            page = LexborHTMLParser(file.read_text(encoding="utf-8"))
            for block in _blocks(page):
                found.append(_read(file.parent.relative_to(site).as_posix(), block, names, library.settings.language))
    return found


def _blocks(page: LexborHTMLParser) -> Iterator[LexborNode]:
    yield from page.css("#answer")
    yield from page.css("section.outcome")


def _read(page: str, block: LexborNode, names: list[str], language: str) -> AnswerRead:
    headline = block.attributes.get("id") == "answer"
    if headline:
        lead, reason = _text(block.css_first(".lead")), _text(block.css_first(".say"))
    else:
        first = block.css_first("p")
        lead = _text(first.css_first("strong")) if first else ""
        reason = _text(first).removeprefix(lead).strip()
    level = _text(block.css_first(".lv"))
    flags = tuple(_text(flag) for flag in block.css(".flags dd"))
    text = "\n".join([lead, reason, *flags])
    longest, hardness = longest_sentence(text, names), grade(text, names)
    return AnswerRead(
        page,
        level,
        lead,
        reason,
        flags,
        longest,
        hardness,
        tuple(_faults(level, lead, reason, longest, hardness, language)),
    )


def _faults(level: str, lead: str, reason: str, longest: str, hardness: float, language: str) -> Iterator[str]:
    words = load_words(language)
    levels = {words(key) for key in words.all_keys() if key.startswith("level.")}
    if level not in levels:
        yield f"the level is not stated: {level!r}"
    if not lead:
        yield "it does not begin with an answer"
    if length(reason) < FEWEST_WORDS:
        yield f"no reason is given: {reason!r}"
    if length(longest) > LONGEST:
        yield f"a sentence of {length(longest)} words: {longest}"
    if hardness > LIMIT:
        yield f"it reads at grade {hardness:g}"


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node is not None else ""


if __name__ == "__main__":
    sys.exit(main())
