"""Whole records, made up at random: what any room's property tests can start from.

Every strategy gives records that a library may hold. An empty sub-record (a population of which nothing is known) is never
made, as the canonical text does not tell it from an absent one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st

from aetia.model.concept import Concept, ExposureClass
from aetia.model.decision import MatchDecision, SameDecision, ScreeningDecision, Search, VerdictChange
from aetia.model.estimate import RATIO_MEASURES, Estimate, Measure
from aetia.model.finding import (
    Accuracy,
    Appraisal,
    AsFound,
    Design,
    Direction,
    Finding,
    InstrumentChecks,
    Question,
    Quotation,
    RiskOfBias,
    Viewpoint,
)
from aetia.model.identifiers import Identifiers
from aetia.model.library import Page, Story
from aetia.model.reference import Name, PrintedCitation, Reference, ReferenceType
from aetia.model.rescued import (
    EntryKind,
    NextLink,
    PageFault,
    PageOrganisation,
    PagePart,
    PartKind,
    RescuedEntry,
    RescuedPageRecord,
)
from aetia.model.standing import Notice, Standing, StandingRecord
from aetia.model.study import Population, Study
from aetia.model.topic import (
    Answer,
    Guideline,
    Guidelines,
    Override,
    OverrideReason,
    PremiseRefuted,
    Safety,
    Strategy,
    Topic,
)
from aetia.model.verdict import Level

T = TypeVar("T")

AWKWARD = (
    "no", "null", "~", "007", "1.10", "- a", "a: b", "a #b", "# a", "'", '"', "{", "[a", "a\nb", "a\n\n b\n", " a ", "\t", "\\",
    "---", "…", "%a", "@", "`", "|", ">", "&a", "*a", "!a", "a\r\nb", "\u2028", "\ufeff", "\x85", "\x00", "?", ":", "-", "é",
    "日本", "=", "<<",
)  # fmt: skip
"""What trips writers of YAML."""

LANGUAGES = ("en", "es", "pt-BR")


def choice(literal: Any) -> st.SearchStrategy[Any]:
    """One of the words of a `Literal`, or of a union of them."""
    words: list[Any] = []
    for argument in get_args(literal):
        words.extend(get_args(argument) or [argument])
    return st.sampled_from(words)


def texts(smallest: int = 0, largest: int = 30) -> st.SearchStrategy[str]:
    """Any text that UTF-8 can carry: ordinary words, and everything that trips writers of YAML."""
    awkward = st.sampled_from(AWKWARD)
    anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=smallest, max_size=largest)
    return st.one_of(anything, awkward, st.lists(awkward, min_size=1, max_size=3).map(" ".join)).filter(
        lambda text: len(text) >= smallest
    )


def words(smallest: int = 1) -> st.SearchStrategy[str]:
    """Plain words, for fields that are only carried along."""
    return st.text(st.sampled_from("abc é-,:#'"), min_size=smallest, max_size=12)


def slugs() -> st.SearchStrategy[str]:
    return st.lists(st.text(st.sampled_from("ab1"), min_size=1, max_size=4), min_size=1, max_size=3).map("-".join)


def topic_ids() -> st.SearchStrategy[str]:
    return st.lists(slugs(), min_size=1, max_size=3).map("/".join)


def dates() -> st.SearchStrategy[str]:
    """A year, a month or a day."""
    return st.dates().map(lambda day: day.isoformat()).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]]))


def localised(smallest: int = 0) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(LANGUAGES), texts(), min_size=smallest, max_size=2)


def optional(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.one_of(st.none(), strategy)


def some(kind: Callable[..., T], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """A record with at least one of its optional fields."""
    return (
        st.fixed_dictionaries({}, optional=fields)
        .map(lambda values: {name: value for name, value in values.items() if value not in (None, [], {})})
        .filter(bool)
        .map(lambda values: kind(**values))
    )


def numbers(smallest: float | None = None) -> st.SearchStrategy[float]:
    return st.floats(min_value=smallest, allow_nan=False, allow_infinity=False)


def names() -> st.SearchStrategy[Name]:
    return st.one_of(
        st.builds(Name, family=texts(1), given=optional(texts()), suffix=optional(words())),
        st.builds(Name, literal=texts(1)),
    )


def identifiers() -> st.SearchStrategy[Identifiers]:
    return st.builds(
        Identifiers,
        pmid=optional(st.integers(1, 999_999_999).map(str)),
        pmcid=optional(st.integers(1, 9_999_999).map(lambda number: f"PMC{number}")),
        doi=optional(st.from_regex(r"10\.[0-9]{4,9}/[a-z0-9();:._/-]{1,20}", fullmatch=True)),
    )


def notices() -> st.SearchStrategy[Notice]:
    return some(Notice, pmid=st.integers(1, 99_999_999).map(str), date=dates(), source=words(), note=texts())


def standings() -> st.SearchStrategy[StandingRecord]:
    changed = st.sampled_from([state for state in Standing if state is not Standing.CURRENT])
    return st.one_of(st.just(StandingRecord()), st.builds(StandingRecord, state=changed, notice=notices()))


def references() -> st.SearchStrategy[Reference]:
    cited = st.builds(
        PrintedCitation,
        text=texts(1),
        page=optional(words()),
        outcome=st.sampled_from(["unresolved", "matched", "ambiguous", "unmatched"]),
        probability=optional(st.floats(0, 1)),
    )
    return st.builds(
        Reference,
        type=choice(ReferenceType),
        title=texts(1),
        author=st.lists(names(), max_size=2),
        authors_complete=st.booleans(),
        container_title=optional(texts()),
        container_title_short=optional(words()),
        issued=optional(dates()),
        volume=optional(st.sampled_from(["7", "007", "12A", "Suppl 1"])),
        issue=optional(words()),
        page=optional(st.sampled_from(["14-20", "1.10", "e017"])),
        url=optional(words()),
        identifiers=identifiers(),
        standing=standings(),
        cited_as=optional(cited),
        sources=st.lists(words(), max_size=2),
        note=optional(texts()),
    )


@st.composite
def counts(draw: st.DrawFn) -> list[int]:
    """Four whole numbers of which each part is no larger than its group."""
    first, second = draw(st.integers(1, 10_000)), draw(st.integers(1, 10_000))
    return [draw(st.integers(0, first)), first, draw(st.integers(0, second)), second]


@st.composite
def sound_estimates(draw: st.DrawFn) -> Estimate:
    """An estimate without a fault: counts, or a value inside its limits."""
    measure = draw(choice(Measure))
    if draw(st.booleans()):
        return Estimate(measure=measure, counts=draw(counts()))
    smallest, largest = (0.01, 100.0) if measure in RATIO_MEASURES else (-100.0, 100.0)
    low, value, high = sorted(draw(st.lists(st.floats(smallest, largest), min_size=3, max_size=3, unique=True)))
    return Estimate(measure=measure, value=value, low=low, high=high)


def estimates() -> st.SearchStrategy[Estimate]:
    """Any estimate that can be written down, sound or not."""
    return st.builds(
        Estimate,
        measure=choice(Measure),
        value=optional(numbers()),
        low=optional(numbers()),
        high=optional(numbers()),
        level=st.sampled_from([90, 95, 99.5]),
        counts=optional(counts()),
        derived=st.booleans(),
        contrast=optional(words()),
        adjusted_for=st.lists(texts(1), max_size=2),
        k=optional(st.integers(1, 500)),
        by_review=st.booleans(),
        printed=optional(texts()),
        misprint=optional(texts()),
    )


def findings() -> st.SearchStrategy[Finding]:
    quotations = st.builds(
        Quotation,
        text=texts(1),
        section=words(),
        digest=optional(st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True)),
        checked=optional(dates()),
    )
    as_found = st.builds(
        AsFound,
        page=words(),
        text=optional(texts()),
        label=optional(words()),
        accuracy=optional(choice(Accuracy)),
        note=localised(),
    )
    return st.builds(
        Finding,
        topic=topic_ids(),
        exposure=optional(slugs()),
        exposure_measure=optional(texts()),
        outcome=optional(slugs()),
        question=choice(Question),
        directness=st.sampled_from(["direct", "indirect"]),
        stream=st.sampled_from(["human", "animal", "laboratory"]),
        design=optional(choice(Design)),
        timing=st.sampled_from(["before-onset", "after-onset", "unknown"]),
        instrument_checks=optional(some(InstrumentChecks, strength=st.just(True), replication=st.just(True))),
        comparison=optional(texts()),
        risk_of_bias=st.builds(
            RiskOfBias, level=st.sampled_from(["adequate", "high", "not-judged"]), why=optional(texts())
        ),
        estimates=st.lists(estimates(), max_size=2),
        direction=optional(choice(Direction)),
        adequately_sized=optional(st.booleans()),
        dose_response=st.sampled_from(["yes", "no", "not-studied"]),
        mechanism=st.sampled_from(["none", "one-line", "in-patients"]),
        statement=localised(),
        quotation=optional(quotations),
        as_found=optional(as_found),
        viewpoints=st.dictionaries(choice(Viewpoint), texts(), max_size=2),
        appraisal=optional(
            st.builds(Appraisal, by=texts(1), on=dates(), instrument=optional(words()), notes=optional(texts()))
        ),
    )


def studies() -> st.SearchStrategy[Study]:
    people = st.integers(0, 100_000)
    return st.builds(
        Study,
        id=slugs(),
        references=st.lists(references(), min_size=1, max_size=2),
        design=optional(choice(Design)),
        population=optional(
            some(Population, who=texts(), where=texts(), period=words(), n=people, cases=people, controls=people)
        ),
        team=optional(texts()),
        reviewed_as=optional(slugs()),
        aliases=st.lists(slugs(), max_size=2),
        note=optional(texts()),
        findings=st.lists(findings(), max_size=2),
    )


def bodies() -> st.SearchStrategy[str]:
    """Prose in its canonical form."""
    lines = st.lists(st.sampled_from(["", "A line.", "- an item", "---", "  indented", "# Heading"]), max_size=5)
    return lines.map(lambda found: "\n".join(found).strip("\n")).map(lambda prose: f"{prose}\n" if prose else "")


def topics() -> st.SearchStrategy[Topic]:
    override = st.builds(
        Override,
        outcome=optional(slugs()),
        level=st.sampled_from(list(Level)),
        reason=choice(OverrideReason),
        why=texts(1),
        by=words(),
        second=optional(words()),
        on=dates(),
    )
    return st.builds(
        Topic,
        id=topic_ids(),
        title=texts(1),
        question=texts(1),
        exposure=optional(slugs()),
        outcomes=st.lists(slugs(), max_size=2),
        order=st.integers(-5, 5),
        aliases=st.lists(topic_ids(), max_size=2),
        see_also=st.lists(topic_ids(), max_size=2),
        next=optional(topic_ids()),
        strategy=optional(st.builds(Strategy, query=texts(1), note=optional(texts()))),
        answer=st.lists(st.builds(Answer, for_level=st.sampled_from(list(Level)), text=localised(1)), max_size=2),
        key_points=st.lists(texts(), max_size=2),
        settle=st.lists(texts(), max_size=2),
        safety=optional(
            st.builds(
                Safety,
                text=localised(1),
                guideline=optional(st.builds(Guideline, title=texts(1), url=optional(words()))),
                reviewed_by=optional(words()),
            )
        ),
        premise_refuted=optional(st.builds(PremiseRefuted, why=localised(1), study=slugs())),
        fredricks_relman=optional(some(Guidelines, precedes_disease=texts(), found_in_tissue=texts())),
        overrides=st.lists(override, max_size=2),
        draft=st.booleans(),
        body=bodies(),
    )


def concepts() -> st.SearchStrategy[Concept]:
    synonyms = st.lists(texts(), max_size=2)
    xrefs = st.dictionaries(words(), texts(), max_size=2)
    return st.one_of(
        st.builds(Concept, id=slugs(), kind=st.just("disease"), label=texts(1), synonyms=synonyms, xrefs=xrefs),
        st.builds(
            Concept,
            id=slugs(),
            kind=st.just("exposure"),
            label=texts(1),
            exposure_class=choice(ExposureClass),
            treatable=st.booleans(),
            from_illness=st.booleans(),
            synonyms=synonyms,
            labels=localised(),
            synonyms_in=st.dictionaries(
                st.sampled_from(["es", "pt-BR"]), st.lists(texts(1), min_size=1, max_size=2), max_size=2
            ),
            about=localised(),
        ),
    )


def pages() -> st.SearchStrategy[Page]:
    return st.builds(Page, id=slugs(), title=texts(1), order=st.integers(-5, 5), body=bodies())


def stories() -> st.SearchStrategy[Story]:
    return st.builds(
        Story,
        id=slugs(),
        title=texts(1),
        name=optional(texts()),
        told=optional(dates()),
        consent=st.sampled_from(["given", "withdrawn"]),
        consent_on=dates(),
        body=bodies(),
    )


def rescued_pages() -> st.SearchStrategy[RescuedPageRecord]:
    fault = st.builds(PageFault, kind=slugs(), words=optional(texts()), what=texts(1), proposal=optional(texts()))
    entry = st.builds(
        RescuedEntry,
        kind=choice(EntryKind),
        section=st.lists(texts(), max_size=2),
        printed=texts(1),
        title=optional(texts()),
        authors=st.lists(texts(), max_size=2),
        year=optional(st.integers(1800, 2100)),
        pages=optional(st.sampled_from(["14636", "1463-6"])),
        spans=st.dictionaries(words(), st.lists(st.integers(0, 99), min_size=2, max_size=2), max_size=2),
        faults=st.lists(fault, max_size=1),
    )
    part = st.builds(PagePart, kind=choice(PartKind), text=texts(), level=optional(st.integers(1, 6)))
    return st.builds(
        RescuedPageRecord,
        id=slugs(),
        title=optional(texts()),
        file=words(),
        digest=st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True),
        media_type=st.just("text/html"),
        encoding=st.just("utf-8"),
        page_date=optional(dates()),
        notices=st.lists(texts(), max_size=2),
        next_link=optional(st.builds(NextLink, printed=texts(1), target=optional(words()))),
        organisation=optional(some(PageOrganisation, name=texts(), address=st.lists(texts(), min_size=1, max_size=2))),
        faults=st.lists(fault, max_size=1),
        parts=st.lists(part, max_size=2),
        entries=st.lists(entry, max_size=2),
    )


def screening_decisions() -> st.SearchStrategy[ScreeningDecision]:
    return st.builds(
        ScreeningDecision,
        on=dates(),
        by=texts(1),
        topic=topic_ids(),
        record=texts(1),
        decision=st.sampled_from(["include", "exclude", "maybe"]),
        reason=optional(texts(1)),
        note=optional(texts(1)),
    )


def match_decisions() -> st.SearchStrategy[MatchDecision]:
    return st.builds(
        MatchDecision,
        on=dates(),
        by=texts(1),
        study=slugs(),
        citation=texts(1),
        candidate=texts(1),
        decision=st.sampled_from(["yes", "no", "open"]),
        note=optional(texts(1)),
    )


def same_decisions() -> st.SearchStrategy[SameDecision]:
    return st.builds(
        SameDecision,
        on=dates(),
        by=texts(1).filter(lambda name: name != "aetia"),
        one=slugs(),
        other=slugs(),
        kind=st.sampled_from(["publication", "version", "population", "notice"]),
        decision=st.sampled_from(["open", "yes", "no", "joined"]),
        why=optional(texts(1)),
    )


def searches() -> st.SearchStrategy[Search]:
    return st.builds(
        Search,
        on=dates(),
        by=texts(1),
        topic=optional(topic_ids()),
        source=texts(1),
        query=optional(texts(1)),
        through=optional(dates()),
        found=optional(st.integers(0, 10_000)),
        new=optional(st.integers(0, 10_000)),
    )


def verdict_changes() -> st.SearchStrategy[VerdictChange]:
    return st.builds(
        VerdictChange,
        on=dates(),
        topic=topic_ids(),
        outcome=slugs(),
        level=st.sampled_from(list(Level)),
        computed=st.sampled_from(list(Level)),
        rule=words(),
        rules_version=words(),
        inputs=words(),
        moved_by=optional(texts(1)),
    )


def plain_values() -> st.SearchStrategy[Any]:
    """Values as YAML holds them in a library: dictionaries, lists, text and None, with something at the top."""
    return st.recursive(
        st.one_of(st.none(), texts()),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts(largest=12), inner, max_size=4)),
        max_leaves=12,
    ).filter(lambda value: isinstance(value, dict | list) and bool(value))
