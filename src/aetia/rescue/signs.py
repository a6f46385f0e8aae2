"""Words by which a page's furniture is known: notices, navigation, jump marks, the lines about who keeps it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aetia.rescue.blocks import Reading

if TYPE_CHECKING:
    from aetia.rescue.units import Unit

RETIREMENT = re.compile(
    r"\b(?:is|are|be|been)\s+(?:retir(?:ing|ed)|closing|shutting\s+down|closed|discontinued|"
    r"no\s+longer\s+(?:maintained|updated|being\s+updated)|archived|preserved|taken\s+offline|"
    r"moving)\b|"
    r"\bno\s+longer\s+(?:maintained|updated|active)\b|"
    r"\b(?:we|us|page|site|website|blog|forum|network|foundation|society|association|club|group|organi[sz]ation|net|circle)\s+"
    r"ha(?:s|ve)\s+(?:retired|closed|moved|ceased)\b|"
    r"\bwill\s+(?:close|retire|shut\s+down|cease|go\s+offline|be\s+(?:closed|retired|removed|"
    r"archived))\b|"
    r"wird\s+(?:eingestellt|geschlossen|nicht\s+mehr)|n'est\s+plus\s+mis|"
    r"(?:uppdateras|opdateres|oppdateres)\s+(?:inte|ikke)|wordt\s+niet\s+meer|não\s+é\s+mais|nie\s+jest\s+już|"
    r"ya\s+no\s+se\s+actualiza|non\s+è\s+più\s+aggiornat",
    re.IGNORECASE,
)
WARNING = re.compile(
    r"^\W*(?:warning|caution|attention|alert|achtung|warnung|vorsicht|avertissement|advertencia|"
    r"aviso|avvertenza|waarschuwing|varning|advarsel|atenção|attenzione|atención|uwaga|let op)\b\s*[:!–—-]",
    re.IGNORECASE,
)
IMPORTANT = re.compile(
    r"^\W*(?:important|please note|note|disclaimer|wichtig|hinweis|remarque|nota|importante)\b\s*[:!–—-]", re.IGNORECASE
)
STANDING = re.compile(
    r"^\W*(?:author|authors|(?:(?:written|compiled|edited|(?:page )?maintained) )?by(?=\s*:?\s(?-i:[A-ZÀ-Þ]))|"
    r"last (?:updated|modified|reviewed|revised|changed)|updated|revised|reviewed by|"
    r"senast (?:uppdaterad|ändrad)|sidst opdateret|sist oppdatert|laatst (?:bijgewerkt|gewijzigd)|atualizado|"
    r"ostatnia aktualizacja|"
    r"medically reviewed|posted|published on|from(?=:)|"
    r"autor(?:in)?|von|stand|letzte änderung|zuletzt aktualisiert|auteur|par|mis à jour|última "
    r"actualización|ultimo aggiornamento|aggiornato)\b\s*:?",
    re.IGNORECASE,
)
NEXT = re.compile(
    r"^\W*(?:(?:please\s+)?(?:go|turn|read|carry|move|click|continued?|proceed|jump|on)\s+(?:(?:on|over|forward|through|back)\s+)?"
    r"(?:to|with)\b|next(?:\s+(?:page|list|part|section|topic|table|chapter|stop))?\b|continued?\s+on\b|read\s+(?:on|more|next)\b|"
    r"up\s+next\b|to\s+(?:the\s+)?(?:next|archive|following|second|third)\b[^:]{0,30}:|forts(?:ätt|ætt)\b|nästa\b|næste\b|neste\b|"
    r"następn\w+|dalej\b|(?:lire|voir)\s+la\s+suite|la\s+suite|continua(?:r)?\b|seguir\b|verder\b|"
    r"mehr\s+(?:zu|über)\b|weiter(?:\s+(?:zu|mit))?\b|nächste seite|suivante?\b|page suivante|"
    r"siguiente|página siguiente|ir a|vai a|aller à|zu:|naar|ga naar|ir para|próxima|"
    r"successiv\w+|volgende)\b\s*:?\s*",
    re.IGNORECASE,
)
NAVIGATION = re.compile(
    r"^\W*(?:top of (?:the )?page|back to (?:the )?(?:top|main|home|index|contents?|list|start|"
    r"page).*|return(?: to .*)?|go back|top|home(?:page)?|index|skip to .*|menu|search|site "
    r"?map|print(?: this)?(?: page)?|e-?mail this page|share(?: this)?|"
    r"previous(?: page)?|prev|up|contents?|main (?:page|menu)|contact(?: us)?|about(?: us)?|"
    r"links|guestbook|login|log in|subscribe|seitenanfang|nach oben|zurück(?: zur? .*)?|"
    r"startseite|kontakt|impressum|haut de (?:la )?page|accueil|retour(?: .*)?|"
    r"inicio|volver(?: .*)?|torna(?: .*)?|you are here:?.*|sie sind hier:?.*|vous êtes ici\s?:?.*)\W*$",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"^\W*(?:Home|Start|Startseite|Accueil|Inicio)\b(?:\s*[>»|/›:·\\-]+\s*|\s+)\S.*$")
_JUMP_WORDS = (
    r"(?:on this page|in this (?:page|section|article|list)|(?:table of |page )?"
    r"contents|jump to|skip to|go to|quick links|topics|"
    r"index|sections|subjects|inhalt(?:sverzeichnis)?|auf dieser seite|themen|springe? zu|sommaire|sur cette page|aller à|"
    r"plan de la page|"
    r"contenidos?|en esta página|índice|ir a|indice|in questa pagina|vai a|nesta página|conteúdo|inhoud(?:sopgave)?|op deze pagina|"
    r"ga naar|innehåll|på (?:den här|denne) sid[ae]n?|hoppa till|indhold|innhold|spis treści|na tej stronie)"
)
JUMP_LEAD = re.compile(rf"^\W*{_JUMP_WORDS}\W*$", re.IGNORECASE)
JUMP_LINE = re.compile(rf"\W*{_JUMP_WORDS}\s*:\s*", re.IGNORECASE)
ORGANISATION = re.compile(
    r"\b(?:non-?profit|not-for-profit|charit(?:y|able)|501\s?\(c\)|registered\s+(?:charity|"
    r"office)|gemeinnützig|e\.\s?V\.|association loi|stichting|ideell förening|bankgiro|plusgiro|fundacja|stowarzyszenie|"
    r"organizacja pożytku|polityka prywatności|integritetspolicy|privacyverklaring|privacyverklæring|informativa sulla privacy|"
    r"mentions légales|aviso legal|política de priva[cç]i?dade?|donazioni|doações|sin ánimo de lucro|ONLUS|donations?|donate|"
    r"spenden|privacy policy|all rights reserved|"
    r"copyright|©|impressum|datenschutz|terms of use|disclaimer\b.*\bprivacy|tel(?:ephone|"
    r"\.)?\s*:|phone\s*:|fax\s*:|e-?mail\s*:?)",
    re.IGNORECASE,
)
GENERAL = re.compile(
    r"(?:Nobody|No one|Most|Many|Some|All|Several|People|Patients|Researchers|Scientists|"
    r"Doctors|Here|For|If|When|While|Since|Although|As|To|After|Before|Please|Our|My|Your|Like|"
    r"Send|Click|Write|Thank|Welcome|Table|Kept|Last)\b"
)


def is_next(unit: Unit, words: str) -> bool:
    """True for a line that leads to the next page: by its words, or as a link alone with a colon or an arrow in it."""
    if len(words) >= 160 or len(words.split()) < 2:
        return False
    if NEXT.match(words):
        return True
    links = [run for run in unit.runs if run.kind == "link"]
    alone = len(links) == 1 and linked_share(unit) > 0.7 and not links[0].value.startswith(("#", "mailto:", "http"))
    return alone and (bool(re.match(r"\w+(?:\s\w+){0,3}\s?:\s+\S", words)) or words.rstrip()[-1] in "»→>")


def is_crumbs(line: str) -> bool:
    """True for a trail of pages such as *Home > Research > Causes*, its separators perhaps lost."""
    if not _CRUMBS.match(line) or len(line) > 120 or re.search(r"[.?!;]\s*$", line):
        return False
    return bool(re.search(r"[>»|›·]", line)) or (
        len(line.split()) >= 3
        and all(w[0].isupper() or w in {"of", "by", "and", "the", "to"} for w in re.findall(r"[^\W\d_]+", line))
    )


def is_navigation(text: str) -> bool:
    """True for a line of page furniture."""
    line = " ".join(text.split())
    if not re.search(r"\w", line):
        return True
    parts = [part for part in re.split(r"\s*(?:\||•|·|»|\s-\s|\]\s*\[)\s*", line.strip("[] ")) if part]
    return (
        bool(NAVIGATION.match(line))
        or is_crumbs(line)
        or (len(parts) > 1 and all(NAVIGATION.match(part) for part in parts))
    )


def linked_share(unit: Unit) -> float:
    """The share of a unit that is links."""
    covered = 0
    last = unit.start
    for run in unit.runs:
        if run.kind == "link":
            first = max(run.start, last)
            covered += max(0, min(run.end, unit.end) - first)
            last = max(last, run.end)
    return covered / max(1, unit.end - unit.start)


def is_jump(unit: Unit) -> bool:
    """True for a unit whose links all point into the page itself, and that holds nothing else."""
    links = [run for run in unit.runs if run.kind == "link"]
    return (
        bool(links)
        and all(run.value.startswith("#") and len(run.value) > 1 for run in links)
        and linked_share(unit) > 0.6
    )


def styled_heading(reading: Reading, unit: Unit) -> bool:
    """True for a short paragraph that is bold or large from end to end."""
    words = reading.text[unit.start : unit.end]
    if (
        len(words) > 110
        or ("\n" in words.strip() and len(words.split("\n")) > 2)
        or re.search(r"[.;,]\s*$", words)
        or not re.search(r"[^\W\d_]{2}", words)
    ):
        return False
    covered = max(
        (min(r.end, unit.end) - max(r.start, unit.start) for r in unit.runs if r.kind in {"bold", "large"}), default=0
    )
    return covered >= 0.9 * (unit.end - unit.start)


def plain_heading(words: str) -> bool:
    """True for a line of text that could be a heading: short, no sentence, begun with a capital."""
    if re.fullmatch(r"(?:19|20)\d\d", words.strip(" :")):
        return True
    if len(words) > 100 or "\n" in words or re.search(r"[.;,!]\s*$", words) or not re.search(r"[^\W\d_]{2}", words):
        return False
    first = re.search(r"[^\W_]", words)
    if first is None or first[0].islower():
        return False
    letters = re.findall(r"[^\W\d_]+", words)
    return len(letters) <= 14


def is_plain(reading: Reading, units: list[Unit], title: int | None) -> bool:
    """True for a page that sets no heading apart by its type: a page of text, or one of HTML with bare paragraphs.

    Args:
        reading: the page.
        units: its units.
        title: number of the unit that prints its title, or None.
    """
    if reading.form == "text":
        return True
    return not any(
        unit.kind == "heading"
        or (unit.kind in {"paragraph", "cell", "item"} and styled_heading(reading, unit) and linked_share(unit) < 0.5)
        for i, unit in enumerate(units)
        if unit.region == "main" and i != title
    )
