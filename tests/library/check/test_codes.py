"""Every code is registered, documented, and made by some reader or check; severities in the documentation are those of the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from aetia.library.check import CHECKS
from aetia.library.check.codes import CHECKING, CODES, CORPUS, ONLINE, READING

_ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (error|warning) \| (.+) \| (.+) \|$", re.MULTILINE)


def test_the_documentation_lists_every_code_once_with_its_severity(repository: Path) -> None:
    rows = _ROW.findall((repository / "docs" / "reference" / "checks.md").read_text(encoding="utf-8"))

    assert len(rows) == len({code for code, *_ in rows})
    assert {code: severity for code, severity, *_ in rows} == CODES
    assert all(len(what) > 10 and len(remedy) > 5 for _, _, what, remedy in rows)


def test_every_code_that_the_library_room_uses_is_registered_and_every_registered_code_is_used(
    repository: Path,
) -> None:
    assert _codes_below(repository / "src" / "aetia" / "library") == set(READING | CHECKING)
    assert _codes_below(repository / "src" / "aetia" / "rescue" / "link_health") == set(ONLINE)
    assert _codes_below(repository / "src" / "aetia" / "resolve" / "standing") == set(CORPUS)


def test_the_four_kinds_of_codes_share_none() -> None:
    assert len(CODES) == len(READING) + len(CHECKING) + len(ONLINE) + len(CORPUS)
    assert set(READING.values()) == {"error"}


def test_no_check_stands_in_the_list_twice() -> None:
    assert len(CHECKS) == len({check.__name__ for check in CHECKS})
    assert all(check.__doc__ for check in CHECKS)


def _codes_below(folder: Path) -> set[str]:
    return {code for file in sorted(folder.rglob("*.py")) for code in _codes_in(file)}


def _codes_in(file: Path) -> set[str]:
    """The words of a file that stand where a code stands: among the first arguments of a call that makes a fault."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in ("Fault", "fault", "_fault"):
            continue
        words = [argument.value for argument in node.args[:3] if isinstance(argument, ast.Constant)]
        found |= {str(word) for word in words if word in CODES or re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", str(word))}
    return found
