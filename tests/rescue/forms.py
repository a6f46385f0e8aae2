# ruff: noqa: E501  (the forms are read better whole)
"""One small list of studies, printed in many of the forms that hand-kept pages use. The studies are made up."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "What may cause rheumatoid arthritis?"
PROSE = "Here is what our readers have found so far in the library."


@dataclass(frozen=True)
class Study:
    """What each form prints."""

    names: str
    title: str
    journal: str
    year: int
    volume: str
    issue: str
    pages: str
    finding: str

    @property
    def place(self) -> str:
        return f"{self.volume}({self.issue}):{self.pages}" if self.issue else f"{self.volume}:{self.pages}"

    @property
    def source(self) -> str:
        return f"{self.journal} {self.year};{self.place}"

    @property
    def cite(self) -> str:
        return f"{self.names}. {self.title}. {self.source}."

    @property
    def number(self) -> str:
        return f", no. {self.issue}" if self.issue else ""

    @property
    def authors(self) -> list[str]:
        return self.names.removesuffix(" et al").split(", ")


SECTIONS: dict[str, list[Study]] = {
    "Infections": [
        Study("Smith AB, Jones C", "Parvovirus B19 and arthritis in adults: a case-control study", "J Rheumatol", 1999, "26", "4",
              "812-817", "Patients had the virus no more often than their neighbours."),
        Study("Miller DE, Brown FG, Green H et al", "Antibodies to Epstein-Barr virus in early rheumatoid arthritis",
              "Ann Rheum Dis", 2004, "63", "2", "101-7", "Higher antibodies in every third patient."),
    ],
    "Smoking": [
        Study("Larsen K", "Cigarette smoking and the risk of rheumatoid factor", "Arthritis Rheum", 2001, "44", "9",
              "2005-2011", "Smokers of many years had twice the risk."),
        Study("Petersen L, Novak M", "Passive smoking in childhood", "Lancet", 2010, "375", "", "633-40", "No clear answer."),
    ],
}  # fmt: skip
H2 = "<h2>{section}</h2>"
# name: heading, entry, what closes the section
_HTML: dict[str, tuple[str, str, str]] = {
    "details": ("<details><summary>{section}</summary>", "<p>{s.cite} {s.finding}</p>", "</details>"),
    "title as heading": (H2, "<h3>{s.title}</h3><p>{s.names}. {s.source}.</p><p>{s.finding}</p>", ""),
    "title as heading, lines": (H2, "<h3>{s.title}</h3><p>{s.names}<br><i>{s.journal}</i> {s.year};{s.place}</p><p>{s.finding}</p>", ""),
    "finding in italics first": (H2, "<p><i>{s.finding}</i> {s.cite}</p>", ""),
    "finding in bold above": (H2, "<p><b>{s.finding}</b><br>{s.cite}</p>", ""),
    "finding in brackets": (H2, "<p>{s.cite} ({s.finding})</p>", ""),
    "finding quoted below": (H2, "<p><a href='http://x.org/1'>{s.title}</a></p><p><small>{s.names}. {s.source}.</small></p>"
                             "<blockquote>{s.finding}</blockquote>", ""),
    "finding on its line": (H2 + "<ul>", "<li>{s.cite}<br><em>{s.finding}</em></li>", "</ul>"),
    "finding as inner list": (H2 + "<ul>", "<li>{s.cite}<ul><li>{s.finding}</li></ul></li>", "</ul>"),
    "finding in the item's second paragraph": (H2 + "<ol>", "<li><p>{s.cite}</p><p>{s.finding}</p></li>", "</ol>"),
    "finding in the next cell": (H2 + "<table>", "<tr><td>{s.cite}</td><td>{s.finding}</td></tr>", "</table>"),
    "finding as the only item below": (H2, "<p>{s.cite}</p><ul><li>{s.finding}</li></ul>", ""),
    "finding as the heading above": (H2, "<h4>{s.finding}</h4><p>{s.cite}</p>", ""),
    "finding as the term": (H2 + "<dl>", "<dt>{s.finding}</dt><dd>{s.cite}</dd>", "</dl>"),
    "finding after an arrow": ("<p><u>{section}</u></p>", "<p>{s.cite} =&gt; {s.finding}</p>", ""),
    "caption": ("<table><caption>{section}</caption><tr><th>Authors<th>Year<th>Title<th>Journal<th>Result</tr>",
                "<tr><td>{s.names}<td>{s.year}<td>{s.title}<td>{s.journal} {s.place}<td>{s.finding}</tr>", "</table>"),
    "Swedish columns": (H2 + "<table><tr><td>Författare</td><td>År</td><td>Titel</td><td>Tidskrift</td><td>Resultat</td></tr>",
                        "<tr><td>{s.names}</td><td>{s.year}</td><td>{s.title}</td><td>{s.journal} {s.place}</td><td>{s.finding}</td></tr>", "</table>"),
    "Polish columns": (H2 + "<table><tr><td>Autorzy</td><td>Rok</td><td>Tytuł</td><td>Czasopismo</td><td>Wynik</td></tr>",
                       "<tr><td>{s.names}</td><td>{s.year}</td><td>{s.title}</td><td>{s.journal} {s.place}</td><td>{s.finding}</td></tr>", "</table>"),
    "columns without names": (H2 + "<table>", "<tr><td>{s.year}</td><td>{s.names}</td><td>{s.title}</td><td>{s.journal} {s.place}</td>"
                              "<td>{s.finding}</td></tr>", "</table>"),
    "number column": (H2 + "<table>", "<tr><td>1.</td><td>{s.cite}</td><td>{s.finding}</td></tr>", "</table>"),
    "fields as rows": (H2, "<table><tr><th>Title</th><td>{s.title}</td></tr><tr><th>Authors</th><td>{s.names}</td></tr><tr><th>Journal</th>"
                       "<td>{s.source}</td></tr><tr><th>Result</th><td>{s.finding}</td></tr></table>", ""),
    "fields as terms": (H2, "<h4>{s.title}</h4><dl><dt>Authors</dt><dd>{s.names}</dd><dt>Journal</dt><dd>{s.source}</dd><dt>Finding</dt>"
                        "<dd>{s.finding}</dd></dl>", ""),
    "fields as lines": (H2, "<p>Title: {s.title}<br>Authors: {s.names}<br>Journal: {s.source}<br>Finding: {s.finding}</p>", ""),
    "cards": ("<section><h2>{section}</h2>", "<article><header><h4>{s.title}</h4></header><p>{s.names}</p><p>{s.source}</p><p>{s.finding}</p>"
              "</article>", "</section>"),
    "word processor": ("<p class=MsoHeading1><b><span style='font-size:14.0pt'>{section}<o:p></o:p></span></b></p>",
                       "<p class=MsoNormal><span lang=EN-US>{s.cite}<o:p></o:p></span></p><p class=MsoNormal><i><span>{s.finding}</span></i></p>"
                       "<p class=MsoNormal>&nbsp;</p>", ""),
    "bare paragraphs": ("<p>{section}</p>", "<p>{s.cite} {s.finding}</p>", ""),
    "bullets without a list": ("<p><b>{section}</b></p><p>", "&#8226;&nbsp;{s.cite} {s.finding}<br>", "</p>"),
    "term as heading": ("<dl><dt>{section}</dt>", "<dd>{s.cite} {s.finding}</dd>", "</dl>"),
    "heading across the row": ("<table><tr><th colspan=2>{section}</th></tr>",
                               "<tr><td>{s.title}</td><td>{s.names}. {s.source}. {s.finding}</td></tr>", "</table>"),
    "Chicago": (H2, '<p>{s.names}. "{s.title}." <i>{s.journal}</i> {s.volume}{s.number} ({s.year}): {s.pages}. {s.finding}</p>', ""),
    "year first": (H2, "<p>{s.year}: {s.names}. {s.title}. {s.journal} {s.place}. {s.finding}</p>", ""),
    "citation in brackets after the title": (H2, "<p><b>{s.title}</b> ({s.names}; {s.source}). {s.finding}</p>", ""),
    "by the authors": (H2, "<p><b>{s.title}</b><br>by {s.names}<br>{s.source}<br>{s.finding}</p>", ""),
    "journal on top": (H2, "<p>{s.source}.<br><b>{s.title}.</b><br>{s.names}.<br>{s.finding}</p>", ""),
    "bars": (H2, "<p>{s.names} | {s.title} | {s.journal} | {s.year};{s.place} | {s.finding}</p>", ""),
    "dashes": (H2, "<p>{s.title} - {s.names} - {s.source} - {s.finding}</p>", ""),
    "labels before the paragraphs": (H2, "<p><b>Study:</b> {s.cite}</p><p><b>What it says:</b> {s.finding}</p>", ""),
}  # fmt: skip
_TEXT: dict[str, tuple[str, str]] = {
    "no blank lines": ("{section}\n", "{s.cite} {s.finding}\n"),
    "finding after a dash below": ("{section}\n\n", "{s.cite}\n   - {s.finding}\n\n"),
    "four lines": ("== {section} ==\n\n", "{s.title}\n{s.names}\n{s.source}\n{s.finding}\n\n"),
    "four lines under a rule": ("{section}\n-----------\n", "{s.title}\n{s.names}. {s.source}.\n{s.finding}\n\n"),
    "four paragraphs, journal on top": (
        "{section}\n\n",
        "{s.source}.\n\n{s.title}.\n\n{s.names}.\n\n{s.finding}\n\nPMID: 1234567\n\n",
    ),
    "three paragraphs": ("{section}\n\n", "{s.title}\n\n{s.names}. {s.source}.\n\n{s.finding}\n\n"),
    "markdown": ("## {section}\n\n", "- **{s.title}**. {s.names}. *{s.journal}* {s.year};{s.place}. {s.finding}\n"),
    "named fields": (
        "{section}\n\n",
        "Title: {s.title}\nAuthors: {s.names}\nJournal: {s.source}\nResult: {s.finding}\n\n",
    ),
    "tagged fields": ("{section}\n\n", "TI - {s.title}\nAU - {s.names}\nSO - {s.source}\nAB - {s.finding}\n\n"),
    "quoted mail": ("> {section}\n>\n", "> {s.cite}\n> {s.finding}\n>\n"),
    "finding first, citation in brackets": ("{section}\n\n", "{s.finding} ({s.names}. {s.title}. {s.source}.)\n\n"),
    "rules between": ("{section}\n\n", "{s.cite}\n{s.finding}\n--------------------\n\n"),
    "finding indented below": ("{section}\n\n", "{s.cite}\n\n    {s.finding}\n\n"),
}


def pages() -> dict[str, str]:
    """Every form as a whole page."""
    found = {}
    for name, (heading, entry, close) in _HTML.items():
        body = "".join(
            heading.format(section=section) + "".join(entry.format(s=s) for s in studies) + close
            for section, studies in SECTIONS.items()
        )
        foot = "<p>Example Joint Group, PO Box 1. <a href='privacy.html'>Privacy policy</a></p>"
        head = f"<html><head><title>Example Joints</title></head><body><h1>{TITLE}</h1><p>{PROSE}</p>"
        found[name] = f"{head}{body}{foot}</body></html>"
    for name, (heading, entry) in _TEXT.items():
        body = "".join(
            heading.format(section=section) + "".join(entry.format(s=s) for s in studies) + "\n"
            for section, studies in SECTIONS.items()
        )
        found[f"text: {name}"] = f"{TITLE}\n\n{PROSE}\n\n{body}"
    return found
