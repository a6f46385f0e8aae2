"""NCBI's history server: a set of records that NCBI keeps for some hours under two names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aetia.http import Answer, NotAnAnswer
from aetia.sources.eutils.entrez import Entrez, read_entrez_xml


@dataclass(frozen=True)
class History:
    """A set on the history server.

    Args:
        web_env, query_key: its two names.
        count: records in it.
        db: the database.
        invalid: identifiers that were posted and are none.
    """

    web_env: str
    query_key: str
    count: int
    db: str = "pubmed"
    invalid: tuple[str, ...] = ()

    @property
    def params(self) -> dict[str, str]:
        """What a utility is given to find the set."""
        return {"db": self.db, "WebEnv": self.web_env, "query_key": self.query_key}


def post(entrez: Entrez, ids: list[str], db: str = "pubmed") -> History:
    """Puts identifiers on the history server (epost).

    Args:
        entrez: asks.
        ids: at least one; doubles are sent once.
        db: the database that they are from.

    Raises:
        BusyError, ServiceError, NetworkError: NCBI did not take them.
    """
    wanted = list(dict.fromkeys(ids))

    def read(answer: Answer) -> History:
        body = read_entrez_xml(answer, "ePostResult").decode("utf-8", "replace")
        key, env = _text(body, "QueryKey"), _text(body, "WebEnv")
        if not key or not env:
            raise NotAnAnswer("posted nothing")
        invalid = tuple(re.findall(r"<Id>\s*([^<]*?)\s*</Id>", body.partition("<InvalidIdList>")[2]))
        return History(env[0], key[0], len(wanted) - len(invalid), db, invalid)

    return entrez.ask("epost.fcgi", {"db": db, "id": ",".join(wanted)}, read, lasting=False)


def _text(body: str, element: str) -> list[str]:
    return re.findall(rf"<{element}>\s*([^<\s]+)\s*</{element}>", body)
