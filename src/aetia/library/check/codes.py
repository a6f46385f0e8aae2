"""The codes of all faults, with their severity. A code is a promise: documentation, tests and other programs name it.

An *error* makes the library say something untrue, lose something, or not build. A *warning* should be looked at.
"""

from __future__ import annotations

from typing import Literal

Severity = Literal["error", "warning"]

READING: dict[str, Severity] = {
    "unreadable": "error",
    "not-utf8": "error",
    "not-toml": "error",
    "not-yaml": "error",
    "not-a-record": "error",
    "no-front-matter": "error",
    "front-matter-cut": "error",
    "unknown-field": "error",
    "missing-field": "error",
    "wrong-value": "error",
    "wrong-name": "error",
    "same-id": "error",
    "wrong-columns": "error",
    "wrong-cells": "error",
}
"""Found while reading: the file, or the row, is left out of everything else until it is mended."""

CHECKING: dict[str, Severity] = {
    "not-canonical": "warning",
    "partial-as-of": "warning",
    "unknown-concept": "error",
    "wrong-kind": "error",
    "same-synonym": "warning",
    "unknown-topic": "error",
    "topic-without-parent": "error",
    "below-a-draft": "warning",
    "dead-link": "error",
    "alias-taken": "error",
    "same-exposure": "warning",
    "no-safety-text": "error",
    "no-guideline": "warning",
    "two-answers": "error",
    "no-main-language": "error",
    "missing-language": "warning",
    "missing-translation": "warning",
    "stray-translation": "error",
    "unlisted-language": "warning",
    "old-translation": "warning",
    "unknown-outcome": "error",
    "override-without-second": "error",
    "unknown-study": "error",
    "same-publication": "error",
    "same-study": "error",
    "same-title": "warning",
    "same-author-no-team": "warning",
    "notice-without-identifier": "warning",
    "same-finding": "error",
    "other-exposure": "warning",
    "no-design": "error",
    "impossible-estimate": "error",
    "misprinted-estimate": "warning",
    "typed-direction": "warning",
    "direction-contradicts-estimate": "error",
    "size-not-judged": "error",
    "overlapping-reviews": "error",
    "review-beside-studies": "warning",
    "long-quotation": "error",
    "changed-quotation": "error",
    "lone-population": "warning",
    "unknown-page": "error",
    "outside-library": "error",
    "missing-page": "error",
    "private-page": "warning",
    "changed-page": "error",
    "no-permission": "error",
    "withdrawn-story": "warning",
    "unknown-in-decision": "warning",
    "stray-file": "warning",
    "secret-file": "error",
    "link": "warning",
    "large-file": "warning",
}
"""Found by the checks: the files can be read, but they do not fit together, or are not true, or not safe."""

ONLINE: dict[str, Severity] = {
    "dead-address": "warning",
    "moved-address": "warning",
    "lost-address": "warning",
    "unsure-address": "warning",
}
"""Found by `aetia check --online` alone: where links lead that leave the library."""

CORPUS: dict[str, Severity] = {
    "retracted-reference": "error",
    "replaced-reference": "error",
    "concern-reference": "warning",
    "corrected-reference": "warning",
    "other-standing": "warning",
    "read-before-notice": "warning",
    "other-paper": "error",
    "deleted-record": "warning",
    "merged-record": "warning",
    "newly-known": "warning",
    "other-metadata": "warning",
    "moved-quotation": "error",
    "cites-retracted": "warning",
    "pools-retracted": "warning",
}
"""Found by `aetia check --corpus` alone: what a corpus says of the library's publications and quotations."""

CODES: dict[str, Severity] = READING | CHECKING | ONLINE | CORPUS
