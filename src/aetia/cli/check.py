"""`aetia check`: everything that can be wrong with a library; on request, what a corpus says of it and where its links lead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aetia.cli.output import counted, harmless, json_option, print_json, say
from aetia.errors import InputError

if TYPE_CHECKING:
    from aetia.library.faults import Fault
    from aetia.library.read import Reading
    from aetia.rescue.link_health import LinkReport
    from aetia.resolve.standing import Applied, Comparison


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.option(
    "--corpus",
    "address",
    metavar="ADDRESS",
    help="Compare every reference and quotation with this corpus (see 'aetia corpus'), without the network.",
)
@click.option(
    "--apply",
    is_flag=True,
    help="With --corpus: write what is a matter of fact and was absent; nothing is overwritten.",
)
@click.option(
    "--on",
    metavar="DATE",
    help="With --corpus: the date on which quotations are checked; the library's 'as_of' by default.",
)
@click.option("--online", is_flag=True, help="Then visit every link that leaves the library, once and gently.")
@click.option(
    "--minutes",
    type=click.FloatRange(0.01, 600),
    help="With --online: for all visits, 30 by default. The next run goes on where this one ended.",
)
@click.option("--allow-private", is_flag=True, help="With --online: also visit links into a private network.")
@json_option
def command(
    library: Path,
    address: str | None,
    apply: bool,
    on: str | None,
    online: bool,
    minutes: float | None,
    allow_private: bool,
    as_json: bool,
) -> int:
    """Find everything that can be wrong with a library.

    Each fault is one line: file, line, what is wrong, and what to do. Errors must be mended before the library is published;
    warnings should be looked at. Exit code 1 if there is an error, 2 if there is no library.

    With --corpus, every reference is looked up in a local copy of PubMed: what was retracted, corrected or deleted, identifiers of
    other papers, fields that have changed, quotations that are not word for word in the abstract, and studies that cite or pool a
    retracted one. --apply writes standing, identifiers and fields that the library lacks, and lists them.

    Nothing is asked of the network unless --online is given. Then a link that is dead, moved or lost makes the exit code 1
    as well; one of which nothing can be told does not. Where the Wayback Machine has a capture of a dead link, it is named.
    """
    from aetia.library.check.run import find_faults
    from aetia.library.layout import is_library
    from aetia.library.read import read_with_faults

    if not is_library(library):
        raise InputError(
            "there is no library here (no aetia.toml)",
            where=str(library),
            remedy="Name a library's folder, or make one with 'aetia init'",
        )
    _refuse_strays(address, apply, on, online, minutes, allow_private)
    applied = _apply(library, address, on) if address is not None and apply else None
    reading = read_with_faults(library)
    faults = find_faults(reading)
    compared = _compare(reading, address, on) if address is not None else None
    links = _visit_links(library, minutes, allow_private) if online else None
    every = sorted([*faults, *(compared.faults if compared else ()), *(links.faults if links else ())])
    errors = sum(fault.severity == "error" for fault in every)
    if as_json:
        _print_document(every, errors, compared, applied, links)
    else:
        _print_all(faults, compared, applied, links)
    if compared:
        _say_compared(compared, applied)
    say(f"{counted(errors, 'error')}, {counted(len(every) - errors, 'warning')}" if every else "No faults found")
    if links:
        _say_links(links)
    left_alone = bool(applied and applied.left_alone)
    return 1 if errors or left_alone or (links and links.failed) else 0


def _refuse_strays(
    address: str | None, apply: bool, on: str | None, online: bool, minutes: float | None, allow_private: bool
) -> None:
    """Refuse options that say how something is done which was not asked for."""
    if not online and (minutes is not None or allow_private):
        raise InputError("--minutes and --allow-private say how links are visited", remedy="Give them with --online")
    if address is None and (apply or on is not None):
        raise InputError(
            "--apply and --on belong to a comparison with a corpus", remedy="Give them with --corpus ADDRESS"
        )


def _print_document(
    every: list[Fault], errors: int, compared: Comparison | None, applied: Applied | None, links: LinkReport | None
) -> None:
    plain = [fault.plain() for fault in every]
    document: dict[str, Any] = {"faults": plain, "errors": errors, "warnings": len(every) - errors}
    document |= compared.plain() if compared else {}
    document |= {"changes": [change.plain() for change in applied.changes]} if applied else {}
    print_json(document | ({"links": links.plain()} if links else {}))


def _print_all(
    faults: list[Fault], compared: Comparison | None, applied: Applied | None, links: LinkReport | None
) -> None:
    if applied and applied.changes:
        _print_lines(f"Changes ({len(applied.changes)})", [str(change) for change in applied.changes])
    _print_groups("Errors", "Warnings", faults)
    if compared:
        _print_groups("Errors by the corpus", "Warnings by the corpus", compared.faults)
    if links:
        _print_links(links)


def _apply(library: Path, address: str, on: str | None) -> Applied:
    from aetia.cli.corpus import address_of, progress_bar
    from aetia.corpus import open as open_corpus
    from aetia.resolve.standing import apply_facts

    with open_corpus(address_of(address)) as corpus, progress_bar() as progress:
        return apply_facts(library, corpus, on=on, progress=progress)


def _compare(reading: Reading, address: str, on: str | None) -> Comparison:
    from aetia.cli.corpus import address_of, progress_bar
    from aetia.corpus import open as open_corpus
    from aetia.resolve.standing import compare_with_corpus

    with open_corpus(address_of(address)) as corpus, progress_bar() as progress:
        return compare_with_corpus(reading, corpus, on=on, progress=progress)


def _visit_links(library: Path, minutes: float | None, allow_private: bool) -> LinkReport:
    from aetia.cli.corpus import progress_bar
    from aetia.rescue.link_health import Manners, check_links

    manners = Manners() if minutes is None else Manners(minutes=minutes)
    with progress_bar() as progress:
        return check_links(library, allow_private=allow_private, manners=manners, progress=progress)


def _print_groups(errors: str, warnings: str, faults: list[Fault]) -> None:
    _print_group(errors, [fault for fault in faults if fault.severity == "error"])
    _print_group(warnings, [fault for fault in faults if fault.severity == "warning"])


def _print_group(title: str, faults: list[Fault]) -> None:
    if faults:
        _print_lines(f"{title} ({len(faults)})", [str(fault) for fault in faults])


def _print_lines(title: str, lines: list[str]) -> None:
    click.echo(harmless("\n".join([title, *lines, ""])).encode("utf-8", "backslashreplace"))


def _print_links(links: LinkReport) -> None:
    unsure = [fault for fault in links.faults if fault.code == "unsure-address"]
    _print_group("Links", [fault for fault in links.faults if fault.code != "unsure-address"])
    _print_group("Links of which nothing can be told", unsure)
    if links.old_pages:
        _print_lines(f"Old pages ({len(links.old_pages)})", [page.line for page in links.old_pages])


def _say_compared(compared: Comparison, applied: Applied | None) -> None:
    counts, quotations = compared.counts, compared.quotations
    bare = counts.without_identifiers
    say(
        f"{counted(counts.looked_up, 'reference')} looked up in {counted(counts.records, 'record')}: {counts.found:,} found, "
        f"{counts.deleted:,} deleted, {counts.not_in_corpus:,} not in this corpus"
        + (
            f"; {counted(bare, 'reference has', 'references have')} no identifier, and 'aetia resolve' looks for it"
            if bare
            else ""
        )
    )
    if any(quotations.values()):
        say(
            f"{counted(sum(quotations.values()), 'quotation')}: {quotations['stand']:,} word for word, "
            f"{quotations['moved']:,} not, {quotations['cannot_tell']:,} of which this corpus cannot tell"
        )
    for file in applied.left_alone if applied else ():
        say(f"{file}: somebody changed it meanwhile, so it was left alone; run the same command again")
    if applied:
        say(f"{counted(len(applied.changes), 'change')} written" if applied.changes else "Nothing to write")


def _say_links(links: LinkReport) -> None:
    counts = links.counts
    words = [f"{counts['alive']:,} alive", f"{counts['moved']:,} moved", f"{counts['lost']:,} lost",
             f"{counts['dead']:,} dead", f"{counts['unsure']:,} of which nothing can be told"]  # fmt: skip
    say(f"{counted(sum(counts.values()), 'address', 'addresses')}, {links.visited:,} visited now: {', '.join(words)}")
    for remark in links.remarks:
        say(remark)
