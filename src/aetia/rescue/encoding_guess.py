"""Guessing the encoding of a page that declares none.

Old pages without a declaration are windows-1252 far more often than anything else, and a page has few bytes beyond ASCII, on which
statistics over bytes go astray. Other alphabets are left to charset-normalizer, which tells them well. Among encodings of
the Latin alphabet, the decoded words are looked at: letters belong inside words, signs and capitals do not.
"""

from __future__ import annotations

import re

DEFAULT = "cp1252"
_LATIN = (DEFAULT, "cp1250", "cp1254", "mac_roman")
_OTHER_SCRIPTS = ("cp1251", "cp1253", "shift_jis", "gb18030", "euc_kr", "big5")
_LANGUAGES = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "ro", "sq"), "cp1250"),
    "tr": "cp1254",
}
_SAMPLE = 400_000
_ENOUGH_LETTERS = 0.25
"""Share of the characters beyond ASCII that must be letters of another alphabet before it is believed."""
_LANG = re.compile(rb"""(?:\blang|content-language["']?\s+content)\s*=\s*["']?([a-z]{2})\b""", re.IGNORECASE)
_SIGN_IN_WORD = re.compile(r"[^\W\d_][^\w\s'’\-–—./&;:,()\[\]\"“”‘…·][^\W\d_]")
_CAPITAL_IN_WORD = re.compile(r"[A-Za-zà-öø-ÿ][À-ÖØ-ÞĀĄĆĘŁŃŚŹŻČĎĚŇŘŠŤŮŽ](?=[a-zà-öø-ÿ])")
_OUT_OF_PLACE = re.compile(r"\d[À-ÖØ-öø-ÿ]\d|(?<!\S)[‡†¬√∂ƒ∆≈‹›¤¦¨¯´¸](?!\S)|(?<!\S)…(?=\w)")
_WESTERN_LETTER = re.compile(r"[ßà-öø-ÿœšž]|(?<![^\W\d_])[ÀÁÂÄÅÆÇÈÉÊÍÎÓÔÖØÚÛÜ](?=[a-zß-öø-ÿ])")
_OTHER_LATIN_LETTER = re.compile(r"[Ā-ſ]")
_TYPOGRAPHY = re.compile(r"(?<=[\w.,)\]])[’”…–—]|[‘“](?=\w)|\s[–—](?=\s)")


def guess_encoding(data: bytes) -> str:
    """The encoding of a page that is not UTF-8 and declares none.

    Args:
        data: the page as found.

    Returns:
        A Python codec's name; ``cp1252`` unless something else is clearly better.
    """
    sample = data[:_SAMPLE]
    language = _LANG.search(sample[:8192])
    hinted = _LANGUAGES.get(language[1].decode("ascii").lower()) if language else None
    return _other_script(sample) or _latin(sample, hinted)


def _other_script(sample: bytes) -> str | None:
    """An encoding of another alphabet, where its letters are really there."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=[*_LATIN, *_OTHER_SCRIPTS]).best()
    if best is None or best.encoding not in _OTHER_SCRIPTS:
        return None
    beyond = [letter for letter in str(best) if ord(letter) > 127]
    foreign = sum(letter.isalpha() and ord(letter) > 0x036F for letter in beyond)
    runs = re.findall(r"[Ͱ-῿぀-힯]{3,}", str(best))
    return best.encoding if beyond and foreign / len(beyond) >= _ENOUGH_LETTERS and len(runs) >= 3 else None


def _latin(sample: bytes, hinted: str | None) -> str:
    scores = {encoding: _score(sample, encoding) + (3 if encoding == hinted else 0) for encoding in _LATIN}
    best = max(_LATIN, key=lambda encoding: scores[encoding])
    return best if scores[best] > scores[DEFAULT] + 1 else DEFAULT


def _score(sample: bytes, encoding: str) -> float:
    """How much the decoded words look like words: letters and typographic marks in place, less what stands in no word."""
    text = sample.decode(encoding, errors="replace")
    return (
        len(_WESTERN_LETTER.findall(text))
        + len(_TYPOGRAPHY.findall(text))
        + 0.4 * len(_OTHER_LATIN_LETTER.findall(text))
        - 3 * len(_SIGN_IN_WORD.findall(text))
        - 3 * len(_CAPITAL_IN_WORD.findall(text))
        - 3 * len(_OUT_OF_PLACE.findall(text))
        - 4 * text.count("\ufffd")
        - 4 * len(re.findall(r"[\x80-\x9f]", text))
    )
