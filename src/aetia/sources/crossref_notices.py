"""Notices in Crossref's records: what changed a publication's standing, when, and who says so.

A publication's record names its notices under ``updated-by``; a notice's record names what it changes under ``update-to``. Some
publishers change a record in place, and it then names itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aetia.model.identifiers import normalize_doi
from aetia.model.standing import Notice, Standing, StandingRecord
from aetia.sources.partial_dates import whole_date

_STATES = {
    "retraction": Standing.RETRACTED,
    "withdrawal": Standing.RETRACTED,
    "removal": Standing.RETRACTED,
    "expression-of-concern": Standing.CONCERN,
    "correction": Standing.CORRECTED,
    "corrigendum": Standing.CORRECTED,
    "erratum": Standing.CORRECTED,
    # A part was taken back and the rest stands: NLM counts it among the errata as well.
    "partial-retraction": Standing.CORRECTED,
}
_WEIGHT = (Standing.RETRACTED, Standing.CONCERN, Standing.CORRECTED)
_REINSTATEMENT = "reinstatement"


@dataclass(frozen=True)
class Update:
    """One notice about one publication.

    Args:
        kind: Crossref's word for it, with hyphens: ``retraction``, ``expression-of-concern``, ``correction`` …
        of: DOI of the publication.
        notice: DOI of the notice; that of the publication where its record was changed in place.
        date: when it changed, as exactly as is known.
        source: who says so: ``publisher`` or ``retraction-watch``; None where Crossref does not tell.
    """

    kind: str
    of: str
    notice: str | None
    date: str | None
    source: str | None


def updates_by(raw: dict[str, Any]) -> tuple[Update, ...]:
    """Notices about a publication, from its own record; oldest first."""
    own = _doi(raw.get("DOI")) or ""
    found = [_update(item, of=own, notice=_doi(item.get("DOI"))) for item in _items(raw, "updated-by")]
    found += [update for update in updates_to(raw) if update.of == own]
    return tuple(sorted(dict.fromkeys(found), key=lambda update: update.date or ""))


def updates_to(raw: dict[str, Any]) -> tuple[Update, ...]:
    """What a publication changes, where it is a notice."""
    own = _doi(raw.get("DOI"))
    return tuple(
        _update(item, of=of, notice=own)
        for item in _items(raw, "update-to")
        if (of := _doi(item.get("DOI"))) is not None
    )


def standing(updates: Sequence[Update]) -> StandingRecord:
    """Where notices leave a publication: the weightiest counts, and of these the newest.

    A retraction that was taken back later (a reinstatement) does not count. For "retracted and replaced" PubMed has a word, and
    Crossref has none.
    """
    back = max((update.date or "" for update in updates if update.kind == _REINSTATEMENT), default=None)
    for state in _WEIGHT:
        fitting = [
            update
            for update in updates
            if _STATES.get(update.kind) is state
            and not (state is Standing.RETRACTED and back is not None and (update.date or "") <= back)
        ]
        if fitting:
            last = max(fitting, key=lambda update: update.date or "")
            source = "Crossref" + (f" ({last.source})" if last.source else "")
            note = last.kind if last.kind == "partial-retraction" else None
            return StandingRecord(state=state, notice=Notice(doi=last.notice, date=last.date, source=source, note=note))
    return StandingRecord()


def _update(item: dict[str, Any], of: str, notice: str | None) -> Update:
    kind = str(item.get("type") or item.get("label") or "").strip().lower().replace("_", "-").replace(" ", "-")
    source = item.get("source")
    return Update(kind, of, notice, _date(item.get("updated")), str(source) if source else None)


def _date(updated: Any) -> str | None:
    parts = updated.get("date-parts") if isinstance(updated, dict) else None
    if not isinstance(parts, list) or not parts or not isinstance(parts[0], list):
        return None
    numbers = [part for part in parts[0][:3] if isinstance(part, int)]
    return whole_date(*numbers) if numbers and 1 <= numbers[0] <= 9_999 else None


def _items(raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
    listed = raw.get(name)
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _doi(value: Any) -> str | None:
    try:
        return normalize_doi(str(value))
    except ValueError:
        return None
