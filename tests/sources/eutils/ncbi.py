"""NCBI on 127.0.0.1: a PubMed of made-up records that searches, keeps a history, and gives no more than the real one."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

from tests.services import Call, Service

LIMIT = 9_999
_RANGE = re.compile(r'"(\d{4})/(\d\d)/(\d\d)"\[(EDAT|PDAT|CRDT)\] : "(\d{4})/(\d\d)/(\d\d)"\[(?:EDAT|PDAT|CRDT)\]')


class Ncbi:
    """A PubMed in which every record matches every term; only its dates tell records apart.

    Attributes:
        records: PMID → its dates by field.
        gone: PMIDs that a search finds and a fetch does not give.
        limit: records of one search that are given.
    """

    def __init__(self, service: Service, limit: int = LIMIT) -> None:
        self.service, self.limit = service, limit
        self.records: dict[str, dict[str, date]] = {}
        self.gone: set[str] = set()
        self.sets: list[list[str]] = []
        for utility in ("esearch", "efetch", "epost", "elink", "ecitmatch"):
            ending = "cgi" if utility == "ecitmatch" else "fcgi"
            service.on(f"/{utility}.{ending}", getattr(self, utility))

    @property
    def root(self) -> str:
        """Where the utilities lie."""
        return self.service.url("/")

    def fill(self, count: int, *, first: date = date(1990, 1, 1), every: int = 1, start: int = 1) -> None:
        """Adds records, one every so many days; 0 puts all on one day."""
        for number in range(count):
            entered = first + timedelta(days=number * every)
            self.records[str(start + number)] = {"EDAT": entered, "PDAT": entered, "CRDT": entered}

    def found(self, term: str) -> list[str]:
        """What a term finds: its conditions on dates are kept, the rest of it is not read."""
        ranges = [
            (field, date(int(a), int(b), int(c)), date(int(d), int(e), int(f)))
            for a, b, c, field, d, e, f in _RANGE.findall(term)
        ]
        return [
            pmid
            for pmid, dates in self.records.items()
            if all(first <= dates[field] <= last for field, first, last in ranges)
        ]

    def esearch(self, call: Call) -> None:
        """Searches as PubMed does: a page past the limit is cut, one that begins past it is an error in invalid JSON."""
        params = {**call.params, **call.form}
        ids = self.found(params["term"])
        start, size = int(params.get("retstart", 0)), int(params["retmax"])
        if params["db"] == "pubmed" and start >= self.limit:
            call.answer(
                '{"esearchresult":{"ERROR":"Search Backend failed: Exception:\n\'retstart\' cannot be larger than 9998"}}'
            )
            return
        last = min(start + size, self.limit) if params["db"] == "pubmed" else start + size
        result: dict[str, Any] = {
            "count": str(len(ids)),
            "retstart": str(start),
            "idlist": ids[start:last],
            "querytranslation": "x[All Fields]",
        }
        if params.get("usehistory") == "y":
            self.sets.append(ids)
            result |= {"webenv": "MCID_1", "querykey": str(len(self.sets))}
        call.answer(json.dumps({"header": {}, "esearchresult": result}), Content_Type="application/json")

    def epost(self, call: Call) -> None:
        """Keeps a set."""
        ids = {**call.params, **call.form}["id"].split(",")
        self.sets.append([pmid for pmid in ids if pmid.isdigit()])
        wrong = "".join(f"<Id>{pmid}</Id>" for pmid in ids if not pmid.isdigit())
        invalid = f"<InvalidIdList>{wrong}</InvalidIdList>" if wrong else ""
        call.answer(
            f'<?xml version="1.0"?><!DOCTYPE ePostResult PUBLIC "-//NLM//DTD epost//EN" "x">\n<ePostResult>{invalid}'
            f"<QueryKey>{len(self.sets)}</QueryKey><WebEnv>MCID_1</WebEnv></ePostResult>\n"
        )

    def efetch(self, call: Call) -> None:
        """Gives records, or identifiers, by identifier or from a set."""
        params = {**call.params, **call.form}
        ids = params["id"].split(",") if "id" in params else self.sets[int(params["query_key"]) - 1]
        if "retstart" in params:
            ids = ids[int(params["retstart"]) :][: int(params["retmax"])]
        if params.get("rettype") == "uilist":
            call.answer("\n".join(ids) + "\n")
            return
        there = [pmid for pmid in ids if pmid in self.records and pmid not in self.gone]
        if not there and len(ids) == 1:
            call.answer("Error: ID list is empty! Possibly it has no correct IDs.", 400)
            return
        call.answer(article_set(there), Content_Type="text/xml")

    def elink(self, call: Call) -> None:
        """Says of each record that it is cited by the next one."""
        ids = re.findall(r"(?:^|&)id=(\d+)", call.handler.path.partition("?")[2])
        sets = [
            {
                "dbfrom": "pubmed",
                "ids": [pmid],
                "linksetdbs": [{"dbto": "pubmed", "linkname": call.params["linkname"], "links": [str(int(pmid) + 1)]}],
            }
            for pmid in ids
        ]
        call.answer(json.dumps({"header": {}, "linksets": sets}))

    def ecitmatch(self, call: Call) -> None:
        """Answers line by line: a page is the PMID, and a journal's name may be an instruction."""
        lines = []
        for line in {**call.params, **call.form}["bdata"].split("\r"):
            journal, year, volume, page, _, key, _ = line.split("|")
            if journal == "stop here":
                break
            said = {
                "unknown": "NOT_FOUND;INVALID_JOURNAL",
                "many": "AMBIGUOUS (34 citations)",
                "two": "AMBIGUOUS 11,12",
            }.get(journal, page)
            lines.append(f"{journal}|{year}|{volume}|{page}|{key}|{said}" if journal == "unknown" else f"{line}{said}")
        call.answer("\n".join(lines) + "\n")


_DOCTYPE = '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "x">'


def article_set(pmids: list[str]) -> str:
    """A document with records that hold little, each citing another one."""
    records = "\n".join(map(_record, pmids))
    return f'<?xml version="1.0" ?>\n{_DOCTYPE}\n<PubmedArticleSet>\n{records}</PubmedArticleSet>'


def _record(pmid: str) -> str:
    cited = f'<CommentsCorrections RefType="Cites"><PMID Version="1">999999{pmid}</PMID></CommentsCorrections>'
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>'
        f"<Article><ArticleTitle>T {pmid}</ArticleTitle></Article>"
        f"<CommentsCorrectionsList>{cited}</CommentsCorrectionsList></MedlineCitation></PubmedArticle>"
    )
