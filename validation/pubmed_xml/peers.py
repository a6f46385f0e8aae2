"""What pubmed_parser and Biopython read from PubMed files, as one JSON line a record. Run by a Python that has them,
and not by ours."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any


def pubmed_parser_records(path: str) -> Iterator[dict[str, Any]]:
    """By pubmed_parser."""
    import pubmed_parser

    for record in pubmed_parser.parse_medline_xml(path, year_info_only=False, author_list=True, reference_list=True):
        yield {
            "pmid": record["pmid"],
            "title": record["title"],
            "abstract": record["abstract"],
            "journal": record["journal"],
            "doi": record["doi"],
            "pmcid": record["pmc"],
            "pages": record["pages"],
            "issue": record["issue"].partition("(")[2].removesuffix(")"),
            "published": record["pubdate"],
            "authors": [[author["lastname"], author["forename"], author["initials"]] for author in record["authors"]],
            "mesh": [part.partition(":")[2] for part in record["mesh_terms"].split("; ") if part],
            "publication_types": [part.partition(":")[2] for part in record["publication_types"].split("; ") if part],
            "languages": record["languages"],
            "references": len(record["references"]),
            "deleted": record["delete"],
        }


def biopython_records(path: str) -> Iterator[dict[str, Any]]:
    """By Biopython's Entrez.read."""
    import gzip

    from Bio import Entrez

    with gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb") as stream:  # noqa: PTH123
        read = Entrez.read(stream, validate=False)
    for record in read["PubmedArticle"]:
        citation, article = record["MedlineCitation"], record["MedlineCitation"]["Article"]
        data = record.get("PubmedData", {})
        ids = {each.attributes["IdType"]: str(each) for each in data.get("ArticleIdList", [])}
        yield {
            "pmid": str(citation["PMID"]),
            "title": str(article.get("ArticleTitle", "")),
            "abstract": " ".join(str(part) for part in article.get("Abstract", {}).get("AbstractText", [])),
            "journal": str(article.get("Journal", {}).get("Title", "")),
            "doi": ids.get("doi", ""),
            "pmcid": ids.get("pmc", ""),
            "pages": str(article.get("Pagination", {}).get("MedlinePgn", "")),
            "issue": str(article.get("Journal", {}).get("JournalIssue", {}).get("Issue", "")),
            "authors": [
                [
                    str(each.get("LastName", each.get("CollectiveName", ""))),
                    str(each.get("ForeName", "")),
                    str(each.get("Initials", "")),
                ]
                for each in article.get("AuthorList", [])
            ],
            "mesh": [str(each["DescriptorName"]) for each in citation.get("MeshHeadingList", [])],
            "publication_types": [str(each) for each in article.get("PublicationTypeList", [])],
            "languages": ";".join(map(str, article.get("Language", []))),
            "references": sum(len(each.get("Reference", [])) for each in data.get("ReferenceList", [])),
        }


def main() -> None:
    """Print the records of one file by one peer."""
    peer, path = sys.argv[1:]
    reader = {"pubmed_parser": pubmed_parser_records, "biopython": biopython_records}[peer]
    for record in reader(path):
        sys.stdout.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
