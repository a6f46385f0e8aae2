"""Formulas of R, such as ``~ ablat + factor(alloc)``, as columns of moderators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Environment, numbers, vector


@dataclass(frozen=True)
class Terms:
    """The moderators of a formula: columns by name, whether there is an intercept, and reference categories."""

    columns: dict[str, list[Any]]
    intercept: bool = True
    reference: Mapping[str, str] = field(default_factory=dict)


def moderators(formula: Node | None, inside: Environment) -> Terms:
    """The columns of a formula such as ``~ ablat + relevel(factor(alloc), ref="random") - 1``, or of a matrix."""
    if formula is None:
        return Terms({})
    if formula.kind == "formula":
        return _of_formula(formula, inside)
    value: Any = inside.value(formula)
    if isinstance(value, Node):
        return _of_formula(value, inside)
    if value and isinstance(value[0], list):
        names = _names_of(formula, len(value[0]))
        return Terms({name: [float(row[place]) for row in value] for place, name in enumerate(names)})
    return Terms({_label(formula): value if isinstance(value[0], str) else numbers(value)})


def _names_of(node: Node, size: int) -> list[str]:
    """The names of the columns of ``cbind(a, b)``, or else numbers."""
    if node.kind == "call" and node.parts[0].text == "cbind":
        return [name or _label(part) for name, part in zip(node.names[1:], node.parts[1:], strict=True)]
    return [f"column {place + 1}" for place in range(size)]


def _of_formula(formula: Node, inside: Environment) -> Terms:
    columns: dict[str, list[Any]] = {}
    products: dict[str, list[Any]] = {}
    reference: dict[str, str] = {}
    intercept = True
    for sign, term in _terms(formula.parts[-1]):
        if term.kind == "number":
            intercept = (term.text == "1") == (sign == "+")
            continue
        if sign == "-" or (term.kind == "operator" and term.text in ("^", "/")):
            raise NotCovered("interactions of moderators")
        if term.kind == "operator" and term.text in ("*", ":"):
            for name, values in _interaction(term, inside).items():
                (products if ":" in name else columns)[name] = values
            continue
        if term.kind == "call" and term.parts[0].text == "relevel":
            chosen, term = _reference(term, inside), _releveled(term)
            reference[_label(term)] = chosen
        columns[_label(term)] = vector(inside.value(term))
    # R puts products behind all that they are made of.
    return Terms({**columns, **products}, intercept, reference)


def _interaction(term: Node, inside: Environment) -> dict[str, list[Any]]:
    """Two moderators that are numbers with their product; of words there would be many columns."""
    first, second = term.parts
    if any(part.kind == "operator" for part in (first, second)):
        raise NotCovered("interactions of moderators")
    one, other = (vector(inside.value(part)) for part in (first, second))
    if any(isinstance(x, str) for x in (*one, *other)) or len(one) != len(other):
        raise NotCovered("interactions of moderators that are words")
    product = {f"{_label(first)}:{_label(second)}": [a * b for a, b in zip(one, other, strict=True)]}
    return product if term.text == ":" else {_label(first): one, _label(second): other, **product}


def _releveled(term: Node) -> Node:
    return term.parts[1]


def _reference(term: Node, inside: Environment) -> str:
    node = dict(zip(term.names, term.parts, strict=True)).get("ref") or (term.parts[2] if len(term.parts) > 2 else None)
    if node is None:
        raise NotCovered("another reference category")
    value = vector(inside.value(node))[0]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _terms(node: Node, sign: str = "+") -> list[tuple[str, Node]]:
    if node.kind == "operator" and node.text in "+-" and len(node.parts) == 2:
        return [*_terms(node.parts[0], sign), *_terms(node.parts[1], node.text)]
    if node.kind == "operator" and node.text == "-" and len(node.parts) == 1:
        return _terms(node.parts[0], "-")
    return [(sign, node)]


def _label(node: Node) -> str:
    if node.kind == "call":
        return f"{node.parts[0].text}({', '.join(_label(part) for part in node.parts[1:])})"
    return node.text + ("(" + ", ".join(_label(part) for part in node.parts) + ")" if node.parts else "")
