"""`aetia archive`: the preserved site."""

from __future__ import annotations

from pathlib import Path

import click

from aetia.cli.output import counted, json_option, print_json, say


@click.command()
@click.argument("library", type=click.Path(path_type=Path), metavar="LIBRARY|FILE.wacz")
@click.option("--out", type=click.Path(path_type=Path), help="The archive to make: a file that ends in .wacz.")
@click.option(
    "--sign",
    metavar="COMMAND",
    help="Sign it: the command gets the digest on its standard input and prints the signature as JSON.",
)
@click.option("--verify", is_flag=True, help="Make nothing: check the digests of an archive that was made before.")
@json_option
def command(library: Path, out: Path | None, sign: str | None, verify: bool, as_json: bool) -> int:
    """Seal the site as one WACZ file, or check one.

    The site of the LIBRARY is built anew and sealed with the library's public files inside: 'aetia restore' gives the library
    back, and ReplayWeb.page shows the site without a server. The same library gives the same bytes. Keep two copies.
    """
    from aetia.errors import InputError

    if verify:
        if out is not None or sign is not None:
            raise InputError("--verify makes nothing", remedy="Leave out --out and --sign")
        return _verify(library, as_json)
    if out is None:
        raise InputError("there is no --out", remedy="Name the archive: --out site.wacz")
    return _seal(library, out, sign, as_json)


def _seal(library: Path, out: Path, sign: str | None, as_json: bool) -> int:
    from aetia.archive import signer_of
    from aetia.cli.corpus import progress_bar
    from aetia.site.archiving import archive_site

    signer = signer_of(sign) if sign is not None else None
    with progress_bar() as progress:
        archived = archive_site(library, out, sign=signer, progress=progress)
    if as_json:
        print_json(archived.to_json())
    for warning in archived.built.warnings:
        say(f"look at {warning.where}: {warning.what}")
    sealed = archived.sealed
    made = f"{counted(archived.built.pages, 'page')} in {counted(sealed.documents, 'file')}"
    signed = "Signed and sealed" if sealed.signed else "Sealed"
    say(f"{signed} {made} ({sealed.size / 1e6:.1f} MB), edition of {archived.built.as_of}: {sealed.path}")
    say(f"sha256:{sealed.digest}")
    return 0


def _verify(path: Path, as_json: bool) -> int:
    from aetia.archive import verify_wacz

    found = verify_wacz(path)
    if as_json:
        print_json({"archive": str(path), "sound": not found, "faults": [vars(damage) for damage in found]})
    for damage in found:
        say(str(damage))
    say(
        f"{path}: {counted(len(found), 'fault')}"
        if found
        else f"{path}: every file has the digest that it was sealed with"
    )
    return 1 if found else 0
