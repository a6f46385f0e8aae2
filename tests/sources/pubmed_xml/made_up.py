"""PubMed XML made up for tests: whole records, and parts of them."""

from __future__ import annotations

from collections.abc import Iterable

HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet SYSTEM "http://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_260101.dtd">\n'


def article(pmid: int | str = 1, *, version: int = 1, title: str = "Slate dust and palewrist.", inside: str = "", data: str = "",
            citation: str = "", revised: str = "2026-01-02", status: str = "MEDLINE") -> str:  # fmt: skip
    """An article.

    Args:
        pmid, version, title, revised, status: of the record.
        inside: XML at the end of `Article`; citation: at the end of `MedlineCitation`; data: in `PubmedData`.
    """
    year, month, day = revised.split("-")
    return (
        f'<PubmedArticle><MedlineCitation Status="{status}" Owner="NLM"><PMID Version="{version}">{pmid}</PMID>'
        f"<DateRevised><Year>{year}</Year><Month>{month}</Month><Day>{day}</Day></DateRevised>"
        f'<Article PubModel="Print"><ArticleTitle>{title}</ArticleTitle>{inside}</Article>{citation}</MedlineCitation>'
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def deletion(*pmids: int) -> str:
    """A list of deleted records."""
    listed = "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in pmids)
    return f"<DeleteCitation>{listed}</DeleteCitation>"


def file(parts: Iterable[str] | str) -> bytes:
    """A whole file."""
    content = parts if isinstance(parts, str) else "\n".join(parts)
    return HEAD + b"<PubmedArticleSet>\n" + content.encode() + b"\n</PubmedArticleSet>\n"
