"""Resolving the references of a library: what is certain is filled in, what is not is asked, and what a person answers is obeyed.

::

    import aetia.corpus
    from aetia.resolve.into_library import answer_questions, resolve_library

    with aetia.corpus.open("pubmed") as corpus:
        report = resolve_library("my-library", corpus)
    answer_questions("my-library", [("smith-1999", "pmid:10023123", "no")], by="anna", on="2026-11-23")
"""

from __future__ import annotations

from aetia.resolve.into_library.asking import answer_questions
from aetia.resolve.into_library.report import LibraryReport, ResolvedReference
from aetia.resolve.into_library.run import resolve_library

__all__ = ["LibraryReport", "ResolvedReference", "answer_questions", "resolve_library"]
