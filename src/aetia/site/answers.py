"""The plain answer to "does it cause it?": a few words and a sentence chosen by level and reason, and how hard they are to read."""

from __future__ import annotations

import math
from dataclasses import dataclass

from aetia.model.base import Text
from aetia.model.topic import Topic
from aetia.model.verdict import Level
from aetia.site import readability, reading_ease
from aetia.site.edition import Edition
from aetia.site.language import is_like
from aetia.synthesis import TopicVerdict

OVERRIDE = "override"


@dataclass(frozen=True)
class FlagWords:
    """A flag as a reader sees it: a short name, what it means in general, and what made it fit here."""

    id: str
    name: str
    means: str
    here: str


@dataclass(frozen=True)
class Answer:
    """The answer block.

    Attributes:
        level: as published.
        lead: such as "Probably yes."
        say: the computed sentence.
        editor: the editor's sentence, where it was written for this level; else empty.
        flags: in the order of the rules file.
        reading: how hard all of it is to read, in words, names set aside; empty in a language that has no formula here.
        grade: its Flesch-Kincaid grade, in English; ease: its INFLESZ score, in Spanish; else None.
        longest: its longest sentence, names set aside; empty where there is no grade.
    """

    level: Level
    lead: str
    say: str
    editor: str
    flags: tuple[FlagWords, ...]
    reading: str
    grade: float | None
    ease: float | None
    longest: str

    @property
    def brief(self) -> str:
        """The sentence for lists: the editor's, which tells causes of one level apart, or else the computed one."""
        return self.editor or self.say


def answer(edition: Edition, topic: Topic, verdict: TopicVerdict) -> Answer:
    """The answer to a topic's question for one outcome.

    The computed sentence follows the level and, in this order, the flag that capped it, the way in which "not enough evidence" is
    said, the rule. The editor's sentence joins it on the headline only.
    """
    return edition.once(("answer", topic.id, verdict.outcome), lambda: _answer(edition, topic.id, verdict.outcome))


def _answer(edition: Edition, identifier: str, outcome: str) -> Answer:
    topic, verdict = edition.library.topics[identifier], edition.verdict(identifier, outcome)
    words = edition.words
    disease = edition.disease(verdict.outcome)
    reason = _reason(edition, verdict)
    suffixes = (f"_{reason}", "")
    lead = next(words(f"lead.{verdict.level}{s}") for s in suffixes if words.has(f"lead.{verdict.level}{s}"))
    say = next(
        words(f"answer.{verdict.level}{s}", disease=disease)
        for s in suffixes
        if words.has(f"answer.{verdict.level}{s}")
    )
    is_headline = verdict.outcome == edition.library.settings.disease
    mine = [edition.text(a.text) for a in topic.answer if a.for_level is verdict.level] if is_headline else []
    editor = mine[0] if mine else ""
    flags = flag_words(edition, verdict)
    mine_too = [editor] if not isinstance(editor, Text) or is_like(editor.language, words.tag) else []
    text = "\n".join([lead, say, *mine_too, *(flag.means for flag in flags)])
    reading, grade, ease = _reading(edition, text)
    return Answer(
        level=verdict.level,
        lead=lead,
        say=say,
        editor=editor,
        flags=flags,
        reading=reading,
        grade=grade,
        ease=ease,
        longest="" if grade is None else readability.longest_sentence(text, edition.names),
    )


def _reading(edition: Edition, text: str) -> tuple[str, float | None, float | None]:
    """How hard a text in the page's language is to read: in words, as a grade, as an ease."""
    words = edition.words
    if words.language == "en":
        grade = readability.grade(text, edition.names)
        return words("cause.grade", grade=readability.shown(grade)), grade, None
    if words.language == "es":
        ease = reading_ease.ease(text, edition.names)
        band = words(f"ease.{reading_ease.band(ease)}")
        return words("ease.page", words=band, score=math.floor(ease)), None, ease
    return "", None, None


def flag_words(edition: Edition, verdict: TopicVerdict) -> tuple[FlagWords, ...]:
    """A verdict's flags in words; an editor's override is told as one."""
    words = edition.words
    flags = [
        FlagWords(
            flag.id,
            words.known("flag", flag.id),
            words(f"flag_means.{flag.id}") if words.has(f"flag_means.{flag.id}") else edition.say(flag.reason),
            edition.say(flag.reason),
        )
        for flag in verdict.flags
    ]
    if verdict.override is not None:
        flags.append(
            FlagWords(
                OVERRIDE, words(f"flag.{OVERRIDE}"), words(f"flag_means.{OVERRIDE}"), edition.own(verdict.override.why)
            )
        )
    return tuple(flags)


def _reason(edition: Edition, verdict: TopicVerdict) -> str:
    """What the sentence should speak of beside the level."""
    if verdict.override is not None:
        return ""
    capping = [flag.id for flag in verdict.flags if flag.cap is not None]
    lowering = [flag for flag in capping if edition.words.has(f"answer.{verdict.level}_{flag}")]
    if lowering:
        return lowering[-1]
    if verdict.way is not None:
        return verdict.way
    if verdict.level is Level.LIKELY and any(flag.id == "contested" for flag in verdict.flags):
        return "contested"
    return verdict.rule.lower()
