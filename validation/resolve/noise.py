"""Citations as people mistype them, and papers that resemble the right one: what makes the examples as hard as the world."""

from __future__ import annotations

import random
import re
import string
from typing import Any

from aetia.resolve.paper import Paper

_NUMBER = re.compile(r"\d+")


def misprinted(text: str, chance: random.Random) -> str:
    """A citation with some slips: letters lost, doubled or changed, a number off or gone, a piece cut off."""
    for slip in chance.sample((_letters, _number, _lost_number, _cut), k=chance.choice((1, 1, 2, 3))):
        text = slip(text, chance)
    return text


_STYLES = (
    "{authors}. {title}. {journal}. {year};{volume}({issue}):{pages}.",
    "{authors}. {title}. {journal} {year};{volume}:{pages}.",
    "{authors} ({year}). {title}. {journal}, {volume}({issue}), {pages}.",
    "{authors} ({year}) {title}. {journal} {volume}:{pages}",
    "{authors}, {title}, {journal} {volume} ({year}) {pages}.",
    "{title}. {authors}. {journal}. {year};{volume}:{pages}",
    "{title}. {journal} {year};{volume}:{first}.",
    "{authors}. {title}. {journal} {year}.",
    "{authors}. {title}. {year}.",
    "{authors}. {title}. {journal} {year} [Epub ahead of print].",
    "{authors}. {journal} {year};{volume}:{pages}.",
    "{first_author} et al. {journal} {year};{volume}:{first}",
    "{first_author} et al., {journal} {volume}:{pages}, {year}",
    "{first_author} et al. {year}. {title}.",
    "{first_author} et al. {title}. {journal} {volume}({issue}): {pages} ({year})",
    "{first_author} et al. ({year}) {identifier}",
    "{title}. {identifier}",
)
_WITH_IDENTIFIER, _WRONG_IDENTIFIER = 0.2, 0.1


def typed(row: dict[str, Any], other: dict[str, Any], chance: random.Random) -> str:
    """A reference (fields as in the shared citations) as somebody might type it: whole, without its title, without its place.

    Args:
        row: the reference.
        other: another one, whose identifier is copied once in a while by mistake.
        chance: what decides.
    """
    authors = list(row.get("authors") or ["Anonymous"])
    shown = authors if len(authors) < 7 else [*authors[:3], "et al"]
    pages = "-".join(filter(None, (row.get("fpage"), row.get("lpage"))))
    style = chance.choice(_STYLES)
    identifier = _identifier(other if chance.random() < _WRONG_IDENTIFIER else row, chance)
    if "{identifier}" not in style and chance.random() < _WITH_IDENTIFIER:
        style += " {identifier}"
    text = style.format(
        identifier=identifier,
        authors=", ".join(shown),
        first_author=authors[0],
        title=str(row.get("article_title") or "").rstrip("."),
        journal=str(row.get("source") or "").rstrip("."),
        year=row.get("year") or "",
        volume=row.get("volume") or "",
        issue=row.get("issue") or "",
        pages=pages,
        first=row.get("fpage") or "",
    )
    return text.replace("()", "")


def _identifier(row: dict[str, Any], chance: random.Random) -> str:
    """A DOI or a PMID in one of the ways in which it is printed."""
    if row.get("doi") and chance.random() < 0.6:
        return chance.choice(("doi:{}.", "https://doi.org/{}", "doi: {}")).format(row["doi"])
    return chance.choice(("PMID: {}", "PubMed PMID: {}.", "[PMID {}]")).format(row["pmid"])


def _letters(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.randint(1, 4)):
        if not letters:
            break
        at = chance.randrange(len(letters))
        letters[at] = chance.choice((chance.choice(string.ascii_lowercase), "", letters[at] * 2))
    return "".join(letters)


def _number(text: str, chance: random.Random) -> str:
    """One number, a year as likely as a page, is one off, or has two digits swapped."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    match = chance.choice(found)
    digits = match[0]
    if len(digits) > 1 and chance.random() < 0.5:
        at = chance.randrange(len(digits) - 1)
        digits = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    else:
        digits = str(max(0, int(digits[:9]) + chance.choice((-1, 1))))
    return text[: match.start()] + digits + text[match.end() :]


def _lost_number(text: str, chance: random.Random) -> str:
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + text[match.end() :]


def _cut(text: str, chance: random.Random) -> str:
    """Some words are left out, at the end of the title or among the authors."""
    words = text.split(" ")
    if len(words) < 12:
        return text
    begin = chance.randrange(len(words) - 4)
    return " ".join(words[:begin] + words[begin + chance.randint(1, 4) :])


_HOW_OFTEN = (1, 4, 4, 2)
"""Of a title that stands elsewhere too, and of the others: in the shared corpus one title of 400 is that of a second paper."""


def decoys(paper: Paper, chance: random.Random) -> list[Paper]:
    """One or two papers that resemble one: its title elsewhere, its authors on something near, its neighbour, a notice."""
    made = chance.choices((_elsewhere, _again, _beside, _notice), weights=_HOW_OFTEN, k=chance.choice((1, 2)))
    return [make(paper, chance) for make in dict.fromkeys(made)]


def _elsewhere(paper: Paper, chance: random.Random) -> Paper:
    """The same title and authors in another place: a preprint, an abstract, a chapter, a plagiarism."""
    year = int(paper.years[0]) if paper.years else 2001
    return paper._replace(
        key="id:elsewhere",
        journals=(chance.choice(("proceedings society", "acta medica", "abstracts annual meeting", "letters")),),
        years=(str(year + chance.choice((-3, -2, -1, 0, 1, 2, 4))),),
        volume=str(chance.randint(1, 400)),
        issue="",
        first=str(chance.randint(1, 3000)),
        last="",
        doi="",
        pmcid="",
    )


def _again(paper: Paper, chance: random.Random) -> Paper:
    """The same authors on something near, in the same journal."""
    return _elsewhere(paper, chance)._replace(
        key="id:again", titles=(_reworded(paper, chance),), journals=paper.journals
    )


def _beside(paper: Paper, chance: random.Random) -> Paper:
    """Another paper of the same issue."""
    return paper._replace(
        key="id:beside",
        titles=(_other_title(paper, chance),),
        families=tuple(reversed(paper.families[1:])) or ("nobody",),
        first=str(int(re.sub(r"\D", "", paper.first)[:7] or 1) + chance.randint(3, 12)),
        last="",
        doi="",
        pmcid="",
    )


def _notice(paper: Paper, chance: random.Random) -> Paper:
    """What a journal prints about the paper later: an erratum, a retraction, a comment."""
    kind = chance.choice(("erratum", "retraction", "comment"))
    word = {"erratum": "erratum", "retraction": "retraction", "comment": "re"}[kind]
    titles = tuple(f"{word} {title}" if chance.random() < 0.7 else title for title in paper.titles)
    return _elsewhere(paper, chance)._replace(key=f"id:{kind}", kind=kind, titles=titles, journals=paper.journals)


def _reworded(paper: Paper, chance: random.Random) -> str:
    """Its title with one or two words of the middle changed."""
    words = (paper.titles[0] if paper.titles else "reply").split()
    for _ in range(chance.choice((1, 2))):
        words[chance.randrange(len(words))] = chance.choice(
            ("children", "rats", "women", "2", "ii", "long", "chronic", "review")
        )
    return " ".join(words)


def _other_title(paper: Paper, chance: random.Random) -> str:
    words = (paper.titles[0] if paper.titles else "reply").split()
    chance.shuffle(words)
    return " ".join([*words[: len(words) // 2], "and", "other", "matters", "of", "interest"])


def mistyped(item: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Fields (CSL-JSON) as a person mistypes them.

    The title has one to four slips, and is cut short in three of ten; in one of ten each the year, the volume and the page are
    lost or one off; the journal is missing in 15 of 100, identifiers always.
    """
    given = {name: value for name, value in item.items() if name not in ("PMID", "DOI", "id")}
    given["title"] = _letters(given["title"], chance)
    if chance.random() < 0.3:
        words = given["title"].split()
        given["title"] = " ".join(words[: max(3, len(words) * 2 // 3)])
    if chance.random() < 0.15:
        given.pop("container-title", None)
    for name in ("volume", "page"):
        if name in given and chance.random() < 0.1:
            if chance.random() < 0.5:
                del given[name]
            else:
                given[name] = _NUMBER.sub(lambda found: str(int(found[0]) + 1), given[name], count=1)
    if "issued" in given and chance.random() < 0.1:
        year = given["issued"]["date-parts"][0][0]
        given["issued"] = {"date-parts": [[year + chance.choice((-1, 1))]]}
        if chance.random() < 0.5:
            del given["issued"]
    return given
