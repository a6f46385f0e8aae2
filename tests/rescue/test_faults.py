"""What looks wrong on a page is named, with its place and a proposal."""

from __future__ import annotations

from pathlib import Path

from aetia.rescue.faults import find_faults
from aetia.rescue.journals import nearest_journal
from aetia.rescue.read import read_page

FLAWED = Path(__file__).resolve().parents[1] / "data" / "rescue" / "flawed"


def kinds(text: str) -> set[str]:
    return {fault.kind for fault in find_faults(read_page(text.encode()))}


def page_of(*entries: str) -> str:
    return "Causes of Examplitis\n\n" + "\n\n".join(entries) + "\n"


def test_a_jump_list_and_headings_that_differ_are_named() -> None:
    faults = find_faults(read_page(FLAWED / "jump-list-lacks-heading.txt"))
    found = {(fault.kind, fault.words) for fault in faults}
    assert ("heading-not-in-jump-list", "Solvents") in found
    assert ("jump-item-without-heading", "Moon phases") in found
    assert ("section-without-studies", "Vaccines") in found
    assert {"printed-twice", "lost-dash", "label-missing"} <= {fault.kind for fault in faults}


def test_a_misspelt_journal_gets_a_proposal() -> None:
    assert nearest_journal("J Am Acad Dermotol") == "J Am Acad Dermatol"
    assert nearest_journal("J Am Acad Dermatol") is None
    assert (
        nearest_journal("Journal of the American Academcy of Dermatology")
        == "Journal of the American Academy of Dermatology"
    )


def test_pages_that_run_backwards_are_named() -> None:
    assert "backward-pages" in kinds(
        page_of("Aberer E, Kersten A. Heterogeneity in the skin. Am J Dermatopathol 1996; 18(6): 571-519.")
    )


def test_a_label_that_the_title_contradicts_is_named() -> None:
    text = "Case Report: Morphea in childhood. Results of a cohort analysis. We observed an association. J. C. Prinz. Infection."
    found = kinds(page_of(text))
    assert {"label-contradicts", "no-year"} <= found


def test_a_blank_in_a_number_is_named() -> None:
    assert "blank-in-number" in kinds(page_of("Albert S, Brade V. Lyme arthritis. Infection 1999; 27(4- 5): 286-288."))


def test_lines_in_another_encoding_are_named() -> None:
    faults = find_faults(read_page(FLAWED / "utf8-with-latin1-lines.txt"))
    assert "mixed-encoding" in {fault.kind for fault in faults}


def test_spans_of_faults_hold_their_words() -> None:
    page = read_page(FLAWED / "jump-list-lacks-heading.txt")
    for fault in find_faults(page):
        if fault.span is not None and fault.words is not None:
            assert " ".join(page.reading.text[slice(*fault.span)].split()).startswith(fault.words[:20])
