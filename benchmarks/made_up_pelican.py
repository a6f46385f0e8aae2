"""The made-up library as articles for Pelican: one a study and one a cause, with the text that our pages of them have."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aetia.library import layout
from aetia.library.read import nothing_is_garbage, read_library
from aetia.model.estimate import Estimate
from aetia.model.finding import Finding
from aetia.model.library import Library
from aetia.model.reference import Reference
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.site.words import load_words
from aetia.sources.citation_style import short_citation
from aetia.words import Words

SETTINGS = """
PATH = "content"
SITENAME = "Made up"
SITEURL = ""
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
"""
"""All else is as Pelican has it when nothing is said: lists, groups, a feed of all and one of each group."""

_EXPLAINED = """## Words on this page, explained

**odds ratio** How much more common something is in one group than in another. 1 means no difference; 2 means about twice as common.

**95 % interval** The range in which the true number could well lie. A wide one means that the study is small.
"""


def write_articles(library: Path, folder: Path) -> int:
    """Write the articles, and Pelican's settings.

    Args:
        library: the made-up library.
        folder: where; made if need be.

    Returns:
        The number of articles.
    """
    words = load_words("en")
    with nothing_is_garbage():
        found = read_library(library)
    content = folder / "content"
    content.mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(SETTINGS, encoding="utf-8")
    causes = [topic for topic in found.walk() if topic.exposure]
    for topic in causes:
        (content / f"{_name(topic)}.md").write_text(_cause(found, topic, words), encoding="utf-8")
    for study in found.studies.values():
        (content / f"{study.id}.md").write_text(_study(found, study, words), encoding="utf-8")
    return len(causes) + len(found.studies)


def _study(library: Library, study: Study, words: Words) -> str:
    population = study.population
    parts = [
        _head(study.reference.title, study.reference.issued or "2000", _group(study.findings[0].topic), study.id),
        *(f"**Published in** {_citation(reference)}" for reference in study.references),
        f"**How** {words(f'design.{study.design}')}. {words(f'design_means.{study.design}')}",
        f"**Who was studied** {population.cases} with the disease: {population.who}" if population else "",
        f"**Where** {population.where}" if population else "",
        f"**Team** {study.team}" if study.team else "",
        "## What it says, and where",
        *(_finding(library, finding, words) for finding in study.findings),
        _EXPLAINED if any(finding.estimates for finding in study.findings) else "",
        _source(library, [layout.study_file(study.id), layout.CONCEPTS]),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _cause(library: Library, topic: Topic, words: Words) -> str:
    findings = library.findings(topic.id)
    files = [layout.topic_file(topic.id), *sorted({layout.study_file(study.id) for study, _ in findings})]
    parts = [
        _head(topic.question or topic.title, "2026", _group(topic.id), _name(topic)),
        "Do not stop or have removed anything because of this page.",
        "## What was found",
        *(_line(study, finding, words) for study, finding in findings),
        _source(library, files),
    ]
    return "\n\n".join(parts) + "\n"


def _finding(library: Library, finding: Finding, words: Words) -> str:
    topic = library.topics[finding.topic]
    parts = [
        f"### [{topic.title}]({{filename}}{_name(topic)}.md): {library.label(finding.outcome or '')}",
        _statement(finding),
        _numbers(finding.estimates, words),
        f"Exposure: {library.label(finding.exposure or '')} · Risk of bias: {finding.risk_of_bias.level} "
        f"({finding.risk_of_bias.why}) · Read by {finding.appraisal.by} on {finding.appraisal.on}"
        if finding.appraisal
        else "",
    ]
    return "\n\n".join(filter(None, parts))


def _line(study: Study, finding: Finding, words: Words) -> str:
    how = f"*{words(f'design.{finding.design}') if finding.design else ''}*, [{study.label}]({{filename}}{study.id}.md)"
    return "\n\n".join(filter(None, [f"### {_statement(finding)}", how, _numbers(finding.estimates, words)]))


def _numbers(estimates: list[Estimate], words: Words) -> str:
    """The estimates as a table."""
    if not estimates:
        return ""
    rows = [
        f"| {words(f'measure.{estimate.measure}') if words.has(f'measure.{estimate.measure}') else estimate.measure} "
        f"| {estimate.value or estimate.counts} | {estimate.low} to {estimate.high} | {', '.join(estimate.adjusted_for)} |"
        for estimate in estimates
    ]
    return "\n".join(["| measure | value | 95 % interval | adjusted for |", "|---|---|---|---|", *rows])


def _source(library: Library, files: list[str]) -> str:
    rows = [f"- {name} {hashlib.sha256((library.root / name).read_bytes()).hexdigest()}" for name in files]
    return "\n".join(["## The source of this page\n", *rows])


def _citation(reference: Reference) -> str:
    doi, pmid = reference.identifiers.doi, reference.identifiers.pmid
    return (
        f"{short_citation(reference, with_title=False, with_identifier=False)} "
        f"[doi:{doi}](https://doi.org/{doi}) [PubMed {pmid}](https://pubmed.ncbi.nlm.nih.gov/{pmid}/)"
    )


def _head(title: str, year: str, group: str, slug: str) -> str:
    return f"Title: {title}\nDate: {year[:4]}-01-01\nCategory: {group}\nSlug: {slug}"


def _statement(finding: Finding) -> str:
    return finding.statement.get("en", "")


def _group(topic: str) -> str:
    return topic.partition("/")[0]


def _name(topic: Topic) -> str:
    return topic.id.rpartition("/")[2]


if __name__ == "__main__":
    print(write_articles(Path(sys.argv[1]), Path(sys.argv[2])))
