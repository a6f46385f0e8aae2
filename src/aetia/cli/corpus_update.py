"""`aetia corpus update`: what NLM has and the corpus has not."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.corpus import address_of, progress_bar
from aetia.cli.output import counted, print_json, say

if TYPE_CHECKING:
    from aetia.corpus.update import Folders, Plan
    from aetia.http import PoliteClient


def run_update(
    base: str | None,
    email: str | None,
    downloads: Path | None,
    only_plan: bool,
    swap: bool,
    drop_old: bool,
    address: str | None,
    jobs: int,
    as_json: bool,
) -> int:
    """Plan, update or swap; the exit code."""
    from aetia.corpus.update import plan_update, update
    from aetia.errors import InputError

    if drop_old and not swap:
        raise InputError("--drop-old says what becomes of the old corpus", remedy="Give it with --swap")

    where, folders = address_of(address), _folders(base)
    with _client(email, base) as client, progress_bar() as progress:
        if only_plan:
            return _tell_plan(plan_update(where, client, folders=folders), as_json)
        if swap:
            from aetia.corpus.baseline import swap_baseline

            swapped = swap_baseline(
                where, client, folders=folders, downloads=downloads, jobs=jobs, keep_old=not drop_old, progress=progress
            )
            report = swapped.update
            kept = f"; the old one, {swapped.replaced}, is kept" if swapped.replaced and not swapped.discarded else ""
            say(f"the corpus is now generation {swapped.generation}, on the baseline of {swapped.year}{kept}")
        else:
            report = update(where, client, folders=folders, downloads=downloads, jobs=jobs, progress=progress)
    if as_json:
        print_json(
            {
                "corpus": where,
                "added": report.added,
                "failed": report.failed,
                "watermark": report.watermark,
                "warnings": report.warnings,
            }
        )
    for warning in report.warnings:
        say(warning)
    say(
        f"{counted(len(report.added), 'file')} added, {len(report.failed)} failed; the watermark is at {report.watermark}"
    )
    return 1 if report.failed else 0


def _tell_plan(plan: Plan, as_json: bool) -> int:
    if as_json:
        print_json({**asdict(plan), "size": plan.size})
    else:
        for file in plan.files:
            click.echo(file.name)
    say(f"{counted(len(plan.files), 'file')} to fetch, about {plan.size / 1e9:.1f} GB")
    return 0


def _folders(base: str | None) -> Folders | None:
    from aetia.corpus.update import Folders

    if base is None:
        return None
    root = base.rstrip("/")
    return Folders(f"{root}/baseline/", f"{root}/updatefiles/")


def _client(email: str | None, base: str | None) -> PoliteClient:
    from urllib.parse import urlsplit

    from aetia.http import PoliteClient

    # A server that the user names may stand in the house; one that nobody named never does.
    parts = urlsplit(base or "")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return PoliteClient(contact=email, private_hosts={f"{parts.hostname}:{port}"} if parts.hostname else ())
