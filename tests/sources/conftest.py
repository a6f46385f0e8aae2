"""What the tests of services share: one on 127.0.0.1 with bad days, and a client that may ask it."""

from tests.http.conftest import client, service, waits

__all__ = ["client", "service", "waits"]
