"""The fields of the search index.

- **Texts** are words with their places, so that phrases can be found.
- **Facts** are whole values in one field, each with its kind before it: ``pt:review``, ``au:smith ja``, ``mh:scleroderma
  systemic/immunology``. One field for all keeps the index small and lets a new kind of fact come without a new field.
- **Dates** are numbers in columns, to compare and to sort by; so is the PMID, which tells which record was found.

Nothing of a text is kept: it stands in the parts of the corpus.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy

FORMAT = 1
"""Version of the fields and of how texts become words; an index keeps the one that it was made by."""
TEXTS = ("title", "abstract", "keywords", "subject", "names", "affiliation", "vernacular", "corporate")
DATES = ("appeared", "published", "electronic", "entered", "created", "indexed", "revised", "completed")
SORTED_TEXTS = ("first_author", "journal")
FACTS = "facts"
PMID = "pmid"
KEY = "key"
ANALYZER = "folded"


@cache
def index_schema() -> tantivy.Schema:
    """The fields as tantivy wants them."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(PMID, fast=True)
    builder.add_bytes_field(KEY, stored=True)
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="position")
    for name in SORTED_TEXTS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(FACTS, tokenizer_name="raw", index_option="basic")
    for name in DATES:
        builder.add_integer_field(name, fast=True)
    return builder.build()


def register_analyzer(index: tantivy.Index) -> None:
    """Tell an index how folded texts become words: as :func:`aetia.corpus.folding.words_of` does."""
    import tantivy

    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()
    index.register_tokenizer(ANALYZER, analyzer)


def fact(kind: str, value: str) -> tuple[str, str]:
    """The field and the term of a fact. A few kinds have a field of their own, because records are sorted by it."""
    return (kind, value) if kind in SORTED_TEXTS else (FACTS, f"{kind}:{value}")
