"""`aetia corpus`: a local copy of PubMed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aetia.cli.corpus_export import FORMATS, written
from aetia.cli.output import counted, json_option, print_json, print_json_line, say

if TYPE_CHECKING:
    from aetia.corpus import Corpus, Store
    from aetia.corpus.standing import StandingOf

corpus_option = click.option(
    "--corpus", "address", metavar="ADDRESS", envvar="AETIA_CORPUS",
    help="Folder of the corpus, or an address such as s3://bucket/pubmed; AETIA_CORPUS, else the user's data folder, by default.",
)  # fmt: skip
jobs_option = click.option(
    "--jobs", type=int, default=1, metavar="N", help="Processes; 0 for one a processor.  [default: 1]"
)
cluster_option = click.option(
    "--cluster", metavar="ADDRESS", help="Dask scheduler to work on, such as tcp://host:8786."
)


@click.group()
def command() -> None:
    """Build, update and search a local copy of PubMed."""


@command.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH…")
@corpus_option
@jobs_option
@cluster_option
@click.option("--no-search", is_flag=True, help="Leave the search index as it is.")
@json_option
def add(
    sources: tuple[str, ...], address: str | None, jobs: int, cluster: str | None, no_search: bool, as_json: bool
) -> int:
    """Add files of records: PATH is a file, a folder, or an address.

    A file is PubMed XML, nbib, RIS, BibTeX or CSL-JSON, gzipped or not. One that was added before is passed over; files may come in
    any order; a run that is stopped goes on where it was. The corpus is made where there is none.
    """
    from aetia.corpus import add as add_files

    store = _store(address)
    with progress_bar() as progress:
        report = add_files(store, sources, jobs=jobs, cluster=cluster, search=not no_search, progress=progress)
    if as_json:
        print_json(
            {
                "corpus": store.address,
                "records": report.records,
                "files": [
                    {
                        "source": f.source,
                        "part": f.name,
                        "records": f.records,
                        "deleted": f.deleted,
                        "known": f.known,
                        "faults": f.faults,
                        "error": f.error,
                    }
                    for f in report.files
                ],
            }
        )
    for file in report.files:
        for fault in file.faults if not file.known else ():
            say(f"{file.source}: {fault}")
        if file.error:
            say(file.error)
    known = sum(file.known for file in report.files)
    say(
        f"{counted(len(report.files) - known - len(report.failed), 'file')} added, {known} known before, "
        f"{len(report.failed)} failed; "
        f"{counted(report.records, 'record')} in {store.address}"
    )
    return 1 if report.failed or report.faulty else 0


@command.command()
@click.argument("identifiers", nargs=-1, required=True, metavar="ID…")
@corpus_option
@json_option
def get(identifiers: tuple[str, ...], address: str | None, as_json: bool) -> int:
    """Print records by PMID, PMCID or DOI.

    With --json one record a line, in the order of the identifiers, null where there is none.
    """
    from aetia.corpus import Corpus

    with Corpus(_store(address)) as corpus:
        records = corpus.get(identifiers)
    for identifier, record in zip(identifiers, records, strict=True):
        if as_json:
            print_json_line(record)
        elif record is None:
            say(f"{identifier}: there is no such record")
        else:
            click.echo("\n".join(_lines(record)))
    return 1 if any(record is None for record in records) else 0


@command.command(short_help="Search in PubMed's language, or with plain words.")
@click.argument("query", nargs=-1, required=True)
@corpus_option
@click.option("--limit", type=click.IntRange(0), help="Hits to show.  [default: 20]")
@click.option("--offset", type=click.IntRange(0), default=0, help="Hits to pass over first.  [default: 0]")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "newest", "first-author", "journal"]),
    default="relevance",
    help="Order.  [default: relevance]",
)
@click.option("--snippets", is_flag=True, help="Show where the words stand.")
@click.option("--ids", is_flag=True, help="Print the keys of all hits, one a line.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Write the hits for other programs; all, but for --limit."
)
@json_option
def search(
    query: tuple[str, ...],
    address: str | None,
    limit: int | None,
    offset: int,
    sort: str,
    snippets: bool,
    ids: bool,
    form: str | None,
    as_json: bool,
) -> int:
    """Search in PubMed's language, such as: "systemic sclerosis[mh] AND silica[tiab] AND 2015:2026[dp]".

    Plain words are ranked. The number of hits is exact.
    """
    from aetia.corpus import Corpus
    from aetia.corpus.search import found_keys
    from aetia.corpus.snippets import snippets as parts_of

    words = " ".join(query)
    with Corpus(_store(address)) as corpus:
        if ids:
            for key in found_keys(corpus.index, words):
                click.echo(key)
            return 0
        if form:
            return _export(corpus, words, form, limit, offset, sort)
        found = corpus.search(words, limit=20 if limit is None else limit, offset=offset, sort=sort)
        records = [record for record in corpus.get([hit.key for hit in found.hits]) if record]
    if as_json:
        print_json({"query": words, "understood": str(found.tree), "count": found.count, "notes": found.notes, "hits": [
            {"key": hit.key, "score": hit.score, "record": record} for hit, record in zip(found.hits, records, strict=True)
        ]})  # fmt: skip
        return 0
    for record in records:
        click.echo("\n".join(_lines(record)[:5]))
        if snippets:
            for part in parts_of(record, found.tree):
                click.echo(f"    … {_marked(part.text, part.spans)} …")
    for note in found.notes:
        say(f"note: {note}")
    say(
        f"{counted(found.count, 'record')} found; shown {len(records)} from {offset + 1}"
        if records
        else f"{counted(found.count, 'record')} found"
    )
    return 0


@command.command()
@corpus_option
@click.option(
    "--most", type=click.IntRange(1, 1000), default=10, help="Types, journals and languages to name.  [default: 10]"
)
@json_option
def stats(address: str | None, most: int, as_json: bool) -> None:
    """Count records by year, type, journal, language and status."""
    from dataclasses import asdict

    from aetia.corpus import Corpus

    with Corpus(_store(address)) as corpus:
        found = asdict(corpus.stats(most=most))
    if as_json:
        print_json({name: dict(value) if isinstance(value, tuple) else value for name, value in found.items()})
        return
    click.echo(f"{counted(found['records'], 'record')} in {counted(found['parts'], 'part')}")
    for title in ("publication_types", "journals", "languages", "statuses"):
        click.echo(f"\n{title.replace('_', ' ').capitalize()}")
        for name, number in found[title]:
            click.echo(f"  {number:>12,}  {name}")
    years = found["years"]
    if years:
        click.echo(f"\nYears {years[0][0]} to {years[-1][0]}; the last ten")
        for year, number in years[-10:]:
            click.echo(f"  {number:>12,}  {year}")


@command.command(short_help="Look for damage and for files that are missing; repair it.")
@corpus_option
@click.option("--repair", is_flag=True, help="Take out damaged parts, and make anew what is made from the parts.")
@json_option
def verify(address: str | None, repair: bool, as_json: bool) -> int:
    """Check digests, gaps in the sequence of files, and what is made from the parts."""
    from dataclasses import asdict

    from aetia.corpus.verify import verify as check

    store = _store(address)
    with progress_bar() as progress:
        faults = check(store, repair=repair, progress=progress)
    if as_json:
        print_json({"corpus": store.address, "faults": [asdict(fault) for fault in faults]})
    for fault in faults:
        mended = " (repaired)" if fault.repaired else ""
        say(f"{fault.where}: {fault.what}{mended}. {fault.remedy}")
    left = sum(not fault.repaired for fault in faults)
    say(f"{counted(len(store.entries()), 'part')} checked, {counted(left, 'fault')} left")
    return 1 if left else 0


@command.command(short_help="Give the corpus a MeSH tree, which searches for headings need.")
@click.argument("file", type=click.Path(path_type=Path))
@corpus_option
def mesh(file: Path, address: str | None) -> None:
    """Give the corpus a MeSH tree, so that a search for a heading finds what stands below it.

    FILE is a table of tree numbers and headings, tab-separated, gzipped or not.
    """
    from aetia.corpus.build import index_folder
    from aetia.corpus.mesh import install_tree

    store = _store(address)
    store.check_format()
    tree = install_tree(index_folder(store), file)
    say(f"{counted(len(tree), 'heading')} in the tree")


@command.command(short_help="Fetch what NLM has and the corpus has not, verify it, and add it.")
@click.option(
    "--address", "base", metavar="URL", help="Another server with NLM's two folders, baseline/ and updatefiles/."
)
@click.option(
    "--email",
    metavar="ADDRESS",
    help="Your address, so that NLM can write to you; AETIA_EMAIL by default.",
    envvar="AETIA_EMAIL",
)
@click.option(
    "--downloads", type=click.Path(path_type=Path), metavar="DIR", help="Where files are fetched to, and kept."
)
@click.option("--plan", is_flag=True, help="Only say what would be fetched.")
@click.option("--swap", is_flag=True, help="Build the new year's baseline beside the old corpus, then switch to it.")
@click.option("--drop-old", is_flag=True, help="With --swap: delete the old corpus once the new one serves.")
@corpus_option
@jobs_option
@json_option
def update(
    base: str | None,
    email: str | None,
    downloads: Path | None,
    plan: bool,
    swap: bool,
    drop_old: bool,
    address: str | None,
    jobs: int,
    as_json: bool,
) -> int:
    """Fetch what NLM has and the corpus has not, verify it, and add it.

    It can be stopped at any moment and goes on from there.
    """
    from aetia.cli.corpus_update import run_update

    return run_update(base, email, downloads, plan, swap, drop_old, address, jobs, as_json)


@command.command(short_help="Say which publications were corrected, doubted or retracted.")
@click.argument("identifiers", nargs=-1, metavar="ID…")
@corpus_option
@click.option(
    "--import",
    "lists",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="CSV",
    help="Add a list of retractions first, such as Retraction Watch's.",
)
@json_option
def standing(identifiers: tuple[str, ...], address: str | None, lists: tuple[Path, ...], as_json: bool) -> int:
    """Say where publications stand: current, corrected, in doubt, replaced or retracted, and who says so.

    With --json one answer a line, in the order of the identifiers.
    """
    from dataclasses import asdict

    from aetia.corpus import Corpus
    from aetia.corpus.standing import import_list, standing_of

    with Corpus(_store(address)) as corpus:
        for file in lists:
            say(f"{counted(import_list(corpus, file), 'statement')} from {file}")
        found = standing_of(corpus, identifiers)
    for each in found:
        if as_json:
            print_json_line(asdict(each))
        else:
            click.echo("\n".join(_standing_lines(each)))
    return 1 if any(each.key is None and not each.statements for each in found) else 0


def _export(corpus: Corpus, words: str, form: str, limit: int | None, offset: int, sort: str) -> int:
    """Write hits in another format, some records at a time."""
    found = corpus.search(words, limit=limit, offset=offset, sort=sort)
    keys = [hit.key for hit in found.hits]
    groups = (corpus.get(keys[start : start + 500]) for start in range(0, len(keys), 500))
    for text in written((record for group in groups for record in group if record), form):
        click.echo(text, nl=False)
    for note in found.notes:
        say(f"note: {note}")
    say(f"{counted(found.count, 'record')} found; {len(keys)} written")
    return 0


def _marked(text: str, spans: Any) -> str:
    """A text with its spans in bold, where the terminal shows it."""
    parts, end = [], 0
    for begin, stop in spans:
        parts += [text[end:begin], click.style(text[begin:stop], bold=True)]
        end = stop
    return "".join([*parts, text[end:]])


def _standing_lines(each: StandingOf) -> list[str]:
    if each.key is None and not each.statements:
        return [f"{each.identifier}: there is no such record, and no list names it"]
    lines = [f"{each.identifier}: {each.state.value.replace('-', ' ')}"]
    for statement in each.statements:
        parts = (statement.type, statement.date, statement.notice, statement.citation, statement.note)
        lines.append(f"  {statement.by}: {'; '.join(part for part in parts if part)}")
    lines.extend(f"  it is a notice: {kind} {of}" for of, kind in each.notice_of)
    return lines


def _lines(record: dict[str, Any]) -> list[str]:
    """A record for people."""
    names = [" ".join(filter(None, (a["family"] or a["collective"], a["initials"]))) for a in record["authors"]]
    authors = ", ".join(names[:6]) + (", et al" if len(names) > 6 else "")
    place = "".join(
        (
            record["journal_iso"] or record["journal"] or "",
            f" {record['published'] or record['published_electronic'] or ''}",
            f";{record['volume'] or ''}" if record["volume"] else "",
            f"({record['issue']})" if record["issue"] else "",
            f":{record['pages']}" if record["pages"] else "",
        )
    )
    lines = [
        record["key"],
        f"  {record['title'] or record['vernacular_title'] or '(no title)'}",
        f"  {authors}",
        f"  {place}",
    ]
    found = [
        f"doi:{record['doi']}" if record["doi"] else "",
        record["pmcid"] or "",
        ", ".join(t["name"] for t in record["publication_types"]),
    ]
    lines.append(f"  {' · '.join(filter(None, found))}")
    lines.extend(
        f"  {section['label'] + ': ' if section['label'] else ''}{section['text']}" for section in record["abstract"]
    )
    return [line for line in lines if line.strip()]


def _store(address: str | None) -> Store:
    from aetia.corpus import Store
    from aetia.corpus.generations import current_address

    return Store(current_address(address_of(address)))


def address_of(address: str | None) -> str:
    """The address that was given, or the usual one.

    Raises:
        MissingExtra: the parts that a corpus needs are not installed.
    """
    from aetia.corpus.extra import check_installed
    from aetia.corpus.place import default_address

    check_installed()
    return address or default_address()


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on stderr for people; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    state: dict[str, Any] = {"what": None, "bar": None}

    def tell(what: str, done: int, of: int) -> None:
        if state["what"] != what:
            if state["bar"] is not None:
                state["bar"].render_finish()
            state["what"], state["bar"] = what, click.progressbar(length=of, label=what.capitalize(), file=sys.stderr)
            state["bar"].render_progress()
        state["bar"].update(done - state["bar"].pos)

    try:
        yield tell
    finally:
        if state["bar"] is not None:
            state["bar"].render_finish()
