"""Candidates from PubMed's own matcher, Crossref and Europe PMC: asked where the corpus does not decide, and never believed.

A service proposes papers. They are compared with the citation by the same scorer as the corpus's, and what the service thinks of
them (its score, its order, its word "matched") counts for nothing. A service that gives no answer is told as such, and is never
taken for one that knows no paper.

::

    from aetia.resolve.online import candidate_source

    with candidate_source(["pubmed", "crossref"], email="library@example.org") as online:
        resolver = aetia.resolve.Resolver.of(corpus)
        resolver.also = online
        answer = resolver.resolve("Holick MF (2007) Vitamin D deficiency. N Engl J Med 357, 266–281.")
        print(*online.summary(), sep="\\n")
"""

from aetia.resolve.online.same import each_once, same_publication
from aetia.resolve.online.source import SERVICES, CandidateSource, ServiceCount, ServiceName, candidate_source

__all__ = [
    "SERVICES",
    "CandidateSource",
    "ServiceCount",
    "ServiceName",
    "candidate_source",
    "each_once",
    "same_publication",
]
