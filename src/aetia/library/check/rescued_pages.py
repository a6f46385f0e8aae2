"""Rescued pages: those that findings name are here, with the page itself as it was found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from aetia.library import layout
from aetia.library.check.case import Case
from aetia.library.check.case import Path as YamlPath
from aetia.library.faults import Fault
from aetia.library.read import files

_CHUNK = 1 << 20


def unknown_pages(case: Case) -> Iterator[Fault]:
    """`as_found` and `cited_as` that name a page which `rescued/` does not hold."""
    known = _names(case)
    for file, path, page in _uses(case):
        if page.removeprefix(f"{layout.RESCUED}/") not in known:
            yield case.fault(
                "unknown-page",
                file,
                path,
                f"there is no rescued page '{page}'",
                f"Correct the name: the pages are the .yaml files of {layout.RESCUED}/",
            )


def page_files(case: Case) -> Iterator[Fault]:
    """Rescued pages whose own file is gone, changed, or outside the library."""
    present = set(files(case.library.root, layout.RESCUED, ""))
    for page in case.library.rescued.values():
        record = layout.rescued_file(page.id)
        name = PurePosixPath(layout.RESCUED, page.file)
        if name.is_relative_to(layout.RESCUED) and ".." not in name.parts and str(name) in present:
            if _digest(case.library.root / name) != page.digest:
                yield case.fault(
                    "changed-page",
                    record,
                    ("digest",),
                    f"'{name}' is not the page that was rescued: its digest differs",
                    "Put the page back as it was found",
                )
        elif ".." in name.parts or not name.is_relative_to(layout.RESCUED):
            yield case.fault(
                "outside-library",
                record,
                ("file",),
                f"'{page.file}' does not lie in {layout.RESCUED}/",
                "Name a file beside this record",
            )
        elif str(name) in case.left_out:
            yield case.fault(
                "private-page",
                record,
                ("file",),
                f"the page as found, '{name}', was kept private and so was not restored",
                "Put it back if anybody has it",
            )
        else:
            yield case.fault(
                "missing-page",
                record,
                ("file",),
                f"the page as found, '{name}', is not here",
                "Put it back; a rescued page is the only copy of what an old site said",
            )


def missing_permissions(case: Case) -> Iterator[Fault]:
    """Pages to be published whole without a word on who allowed it."""
    for page in case.library.rescued.values():
        if page.publish == "whole" and not (page.permission or "").strip():
            yield case.fault(
                "no-permission",
                layout.rescued_file(page.id),
                ("publish",),
                "the page is to be published whole, and nobody is named who allowed it",
                "Say in 'permission' who did and when, or write 'publish: excerpts'",
            )


def _names(case: Case) -> set[str]:
    """Every way to name a rescued page: its identifier, its record's file, or the page's own file."""
    names: set[str] = set()
    for page in case.library.rescued.values():
        names |= {page.id, f"{page.id}.yaml", page.file}
    for file in case.unread:
        if file.startswith(f"{layout.RESCUED}/"):
            names |= {layout.identifier(file, layout.RESCUED), file.removeprefix(f"{layout.RESCUED}/")}
    return names


def _uses(case: Case) -> Iterator[tuple[str, YamlPath, str]]:
    for place in case.findings:
        if place.finding.as_found:
            yield place.file, (*place.path, "as_found", "page"), place.finding.as_found.page
    for study in case.library.studies.values():
        for number, reference in enumerate(study.references):
            if reference.cited_as and reference.cited_as.page:
                path: YamlPath = ("references", number, "cited_as", "page")
                yield layout.study_file(study.id), path, reference.cited_as.page


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return f"sha256:{digest.hexdigest()}"
