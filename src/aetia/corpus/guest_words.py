"""How one field tells of three whether a word is in them.

Most searches ask for words in title, abstract or keywords. To look into three fields for each word takes half as long again,
and to have the title and the abstract in one more field would double the index. So the field of the abstract is host to each
word that only the title or the keywords have: a single word is in any of the three if it is in that field. Guests stand
together in one place, one place away from the first word of the abstract, so that no phrase reaches them; and facts name them,
so that the abstract alone can still be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from aetia.corpus.folding import words_of_folded

if TYPE_CHECKING:
    from tantivy import PreTokenizedString, Token

HOST = "abstract"
"""The field that has the words of all three."""
FROM = ("title", "keywords")
"""The fields that guests come from."""
KIND = "guest"
"""The kind of fact that names a guest."""


def guest_words(texts: Mapping[str, Iterable[str]]) -> list[str]:
    """The words of title and keywords that the abstract does not have, each once.

    Args:
        texts: of a record, by field, in plain form.
    """
    there = set().union(*map(words_of_folded, texts.get(HOST, ())))
    found = dict.fromkeys(word for field in FROM for text in texts.get(field, ()) for word in words_of_folded(text))
    return [word for word in found if word not in there]


def guest_text(words: Iterable[str]) -> PreTokenizedString:
    """Guests as a text of their own, all in its first place; the text that follows it begins two places on."""
    from tantivy import PreTokenizedString

    return PreTokenizedString("", list(map(_token, words)))


@lru_cache(maxsize=1 << 16)
def _token(word: str) -> Token:
    from tantivy import Token

    return Token(word, 0, 0, 0)
