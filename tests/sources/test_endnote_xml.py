"""EndNote XML: records as other programs write them, and files that mean harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.exports import is_read_or_refused, read_text, titles, what

from aetia.errors import InputError
from aetia.sources.endnote_xml import read_endnote_xml


def styled(text: str) -> str:
    return f'<style face="normal" font="default" size="100%">{text}</style>'


RECORD = f"""<record><database name="a.enl" path="/home/x/a.enl">a.enl</database><rec-number>7</rec-number>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author>{styled("Doe, Jane")}</author><author>{styled("Dust Group,")}</author></authors></contributors>
<titles><title>{styled("Slate &amp; ")}{styled("dust")}</title>
<secondary-title>{styled("Journal of Dust")}</secondary-title></titles>
<periodical><full-title>Journal of Dust</full-title><abbr-1>J Dust</abbr-1></periodical>
<pages>{styled("101-9")}</pages><volume>12</volume><number>3</number>
<keywords><keyword>dust</keyword><keyword>slate</keyword></keywords>
<dates><year>{styled("2019")}</year><pub-dates><date>{styled("Mar 2")}</date></pub-dates></dates>
<accession-num>50000001</accession-num><remote-database-name>PubMed</remote-database-name>
<electronic-resource-num>10.1000/abc</electronic-resource-num>
<urls><related-urls><url>https://dust.example/1</url></related-urls><pdf-urls><url>file:///x.pdf</url></pdf-urls></urls>
</record>"""


def file(*records: str) -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<xml><records>\n{''.join(records)}</records></xml>"


def test_a_record() -> None:
    (record,), report = read_text(read_endnote_xml, file(RECORD))
    reference = record.reference()
    assert reference
    assert record.line == 3
    assert reference.plain() == {
        "title": "Slate & dust",
        "author": [{"family": "Doe", "given": "Jane"}, {"literal": "Dust Group"}],
        "container-title": "Journal of Dust",
        "container-title-short": "J Dust",
        "issued": "2019-03-02",
        "volume": "12",
        "issue": "3",
        "page": "101-9",
        "url": "https://dust.example/1",
        "identifiers": {"pmid": "50000001", "doi": "10.1000/abc"},
    }
    assert [word["text"] for word in record.columns["keywords"]] == ["dust", "slate"]
    assert dict(report.unknown) == {"urls/pdf-urls/url": 1}


def test_a_broken_record_does_not_end_the_others() -> None:
    records, report = read_text(
        read_endnote_xml, file(RECORD, "\n<record><titles><title>Mud</titles></record>", RECORD)
    )
    assert len(records) == 2
    assert what(report) == ["line 16: a record that is no sound XML was passed over (mismatched tag)"]


def test_a_record_without_an_end_costs_itself_alone() -> None:
    records, report = read_text(read_endnote_xml, file("<record><titles>", RECORD))
    assert titles(records) == ["Slate & dust"]
    assert what(report) == ["line 3: a record without an end was passed over"]


def test_characters_that_xml_forbids_are_left_out() -> None:
    spoilt = RECORD.replace("Slate", "Sla\x0bte&#x1;")
    (record,), report = read_text(read_endnote_xml, file(spoilt))
    assert record.item["title"] == "Sla te & dust"
    assert what(report) == ["line 3: control characters, which XML forbids, were left out"]


@pytest.mark.parametrize(
    "title", ["&a;", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;", "<![CDATA[&a;]]>"]
)
def test_no_entity_is_known_and_nothing_is_fetched(title: str) -> None:
    bomb = (
        "<!DOCTYPE xml [<!ENTITY b 'boom'><!ENTITY a '&b;&b;&b;'><!ENTITY c SYSTEM 'file:///etc/hostname'>]>"
        f"<xml><records><record><titles><title>{title}</title></titles></record>{RECORD}</records></xml>"
    )
    records, report = read_text(read_endnote_xml, bomb)
    assert titles(records)[-1] == "Slate & dust"
    assert len(records) + len(report.faults) == 2
    assert "boom" not in str(records)


def test_deep_and_long_records_cost_no_more_than_their_length() -> None:
    started = time.perf_counter()
    text = file("<record>" + "<a>" * 200_000 + "</record>", RECORD, "<record>" + "x" * 3_000_000)
    records, report = read_text(read_endnote_xml, text)
    assert titles(records) == ["Slate & dust"]
    assert [fault.lost for fault in report.faults] == [True, True]
    assert not report.complete
    many = read_text(read_endnote_xml, file("<record>" * 200_000, RECORD))
    assert titles(many[0]) == ["Slate & dust"]
    assert time.perf_counter() - started < 20


def test_another_xml_is_refused() -> None:
    with pytest.raises(InputError, match="no record in the format EndNote XML"):
        read_text(read_endnote_xml, "<html><body>x</body></html>")


@given(st.data())
def test_anything_is_read_or_refused(data: st.DataObject) -> None:
    text = file(RECORD, RECORD)
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 60)))
    between = data.draw(st.text(st.sampled_from("<>/&;\"'=!-[]record a0"), max_size=20))
    is_read_or_refused(read_endnote_xml, (text[:begin] + between + text[end:]).encode())
