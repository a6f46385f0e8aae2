"""Three services on 127.0.0.1 with the same made-up publications, each in its own protocol and with its own opinion."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from tests.services import Call, Service

from aetia.corpus.folding import words_of


@dataclass(frozen=True)
class Publication:
    """A publication as all three services have it; without a PMID only Crossref does, without a DOI Crossref does not."""

    pmid: str
    doi: str
    title: str
    authors: tuple[tuple[str, str], ...]
    journal: str
    abbreviated: str
    year: str
    volume: str
    issue: str
    pages: str
    types: tuple[str, ...] = ("Journal Article",)

    @property
    def first(self) -> str:
        """The first page."""
        return self.pages.partition("-")[0]


VITAMIN_D = Publication(
    "17634462",
    "10.1056/NEJMra070553",
    "Vitamin D deficiency",
    (("Holick", "Michael F"),),
    "The New England journal of medicine",
    "N Engl J Med",
    "2007",
    "357",
    "3",
    "266-281",
    ("Journal Article", "Review"),
)
EBV = Publication(
    "33193344",
    "10.3389/fimmu.2020.556123",
    "Epstein-Barr virus infection and primary scleroderma in the elderly",
    (("van den Berg", "Jan"), ("Xuan", "Jing")),
    "Frontiers in immunology",
    "Front Immunol",
    "2020",
    "11",
    "2",
    "112-119",
)
OTHER_EBV = Publication(
    "33193999",
    "10.3389/fimmu.2020.556999",
    "Epstein-Barr virus infection and primary scleroderma in children from Norway",
    (("Olsen", "Kari"),),
    "Frontiers in immunology",
    "Front Immunol",
    "2020",
    "11",
    "4",
    "800-811",
)
OLD = Publication(
    "1234567",
    "",
    "Silica dust exposure among miners with progressive systemic sclerosis",
    (("Rodnan", "Gerald P"), ("Benedek", "Thomas")),
    "Annals of internal medicine",
    "Ann Intern Med",
    "1967",
    "66",
    "2",
    "323-334",
)
BOOK = Publication(
    "",
    "10.1000/fibrosis.9",
    "Occupational solvents and connective tissue fibrosis of welders",
    (("Haustein", "Uwe"),),
    "Arbeitsmedizin aktuell",
    "Arbeitsmed Akt",
    "1998",
    "9",
    "1",
    "21-30",
)
ALL = (VITAMIN_D, EBV, OTHER_EBV, OLD, BOOK)


@dataclass
class Shelf:
    """The services' common shelf.

    Attributes:
        service: where all three listen, below ``/ncbi/``, ``/crossref/`` and ``/epmc/``.
        publications: on the shelf.
        matched: what ecitmatch says, whatever it is asked; None lets it match by volume and page.
    """

    service: Service
    publications: list[Publication] = field(default_factory=lambda: list(ALL))
    matched: str | None = None

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """All services are well."""
        self.service.on("/ncbi/ecitmatch.cgi", self._ecitmatch)
        self.service.on("/ncbi/esearch.fcgi", self._esearch)
        self.service.on("/ncbi/efetch.fcgi", self._efetch)
        self.service.on("/crossref/works", self._works)
        self.service.on("/epmc/search", self._search)
        for one in self.publications:
            self.service.on(f"/crossref/works/{one.doi.lower().replace('/', '%2F')}", self._work_reply(one))

    @property
    def roots(self) -> dict[str, str]:
        """Where each service lies."""
        names = {"pubmed": "ncbi", "crossref": "crossref", "europepmc": "epmc"}
        return {name: self.service.url(f"/{folder}/") for name, folder in names.items()}

    def asked(self, folder: str) -> list[Call]:
        """The requests to one service."""
        return [call for call in self.service.calls if call.path.startswith(f"/{folder}/")]

    def _ecitmatch(self, call: Call) -> None:
        journal, year, volume, page, author, key, _ = call.params["bdata"].split("|")
        fitting = [
            one
            for one in self.publications
            if one.pmid
            and journal.lower() in (one.journal.lower(), one.abbreviated.lower())
            and (volume, page) == (one.volume, one.first)
        ]
        said = self.matched or (fitting[0].pmid if fitting else "NOT_FOUND")
        call.answer(f"{journal}|{year}|{volume}|{page}|{author}|{key}|{said}\n")

    def _esearch(self, call: Call) -> None:
        found = [one for one in self.publications if one.pmid and satisfies(one, call.params["term"], _PUBMED)]
        ids = [one.pmid for one in found][: int(call.params["retmax"])]
        call.answer(json.dumps({"esearchresult": {"count": str(len(found)), "idlist": ids}}))

    def _efetch(self, call: Call) -> None:
        wanted = call.params["id"].split(",")
        there = [one for pmid in wanted for one in self.publications if one.pmid == pmid]
        if not there and len(wanted) == 1:
            call.answer("Error: ID list is empty! Possibly it has no correct IDs.", 400)
            return
        call.answer(article_set(there), Content_Type="text/xml")

    def _works(self, call: Call) -> None:
        asked = set(words_of(call.params["query.bibliographic"]))
        with_doi = [one for one in self.publications if one.doi]
        ranked = sorted(with_doi, key=lambda one: -len(asked & set(words_of(one.title))))
        rows = ranked[: int(call.params["rows"])]
        call.answer(works([{**crossref_item(one), "score": 200 - n} for n, one in enumerate(rows)], 1_000_000))

    def _work_reply(self, one: Publication) -> Any:
        message = {"status": "ok", "message-type": "work", "message": crossref_item(one)}
        return lambda call: call.answer(json.dumps(message))

    def _search(self, call: Call) -> None:
        found = [one for one in self.publications if one.pmid and satisfies(one, call.params["query"], _EPMC)]
        call.answer(results([epmc_item(one) for one in found][: int(call.params["pageSize"])], len(found)))


def works(items: list[Any], total: int) -> str:
    """A list of Crossref's."""
    return json.dumps(
        {"status": "ok", "message-type": "work-list", "message": {"items": items, "total-results": total}}
    )


def results(items: list[Any], count: int) -> str:
    """A page of Europe PMC's."""
    return json.dumps({"hitCount": count, "nextCursorMark": "x", "resultList": {"result": items}})


def crossref_item(one: Publication) -> dict[str, Any]:
    """A publication as Crossref has it."""
    return {
        "DOI": one.doi,
        "type": "journal-article",
        "title": [one.title],
        "author": [{"family": family, "given": given} for family, given in one.authors],
        "container-title": [one.journal],
        "short-container-title": [one.abbreviated],
        "issued": {"date-parts": [[int(one.year)]]},
        "volume": one.volume,
        "issue": one.issue,
        "page": one.pages,
    }


def epmc_item(one: Publication) -> dict[str, Any]:
    """A publication as Europe PMC has it."""
    return {
        "id": one.pmid,
        "source": "MED",
        "pmid": one.pmid,
        **({"doi": one.doi} if one.doi else {}),
        "title": f"{one.title}.",
        "authorList": {"author": [{"lastName": family, "firstName": given} for family, given in one.authors]},
        "journalInfo": {
            "volume": one.volume,
            "issue": one.issue,
            "yearOfPublication": int(one.year),
            "journal": {"title": one.journal, "medlineAbbreviation": one.abbreviated},
        },
        "pageInfo": one.pages,
        "language": "eng",
        "pubTypeList": {"pubType": list(one.types)},
    }


def article_set(publications: list[Publication]) -> str:
    """Publications as PubMed's XML."""
    records = "\n".join(map(_article, publications))
    return f'<?xml version="1.0" ?>\n<PubmedArticleSet>\n{records}</PubmedArticleSet>'


def _article(one: Publication) -> str:
    authors = "".join(
        f"<Author ValidYN='Y'><LastName>{escape(family)}</LastName><ForeName>{escape(given)}</ForeName>"
        f"<Initials>{''.join(word[0] for word in given.split())}</Initials></Author>"
        for family, given in one.authors
    )
    types = "".join(f"<PublicationType UI='D0'>{name}</PublicationType>" for name in one.types)
    doi = f"<ArticleId IdType='doi'>{escape(one.doi)}</ArticleId>" if one.doi else ""
    return (
        f"<PubmedArticle><MedlineCitation Status='MEDLINE'><PMID Version='1'>{one.pmid}</PMID><Article PubModel='Print'>"
        f"<Journal><JournalIssue CitedMedium='Print'><Volume>{one.volume}</Volume><Issue>{one.issue}</Issue>"
        f"<PubDate><Year>{one.year}</Year></PubDate></JournalIssue><Title>{escape(one.journal)}</Title>"
        f"<ISOAbbreviation>{one.abbreviated}</ISOAbbreviation></Journal><ArticleTitle>{escape(one.title)}.</ArticleTitle>"
        f"<Pagination><MedlinePgn>{one.pages}</MedlinePgn></Pagination><AuthorList CompleteYN='Y'>{authors}</AuthorList>"
        f"<Language>eng</Language><PublicationTypeList>{types}</PublicationTypeList></Article>"
        f"<MedlineJournalInfo><MedlineTA>{one.abbreviated}</MedlineTA></MedlineJournalInfo></MedlineCitation>"
        f"<PubmedData><ArticleIdList><ArticleId IdType='pubmed'>{one.pmid}</ArticleId>{doi}</ArticleIdList></PubmedData>"
        "</PubmedArticle>"
    )


_PUBMED = re.compile(r'"?(?P<value>[^\[\]"]+)"?\[(?P<field>ti|au|dp|vi|pg|doi)\]')
_EPMC = re.compile(
    r'(?P<field>TITLE|AUTH|VOLUME|PUB_YEAR|EXT_ID|SRC|PMCID|DOI):(?:"(?P<phrase>[^"]+)"|(?P<value>\w+)|\[(?P<range>\d+ TO \d+)\])'
)


def satisfies(one: Publication, query: str, form: re.Pattern[str]) -> bool:
    """Whether a publication is found; a condition that the service would not understand is an error."""
    ways = re.split(r" OR ", query)
    return any(all(_holds(one, condition, form) for condition in way.strip("()").split(" AND ")) for way in ways)


def _holds(one: Publication, condition: str, form: re.Pattern[str]) -> bool:
    found = form.fullmatch(condition)
    assert found is not None, f"no service understands {condition!r}"
    parts = found.groupdict()
    value = parts["value"] or parts.get("phrase") or parts.get("range") or ""
    match parts["field"]:
        case "ti" | "TITLE":
            return value.lower() in words_of(one.title)
        case "au" | "AUTH":
            return words_of(value) in [words_of(family) for family, _ in one.authors]
        case "dp" | "PUB_YEAR":
            first, last = re.findall(r"\d{4}", value)
            return bool(first <= one.year <= last)
        case "vi" | "VOLUME":
            return value == one.volume
        case "pg":
            return value == one.first
        case "doi" | "DOI":
            return value.lower() == one.doi.lower()
        case "EXT_ID":
            return value == one.pmid
        case "SRC":
            return value == "MED"
        case _:
            return False
