"""What an editor is told: what the corpus says of a reference or a quotation, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.library.check.codes import CORPUS
from aetia.library.faults import Fault
from aetia.library.read import Reading
from aetia.library.yaml_writer import Inline, one_line
from aetia.model.finding import Finding
from aetia.model.standing import Standing, StandingRecord
from aetia.resolve.standing.another_paper import Proposals, described
from aetia.resolve.standing.looking_up import Cited, Looked
from aetia.resolve.standing.metadata import Update, differing, in_words
from aetia.resolve.standing.naming import written
from aetia.resolve.standing.quotations import Nearest
from aetia.resolve.standing.retracted_sources import REVIEWS, Citation, Gone, Pooled
from aetia.resolve.standing.stated import Stated

Path = tuple[str | int, ...]
_WORDS = {
    Standing.RETRACTED: "was retracted",
    Standing.REPLACED: "was retracted and replaced",
    Standing.CONCERN: "has an expression of concern",
    Standing.CORRECTED: "was corrected",
    Standing.CURRENT: "was reinstated",
}
_LOOK = "Look at the notice, and correct 'standing' if the library is wrong"


class Faults:
    """Makes faults, each with the line of what it is about.

    Args:
        reading: the library as read, for the lines.
        proposals: which papers may be meant where an identifier is wrong.
    """

    def __init__(self, reading: Reading, proposals: Proposals) -> None:
        self._reading = reading
        self._proposals = proposals

    def _fault(self, code: str, file: str, path: Path, what: str, remedy: str) -> Fault:
        return Fault(file, self._reading.line(file, *path), code, what, remedy, CORPUS[code])

    def wrong_identifiers(self, looked: Looked) -> Iterator[Fault]:
        """Identifiers that lead to another paper, with proposals of the right one."""
        cited = looked.cited
        for kind, match in looked.wrong:
            key = cited.keys[kind]
            what = f"{written(key)} is another paper, {described(match.record).partition(', ')[2]}: {match.another}"
            remedy = (
                f"Its other identifier leads to {described(looked.match.record)}; look, and correct this one"
                if looked.match
                else self._proposals.words(cited.reference)
            )
            yield self._fault("other-paper", cited.file, (*cited.path, "identifiers", kind), what, remedy)

    def deleted(self, looked: Looked) -> Iterator[Fault]:
        """A PMID whose record NLM has deleted, with the record that it was merged into, where that is known."""
        if looked.deleted is None:
            return
        cited = looked.cited
        path = (*cited.path, "identifiers", "pmid")
        what = f"{written(cited.keys['pmid'])} was deleted from PubMed ({looked.deleted})"
        into = looked.match.record["key"] if looked.match else None
        why = "which has the same DOI" if into else "whose title, authors and place agree"
        if into is None and (candidate := self._proposals.same(cited.reference)) is not None:
            into = candidate.paper.key
        if into is None:
            remedy = "Look whether the paper was withdrawn or has another PMID; correct or delete the PMID"
            yield self._fault("deleted-record", cited.file, path, what, remedy)
        else:
            said = f"{what}; the paper is now {written(into)}, {why}"
            yield self._fault(
                "merged-record", cited.file, path, said, f"Write {written(into)} in its place, if it is the same"
            )

    def standing(self, looked: Looked, stated: Stated | None, update: StandingRecord | None) -> Iterator[Fault]:
        """A publication that stands otherwise than the library says.

        Args:
            looked: the reference.
            stated: what the corpus says; None for a publication of which nothing is said.
            update: what can be written as a matter of fact.
        """
        if stated is None:
            return
        mine, theirs = looked.cited.reference.standing.state, stated.state
        if mine is theirs:
            if update is not None:
                yield self._notice_known(looked, stated)
            return
        order = list(Standing)
        gone = (Standing.RETRACTED, Standing.REPLACED)
        if mine in gone:
            if theirs in (*gone, Standing.CURRENT):
                yield self._otherwise(looked, stated)
        elif theirs in gone or order.index(mine) < order.index(theirs):
            yield self._worse(looked, stated, update)

    def _worse(self, looked: Looked, stated: Stated, update: StandingRecord | None) -> Fault:
        what = f"{_this(looked)} {_WORDS[stated.state]}; {stated.words}"
        if stated.replacement:
            what += f"; replaced by {stated.replacement}"
        cited, remedy = looked.cited, _remedy(stated, update)
        if cited.reference.standing.state is not Standing.CURRENT:
            what += f"; here it is '{cited.reference.standing.state}'"
        has_standing = "standing" in cited.reference.model_fields_set
        path = (*cited.path, "standing") if has_standing else cited.path
        match stated.state:
            case Standing.RETRACTED:
                return self._fault("retracted-reference", cited.file, path, what, remedy)
            case Standing.REPLACED:
                return self._fault("replaced-reference", cited.file, path, what, remedy)
            case Standing.CONCERN:
                return self._fault("concern-reference", cited.file, path, what, remedy)
            case _:
                return self._fault("corrected-reference", cited.file, path, what, remedy)

    def _otherwise(self, looked: Looked, stated: Stated) -> Fault:
        mine = looked.cited.reference.standing.state
        what = f"{_this(looked)} is '{mine}' here, and {_WORDS[stated.state]} in the corpus; {stated.words}"
        return self._fault("other-standing", looked.cited.file, (*looked.cited.path, "standing"), what, _LOOK)

    def _notice_known(self, looked: Looked, stated: Stated) -> Fault:
        what = f"of the notice, the corpus knows more: {stated.words}"
        if stated.replaced_by:
            what += f"; replaced by {stated.replacement}"
        path = (*looked.cited.path, "standing")
        return self._fault("newly-known", looked.cited.file, path, what, "Run again with --apply to write it")

    def newly_known(self, looked: Looked, update: Update) -> Iterator[Fault]:
        """Fields that the library lacks."""
        if update:
            what = f"the corpus also knows {', '.join(in_words(update, looked.cited.reference))}"
            remedy = "Run again with --apply to write it"
            yield self._fault("newly-known", looked.cited.file, looked.cited.path, what, remedy)

    def differing(self, looked: Looked) -> Iterator[Fault]:
        """Fields that the record has otherwise."""
        if looked.match is None:
            return
        cited = looked.cited
        key = written(looked.match.record["key"])
        told = {kind for kind, _ in looked.wrong}
        for path, mine, theirs in differing(cited.reference, looked.match):
            if path[-1] in told:
                continue  # it is another paper's altogether
            what = f"{path[-1]} is '{mine}' here and '{theirs}' in {key}"
            remedy = "Look which is right; a field that somebody wrote is never overwritten"
            yield self._fault("other-metadata", cited.file, (*cited.path, *path), what, remedy)

    def appraised_before(self, looked: Looked, standing: StandingRecord) -> Iterator[Fault]:
        """Findings that were read before the paper was corrected, or replaced by another version."""
        date = standing.notice.date if standing.notice else None
        if date is None or standing.state not in (Standing.CORRECTED, Standing.REPLACED):
            return
        for number, finding in enumerate(looked.cited.study.findings):
            if finding.appraisal and _is_before(finding.appraisal.on, date):
                what = (
                    f"the finding was read on {finding.appraisal.on}, and the paper {_WORDS[standing.state]} on {date}"
                )
                remedy = "Read the notice, correct the finding if it must be, and renew 'appraisal'"
                yield self._fault(
                    "read-before-notice", looked.cited.file, ("findings", number, "appraisal"), what, remedy
                )

    def quotation(self, file: str, number: int, section: str, found: Nearest | None) -> Fault:
        """A quotation whose words do not stand where it says."""
        where = "title" if section == "title" else "abstract"
        path = ("findings", number, "quotation", "text")
        if found is None:
            what = f"nothing like the quotation stands in the {where}"
            return self._fault(
                "moved-quotation", file, path, what, "Quote the paper's own words, or delete the quotation"
            )
        what = f"the quotation does not stand in the {where} word for word: {'; '.join(found.differences)}"
        remedy = f"There it says: “{found.text}”. Read the finding again, and quote that"
        return self._fault("moved-quotation", file, path, what, remedy)

    def cites(self, citation: Citation, findings: list[Finding]) -> Fault:
        """A reference that cites what was retracted."""
        cited, gone = citation.citing, citation.gone
        design = cited.study.design
        review = design in REVIEWS or any(
            finding.design in REVIEWS or any(estimate.by_review for estimate in finding.estimates)
            for finding in findings
        )
        what = f"{_who(cited)} cites {_named(gone)}{_order(cited.reference.issued, gone.date)}"
        remedy = (
            "Look whether the review pooled it; if it did, count its studies one by one or look for a review without it"
            if review
            else "Look what the study rests on it; say so in a note, or judge the risk of bias anew"
        )
        return self._fault("cites-retracted", cited.file, cited.path, what, remedy)

    def pools(self, pooled: Pooled) -> Fault:
        """A review's finding that pooled what was retracted."""
        place = pooled.place
        what = f"{place.study.label} pooled {_named(pooled.gone)}"
        remedy = "Look for the estimate without it, count its studies one by one, or judge the risk of bias anew"
        return self._fault("pools-retracted", place.file, (*place.path, "includes", pooled.number), what, remedy)


def _remedy(stated: Stated, update: StandingRecord | None) -> str:
    after = {
        Standing.RETRACTED: "; its findings are then shown struck through and not counted",
        Standing.REPLACED: "; then enter what the new version says",
        Standing.CONCERN: "; the verdict is then given with and without it",
        Standing.CORRECTED: "; then read its findings again with the notice",
    }[stated.state]
    line = one_line(Inline((update or stated.record).plain()))
    return (
        f"{'Run again with --apply, or write' if update else 'Look at the notice, and write'} 'standing: {line}'{after}"
    )


def _this(looked: Looked) -> str:
    return written(looked.keys[0])


def _who(cited: Cited) -> str:
    return cited.study.label if cited.number == 0 else f"reference {cited.number + 1} of this study"


def _named(gone: Gone) -> str:
    name = ", ".join(filter(None, (written(gone.key) if ":" in gone.key else "", gone.name)))
    dated = f" in {gone.date}" if gone.date else ""
    said = f" ({_WORDS[gone.state]}{dated}"
    return f"{name}{said}{'; ' + gone.notice if gone.notice else ''})"


def _order(citing: str | None, notice: str | None) -> str:
    """Whether a paper was published before or after the notice on what it cites, where that can be told."""
    if citing and notice and citing[:4] != notice[:4]:
        return ", after that notice" if citing[:4] > notice[:4] else ""
    return ""


def _is_before(one: str, other: str) -> bool:
    """Whether a partial date certainly lies before another."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]
