"""Names of languages and the three letters that records have for them."""

from __future__ import annotations

_CODES = {
    "afrikaans": "afr", "albanian": "alb", "arabic": "ara", "armenian": "arm", "azerbaijani": "aze", "basque": "baq", "bosnian":
    "bos", "bulgarian": "bul", "catalan": "cat", "chinese": "chi", "croatian": "hrv", "czech": "cze", "danish": "dan", "dutch":
    "dut", "english": "eng", "esperanto": "epo", "estonian": "est", "finnish": "fin", "french": "fre", "galician": "glg",
    "georgian": "geo", "german": "ger", "greek": "gre", "hebrew": "heb", "hindi": "hin", "hungarian": "hun", "icelandic": "ice",
    "indonesian": "ind", "irish": "gle", "italian": "ita", "japanese": "jpn", "korean": "kor", "latin": "lat", "latvian": "lav",
    "lithuanian": "lit", "macedonian": "mac", "malay": "may", "multiple languages": "mul", "norwegian": "nor", "persian": "per",
    "polish": "pol", "portuguese": "por", "romanian": "rum", "russian": "rus", "serbian": "srp", "slovak": "slo", "slovenian":
    "slv", "spanish": "spa", "swedish": "swe", "thai": "tha", "turkish": "tur", "ukrainian": "ukr", "undetermined": "und",
    "vietnamese": "vie", "welsh": "wel",
}  # fmt: skip


def language_code(name: str) -> str:
    """The three letters for a language, which may already be three letters; what is not known stays as it is."""
    return _CODES.get(name, name)
