"""Damaged PubMed files, for as long as one likes: the reader must never fall over, never lose a record silently, never
disagree with lxml."""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

from lxml import etree

from aetia.errors import InputError
from aetia.sources.pubmed_xml import PubmedFile
from aetia.sources.pubmed_xml.index import NotPlain, Paths, index_of
from aetia.sources.pubmed_xml.markup import Vocabulary
from aetia.sources.pubmed_xml.safe_parser import parse

_RECORD = re.compile(rb"<PubmedArticle[ >].*?</PubmedArticle>", re.DOTALL)
_SPLICES = (
    b"<", b">", b"&", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x?>", b"</PubmedArticle>", b"<PubmedArticle>", b"&nbsp;",
    b"&#0;", b"&lt;", b"\x00",
    b"\xff", b"<i>", b"</i>", b"<sup>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"'", b'"', b" a='1'", b"/", b"\xe2\x80",
    b"\xef\xbb\xbf", b"<mml:math/>",
    b"<PMID>", b"</PMID>", b"<MedlineCitation>", b"=", b"\r", b"\n", "é".encode(), b"</PubmedArticleSet>",
    b"<DeleteCitation><PMID>1</PMID></DeleteCitation>",
)  # fmt: skip


def main() -> int:
    """Damage files until the time is over; print one JSON line; exit with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of PubMed XML files, gzipped or not")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance, records = random.Random(asked.seed), _records(asked.data)
    tried, told = 0, Counter[str]()
    found: list[dict[str, object]] = []
    end = time.monotonic() + 60 * asked.minutes
    while time.monotonic() < end and len(found) < 20:
        tried += 1
        content = _damaged(_file(chance, records), chance)
        fault = _fault(content, chance, told)
        if fault:
            found.append({"try": tried, "seed": asked.seed, "fault": fault})
            Path(f"fuzz-{asked.seed}-{tried}.xml").write_bytes(content)
    print(json.dumps({"tried": tried, "told": dict(told.most_common()), "found": found}))
    return 1 if found else 0


def _records(folder: Path) -> list[bytes]:
    files = sorted(path for path in folder.rglob("*.xml*") if path.is_file())
    contents = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files)
    return [record for content in contents for record in _RECORD.findall(content) if len(record) < 20_000]


def _file(chance: random.Random, records: list[bytes]) -> bytes:
    chosen = chance.sample(records, chance.randint(1, 6))
    return b'<?xml version="1.0"?>\n<PubmedArticleSet>\n' + b"\n".join(chosen) + b"\n</PubmedArticleSet>\n"


def _damaged(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((0, 1, 1, 2, 5, 20))):
        place = chance.randrange(len(content) + 1)
        cut = chance.choice((0, 0, 1, 2, 8, 64, 500))
        new = chance.choice((*_SPLICES, bytes([chance.randrange(256)]), b"", content[place : place + 40]))
        content = content[:place] + new + content[place + cut :]
    return content


def _fault(content: bytes, chance: random.Random, told: Counter[str]) -> str | None:
    """What the reader did wrong; None for nothing."""
    packed = chance.random() < 0.3
    given = gzip.compress(content) if packed else content
    if packed and chance.random() < 0.5:
        place = chance.randrange(len(given))
        given = (
            given[:place] + bytes([chance.randrange(256)]) + given[place + 1 :]
            if chance.random() < 0.5
            else given[:place]
        )
    source = PubmedFile(io.BytesIO(given), piece=chance.choice((1, 3_000, 1 << 20)))
    try:
        rows = sum(batch.num_rows for batch in source)
    except InputError:
        told["refused"] += 1
        return None
    except Exception as error:  # noqa: BLE001  # this is what is looked for
        return f"{type(error).__name__}: {error}"
    told["faults told" if source.report.faults else "read"] += 1
    whole = _whole(content)
    if given is content and rows < whole and not source.report.faults:
        return f"{whole} records are there, {rows} were read, and nothing was told"
    return _disagreement(content)


def _whole(content: bytes) -> int:
    """How many well-formed records with a PMID lxml finds."""
    found = 0
    for record in _RECORD.findall(content):
        try:
            found += bool(re.fullmatch(r"\s*\d+\s*", parse(record).findtext("MedlineCitation/PMID") or ""))
        except etree.XMLSyntaxError:
            continue
    return found


def _disagreement(content: bytes) -> str | None:
    """Where the structural index takes a record that lxml does not take, or sees other elements in it."""
    for record in _RECORD.findall(content):
        try:
            index = index_of(record, Vocabulary(), Paths())
        except NotPlain:
            continue
        try:
            root = parse(record)
        except etree.XMLSyntaxError as error:
            if "namespace" in str(error).lower() or "URI" in str(error):
                continue
            return f"the index takes what lxml refuses: {error}"
        elements = sum(1 for element in root.iter() if isinstance(element.tag, str))
        if elements != len(index.tag):
            return f"the index sees {len(index.tag)} elements and lxml {elements}"
    return None


if __name__ == "__main__":
    sys.exit(main())
