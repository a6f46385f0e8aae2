"""Tables of records: which column holds the title, who wrote it, when; in cells, or flattened to lines of text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_COLUMNS: list[tuple[str, re.Pattern[str]]] = [
    (name, re.compile(rf"^(?:{words})$", re.IGNORECASE))
    for name, words in [
        (
            "title",
            r"(?:publication |study |article |paper )?titles?|title of (?:the )?(?:study|paper|"
            r"publication|article)|titel|titre|título|titolo|tytuł|tittel|ti|publication|paper|article|stud(?:y|ies)",
        ),
        (
            "authors",
            r"(?:first |main )?authors?(?:\(s\))?|authors?,? (?:and )?year|autor(?:en|es)?|auteurs?(?:\(s\))?|"
            r"författare|forfatter(?:e|en)?|autorzy|autor(?:es)?|au|fau|"
            r"autori|study authors?|researchers?|reference",
        ),
        (
            "year",
            r"py|dp|(?:publication |pub\.? )?years?(?: of publication)?|date|jahr|année|año|anno|ano|jaar|år|rok|published",
        ),
        (
            "journal",
            r"journals?(?: name)?|source|zeitschrift|revue|revista|rivista|tijdschrift|"
            r"tidskrift|tidsskrift|czasopismo|journal / volume|so|jo|ta|published in|periodical",
        ),
        (
            "finding",
            r"(?:main |key )?(?:findings?|results?|conclusions?|outcomes?)|summary|comments?|notes?|"
            r"ergebnis(?:se)?|résultats?|resultados?|risultat[oi]|resulta(?:at|ten)|"
            r"resultat(?:er)?|wyniki?|conclusie|slutsats|konklusion|wniosek|befund|fazit|resumen|"
            r"what (?:it|they|we) (?:found|says?|learn(?:ed|t)?)|ab|abstract|annotation",
        ),
        ("citation", r"citation|reference|full reference|bibliographic reference|literatur|source"),
        (
            "topic",
            r"(?:suspected )?causes?|suspects?|topics?|exposures?|(?:risk )?factors?|subjects?|thema|ursache|auslöser|facteurs?|"
            r"sujet|causas?|factor(?:es)?|tema|onderwerp|oorzaak|orsak|årsag|przyczyna|fattore",
        ),
        ("volume", r"vol(?:ume|\.)?"),
        ("issue", r"issue|no\.?|number"),
        ("pages", r"pages?|pp\.?"),
        ("doi", r"doi"),
        ("pmid", r"pmid|pubmed(?: id)?"),
        ("url", r"link|url|web ?site"),
        ("labels", r"(?:study )?(?:type|design)(?: of study)?"),
    ]
]
_HEADER_WORDS = re.compile(
    r"(?P<title>(?:publication |study |article |paper )?title)|(?P<authors>(?:first )?authors?"
    r"(?:\(s\))?)|(?P<year>years?\b(?: of publication)?)|(?P<journal>journal)|"
    r"(?P<finding>(?:main |key )?(?:findings?|results?|conclusions?))|(?P<other>(?:study )?"
    r"(?:participants|population|design|type)|sample(?: type| size)?|method\w*|country|"
    r"correlation(?: assumed)?|outcome|exposure|patients|controls|n\b|comments?|notes)",
    re.IGNORECASE,
)
_FLAT_AUTHOR = re.compile(
    r"(?P<names>[A-ZÀ-Þ][\w'’-]+(?:\s(?:et\s+al\.?|u\.\s?a\.|and\s+(?:colleagues|"
    r"[A-ZÀ-Þ][\w'’-]+)|&\s+[A-ZÀ-Þ][\w'’-]+|[A-Z]{1,3}(?=\s)))*)[\s,]+\(?(?P<year>(?:19|"
    r"20)\d\d)[a-z]?\)?(?=\s|$)"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table hold.

    Args:
        fields: column number → field.
        order: the fields in the order of the header (for a table that lost its cells).
        header_row: number of the row that names them.
    """

    fields: tuple[tuple[int, str], ...]
    order: tuple[str, ...] = ()
    header_row: int = 0


def find_columns(cells: list[tuple[int, str]]) -> Columns | None:
    """Reads a row of cells as the header of a table of records.

    Args:
        cells: column number and text of each cell.

    Returns:
        The columns, where the row names a title or a citation and at least one more field; else None.
    """
    fields: dict[int, str] = {}
    taken: set[str] = set()
    for number, text in cells:
        words = " ".join(text.split()).strip(" :")
        for name, pattern in _COLUMNS:
            if name not in taken and pattern.match(words):
                fields[number] = name
                taken.add(name)
                break
    if (
        len(fields) < 2
        or not taken & {"title", "citation", "authors"}
        or len(taken & {"title", "authors", "year", "journal", "citation", "finding"}) < 2
    ):
        return None
    return Columns(tuple(sorted(fields.items())))


def column_name(words: str) -> str | None:
    """The field that the heading of a column, or a label before a line, names; None for any other words."""
    name = " ".join(words.split()).strip(" :")
    return next((field for field, pattern in _COLUMNS if pattern.match(name)), None)


def guess_columns(
    rows: list[dict[int, str]],
    *,
    is_names: Callable[[str], bool],
    leads_names: Callable[[str], bool],
    is_located: Callable[[str], bool],
) -> Columns | None:
    """Reads the columns of a table without a header row by what most of their cells look like.

    Args:
        rows: for each row, column number → text.
        is_names: tells whether a cell is a list of names and nothing else.
        leads_names: tells whether a cell begins with names and goes on, as authors and title in one cell do.
        is_located: tells whether a cell holds volume and pages.

    Returns:
        The columns, where at least three rows have two or more cells and the table has titles beside years, names or citations;
        else None.
    """
    full = [row for row in rows if len(row) >= 2]
    alone = sum(len(row) == 1 and len(next(iter(row.values()))) > 120 for row in rows)
    if len(full) < 3 or alone > 0.4 * len(full):
        return None
    roles: dict[int, str] = {}
    lengths: dict[int, float] = {}
    for column in sorted({number for row in full for number in row}):
        cells = [row[column] for row in full if row.get(column)]
        if len(cells) < 0.5 * len(full):
            continue
        lengths[column] = sum(map(len, cells)) / len(cells)
        for role, fits in (
            ("year", lambda cell: bool(re.fullmatch(r"\(?(?:19|20)\d\d[a-z]?\)?\.?", cell.strip()))),
            ("citation", lambda cell: is_located(cell) and len(cell) > 110),
            ("authors", is_names),
            ("lead", lambda cell: leads_names(cell) and not is_located(cell)),
            ("journal", is_located),
            ("doi", lambda cell: bool(re.match(r"(?:https?://\S*doi\.org/|doi:?\s*)?10\.\d{4,9}/\S+$", cell.strip()))),
        ):
            if role not in roles.values() and sum(map(fits, cells)) >= 0.6 * len(cells):
                roles[column] = role
                break
    if "lead" in roles.values() and "journal" not in roles.values():
        roles = {number: role for number, role in roles.items() if role != "lead"}
    rest = sorted((number for number in lengths if number not in roles and lengths[number] > 25), key=lambda n: n)
    whole = bool(set(roles.values()) & {"citation", "lead"})
    if not roles or (not rest and not whole):
        return None
    if not whole:
        roles[rest[0]] = "title"
        rest = rest[1:]
    if rest:
        roles[max(rest, key=lambda number: lengths[number])] = "finding"
    if not set(roles.values()) & {"citation", "lead", "authors", "journal", "year", "doi"}:
        return None
    return Columns(tuple(sorted(roles.items())), header_row=-1)


def flat_table_columns(line: str) -> Columns | None:
    """Reads a line of text as the header of a table whose cells run together; None where it is none."""
    found = [(match.lastgroup or "", match.start(), match.end()) for match in _HEADER_WORDS.finditer(line)]
    names = [name for name, _, _ in found]
    covered = sum(end - start for _, start, end in found)
    if "title" not in names or not {"authors", "year"} & set(names) or len(names) < 3:
        return None
    if covered < 0.7 * len(line.replace(" ", "")) or len(line) > 200:
        return None
    return Columns((), tuple(names))


def read_flat_row(line: str, columns: Columns) -> dict[str, tuple[int, int]] | None:
    """Fields of one line of a table that lost its cells, found by its author and year; None where the row is cut off."""
    matches = list(_FLAT_AUTHOR.finditer(line))
    order = [name for name in columns.order if name in {"title", "authors", "year"}]
    if not matches:
        return None
    if order[:1] == ["title"]:
        match = next((m for m in matches if m.start() > 15), None)
        if match is None:
            return None
        return {"title": (0, match.start("names")), "authors": match.span("names"), "year": match.span("year")}
    match = matches[0]
    if match.start() > 3:
        return None
    rest = line[match.end() :]
    stop = match.end() + len(rest)
    return {"authors": match.span("names"), "year": match.span("year"), "title": (match.end(), stop)}
