"""The site in more than one language: complete catalogues, pages beside each other, what falls back, right to left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import lxml.html
import pytest
from tests.site.test_accessible import ALL_RULES

from aetia.library import read_library
from aetia.library.write import writing
from aetia.model.library import PageTranslation, SettingsTranslation
from aetia.model.topic import TopicTranslation
from aetia.site import build_site, reading_ease
from aetia.site.words import load_words
from aetia.synthesis import RuleBook, load_rules
from aetia.synthesis.rules import versions
from aetia.synthesis.sentences import Sentence, said_in, say, sentence_words
from aetia.words import PLURAL_FORMS, Words, load_catalogue

CATALOGUES = ("aetia.site", "aetia.synthesis.figures", "aetia.synthesis")
LANGUAGES = ("es",)
FEVER, SLATE = "infection/blue-fever", "dust/slate-dust"

SAME_IN_BOTH = {
    "es": {
        "normal",
        "no",
        "{n} bytes",
        "{n} byte",
        "SHA-256",
        "I²",
        "I² {share}",
        "Atom",
        "JSON Feed",
        "animal",
        "n {people}",
    }
}
"""Texts, beside those without a word, that may be the same in a language as in English."""


@pytest.fixture(params=[(package, language) for package in CATALOGUES for language in LANGUAGES], ids=str)
def pair(request: pytest.FixtureRequest) -> tuple[Words, Words]:
    """A catalogue in English and in another language."""
    package, language = request.param
    return load_catalogue(package, "en"), load_catalogue(package, language)


def texts_of(words: Words, key: str) -> dict[str, str]:
    entry = words.entry(key)
    return entry if isinstance(entry, dict) else {"": str(entry)}


def test_a_catalogue_has_the_keys_of_the_english_one(pair: tuple[Words, Words]) -> None:
    english, other = (set(words.all_keys()) for words in pair)
    of_rules = {key for key in other if key.partition(".")[0] in ("rule", "way", "flag")} - english
    optional = {key for key in english ^ other if key.startswith("glossary.") and key.endswith(".also")}
    assert other - of_rules - optional == english - optional


def test_every_text_asks_for_the_same_values(pair: tuple[Words, Words]) -> None:
    english, other = pair
    for key in english.all_keys():
        asked = [
            {name for text in texts_of(words, key).values() for name in re.findall(r"\{(\w+)\}", text)}
            for words in pair
        ]
        assert asked[0] == asked[1], key
    assert other.language != english.language


def test_a_table_of_forms_has_those_of_the_language(pair: tuple[Words, Words]) -> None:
    english, other = pair
    used = {other._form(n) for n in (*range(200), 1_000_000)}  # the forms that a count can ask for
    for key in english.all_keys():
        entry = other.entry(key)
        if isinstance(english.entry(key), dict):
            assert isinstance(entry, dict), key
            assert used - {"many"} <= set(entry) <= set(PLURAL_FORMS), key


def test_no_text_is_empty_or_left_in_english(pair: tuple[Words, Words]) -> None:
    english, other = pair
    for key in english.all_keys():
        mine, theirs = texts_of(other, key), texts_of(english, key)
        assert [form for form, text in mine.items() if not text.strip() and theirs.get(form, "x").strip()] == [], key
        for form in set(mine) & set(theirs):
            has_word = re.search(r"[^\W\d_]{2}", re.sub(r"\{\w+\}", "", theirs[form]))
            if has_word and theirs[form] not in SAME_IN_BOTH[other.language]:
                assert mine[form] != theirs[form], key


def texts_of_rules(rules: RuleBook) -> list[str]:
    return [
        *(rule.text for rule in rules.rules),
        *(way.text for way in rules.ways),
        *(flag.text for flag in rules.flags),
    ]


@pytest.mark.parametrize("version", versions())
def test_every_text_of_the_rules_is_there_in_every_language(version: str) -> None:
    rules = load_rules(version)
    for language in LANGUAGES:
        words = sentence_words(language)
        for text in texts_of_rules(rules):
            assert said_in(words, text) not in (None, str(text)), text


def test_a_rule_says_the_same_in_every_version() -> None:
    seen: dict[str, str] = {}
    for version in versions():
        for text in texts_of_rules(load_rules(version)):
            assert isinstance(text, Sentence)
            assert seen.setdefault(text.key, text) == text, "translations are found by the key alone"


def test_a_sentence_with_a_sentence_inside_is_said_whole() -> None:
    reason = say("here.studies", flag=load_rules("2026-3").flags[6].text, studies="Rot 2010")
    assert reason.endswith(" Here: Rot 2010.")
    assert str(said_in(sentence_words("es"), reason)).endswith(" Aquí: Rot 2010.")
    assert said_in(sentence_words("es"), "some words") is None
    assert said_in(sentence_words("en"), "some words") == "some words"


def test_every_computed_answer_in_spanish_reads_at_least_normally() -> None:
    words = load_words("es")
    for key in words.all_keys():
        section, _, name = key.partition(".")
        if section == "answer":
            lead = f"lead.{name}" if words.has(f"lead.{name}") else f"lead.{name.split('_')[0]}"
            text = f"{words(lead)} {words(key, disease='muñeca pálida')}"
        elif section == "flag_means":
            text = words(key)
        else:
            continue
        assert reading_ease.ease(text, ["muñeca pálida"]) >= reading_ease.LIMIT, f"{key}: {text}"


@pytest.fixture(scope="module")
def bilingual(make_library: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library in English and, for one topic, one page, one disease and the settings, in Spanish."""
    root = make_library(
        tmp_path_factory.mktemp("bilingual") / "library",
        languages=["en", "es"],
        translations={"es": SettingsTranslation(title="Biblioteca de la muñeca pálida").model_dump()},
    )
    library = read_library(root)
    fever, about = library.topics[FEVER], library.pages["about"]
    translation = TopicTranslation(
        language="es",
        of=fever.words,
        title="Fiebre azul",
        question="¿La fiebre azul causa muñeca pálida?",
        key_points=["Un punto."],
    )
    with writing(root, "test") as writer:
        writer.translation(fever, translation)
        writer.translation(
            about, PageTranslation(language="es", of="sha256:0", title="Acerca de", body="La cuidamos.\n")
        )
        label = {"labels": {"es": "muñeca pálida"}}
        writer.concepts([c.model_copy(update=label if c.id == "palewrist" else {}) for c in library.concepts.values()])
    return root


@pytest.fixture(scope="module")
def spanish(bilingual: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(bilingual, tmp_path_factory.mktemp("spanish") / "site").out


def page(site: Path, address: str) -> Any:
    return lxml.html.fromstring((site / address / "index.html").read_bytes())


def text_of(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_pages_stand_again_below_their_language_and_say_so(spanish: Path) -> None:
    assert page(spanish, f"causes/{FEVER}").get("lang") == "en"
    assert page(spanish, f"es/causes/{FEVER}").get("lang") == "es"
    names = {path.relative_to(spanish).as_posix() for path in spanish.rglob("*.html")}
    assert {f"es/{name}" for name in names if not name.startswith("es/") and name != "404.html"} <= names


def test_a_translated_topic_is_told_in_its_language(spanish: Path) -> None:
    here = page(spanish, f"es/causes/{FEVER}")
    assert text_of(here.find(".//h1")) == "¿La fiebre azul causa muñeca pálida?"
    assert "muñeca pálida" in text_of(here.find(".//*[@id='findings']/.."))
    assert "Un punto." in text_of(here)
    assert here.find(".//h1").get("lang") is None


def test_what_is_not_translated_is_marked_and_the_page_says_so(spanish: Path) -> None:
    here = page(spanish, f"es/causes/{SLATE}")
    heading = here.find(".//h1")
    assert (heading.get("lang"), heading.get("data-untranslated")) == ("en", "")
    assert "no todo está traducido" in text_of(here)
    assert here.xpath("//main//*[@data-untranslated and not(@lang)]") == []


def test_an_english_page_has_neither_marks_nor_notes(spanish: Path) -> None:
    for file in spanish.rglob("*.html"):
        if file.relative_to(spanish).parts[0] != "es":
            html = file.read_text(encoding="utf-8")
            assert "data-untranslated" not in html, file
            assert "not translated" not in html, file
            assert re.findall(r' lang="(?!en")[^"]*"(?! hreflang)', html) == [], file


def test_a_translation_behind_its_original_says_so(spanish: Path) -> None:
    stale = load_words("es")("language.stale")
    assert stale in text_of(page(spanish, "es/pages/about"))
    assert stale not in text_of(page(spanish, f"es/causes/{FEVER}"))
    assert load_words("en")("language.stale") not in text_of(page(spanish, "pages/about"))


def test_every_page_leads_to_itself_in_the_other_language(spanish: Path) -> None:
    for one, other, name in (("", "es/", "Español"), ("es/", "", "English")):
        for address in ("", f"causes/{FEVER}/", "studies/rot-2010/", "pages/about/"):
            found = page(spanish, f"{one}{address}")
            [link] = [a for a in found.xpath("//nav[@class='languages']//a") if a.text == name]
            target = (spanish / one / address / link.get("href")).resolve()
            assert target == (spanish / other / address / "index.html").resolve()
            assert link.get("hreflang") == ("es" if name == "Español" else "en")


def test_a_library_in_one_language_has_no_switch(site: Path) -> None:
    assert page(site, "").xpath("//nav[@class='languages']") == []


def test_numbers_and_dates_follow_the_language_also_in_drawings(spanish: Path) -> None:
    decimal = re.compile(r"(?<![\w.,-])\d+\.(?!\d{3}\b)\d+(?![\w.])")
    here = page(spanish, f"es/causes/{SLATE}")
    for element in here.xpath("//*[@lang='en']"):
        element.drop_tree()
    assert decimal.findall(text_of(here.find(".//main"))) == []
    assert re.search(r"\d,\d\d \(\d,\d\d a \d", text_of(here))
    assert "20 de noviembre de 2026" in text_of(here)
    drawn = [text for text in here.xpath("//svg//*/text()") if decimal.search(text)]
    assert drawn == []
    assert [text for text in here.xpath("//svg//text()") if re.search(r"\d,\d", text)]
    assert {svg.get("lang") for svg in here.xpath("//svg[@lang]")} == {"es"}


def test_quotations_keep_their_language_and_are_no_gap_in_a_translation(spanish: Path) -> None:
    quotes = [
        quote
        for file in (spanish / "es").rglob("*.html")
        for quote in lxml.html.parse(str(file)).xpath("//blockquote/span")
    ]
    assert quotes
    assert {(quote.get("lang"), quote.get("data-untranslated")) for quote in quotes} == {("en", None)}


def test_every_word_of_an_editor_that_is_not_translated_is_marked(
    make_library: Callable[..., Path], tmp_path: Path
) -> None:
    """All words of the library are in Greek letters, so that one outside of a mark is seen."""
    root = make_library(tmp_path / "library", languages=["en", "es"])
    for file in [*root.glob("topics/**/*.md"), *root.glob("studies/*.yaml"), root / "concepts.yaml"]:
        file.write_text(_in_greek(file.read_text(encoding="utf-8")), encoding="utf-8")
    out = build_site(root, tmp_path / "site").out
    strays: dict[str, str] = {}
    for address in (
        "",
        f"causes/{FEVER}",
        f"causes/{SLATE}",
        "causes/infection",
        "studies/rot-2010",
        "studies/lila-2014",
    ):
        here = page(out, f"es/{address}")
        for element in [*here.xpath("//*[@lang='en' or @lang='el']"), *here.xpath("//head")]:
            element.drop_tree()
        for text in here.xpath("//main//text()[not(ancestor::svg)]"):
            if GREEK.search(text):
                strays[" ".join(text.split())] = address
    allowed = re.compile(r"ΠΟΣΟ")
    assert {text: where for text, where in strays.items() if not allowed.search(text)} == {}


GREEK = re.compile(r"[Α-Ωα-ω]{3}")
_VALUES = re.compile(
    r"^(\s*(?:- )?(?:title|question|en|why|who|where|period|comparison|exposure_measure|note|unit): )(?![{\[])(.* .*)$",
    re.MULTILINE,
)


def _in_greek(text: str) -> str:
    """The plain words of an editor's fields, in Greek letters."""
    letters = {ord(latin): chr(0x3B1 + index % 17) for index, latin in enumerate("abcdefghijklmnopqrstuvwxyz")}
    return _VALUES.sub(lambda found: found[1] + found[2].translate(letters), text)


HEBREW = """
[nav]
home = "בית"
causes = "גורמים"
studies = "מחקרים"
[level]
possible = "אפשרי"
[language]
untranslated = "לא הכול תורגם."
"""


@pytest.fixture(scope="module")
def rightward(make_library: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A site with an edition in Hebrew, of which a few words are there."""
    root = make_library(tmp_path_factory.mktemp("hebrew") / "library", languages=["en", "he"])
    words = Words.parse("he", HEBREW, load_words("en"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "aetia.site.build.load_words", lambda language: words if language == "he" else load_words(language)
        )
        yield build_site(root, tmp_path_factory.mktemp("rightward") / "site").out


def test_a_language_that_is_read_leftwards_turns_its_pages_round(rightward: Path) -> None:
    here = page(rightward, f"he/causes/{SLATE}")
    assert (here.get("lang"), here.get("dir")) == ("he", "rtl")
    heading = here.find(".//h1")
    assert (heading.get("lang"), heading.get("dir")) == ("en", "ltr")
    assert "גורמים" in text_of(here)
    assert page(rightward, f"causes/{SLATE}").get("dir") == "ltr"


@pytest.mark.browser
@pytest.mark.parametrize("address", ["he/", f"he/causes/{SLATE}/", f"he/causes/{FEVER}/", "he/studies/rot-2010/"])
def test_pages_that_are_read_leftwards_are_accessible(rightward: Path, browser: Any, address: str) -> None:
    assert _faults(rightward, browser, address) == ([], False)


@pytest.mark.browser
@pytest.mark.parametrize("address", ["es/", f"es/causes/{SLATE}/", "es/studies/rot-2010/"])
def test_pages_with_marks_of_language_are_accessible(spanish: Path, browser: Any, address: str) -> None:
    assert _faults(spanish, browser, address) == ([], False)


def _faults(site: Path, browser: Any, address: str) -> tuple[list[tuple[str, str]], bool]:
    """What axe finds on a page on a narrow screen, and whether the page scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    with _Served(site) as start:
        opened = browser.new_page(viewport={"width": 390, "height": 844})
        opened.goto(f"{start}{address}index.html")
        results = Axe().run(opened, options=ALL_RULES)
        wide = opened.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        opened.close()
    return [(violation["id"], violation["help"]) for violation in results.response["violations"]], wide


class _Served:
    """A folder at an address of this machine."""

    def __init__(self, folder: Path) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))

    def __enter__(self) -> str:
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Stay silent."""
