"""A review's list and a dispute trail name studies that the library holds, or say a citation."""

from __future__ import annotations

import shutil
from pathlib import Path

from aetia.library.check import check_library


def test_a_study_that_is_not_here_is_named_with_its_line(sample_library: Path, tmp_path: Path) -> None:
    root = tmp_path / "library"
    shutil.copytree(sample_library, root)
    review, disputed = root / "studies" / "mora-2009.yaml", root / "studies" / "inbar-2016-vaccine.yaml"
    review.write_text(review.read_text(encoding="utf-8").replace("study: silman-1992", "study: silman-1993"), "utf-8")
    disputed.write_text(disputed.read_text(encoding="utf-8").replace("study: inbar-2016", "study: inbar-2017"), "utf-8")
    found = {fault.file: fault for fault in check_library(root) if fault.code == "unknown-study"}
    assert set(found) == {"studies/mora-2009.yaml", "studies/inbar-2016-vaccine.yaml"}
    fault = found["studies/mora-2009.yaml"]
    assert "silman-1993" in fault.what
    assert "silman-1993" in review.read_text(encoding="utf-8").splitlines()[fault.line - 1]
