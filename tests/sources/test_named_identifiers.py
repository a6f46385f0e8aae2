"""Identifiers inside other texts, whatever the texts are."""

from __future__ import annotations

import time

import pytest

from aetia.sources.named_identifiers import labelled, noted


def test_labels_and_notes_name_identifiers() -> None:
    assert labelled("26957754[pmid] PMC9359172 [PMCID]") == {"pmid": "26957754", "pmcid": "PMC9359172"}
    assert noted("a note\n\n  PMID: 26957754\nas in PMCID: PMC1") == {"pmid": "26957754"}


@pytest.mark.parametrize("text", ["1" * 40_000, "\n" * 40_000, "1 [" * 10_000, "a" + " " * 40_000])
def test_a_long_note_takes_no_more_than_its_length(text: str) -> None:
    began = time.process_time()
    assert labelled(text) == noted(text) == {}
    assert time.process_time() - began < 2
