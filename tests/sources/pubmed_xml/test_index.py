"""The structural index reads what lxml reads, or leaves it to lxml."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.sources.pubmed_xml.made_up import article

from aetia.sources.pubmed_xml.content import Content
from aetia.sources.pubmed_xml.index import Index, NotPlain, Paths, index_of
from aetia.sources.pubmed_xml.markup import Vocabulary
from aetia.sources.pubmed_xml.safe_parser import parse

NAMES = st.sampled_from(["a", "b", "PMID", "x-y", "mml:mi", "Title"])
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="<&\ufffe\uffff"), max_size=8
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> str:
    """A well-formed element, with attributes, references, bare ``>`` and blanks."""
    name = draw(NAMES)
    quote = draw(st.sampled_from("\"'"))
    value = draw(TEXTS).replace(quote, "").replace("&", "")
    attributes = f" UI={quote}{value}{quote}" if draw(st.booleans()) else ""
    if draw(st.integers(0, 4)) == 0:
        return f"<{name}{attributes}/>"
    inside = "".join(
        draw(
            st.one_of(TEXTS, st.sampled_from(["&lt;", "&#65;", "&amp;amp;", "\n ", " > "]), elements(depth + 1))
            if depth < 3
            else TEXTS
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    return f"<{name}{attributes}>{inside}</{name}{draw(st.sampled_from(['', ' ']))}>"


def indexed(raw: bytes) -> Index:
    return index_of(raw, Vocabulary(), Paths())


def by_lxml(raw: bytes) -> list[tuple[str, dict[str, str], bool]]:
    """Path, attributes and leafness of every element, in document order."""
    root = parse(b'<top xmlns:mml="m">' + raw + b"</top>")
    found = []
    for element in root.iterdescendants():
        names = [each.tag for each in element.iterancestors()][:-1]
        path = "/".join(re.sub(r"^\{m\}", "mml:", name) for name in [*reversed(names), element.tag])
        found.append((path, dict(element.attrib), not len(element)))
    return found


def by_index(raw: bytes) -> list[tuple[str, dict[str, str], bool]]:
    index = indexed(raw)
    kinds = [index.kinds[code].attributes for code in index.codes[index.tag].tolist()]
    paths = [index.paths.names[number] for number in index.path.tolist()]
    return list(zip(paths, kinds, index.leaf.tolist(), strict=True))


def plain_attributes(found: list[tuple[str, dict[str, str], bool]]) -> list[tuple[str, dict[str, str], bool]]:
    """Attribute values with their blanks tidied, as the reader gives them."""
    return [
        (path, {name: " ".join(value.split()) for name, value in values.items()}, leaf) for path, values, leaf in found
    ]


@given(st.lists(elements(), max_size=3).map("\n".join))
@settings(max_examples=300)
def test_elements_paths_and_attributes_are_those_of_lxml(text: str) -> None:
    raw = text.encode()
    try:
        found = by_index(raw)
    except NotPlain:
        return  # left to lxml
    assert plain_attributes(found) == plain_attributes(by_lxml(raw))


@given(st.lists(elements(), max_size=3).map("\n".join))
@settings(max_examples=300)
def test_texts_of_leaves_are_those_of_lxml(text: str) -> None:
    import numpy as np

    raw = text.encode()
    try:
        index = indexed(raw)
    except NotPlain:
        return
    leaves = np.flatnonzero(index.leaf)
    texts = Content(index).text(leaves).to_pylist()
    expected = [" ".join((e.text or "").split()) if "\n" in (e.text or "") else (e.text or "").strip()
                for e in parse(b'<top xmlns:mml="m">' + raw + b"</top>").iterdescendants() if not len(e)]  # fmt: skip
    assert [" ".join((text or "").split()) for text in texts] == [" ".join(text.split()) for text in expected]


@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 30))
@settings(max_examples=500)
def test_whatever_the_index_accepts_lxml_accepts_and_reads_alike(noise: bytes, place: int, cut: int) -> None:
    whole = article(1, inside='<Abstract><AbstractText Label="A">x &lt; 1</AbstractText></Abstract>').encode()
    place = min(place, len(whole))
    raw = whole[:place] + noise + whole[place + cut :]
    try:
        found = by_index(raw)
    except NotPlain:
        return
    assert [(path.replace("PubmedArticle/", ""), leaf) for path, _, leaf in by_lxml(raw)] == [
        (path, leaf) for path, _, leaf in found
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"<a><b></a></b>", b"<a>", b"</a>", b"<a></b>", b"<a/><b>", b"text<a/>", b"<a>\x00</a>", b"<a>\xff</a>", b"<a>&nbsp;</a>",
        b"<a><!-- x --></a>", b"<a><![CDATA[<b>]]></a>", b'<a x="1" x="2"/>', b'<a x="<"/>', b"<a x=1/>", b"<a",
        b"<a <b/>", b"< a/>",
        b"<a></a x=\"1\">", b"<!DOCTYPE a><a/>", b"<a><?x",
        b"<a><?p/x?></a>", b"<a><?xml version='1.0'?></a>", b"<a><??></a>", b"<a><? x?></a>",
        b"<a>&#0;&bad</a>", b"<1/>", b"<a/>" + b"<a>" * 80 + b"</a>" * 80,
    ],
)  # fmt: skip
def test_what_is_not_plain_or_not_well_formed_is_left_to_lxml(raw: bytes) -> None:
    with pytest.raises(NotPlain):
        indexed(raw)


def test_a_line_end_after_a_bare_sign_is_tidied_like_any_other() -> None:
    import numpy as np

    for text in (b"a >\n  b", b"a\n  b", b"\n a b \n", b"a <?x?>\n b"):
        texts = Content(indexed(b"\n<a>" + text + b"</a>\n<b>c</b>")).text(np.arange(2)).to_pylist()
        assert texts == [" ".join(text.replace(b"<?x?>", b"").decode().split()), "c"]


def test_instructions_are_cut_out_and_the_text_grows_together() -> None:
    index = indexed(b"<a>one <?x <y> ?>two<b/><?z?></a><?end?>")
    assert bytes(index.raw) == b"<a>one two<b/></a>"
    assert [index.paths.names[number] for number in index.path.tolist()] == ["a", "a/b"]


def test_nothing_dangerous_is_parsed(tmp_path: object) -> None:
    with pytest.raises(etree.XMLSyntaxError):
        parse(b"<a>" * 300 + b"</a>" * 300)
    bomb = b'<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]><a>&y;</a>'
    assert "".join(parse(bomb).itertext()) in ("", "&y;")
