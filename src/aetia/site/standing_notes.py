"""What became of a publication, in a sentence that any format can carry."""

from __future__ import annotations

from aetia.model.reference import Reference
from aetia.model.standing import Notice, Standing
from aetia.words import Words


def standing_note(reference: Reference, words: Words) -> str:
    """``Retracted. Notice of 2 January 2016: PMID 555. …``; empty for a publication that stands as it was printed.

    Identifiers of the notice stand inside the sentence, where no program takes them for those of the publication.
    """
    standing = reference.standing
    if standing.state is Standing.CURRENT:
        return ""
    parts = [words(f"standing.{standing.state}")]
    notice = standing.notice
    if notice is not None:
        dated = words("data.notice_dated", date=words.date(notice.date)) if notice.date else words("data.notice")
        named = ", ".join(notice_identifiers(notice))
        parts.append(f"{dated}: {named}" if named else dated)
        parts += [words("notice.source", text=notice.source)] if notice.source else []
        parts += [notice.note] if notice.note else []
    if standing.replaced_by:
        parts.append(words("notice.replaced_by", id=f"doi:{standing.replaced_by}"))
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def notice_identifiers(notice: Notice) -> list[str]:
    """``PMID 555`` and ``doi:10.5555/notice``, as far as they are known."""
    return [
        *([f"PMID {notice.pmid}"] if notice.pmid else []),
        *([f"doi:{notice.doi}"] if notice.doi else []),
    ]


def notice_addresses(notice: Notice) -> list[str]:
    """Where the notice can be read: by its DOI, then in PubMed."""
    return [
        *([f"https://doi.org/{notice.doi}"] if notice.doi else []),
        *([f"https://pubmed.ncbi.nlm.nih.gov/{notice.pmid}/"] if notice.pmid else []),
    ]
