"""Outside addresses: bounded in time and size, never sent to a private network, and polite to those who answer.

`get` fetches one page; :class:`PoliteClient` speaks with services: it keeps to their limits, tries again when they are busy,
remembers answers, and never takes an error page for an answer.
"""

from aetia.http.addresses import is_public
from aetia.http.answer import SIZE_LIMIT, Answer
from aetia.http.cache import AnswerCache
from aetia.http.client import PoliteClient, Question
from aetia.http.page import AGENT, get
from aetia.http.readers import NotAnAnswer, read_bytes, read_json, read_xml
from aetia.http.retry import Retry

__all__ = [
    "AGENT",
    "SIZE_LIMIT",
    "Answer",
    "AnswerCache",
    "NotAnAnswer",
    "PoliteClient",
    "Question",
    "Retry",
    "get",
    "is_public",
    "read_bytes",
    "read_json",
    "read_xml",
]
