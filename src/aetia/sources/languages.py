"""Names and codes of languages as the three letters that NLM uses (those of MARC, which are ISO 639-2/B)."""

from __future__ import annotations

import re

_LANGUAGES = """
afr af afrikaans|alb sq sqi albanian|amh am amharic|ara ar arabic|arm hy hye armenian|aze az azerbaijani|
baq eu eus basque|bel be belarusian|ben bn bengali|bos bs bosnian|bul bg bulgarian|bur my mya burmese|cat ca catalan|
chi zh zho chinese mandarin|cze cs ces czech|dan da danish|dut nl nld dutch flemish|eng en english|epo eo esperanto|
est et estonian|fin fi finnish|fre fr fra french français francais|geo ka kat georgian|ger de deu german deutsch|
glg gl galician|gre el ell greek|heb he hebrew|hin hi hindi|hrv hr croatian|hun hu hungarian|ice is isl icelandic|
ind id indonesian|ita it italian italiano|jpn ja japanese|kaz kk kazakh|kir ky kirghiz kyrgyz|kor ko korean|
lat la latin|lav lv latvian|lit lt lithuanian|mac mk mkd macedonian|may ms msa malay|mal ml malayalam|mar mr marathi|
mon mn mongolian|mul multilingual|nor no nb nob nn nno norwegian|per fa fas persian farsi|pol pl polish polski|
por pt portuguese português portugues|rum ro ron romanian|rus ru russian|slo sk slk slovak|slv sl slovenian slovene|
spa es spanish español espanol castilian|srp sr serbian|swa sw swahili|swe sv swedish|tam ta tamil|tgl tl tagalog|
tha th thai|tur tr turkish|ukr uk ukrainian|und undetermined|urd ur urdu|uzb uz uzbek|vie vi vietnamese|
wel cy cym welsh
"""
_CODES = {name: names.split()[0] for names in _LANGUAGES.split("|") for name in names.split()}


def language_code(text: str) -> str | None:
    """The code of a language; None where it is not known.

    Args:
        text: a name (``English``, ``Deutsch``), a code of two or three letters, or a tag (``pt-BR``).
    """
    words = re.split(r"[^a-zà-ÿ]+", text.strip().lower())
    return _CODES.get(words[0]) if words else None
