"""What copied, scanned and hand-typed citations bring with them does not end up in their fields."""

from __future__ import annotations

import pytest

from aetia.rescue.citations import READ_LIMIT, parse_citation
from aetia.rescue.mending import mend, number_in_front
from aetia.rescue.several import split_citations

WHOLE = (
    "Aberer E, Breier F, Stanek G, Schmidt B. Success and failure in treatment of rashes. Infection 1996; 24: 85-87."
)

OLD_DOI = "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2"


def in_text(text: str, name: str) -> str:
    """What stands in a text where a field was found."""
    start, end = parse_citation(text).spans[name]
    return text[start:end]


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\n", "12", "et al.", "See above.", "ibid", "Smith 1999", "in press", "???"]
)
def test_empty_and_tiny_citations_give_no_wrong_volume_or_journal(text: str) -> None:
    citation = parse_citation(text)
    assert not {"volume", "pages", "journal", "doi", "publisher"} & set(citation.fields)


@pytest.mark.parametrize(
    "front", ["12. ", "[12] ", "(12) ", "12) ", "¹² ", "* ", "• ", "† ", "12 ", "ref. 12: ", "  3.  "]
)
def test_the_number_in_front_is_dropped(front: str) -> None:
    text = front + WHOLE
    citation = parse_citation(text)
    assert citation.names()[0] == "Aberer E"
    assert citation.spans["authors"][0] == len(front)
    assert citation.fields == parse_citation(WHOLE).fields


@pytest.mark.parametrize(
    "title", ["5-HT receptors in gut", "1,25-dihydroxyvitamin D", "2009 H1N1 influenza", "11β-HSD and fat"]
)
def test_a_number_that_begins_a_title_is_no_number_in_front(title: str) -> None:
    assert number_in_front(f"{title}. Lancet 2001;12:3-9.") == 0


@pytest.mark.parametrize(
    ("printed", "doi", "span"),
    [
        ("doi:10.1016/j.jaad.2008.10.035.", "10.1016/j.jaad.2008.10.035", "10.1016/j.jaad.2008.10.035"),
        ("doi: 10.1016/j.\njaad.2008.10.035.", "10.1016/j.jaad.2008.10.035", "10.1016/j.\njaad.2008.10.035"),
        ("https://doi.org/10.1016/\nj.jaad.2008.10.035", "10.1016/j.jaad.2008.10.035", "10.1016/\nj.jaad.2008.10.035"),
        ("doi: 10. 1093/jb/mvg083.", "10.1093/jb/mvg083", "10. 1093/jb/mvg083"),
        ("doi:10.1093/molbev /msu300", "10.1093/molbev/msu300", "10.1093/molbev /msu300"),
        (f"(doi:{OLD_DOI})", OLD_DOI, OLD_DOI),
        ("doi:10.1016/S0016-5107(74)73914-1,", "10.1016/S0016-5107(74)73914-1", "10.1016/S0016-5107(74)73914-1"),
        ("10.1038/nm.2234 [doi]", "10.1038/nm.2234", "10.1038/nm.2234"),
        ("10.1038/nm.2234[doi]", "10.1038/nm.2234", "10.1038/nm.2234"),
    ],
)  # fmt: skip
def test_a_doi_is_mended_and_its_place_kept(printed: str, doi: str, span: str) -> None:
    text = f"{WHOLE} {printed}"
    citation = parse_citation(text)
    assert citation.get("doi") == doi
    assert in_text(text, "doi") == span
    assert citation.get("pages") == "85-87"


def test_a_doi_at_a_line_end_does_not_take_the_next_line() -> None:
    for following in (
        "PMID: 8720210",
        "2. Smith J. Another. Lancet 2001;1:2-3.",
        "1997 was another year",
        "Available online",
    ):
        assert parse_citation(f"{WHOLE} doi:10.1007/BF01780662\n{following}").get("doi") == "10.1007/BF01780662"


def test_words_and_pages_cut_by_a_line_end_are_whole_again() -> None:
    text = (
        "Boender J, Nix GA, de Ridder MA, Schütte \nHE. Endoscopic papil-\nlotomy for long-\nterm stones. Gastro-\n"
        "enterology. 1994;26:209-\n16."
    )
    citation = parse_citation(text)
    assert citation.get("title") == "Endoscopic papillotomy for long-term stones"
    assert citation.get("journal") == "Gastroenterology"
    assert citation.get("pages") == "209-16"
    assert citation.names()[-1] == "Schütte HE"
    assert in_text(text, "journal") == "Gastro-\nenterology"


def test_a_line_without_line_ends_is_not_changed() -> None:
    assert mend(WHOLE) == (WHOLE, None)


def test_two_citations_in_one_line_are_told_and_the_first_is_read() -> None:
    second = "Smith JA, Jones B. Another title about dust and bones. Lancet 2001;357:1013-1017."
    for between in (" ", "; ", " 2. "):
        citation = parse_citation(WHOLE + between + second)
        assert citation.get("journal") == "Infection"
        assert len(citation.also) == 1, between
        assert parse_citation(citation.text[slice(*citation.also[0])]).get("journal") == "Lancet"


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "Bugge J. A trial from 1998 to 2003 in two towns. Lancet 2004;1:5-9. Epub 2003 Dec 12. doi:10.1016/S0140-2004(03)1999-1",
        "Hoehn MM, Yahr MD. Parkinsonism: onset, progression, and mortality. 1967. Neurology. 1998;50: 318-334.",
    ],
)
def test_one_citation_is_not_split(text: str) -> None:
    assert split_citations(text) == [(0, len(text))]
    assert parse_citation(text).also == []


@pytest.mark.parametrize(
    "text",
    [
        "Aberer E, Breier F, Stanek G. Succes5 and fa1lure in treatrnent. lnfection 1996; 24: 85-87.",
        "Aberer  E,Breier F,Stanek G.Success and failure in treatment.Infection 1996;24:85-87.",
        "ABERER E, BREIER F, STANEK G. SUCCESS AND FAILURE IN TREATMENT. INFECTION 1996; 24: 85–87.",
        "Aberer E, Breier F, Stanek G\u00ad. Success and failure in treat\u00adment. Infection\u200b 1996; 24: 85-87.",
    ],
)  # fmt: skip
def test_noise_of_scanners_and_typists_leaves_year_volume_and_pages(text: str) -> None:
    citation = parse_citation(text)
    assert (citation.number("year"), citation.get("volume")) == (1996, "24")
    assert str(citation.get("pages")).replace("–", "-") == "85-87"
    assert [name.split()[0].casefold() for name in citation.names()] == ["aberer", "breier", "stanek"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("E. Aberer, F. Breier, and G. Stanek. Success and failure. Infection 24 (1996): 85-87.", "E. Aberer"),
        (
            "Elisabeth Aberer and Franz Breier, Success and failure in treatment, Infection, 24 (1996), 85-87",
            "Elisabeth Aberer",
        ),
        (
            "Aberer, Elisabeth; Breier, Franz (1996): Success and failure. In: Infection 24, S. 85-87.",
            "Aberer, Elisabeth",
        ),
        ("Aberer E Breier F Stanek G Success and failure in the treatment. Infection 1996;24:85-87.", "Aberer E"),
    ],
)
def test_names_in_any_order_are_names(text: str, first: str) -> None:
    citation = parse_citation(text)
    assert citation.names()[0] == first
    assert str(citation.get("title")).startswith("Success and failure")
    assert (citation.get("journal"), citation.get("volume")) == ("Infection", "24")


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Иванов А.А., Петров В.В. Лечение системной склеродермии. Терапевтический архив. 2004;76(5):12-18.",
         "Лечение системной склеродермии", 2004),
        ("舒仁輝，《東都事略與宋史比較研究》。北京：商務，2007年。", "東都事略與宋史比較研究", 2007),
        ("Παπαδόπουλος Γ, Νικολάου Α. Η θεραπεία της σκληροδερμίας. Ιατρική 1999;75:120-126.",
         "Η θεραπεία της σκληροδερμίας", 1999),
    ],
)  # fmt: skip
def test_titles_that_are_not_in_latin_letters(text: str, title: str, year: int) -> None:
    citation = parse_citation(text)
    assert citation.number("year") == year
    assert title in str(citation.get("title"))


def test_books_chapters_and_pages_of_the_web_are_told_from_articles() -> None:
    book = parse_citation(
        "Tambiah, Stanley J. Magic and the Scope of Rationality. Cambridge: Cambridge University Press, 1990."
    )
    assert (book.kind, book.get("publisher"), book.get("place")) == ("book", "Cambridge University Press", "Cambridge")
    chapter = parse_citation(
        "Solon, G. (1999). Intergenerational mobility in the labor market. In O. Ashenfelter & D. Card (Eds.), Handbook of labor "
        "economics (pp. 1761-1800). London: Elsevier."
    )
    assert (chapter.kind, chapter.get("book_title")) == ("chapter", "Handbook of labor economics")
    assert chapter.names("editors") == ["O. Ashenfelter", "D. Card"]
    page = parse_citation(
        "Green, E. (2016, March 22). Black activism, unchurched. Retrieved from http://www.theatlantic.com/politics/archive/2016/03/."
    )
    assert page.get("url") == "http://www.theatlantic.com/politics/archive/2016/03/"
    assert (page.kind, page.number("year"), page.get("title")) == ("webpage", 2016, "Black activism, unchurched")


def test_an_identifier_is_read_as_printed_even_where_it_belongs_to_another_paper() -> None:
    citation = parse_citation(f"{WHOLE} PMID: 99999999.")
    assert citation.get("pmid") == "99999999"
    assert citation.get("title") == "Success and failure in treatment of rashes"


@pytest.mark.parametrize(
    "piece",
    [
        "Title. ",
        "Ann Rheum Dis. ",
        "Aa eds. ",
        "pp. 1-[1",
        'Jr. "',
        "A. ²A1",
        "A.-B. ",
        "PMC1 ",
        ". II",
        "(",
        "[",
        ",",
        ";",
        "\t",
        "www.",
        "2001;1(",
    ],
)
def test_any_piece_repeated_is_read_only_as_far_as_a_citation_goes(piece: str) -> None:
    """Some patterns take time with the square of the text; what is past 2,000 characters is not looked at, and costs nothing."""
    head = f"Smith J. {piece * 40}"[:READ_LIMIT]
    long = f"Smith J. {piece * 12_000}"[:90_000]
    citation = parse_citation(long)
    assert all(end <= READ_LIMIT for _, end in citation.spans.values())
    assert parse_citation(head).text == head
