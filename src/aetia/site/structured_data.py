"""What pages and publications are, in schema.org's words, for programs.

Nothing is said that the library does not hold: no rating, no reviewer who is not recorded, and a suspected cause is what a page is
*about*, since saying that it *causes* would be a verdict. A publication that was withdrawn says so in `creativeWorkStatus`, and
names its notice in `correction`.
"""

from __future__ import annotations

from typing import Any

from aetia.model.topic import Topic
from aetia.site import addresses
from aetia.site.absolute import absolute, licence_address
from aetia.site.answers import answer
from aetia.site.dates import topic_changed
from aetia.site.downloads.bibliography import Entry
from aetia.site.edition import Edition
from aetia.synthesis import TopicVerdict

CONTEXT = "https://schema.org"
_KINDS = {
    "article-journal": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "report": "Report",
    "thesis": "Thesis",
}


def page_of_cause(edition: Edition, topic: Topic, description: str) -> dict[str, Any]:
    """The page of a suspected cause.

    Args:
        edition: in the page's language.
        topic: one with a verdict.
        description: the answer.
    """
    settings, verdicts = edition.library.settings, edition.by_topic[topic.id]
    diseases = [{"@type": "MedicalCondition", "name": edition.name(verdict.outcome)} for verdict in verdicts]
    safety = topic.safety
    known = safety is not None and safety.reviewed_by
    return _told(
        {
            "@type": "MedicalWebPage",
            "name": topic.question or topic.title,
            "description": description,
            "url": absolute(settings, edition.place(addresses.cause(topic.id))),
            "inLanguage": edition.language,
            "aspect": "causes",
            "about": [{"@type": "Thing", "name": edition.name(topic.exposure or "")}, *diseases],
            "dateModified": topic_changed(edition, topic.id) or settings.as_of,
            "reviewedBy": {"@type": "Person", "name": safety.reviewed_by} if safety and known else None,
            "lastReviewed": safety.reviewed_on if safety and known else None,
            "license": licence_address(settings.licence) or settings.licence,
            "publisher": _publisher(edition),
            "isPartOf": _told({"@type": "WebSite", "name": settings.title, "url": absolute(settings, addresses.HOME)}),
        }
    )


def data_set(edition: Edition, files: list[tuple[str, str]]) -> dict[str, Any]:
    """The library as a data set.

    Args:
        edition: in the library's own language.
        files: media types and addresses of the files that hold it.
    """
    settings = edition.library.settings
    return _told(
        {
            "@type": "Dataset",
            "name": settings.title,
            "description": settings.description
            or edition.words("data.about", disease=edition.disease(settings.disease)),
            "url": absolute(settings, addresses.DATA),
            "dateModified": settings.as_of,
            "version": settings.as_of,
            "license": licence_address(settings.licence) or settings.licence,
            "isAccessibleForFree": True,
            "about": {"@type": "MedicalCondition", "name": edition.name(settings.disease)},
            "creator": _publisher(edition),
            "distribution": [
                {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": absolute(settings, address)}
                for kind, address in files
                if settings.base_url
            ],
        }
    )


def publication(entry: Entry) -> dict[str, Any]:
    """A publication; `@id` is its key within the document."""
    reference, known = entry.reference, entry.reference.identifiers
    numbers = {"pmid": known.pmid, "pmcid": known.pmcid, "doi": known.doi}
    journal = reference.container_title or reference.container_title_short
    return _told(
        {
            "@type": _KINDS.get(reference.type, "CreativeWork"),
            "@id": f"#{entry.key}",
            "name": reference.title,
            "author": [
                {"@type": "Organization", "name": name.literal}
                if name.literal
                else _told(
                    {
                        "@type": "Person",
                        "familyName": name.family,
                        "givenName": name.given,
                        "honorificSuffix": name.suffix,
                    }
                )
                for name in reference.author
            ],
            "datePublished": reference.issued,
            "isPartOf": _told({"@type": "Periodical", "name": journal}) if journal else None,
            "volumeNumber": reference.volume if reference.type == "book" else None,
            "pagination": reference.page or reference.number,
            "publisher": {"@type": "Organization", "name": reference.publisher} if reference.publisher else None,
            "inLanguage": reference.language,
            "url": addresses.outside(reference.address()),
            "identifier": [
                {"@type": "PropertyValue", "propertyID": kind, "value": value}
                for kind, value in numbers.items()
                if value
            ],
            "creativeWorkStatus": str(reference.standing.state) if entry.note else None,
            "correction": (entry.notices or [entry.note]) if entry.note else None,
        }
    )


def verdict_description(edition: Edition, topic: Topic, verdict: TopicVerdict) -> str:
    """The answer to a topic's question, as its page begins."""
    found = answer(edition, topic, verdict)
    return f"{found.lead} {found.say}"


def _publisher(edition: Edition) -> dict[str, Any] | None:
    organisation = edition.library.settings.organisation
    if organisation is None:
        return None
    return _told({"@type": "Organization", "name": organisation.name, "url": addresses.outside(organisation.website)})


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
