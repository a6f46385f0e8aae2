"""A made-up PubMed and the way to ask it."""

from __future__ import annotations

import pytest
from tests.services import Service
from tests.sources.eutils.ncbi import Ncbi

from aetia.http import PoliteClient
from aetia.sources.eutils import EUtils


@pytest.fixture
def ncbi(service: Service) -> Ncbi:
    return Ncbi(service)


@pytest.fixture
def eutils(ncbi: Ncbi, client: PoliteClient, monkeypatch: pytest.MonkeyPatch) -> EUtils:
    monkeypatch.setattr("aetia.sources.eutils.entrez.PER_SECOND", 5_000)
    return EUtils(client, root=ncbi.root)
