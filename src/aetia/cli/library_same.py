"""`aetia library same`: entries of a library that are one, and what people decide about them."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aetia.cli.output import counted, harmless, json_option, print_json, say
from aetia.cli.resolve_in_library import own_corpus

if TYPE_CHECKING:
    from aetia.model.decision import SameKind
    from aetia.resolve.versions import Outcome, Proposal

_PAIR = "STUDY STUDY"


@click.command(short_help="Find studies that are one: entered twice, preprint and article, …")
@click.argument("library", type=click.Path(path_type=Path))
@click.option(
    "--corpus",
    "address",
    metavar="ADDRESS",
    envvar="AETIA_CORPUS",
    help="Folder or address of a corpus, for links, registration numbers and abstracts; AETIA_CORPUS by default.",
)
@click.option(
    "--apply", "do_it", is_flag=True, help="Join what is certain or decided, and write the rest as questions."
)
@click.option("--yes", nargs=2, metavar=_PAIR, help="Write down that these two are one; --apply then does it.")
@click.option("--no", "denied", nargs=2, metavar=_PAIR, help="Write down that these two are not one, for good.")
@click.option(
    "--kind",
    type=click.Choice(["publication", "version", "population", "notice"]),
    help="With --yes or --no: in which sense; what the two are proposed as, by default.",
)
@click.option("--by", metavar="NAME", help="With --yes or --no: who decides.")
@click.option("--why", metavar="TEXT", help="With --yes or --no: the reason.")
@json_option
def same(
    library: Path,
    address: str | None,
    do_it: bool,
    yes: tuple[str, str] | None,
    denied: tuple[str, str] | None,
    kind: SameKind | None,
    by: str | None,
    why: str | None,
    as_json: bool,
) -> int:
    """Find studies of a LIBRARY that are one: a paper entered twice, preprint and article, two papers of one population.

    Without options nothing is changed. With --apply, what identifiers, PubMed's links or people say is joined into one study with
    several references, or counted once (reviewed_as) where the entries contradict each other; everything else becomes a question in
    decisions/same.tsv. Answer with --yes or --no, or in that file; a no is never asked again.

    With --json prints {"proposals"}, with --apply {"joined", "tied", "asked", "left", "files"}. Exit code 1 if something that was
    certain or decided could not be done.
    """
    if yes and denied:
        raise click.UsageError("give --yes or --no, not both")
    today = datetime.now().astimezone().date().isoformat()
    if yes or denied:
        row = _answer(library, yes or denied or ("", ""), kind, bool(yes), by, why, today)
        if not do_it:
            if as_json:
                print_json({"answer": row})
            return 0
    with _corpus(address or own_corpus(library)) as corpus:
        if do_it:
            from aetia.resolve.versions import apply_same

            return _applied(apply_same(library, corpus, on=today), as_json)
        from aetia.library import read_library
        from aetia.resolve.versions import find_same

        proposals = find_same(read_library(library), corpus)
    if as_json:
        print_json({"proposals": [proposal.plain() for proposal in proposals]})
    else:
        for proposal in proposals:
            click.echo(harmless(_line(proposal)).encode("utf-8", "backslashreplace"))
    counts = Counter(proposal.strength for proposal in proposals)
    say(
        f"{counted(len(proposals), 'pair')}: {counts['certain']} certain, {counts['likely']} likely, {counts['possible']} possible"
    )
    return 0


def _corpus(address: str | None) -> Any:
    if address is None:
        return nullcontext(None)
    from aetia.cli.corpus import address_of
    from aetia.corpus import open as open_corpus

    return open_corpus(address_of(address))


def _answer(
    library: Path, pair: tuple[str, str], kind: SameKind | None, yes: bool, by: str | None, why: str | None, today: str
) -> dict[str, Any]:
    if not by:
        raise click.UsageError("say with --by who decides")
    from aetia.resolve.versions import give_answer

    if kind is None:
        kind = _kind_of(library, pair)
    row = give_answer(library, *pair, kind, yes=yes, by=by, on=today, why=why)
    say(f"written: '{row.one}' and '{row.other}' are {'' if yes else 'not '}one {row.kind}")
    return row.plain()


def _kind_of(library: Path, pair: tuple[str, str]) -> SameKind:
    """In which sense the two wait for an answer, or are proposed as one."""
    from aetia.library import read_library
    from aetia.resolve.versions import find_same

    whole = read_library(library)
    waiting = [row.kind for row in whole.same if row.decision == "open" and {row.one, row.other} == set(pair)]
    found = waiting or [proposal.kind for proposal in find_same(whole) if set(proposal.pair) == set(pair)]
    if not found:
        raise click.UsageError(f"nobody asks about '{pair[0]}' and '{pair[1]}': say with --kind what they are")
    return found[0]


def _applied(outcome: Outcome, as_json: bool) -> int:
    if as_json:
        print_json(outcome.plain())
    for done in outcome.joined:
        say(f"joined '{done.other}' to '{done.one}' ({done.kind}): {done.why}")
    for done in outcome.tied:
        say(f"tied '{done.other}' to '{done.one}' ({done.kind}): {done.why}")
    for words in outcome.left:
        say(words)
    say(
        f"{counted(len(outcome.joined), 'entry', 'entries')} joined, {counted(len(outcome.tied), 'pair')} tied, "
        f"{counted(len(outcome.asked), 'question')} in decisions/same.tsv, {counted(len(outcome.files), 'file')} changed"
    )
    return 1 if outcome.left else 0


def _line(proposal: Proposal) -> str:
    answer = ", a person said yes" if proposal.answer else ""
    return f"{proposal.one} · {proposal.other}: {proposal.kind}, {proposal.strength}{answer}; {proposal.why}"
