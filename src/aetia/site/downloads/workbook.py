"""Everything as one workbook (XLSX): read me, verdicts, findings, references. The same library gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from aetia.site import addresses
from aetia.site.absolute import absolute
from aetia.site.dates import first_day
from aetia.site.downloads.finding_rows import COLUMNS, Cell, finding_rows
from aetia.site.downloads.scope import Scope
from aetia.site.downloads.xlsx import Sheet, xlsx
from aetia.site.edition import Edition
from aetia.synthesis import TopicVerdict
from aetia.synthesis.printing import rounded

VERDICT_COLUMNS = (
    "topic", "topic_title", "exposure", "outcome", "level", "computed_level", "rule", "rules_version", "flags", "studies", "ratio",
    "low", "high", "i2", "last_search", "page",
)  # fmt: skip
REFERENCE_COLUMNS = (
    "key", "study", "type", "title", "authors", "journal", "issued", "volume", "issue", "pages", "pmid", "pmcid", "doi", "url",
    "standing", "standing_note", "notice",
)  # fmt: skip
_WIDTH, _WIDE, _WIDEST = 14, 44, 110
_WIDE_COLUMNS = frozenset(
    {"title", "authors", "statement", "quotation", "estimates", "standing_note", "not_counted_because", "topic"}
)


def workbook(scope: Scope) -> bytes:
    """The workbook. Text is written as text: no cell holds a formula or a link, and nothing in it runs."""
    words, settings = scope.edition.words, scope.edition.library.settings
    return xlsx(
        [
            Sheet(words("data.sheet_read_me"), (words("data.read_me"),), (_WIDEST,), _read_me(scope.edition)),
            _sheet(words("data.sheet_verdicts"), VERDICT_COLUMNS, _verdict_rows(scope)),
            _sheet(words("data.sheet_findings"), COLUMNS, finding_rows(scope)),
            _sheet(words("data.sheet_references"), REFERENCE_COLUMNS, _reference_rows(scope)),
        ],
        title=scope.title,
        author=settings.organisation.name if settings.organisation else settings.title,
        created=f"{first_day(settings.as_of)}T00:00:00Z",
    )


def _sheet(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Sheet:
    return Sheet(name, columns, [_WIDE if column in _WIDE_COLUMNS else _WIDTH for column in columns], rows)


def _read_me(edition: Edition) -> Iterator[tuple[str]]:
    words, settings = edition.words, edition.library.settings
    yield (settings.title,)
    yield (words("footer.edition", date=words.date(settings.as_of)),)
    yield (words("footer.licence", licence=settings.licence),)
    address = absolute(settings, addresses.HOME)
    if address:
        yield (address,)
    for name in ("verdicts", "findings", "references", "retracted", "codes"):
        yield (words(f"data.read_me_{name}"),)
    yield (words("footer.inform"),)


def _verdict_rows(scope: Scope) -> Iterator[tuple[Cell, ...]]:
    for topic in scope.topics():
        for verdict in scope.edition.by_topic.get(topic.id, ()):
            yield _verdict_row(scope.edition, verdict)


def _verdict_row(edition: Edition, verdict: TopicVerdict) -> tuple[Cell, ...]:
    topic, pool = edition.library.topics[verdict.topic], verdict.pool
    numbers = (pool.k, *map(rounded, (pool.m, pool.low, pool.high, pool.i2))) if pool else (None,) * 5
    return (
        topic.id, topic.title, topic.exposure, verdict.outcome, str(verdict.level), str(verdict.computed), verdict.rule,
        verdict.rules_version, ", ".join(flag.id for flag in verdict.flags), *numbers, edition.last_search(topic.id),
        absolute(edition.library.settings, addresses.cause(topic.id)),
    )  # fmt: skip


def _reference_rows(scope: Scope) -> Iterator[tuple[Cell, ...]]:
    for entry in scope.entries():
        reference, known = entry.reference, entry.reference.identifiers
        yield (
            entry.key, entry.study, reference.type, reference.title, "; ".join(name.short for name in reference.author),
            reference.container_title or reference.container_title_short, reference.issued, reference.volume, reference.issue,
            reference.page or reference.number, known.pmid, known.pmcid, known.doi, reference.address(),
            str(reference.standing.state), entry.note, " ".join(entry.notices),
        )  # fmt: skip
