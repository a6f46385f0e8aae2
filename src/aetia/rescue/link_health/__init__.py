"""Whether the links of a library still lead where they led, and where a copy is when they do not.

`check_links` is the whole of it: it visits each outside link once, gently, and says alive, moved, lost, dead or "cannot tell". It
never changes the library.
"""

from __future__ import annotations

from aetia.rescue.link_health.check import LinkReport, OldPage, VisitedLink, check_links
from aetia.rescue.link_health.health import Health
from aetia.rescue.link_health.manners import Manners

__all__ = ["Health", "LinkReport", "Manners", "OldPage", "VisitedLink", "check_links"]
