"""Lists of publications into a library: read in any format, freed of duplicates, one study for each publication that is new.

::

    from aetia.resolve.importing import import_files

    report = import_files(["search.ris", "more.csv"], "my-library", topic="infection/viral")
    report.new, report.known, report.duplicates, report.failed
"""

from __future__ import annotations

from aetia.resolve.importing.into_library import import_files
from aetia.resolve.importing.report import FileReport, ImportReport

__all__ = ["FileReport", "ImportReport", "import_files"]
