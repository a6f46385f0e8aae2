"""From what a format tells to a record of it: the last step that readers of citation exports share."""

from __future__ import annotations

from collections import Counter
from typing import Any

from aetia.sources.csl_columns import Extra, columns_of
from aetia.sources.record_file import SourceRecord
from aetia.sources.report import Report


def placed(
    line: int, item: dict[str, Any], extra: Extra, own_id: str | None, left: Counter[str], report: Report
) -> SourceRecord:
    """A record with its columns; the report is told what no column holds and what is not what its field says.

    Args:
        line: where the record begins, from 1.
        item: CSL-JSON.
        extra: what CSL has no variable for.
        own_id: the source's own identifier of the record.
        left: names of fields that nothing was made of.
        report: of the file.
    """
    columns = columns_of(item, extra)
    report.unknown.update(left)
    report.unknown.update(columns.left)
    for what in columns.faults:
        report.fault(what, line)
    return SourceRecord(line, columns.values, item, own_id)
