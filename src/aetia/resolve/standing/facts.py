"""What is a matter of fact, put into a study: what was absent and is known now. Nothing that somebody wrote is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aetia.library import layout
from aetia.library.read import Reading
from aetia.model.finding import Quotation
from aetia.model.reference import Reference
from aetia.model.standing import Notice, Standing, StandingRecord
from aetia.model.study import Study
from aetia.resolve.standing.change import Change
from aetia.resolve.standing.metadata import values_of
from aetia.resolve.standing.stated import Stated


def standing_update(reference: Reference, stated: Stated) -> StandingRecord | None:
    """The standing that can be written: whole where the library has none, or what is new of the same notice; else None."""
    new = stated.replaced_by if stated.replaced_by != reference.identifiers.doi else None
    if "standing" not in reference.model_fields_set:
        is_news = stated.state is not Standing.CURRENT
        return stated.record.model_copy(update={"replaced_by": new}) if is_news else None
    mine = reference.standing
    if mine.state is not stated.state or mine.notice is None:
        return None
    theirs = next((each for each in _notices(stated) if _is_same(mine.notice, each)), None)
    if theirs is None:
        return None
    named = (name for name in ("pmid", "doi", "date") if getattr(theirs, name) and not getattr(mine.notice, name))
    lacking = {name: getattr(theirs, name) for name in named}
    update: dict[str, Any] = {"notice": mine.notice.model_copy(update=lacking)} if lacking else {}
    if new and not mine.replaced_by:
        update["replaced_by"] = new
    return mine.model_copy(update=update) if update else None


def _notices(stated: Stated) -> list[Notice]:
    """The notices that give the state."""
    pairs = zip(stated.statements, stated.notices, strict=True)
    return [notice for statement, notice in pairs if statement.state is stated.state]


def _is_same(mine: Notice, theirs: Notice) -> bool:
    """Whether a notice of the library is one of the corpus: an identifier agrees, and none and no date contradicts."""
    pairs = [(getattr(mine, name), getattr(theirs, name)) for name in ("pmid", "doi")]
    known = [(one, other) for one, other in pairs if one and other]
    dates = not (mine.date and theirs.date) or mine.date.startswith(theirs.date) or theirs.date.startswith(mine.date)
    return bool(known) and all(one == other for one, other in known) and dates


def updated(
    reading: Reading, study: Study, references: Mapping[int, dict[str, Any]], quotations: Mapping[int, Quotation]
) -> tuple[Study, list[Change]]:
    """A study with what is known now, and what that changes.

    Args:
        reading: of the library, for the lines.
        study: as it is.
        references: new values by the number of the reference, then by the attribute.
        quotations: new ones by the number of the finding.
    """
    file = layout.study_file(study.id)
    changes: list[Change] = []
    for number, update in references.items():
        line = reading.line(file, "references", number)
        for field, old, new in _reference_values(study.references[number], update):
            changes.append(Change(file, line, f"references[{number}].{field}", old, new))
    for number, quotation in quotations.items():
        old_one = study.findings[number].quotation
        line = reading.line(file, "findings", number, "quotation")
        for name in ("digest", "checked"):
            before, after = getattr(old_one, name), getattr(quotation, name)
            if before != after:
                changes.append(Change(file, line, f"findings[{number}].quotation.{name}", before, after))
    if not changes:
        return study, []
    new_references = [
        reference.model_copy(update=references.get(number, {})) for number, reference in enumerate(study.references)
    ]
    new_findings = [
        finding.model_copy(update={"quotation": quotations[number]}) if number in quotations else finding
        for number, finding in enumerate(study.findings)
    ]
    return study.model_copy(
        update={"references": new_references, **({"findings": new_findings} if quotations else {})}
    ), changes


def _reference_values(reference: Reference, update: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    """Each new value of a reference: field, old value (None for all but a standing), new value."""
    rest = {name: value for name, value in update.items() if name != "standing"}
    kinds = {"pmid", "pmcid", "doi"}
    found: list[tuple[str, str | None, str]] = [
        (f"identifiers.{field}" if field in kinds else field, None, value)
        for field, value in values_of(rest, reference)
    ]
    if "standing" in update:
        old, new = _flat(reference.standing), _flat(update["standing"])
        found += [(f"standing.{name}", old.get(name), value) for name, value in new.items() if old.get(name) != value]
    return found


def _flat(standing: StandingRecord) -> dict[str, str]:
    plain = standing.plain()
    notice = plain.pop("notice", {})
    return {
        **{name: str(value) for name, value in plain.items()},
        **{f"notice.{name}": value for name, value in notice.items()},
    }
