"""Small libraries and small corpora that belong together: made-up papers, with PMIDs that nobody has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from tests.made_up import make_library
from tests.sources.pubmed_xml.made_up import article, deletion, file

from aetia.corpus import Corpus, Store, add
from aetia.library.faults import Fault
from aetia.library.read import read_with_faults
from aetia.resolve.standing import Comparison, compare_with_corpus

ABSTRACT = (
    ("AIMS", "We asked whether slate dust comes before the palewrist."),
    (
        "RESULTS",
        "Dust was met by 38 of 119 patients and by 2.5 of 65 neighbours (odds ratio 14.8, 95% CI 3.4 to 63.7). No dose was seen.",
    ),
)


def paper(
    pmid: int = 90000001,
    *,
    title: str = "Slate dust and the palewrist in quarries",
    family: str = "Alpha",
    year: int = 2019,
    month: str = "",
    volume: str = "12",
    issue: str = "3",
    pages: str = "100-9",
    journal: tuple[str, str] | None = ("Journal of made-up medicine", "J Made Up Med"),
    doi: str | None = None,
    pmcid: str | None = None,
    types: Iterable[str] = ("Journal Article",),
    abstract: Iterable[tuple[str, str]] = ABSTRACT,
    links: Iterable[tuple[str, int | None]] = (),
    cites: Iterable[str | int] = (),
    citation: str = "J Made Up Med. 2021 Mar 4;14(1):2",
    version: int = 1,
) -> str:
    """One article as NLM writes it.

    Args:
        links: types of NLM's links, each with the PMID that it leads to; all of them printed as `citation`.
        cites: what the paper cites: PMIDs as numbers, DOIs as texts.
    """
    whole, short = journal or ("", "")
    date = f"<PubDate><Year>{year}</Year>{f'<Month>{month}</Month>' if month else ''}</PubDate>"
    volumes = (f"<Volume>{volume}</Volume>" if volume else "") + (f"<Issue>{issue}</Issue>" if issue else "")
    inside = (
        f"<Journal><JournalIssue>{volumes}{date}</JournalIssue><Title>{whole}</Title>"
        f"<ISOAbbreviation>{short}</ISOAbbreviation></Journal>"
        + (f"<Pagination><MedlinePgn>{pages}</MedlinePgn></Pagination>" if pages else "")
        + "<Abstract>"
        + "".join(f'<AbstractText Label="{label}">{escape(text)}</AbstractText>' for label, text in abstract)
        + f'</Abstract><AuthorList CompleteYN="Y"><Author><LastName>{family}</LastName><ForeName>Ada B</ForeName>'
        + "<Initials>AB</Initials></Author></AuthorList><PublicationTypeList>"
        + "".join(f'<PublicationType UI="D0">{kind}</PublicationType>' for kind in types)
        + "</PublicationTypeList>"
    )
    other = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>{citation}</RefSource>'
        + (f'<PMID Version="1">{number}</PMID>' if number else "")
        + "</CommentsCorrections>"
        for kind, number in links
    )
    identifiers = f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""
    identifiers += f'<ArticleId IdType="pmc">{pmcid}</ArticleId>' if pmcid else ""
    listed = "".join(
        "<Reference><Citation>Cited in print.</Citation><ArticleIdList>"
        f'<ArticleId IdType="{"pubmed" if isinstance(each, int) else "doi"}">{each}</ArticleId></ArticleIdList></Reference>'
        for each in cites
    )
    return article(
        pmid,
        version=version,
        title=f"{escape(title)}.",
        inside=inside,
        citation=f"<CommentsCorrectionsList>{other}</CommentsCorrectionsList>" if other else "",
        data=f"<ArticleIdList>{identifiers}</ArticleIdList>"
        + (f"<ReferenceList>{listed}</ReferenceList>" if listed else ""),
    )


def study(
    *,
    identifiers: str = "pmid: 90000001",
    title: str = "Slate dust and the palewrist in quarries",
    family: str = "Alpha",
    issued: str = "2019",
    place: str = "    container-title: Journal of Made-up Medicine\n    volume: 12\n    issue: 3\n    page: 100-109\n",
    more: str = "",
    quotation: str = "",
    finding: str = "",
    design: str = "case-control",
) -> str:
    """The text of a study's file that agrees with :func:`paper`.

    Args:
        place: journal, volume, issue and pages, with their indentation.
        more: lines at the end of the reference.
        quotation: lines of it, without indentation.
        finding: more lines of its finding, without indentation.
    """
    named = f"    identifiers: {{{identifiers}}}\n" if identifiers else ""
    quoted = "".join(f"      {line}\n" for line in quotation.splitlines())
    lines = "".join(f"    {line}\n" for line in finding.splitlines())
    written = f"references:\n  - title: {title}\n    author: [{{family: {family}, given: AB}}]\n    issued: {issued}\n"
    found = "findings:\n  - topic: infection/example-virus\n    exposure: example-virus\n    outcome: example-disease\n"
    return f"{written}{place}{named}{more}design: {design}\n{found}{lines}" + (
        f"    quotation:\n{quoted}" if quoted else ""
    )


def library(folder: Path, **studies: str) -> Path:
    """A library of some studies, each by its name, with `_` for hyphens."""
    root = make_library(
        folder / "library", {f"studies/{name.replace('_', '-')}.yaml": text for name, text in studies.items()}
    )
    for name in ("alpha-2020", "beta-2021"):
        (root / "studies" / f"{name}.yaml").unlink()
    return root


def corpus(folder: Path, *records: str, deleted: Iterable[int] = ()) -> Corpus:
    """A corpus of some records, with PMIDs that a newer file deletes."""
    path = folder / "pubmed26n0001.xml"
    path.write_bytes(file(records))
    store = Store(str(folder / "corpus"))
    add(store, [str(path)], search=False)
    if gone := list(deleted):
        newer = folder / "pubmed26n0002.xml"
        newer.write_bytes(file([deletion(*gone)]))
        add(store, [str(newer)], search=False)
    return Corpus(store)


def compared(root: Path, opened: Corpus, *, on: str | None = None) -> Comparison:
    """A library compared with a corpus, which is closed then."""
    with opened:
        return compare_with_corpus(read_with_faults(root), opened, on=on)


def told(folder: Path, text: str, *records: str, deleted: Iterable[int] = ()) -> list[Fault]:
    """The faults of a library of one study, ``slate-2019``, by a corpus."""
    return compared(library(folder, slate_2019=text), corpus(folder, *records, deleted=deleted)).faults


def only(faults: list[Fault], code: str) -> Fault:
    """The one fault of a code, where there is one and no other."""
    assert [fault.code for fault in faults] == [code], faults
    return faults[0]
