"""`aetia resolve`: citations to papers, in a list or in a library."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from aetia.cli.corpus import corpus_option, jobs_option
from aetia.cli.output import counted, harmless, print_json_line, say
from aetia.cli.resolve_options import SERVICES, Search, candidate_lines, coloured, cut
from aetia.errors import InputError

if TYPE_CHECKING:
    from aetia.resolve.answering import Resolved
    from aetia.resolve.online import ServiceName


@click.command()
@click.argument("source", metavar="LIBRARY|FILE|-")
@corpus_option
@click.option(
    "--threshold", type=click.FloatRange(0, 1), help="Probability from which a paper is matched.  [default: 0.9]"
)
@jobs_option
@click.option(
    "--online", "services", type=click.Choice(SERVICES), multiple=True,
    help="Also ask this service for candidates; may be repeated.",
)  # fmt: skip
@click.option(
    "--email", metavar="ADDRESS", envvar="AETIA_EMAIL",
    help="With --online: your address, so that services can write to you; AETIA_EMAIL by default.",
)  # fmt: skip
@click.option("--study", "studies", metavar="ID", multiple=True, help="Of a library, only this study; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Of a library: only say what would be done.")
@click.option(
    "--answer", "answers", nargs=3, multiple=True, metavar="STUDY CANDIDATE yes|no",
    help="Of a library: answer a question first, then resolve this study; may be repeated.",
)  # fmt: skip
@click.option("--by", metavar="NAME", help="Who answers.  [default: editor]")
@click.option("--on", metavar="DATE", help="Date of questions and answers.  [default: the library's as_of]")
@click.option(
    "--json", "as_json", is_flag=True,
    help="Print JSON on stdout: of a list one object a citation, in order; of a library one document.",
)  # fmt: skip
def command(
    source: str, address: str | None, threshold: float | None, jobs: int, services: tuple[ServiceName, ...],
    email: str | None, studies: tuple[str, ...], dry_run: bool, answers: tuple[tuple[str, str, str], ...],
    by: str | None, on: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Find the papers of citations, in a list or a library.

    In a library, what is certain is filled in, with its provenance and probability; what is not becomes questions in
    decisions/matches.tsv, each with its candidates; what the corpus has not stays as it is. What stands in a reference is never
    overwritten. Answer a question by writing yes or no in the place of open, or with --answer; answers are obeyed for ever.

    A list is a FILE, or '-' for standard input: JSON lines with {"id", "text"}, CSL-JSON or flat fields; or plain text with a
    citation a line. With --json each answer holds {"id", "outcome", "pmid", "doi", "key", "probability", "why", "reasons",
    "candidates"}. The outcome is matched, ambiguous or unmatched. A line that cannot be understood has "error" as well; the others
    go on, and the exit code is 1.

    Without --corpus and AETIA_CORPUS, a library's corpus is the one that its aetia.toml names. A corpus may also be a file that
    'aetia corpus add' reads: then one is made of it for this run alone.

    Nothing is asked of the network unless --online is given. What a service proposes is compared like any other paper. The exit
    code is 1 as well if a service could not be asked about a citation that has no match.
    """
    library = Path(source)
    search = Search(address, threshold, jobs, services, email)
    if source != "-" and library.is_dir():
        from aetia.cli.resolve_in_library import run_in_library

        return run_in_library(library, search, studies, dry_run, answers, by, on, as_json)
    if studies or dry_run or answers or by or on:
        raise InputError("--study, --dry-run, --answer, --by and --on are for a library", remedy="Leave them out")
    return _in_list(source, search, as_json)


def _in_list(source: str, search: Search, as_json: bool) -> int:
    from aetia.resolve.answering import records_of, resolve_list, shown_keys
    from aetia.resolve.lists import read_list

    counts: Counter[str] = Counter()
    with _opened(source) as stream, search.corpus() as corpus, search.also() as also, search.progress() as progress:
        items = read_list(stream, whole=source == "-")
        chunks = resolve_list(corpus, items, threshold=search.least, jobs=search.jobs, also=also, progress=progress)
        for chunk in chunks:
            records = records_of(corpus, shown_keys(chunk))
            for resolved in chunk:
                counts[resolved.answer.outcome if resolved.answer else "not understood"] += 1
                counts["unasked"] += bool(resolved.unasked)
                _print(resolved, records, as_json)
            _tell_progress(counts.total())
    if not counts:
        raise InputError("there is no citation in it", where=source, remedy="Give a citation a line, or JSON lines")
    say(", ".join(f"{counts[name]:,} {name}" for name in ("matched", "ambiguous", "unmatched", "not understood")))
    return 1 if counts["not understood"] or counts["unasked"] else 0


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror or error})",
            where=source,
            remedy="Give a library's folder, a file with citations, or '-' for standard input",
        ) from None
    with stream:
        yield stream


def _tell_progress(done: int) -> None:
    if sys.stderr.isatty() and done > 1_000:
        print(f"  {counted(done, 'citation')} …", end="\r", file=sys.stderr, flush=True)


def _print(resolved: Resolved, records: dict[str, dict[str, Any]], as_json: bool) -> None:
    from aetia.resolve.answering import plain_resolved

    answer = plain_resolved(resolved, records)
    if as_json:
        print_json_line(answer)
        return
    if resolved.answer is None:
        head = harmless(f"not understood: {resolved.error}")
    else:
        head = coloured(resolved.answer.outcome) + (f": {resolved.answer.why}" if resolved.answer.why else "")
    lines = [f"{harmless(cut(str(answer['id'])))}: {head}", harmless(f"    {cut(resolved.item.shown)}")]
    for candidate in answer.get("candidates", ())[: 1 if answer.get("key") else None]:
        lines += map(harmless, candidate_lines(candidate))
    click.echo(("\n".join(lines) + "\n").encode("utf-8", "backslashreplace"))
