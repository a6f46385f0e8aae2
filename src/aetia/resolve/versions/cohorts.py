"""Names of cohorts and registries as titles and abstracts print them: *the EUSTAR cohort*, *Nurses' Health Study*."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aetia.corpus.folding import words_of

_GROUP = (
    r"(?:cohorts?|regist(?:ry|ries|er|ers)|databases?|biobanks?|study group|consortium|study|trial|inception|project)"
)
_ACRONYM = r"[A-Z][A-Za-z]{0,12}[A-Z0-9](?:[A-Za-z0-9]|-(?=[A-Z0-9])){0,12}"
_BEFORE = re.compile(rf"\b({_ACRONYM})\)?\s+(?:[a-z-]+\s+)?{_GROUP}\b")
_AFTER = re.compile(rf"\b(?i:{_GROUP})\s*(?:\(|,\s*|:\s*|called\s+|named\s+)({_ACRONYM})\b")
_CAPITALS = r"(?:[A-Z][\w'’-]{1,40}|of|for|in|and|the|on)"
_NAME = re.compile(
    rf"\b([A-Z][\w'’-]{{1,40}}(?:\s+{_CAPITALS}){{1,7}}\s+"
    r"(?:Cohort|Registry|Register|Study|Biobank|Database|Consortium|Group|Project|Trial))\b"
)
_PLAIN = frozenset(
    """the this our a an in of for and on from to with case control cohort study prospective retrospective
    longitudinal national nationwide population based large multicenter multicentre observational clinical pilot
    follow up randomized randomised controlled trial registry register database biobank consortium group project
    cross sectional nested medical health insurance research patient patients data hospital university present
    systemic sclerosis scleroderma disease open label phase double blind international european american
    collaborative network autoimmune rheumatic""".split()  # noqa: SIM905 (a list of words reads better so)
)
_NOT_COHORTS = frozenset(
    """HIV AIDS EBV CMV HCMV HPV HBV HCV DNA RNA MRNA PCR RCT ICD SSC LSSC DCSSC LCSSC SLE MS RA SS PSS ILD PAH MR
    SNP SNPS GWAS WHO USA US UK EU COVID COVID-19 SARS-COV-2 SARS HTLV-1 HTLV CT MRI ELISA IGG IGM IGA OR RR HR CI
    ANA ACA BMI IPD QTL EQTL II III IV COPD CTD MCTD UCTD NSAID TNF ACR EULAR HLA MHC TB""".split()  # noqa: SIM905 (a list of words reads better so)
)
_SHORTEST = 3


def cohorts_in(text: str) -> frozenset[str]:
    """The cohorts that a text names, each in small letters without what is not letter or digit.

    An acronym counts where a word such as *cohort*, *registry* or *study group* stands beside it; capitals alone may be anything. A
    name in words counts where something in it is of its own: not *the Prospective Cohort Study*.
    """
    return frozenset(_found(text))


def _found(text: str) -> Iterator[str]:
    for form in (_BEFORE, _AFTER):
        for name in form.findall(text):
            letters = sum(letter.isupper() for letter in name)
            if letters >= _SHORTEST and name.upper() not in _NOT_COHORTS:
                yield " ".join(words_of(name))
    for name in _NAME.findall(text):
        words = words_of(re.split(r"\b(?:[Tt]he|[Ff]rom|In|Our|This|Using|We)\s+", name)[-1])
        own = [word for word in words if word not in _PLAIN and len(word) > 2]
        if len(own) >= 2 or (own and len(words) >= 3):
            yield " ".join(word for word in words if word not in ("the", "s"))
