"""How much a stretch of print looks like the name of a journal."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

# No name scores higher.
MOST_JOURNAL = 2.0
_STOP = frozenset(
    [
        "of",
        "the",
        "and",
        "in",
        "for",
        "on",
        "de",
        "la",
        "des",
        "du",
        "et",
        "der",
        "die",
        "für",
        "und",
        "di",
        "e",
        "del",
        "della",
        "y",
        "&",
        "a",
        "an",
        "to",
        "le",
        "les",
        "en",
        "i",
        "og",
        "dell",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def fold_name(name: str) -> str:
    """A journal's name for comparison: letters only, lower case, *and* for *&*, no leading article."""
    folded = " ".join(_WORD.findall(name.replace("&", " and ").casefold()))
    return folded.removeprefix("the ")


@cache
def known_journals() -> dict[str, str]:
    """Folded name → name as listed, for the journals that ship with the package."""
    listing = files("aetia.rescue").joinpath("words", "journals.txt").read_text(encoding="utf-8")
    return {fold_name(line): line for line in listing.splitlines() if line and not line.startswith("#")}


@cache
def journal_words() -> frozenset[str]:
    """Words that occur in the names of known journals, lower case, without stop words."""
    return frozenset(word for name in known_journals() for word in name.split() if word not in _STOP)


@lru_cache(maxsize=4096)
def journal_score(text: str) -> float:
    """How much a stretch of text looks like a journal's name.

    Args:
        text: the stretch, without the locator after it.

    Returns:
        From about -1 (a sentence) to 2 (a known journal). Above 0.5 it may be taken for a journal.
    """
    name = text.strip(" .,;:()[]")
    words = _WORD.findall(name)
    if not words or len(name) > 150 or len(words) > 18:
        return -1.0
    if fold_name(re.sub(r"\s*\([^)]*\)\s*$", "", name)) in known_journals() or fold_name(name) in known_journals():
        return 2.0
    lexicon = journal_words()
    points = 0.0
    heavy = 0
    for word in words:
        folded = word.casefold()
        if folded in _STOP:
            continue
        heavy += 1
        if word[0].isupper():
            points += 1.0 if folded in lexicon else 0.35
        else:
            points += 0.2 if folded in lexicon else -0.9
    if heavy == 0:
        return -1.0
    score = points / heavy
    if (
        words[0].casefold()
        in {
            "j",
            "am",
            "br",
            "int",
            "eur",
            "ann",
            "arch",
            "acta",
            "journal",
            "annals",
            "archives",
            "zeitschrift",
            "revue",
            "revista",
            "rivista",
            "bull",
            "proc",
        }
        and words[0][0].isupper()
    ):
        score += 0.3
    if re.search(r"\b(?:official )?journal of\b|\bofficial publication\b", name) and ":" in name:
        score = max(score, 0.9)
    if "?" in name or "!" in name:
        score -= 0.8
    if ":" in name:
        score -= 0.3
    return (
        score
        - 0.06 * max(0, len(words) - 6)
        - (0.25 if len(words) == 1 and words[0].casefold() not in lexicon else 0.0)
    )


def nearest_journal(name: str) -> str | None:
    """The known journal that a misprinted name is most likely meant for.

    Args:
        name: a journal as printed.

    Returns:
        The listed name where exactly one word differs, by one or two letters, from a known name or from a word of known names;
        None where the name is known, too short, or nothing is near.
    """
    folded = fold_name(name)
    if folded in known_journals() or len(folded) < 5:
        return None
    words = folded.split()
    unknown = [word for word in words if word not in journal_words() and word not in _STOP and len(word) >= 5]
    if len(unknown) != 1:
        return None
    near = sorted(
        (distance, -len(word), word)
        for word in journal_words()
        if abs(len(word) - len(unknown[0])) <= 2
        and word[0] == unknown[0][0]
        and (distance := _distance(word, unknown[0], 2)) <= 2
    )
    if not near or (near[0][0] == 2 and len(unknown[0]) < 8):
        return None
    repaired = {folded.replace(unknown[0], word): word for distance, _, word in near if distance == near[0][0]}
    for candidate in repaired:
        if candidate in known_journals():
            return known_journals()[candidate]
    if near[0][0] > 1 or len(unknown[0]) < 7 or len(words) < 2:
        return None
    right = near[0][2]
    return re.sub(
        re.escape(unknown[0]), lambda m: right.capitalize() if m[0][0].isupper() else right, name, flags=re.IGNORECASE
    )


def _distance(a: str, b: str, limit: int) -> int:
    """Edit distance with neighbouring letters swapped counted as one; anything past the limit is limit + 1."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        two_back, before = before, row
        row = [i] + [0] * len(b)
        for j, other in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                row[j] = min(row[j], two_back[j - 2] + 1)
        if min(row) > limit:
            return limit + 1
    return row[-1]
