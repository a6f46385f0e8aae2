"""Links: an answer for each record that was asked for."""

from __future__ import annotations

import json

import pytest
from tests.services import Service
from tests.sources.eutils.ncbi import Ncbi

from aetia.errors import PartialAnswer, ServiceError
from aetia.sources.eutils import EUtils
from aetia.sources.eutils.linking import REFERENCES


def test_each_record_has_its_own_links(ncbi: Ncbi, eutils: EUtils) -> None:
    asked = [str(number) for number in range(1, 151)]
    assert eutils.links(asked, REFERENCES) == {pmid: (str(int(pmid) + 1),) for pmid in asked}
    assert len(ncbi.service.calls) == 2


def test_no_links_is_an_answer(service: Service, eutils: EUtils) -> None:
    service.on("/elink.fcgi", json.dumps({"linksets": [{"dbfrom": "pubmed", "ids": ["5"]}]}))
    assert eutils.links(["5"]) == {"5": ()}


@pytest.mark.parametrize(
    "sets",
    [
        [{"ids": ["5"], "linksetdbs": []}],
        [{"ids": ["5", "6"], "linksetdbs": []}],
        [{"ids": ["5"]}, {"ids": ["6"], "ERROR": "Couldn't resolve"}],
        [],
    ],
)
def test_records_without_an_answer_are_told(service: Service, eutils: EUtils, sets: list[object]) -> None:
    service.on("/elink.fcgi", json.dumps({"linksets": sets}))
    with pytest.raises(PartialAnswer, match=r"of 2 records"):
        eutils.links(["5", "6"])


def test_an_error_is_told(service: Service, eutils: EUtils) -> None:
    service.on("/elink.fcgi", json.dumps({"ERROR": "BLOB ID IS NOT IMPLEMENTED"}))
    with pytest.raises(ServiceError, match="BLOB ID"):
        eutils.links(["5"])
