"""The fields of every kind of library file as Markdown tables, made from the records themselves."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from aetia.library.forms import bare, fields, how_to_write, words
from aetia.library.schema import KINDS
from aetia.model.base import Language, PartialDate, Record, Slug, TopicId
from aetia.model.concept import Concept

BEGIN, END = "<!-- fields: begin -->", "<!-- fields: end -->"
_PLAIN = {str: "text", int: "whole number", float: "number", bool: "`yes` or `no`"}
_NAMED = [
    (get_args(PartialDate)[1:], "date"),
    (get_args(Slug)[1:], "identifier"),
    (get_args(TopicId)[1:], "topic, `above/below`"),
    (get_args(Language)[1:], "language, such as `en`"),
]
_TABLES = frozenset({"screening", "match", "same", "search", "verdict", "verdict-input"})


def field_tables() -> str:
    """Every record that files hold, each once: its name, what it is, and a table of its fields.

    Files come first, in the order of the schemas, each followed by the records inside it. Rows of tables of decisions are
    left out: their header names their columns.
    """
    kinds: dict[str, type[Record]] = {"concepts": Concept}
    kinds |= {name: kind for name, kind in KINDS.items() if name not in _TABLES}
    seen: dict[type[Record], str] = {}
    for name, kind in kinds.items():
        seen.setdefault(kind, f"{name} (`{kind.__name__}`)")
        for inner in _inside(kind):
            seen.setdefault(inner, f"`{inner.__name__}`")
    return "\n".join(_table(kind, title) for kind, title in seen.items())


def _table(kind: type[Record], title: str) -> str:
    about = " ".join((kind.__doc__ or "").split()).replace("``", "`")
    rows = [
        f"| `{name}` | {_form(_whole(field))} | {'yes' if field.is_required() else ''} |"
        for name, field in fields(kind).items()
    ]
    return "\n".join(
        [f"### {title}", "", about, "", "| field | form or allowed words | needed |", "|---|---|---|", *rows, ""]
    )


def _whole(field: FieldInfo) -> Any:
    """A field's annotation with what pydantic took out of it."""
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _named(annotation: Any) -> str | None:
    """The name of one of the model's own sorts of text."""
    if get_origin(annotation) in (Union, UnionType):
        return next(filter(None, map(_named, get_args(annotation))), None)
    marks = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return next((name for known, name in _NAMED if marks == known), None)


def _form(annotation: Any) -> str:
    """What stands in a field, in a few words."""
    if name := _named(annotation):
        return name
    here = bare(annotation)
    if allowed := words(here):
        return ", ".join(f"`{word}`" for word in allowed)
    if get_origin(here) is list:
        return f"list of {_form(get_args(here)[0])}"
    if get_origin(here) is dict:
        keys = words(get_args(here)[0])
        if keys:
            return f"fields, each with text: {', '.join(f'`{key}`' for key in keys)}"
        return "text by language, `en: …`" if how_to_write(here) else f"names, each with {_form(get_args(here)[1])}"
    if isinstance(here, type) and issubclass(here, Record):
        return f"`{here.__name__}`"
    return _PLAIN.get(here, "text")


def _inside(kind: type[Record]) -> list[type[Record]]:
    """The records inside a record, in the order in which they are met, however deep."""
    found: dict[type[Record], None] = {}
    waiting: list[Any] = [field.annotation for field in fields(kind).values()]
    while waiting:
        here = bare(waiting.pop(0))
        if isinstance(here, type) and issubclass(here, Record):
            if here not in found:
                found[here] = None
                waiting = [field.annotation for field in fields(here).values()] + waiting
        else:
            waiting = [*get_args(here), *waiting] if get_origin(here) in (list, dict) else waiting
    return list(found)


def put_into(page: str) -> str:
    """The format guide with its tables of fields made anew, between the two marks that it has for them."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{field_tables()}\n{END}{rest.partition(END)[2]}"
