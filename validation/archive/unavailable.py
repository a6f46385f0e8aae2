"""What a validation says when something that it needs from outside is not to be had."""

from __future__ import annotations


class Unavailable(Exception):
    """Says what is missing."""
