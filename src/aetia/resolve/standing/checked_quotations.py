"""The quotations of a library, checked against the abstracts of the papers that they are from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from aetia.model.finding import Quotation
from aetia.model.study import Study
from aetia.resolve.standing.looking_up import Looked
from aetia.resolve.standing.quotations import SECTIONS, Nearest, nearest, stands_in, texts_of


class CheckedQuotations:
    """Checks quotations, study by study.

    A study may be told in several papers, and a quotation does not say from which it is: it stands if it stands in one of them, and
    it does not if none of them has it and all of them could be asked.

    Args:
        looked: references that were looked up.
        on: the date of the check.
    """

    def __init__(self, looked: Sequence[Looked], on: str) -> None:
        self._on = on
        self._looked: dict[str, list[Looked]] = defaultdict(list)
        for each in looked:
            self._looked[each.cited.study.id].append(each)
        self._stand: dict[tuple[str, int], bool] = {}
        self.counts = {"stand": 0, "moved": 0, "cannot_tell": 0}

    def moved(self, study: Study) -> Iterator[tuple[int, str, Nearest | None]]:
        """The quotations of a study that do not stand: number of the finding, section, and the nearest words."""
        for number, finding in enumerate(study.findings):
            quotation = finding.quotation
            if quotation is None:
                continue
            texts, all_asked = self._texts(study, quotation)
            if stands_in(quotation, texts):
                self._stand[study.id, number] = True
                self.counts["stand"] += 1
            elif texts and all_asked:
                self.counts["moved"] += 1
                yield number, quotation.section.strip().lower(), nearest(quotation, texts)
            else:
                self.counts["cannot_tell"] += 1

    def _texts(self, study: Study, quotation: Quotation) -> tuple[list[str], bool]:
        """What a quotation can be compared with, and whether every paper of its study is among it."""
        section = quotation.section.strip().lower()
        if section not in SECTIONS:
            return [], False
        matches = [each.match for each in self._looked[study.id] if each.match is not None]
        texts = [text for match in matches for text in texts_of(match.record, section)]
        return texts, len(matches) == len(study.references)

    def renewed(self, study: Study) -> dict[int, Quotation]:
        """The quotations that stand and whose `checked` or `digest` is to be renewed, by the number of their finding.

        A later date is never replaced by an earlier one.
        """
        found = {}
        for number, finding in enumerate(study.findings):
            quotation = finding.quotation
            if quotation is None or (study.id, number) not in self._stand:
                continue
            update = {"checked": max(quotation.checked or "", self._on), "digest": quotation.digest_of_text}
            new = quotation.model_copy(update=update)
            if new != quotation:
                found[number] = new
        return found
