"""Filling the templates of a library's theme, which may come from a stranger.

Jinja's sandbox keeps a template from changing what it is given. This one gives it less: of values it reads plain fields, it calls
what it was handed and a few methods of texts, it has no filter that multiplies text, and a meter stops it after a bounded number of
steps and letters. So a template can be wrong or ugly, but it cannot read a file, run a program, or keep a build from ending.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro, Undefined, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from aetia.words import Words

MOST_STEPS = 5_000_000
"""Steps of one page: a turn of a loop, a call, a letter that is printed."""
MOST_TEXT = 1_000_000
"""Letters of one text, or items of one list, that a template makes by joining."""
MOST_TURNS = 1_000
"""Turns that ``range`` gives."""

_FILTERS = frozenset(
    """
    abs capitalize count d default dictsort e escape first float format groupby int items join last length list lower map max min
    reject rejectattr replace reverse safe select selectattr sort string striptags title trim truncate unique upper urlencode
    wordcount
    """.split()  # noqa: SIM905
)
_OF_TEXT = frozenset(
    """
    upper lower title capitalize strip lstrip rstrip startswith endswith removeprefix removesuffix isdigit find count
    """.split()  # noqa: SIM905
)
_OF_WORDS = frozenset({"count", "date", "has", "known", "markup", "number"})
_OF_TABLE = frozenset({"items", "keys", "values", "get"})
_OURS = ("aetia.", "jinja2.runtime.", "jinja2.environment.", "jinja2.utils.")
_TURN = 10
"""Steps that a turn of a loop, or a call, costs."""
_OF_PLAIN = frozenset(
    """
    capitalize e escape format lower replace safe string striptags title trim truncate upper urlencode wordcount
    """.split()  # noqa: SIM905
)


class Exhausted(SecurityError):
    """A template that did more than a page can need."""


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment in which a theme's templates, and ours among them, are filled.

    Args:
        loader: finds the templates; those of the theme have a file name that begins with ``theme/``.
    """

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, loader: BaseLoader) -> None:
        self.left = MOST_STEPS
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=self._printed,
        )
        self.filters = {name: self._metered(name, self.filters[name]) for name in _FILTERS}
        self.globals.clear()
        self.globals |= {"range": _turns, "namespace": Namespace}

    def spend(self, steps: int) -> str:
        """Take steps from the meter.

        Raises:
            Exhausted: none are left.
        """
        self.left -= steps
        if self.left < 0:
            raise Exhausted("the template does more than a page can need")
        return ""

    def joined(self, *parts: Any) -> str:
        """Texts joined by ``~``."""
        self.spend(sum(len(str(_plain(part))) for part in parts))
        return markup_join(parts)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read this: a plain field of a record, a method of a text or a table from a short list."""
        if attr.startswith("_") or not super().is_safe_attribute(obj, attr, value):
            return False
        if isinstance(obj, str):
            return attr in _OF_TEXT or (type(obj).__module__.startswith("aetia.") and not callable(value))
        if isinstance(obj, dict):
            return attr in _OF_TABLE
        if isinstance(obj, Words):
            return isinstance(value, str) or attr in _OF_WORDS
        if isinstance(obj, LoopContext):
            return True
        kind = type(obj)
        if kind.__name__ == "SimpleNamespace":
            return True
        if (
            not (kind.__module__ + ".").startswith(_OURS)
            or isinstance(obj, type)
            or kind.__module__ == "aetia.site.render"
        ):
            return False
        return isinstance(value, Macro) or not (callable(value) or hasattr(value, "__fspath__"))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """A text's own `format` is not to be had; the filter is."""
        del value
        return None

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template was handed."""
        self.spend(1)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Any, operator_: str, left: Any, right: Any) -> Any:
        """Reckon, with numbers that stay small and texts that stay short."""
        del context
        for value in (left, right):
            if isinstance(value, int) and abs(value) > 10**15:
                raise SecurityError("a number is too large to reckon with")
        if operator_ == "+" and hasattr(left, "__len__") and hasattr(right, "__len__"):
            self.spend(len(left) + len(right))
            return _short(operator.add(left, right))
        if not all(isinstance(value, int | float) for value in (left, right)):
            raise SecurityError(f"'{operator_}' is for numbers")
        if operator_ == "**" and abs(right) > 10:
            raise SecurityError("the power is too large")
        return self.binop_table[operator_](left, right)

    def compile(
        self, source: Any, name: str | None = None, filename: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """A template as code; one that is too deep or too large for that is at fault."""
        try:
            return super().compile(source, name, filename, *args, **kwargs)
        except (RecursionError, SyntaxError, MemoryError, ValueError) as error:
            raise TemplateSyntaxError(
                f"the template is too deep or too large ({type(error).__name__})", 1, name, filename
            ) from None

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if filename is not None and filename.startswith("theme/"):
            _refuse_made_lists(tree, name, filename)
        _Meter().visit(tree)
        tree.set_environment(self)
        return tree

    def _printed(self, value: Any) -> Any:
        if isinstance(value, Undefined):
            return value  # printing it says which name is missing
        self.spend(len(str(_plain(value))))
        return value

    def _metered(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        value_at = 1 if hasattr(function, "jinja_pass_arg") else 0

        @wraps(function)
        def metered(*args: Any, **kwargs: Any) -> Any:
            value: Any = args[value_at] if len(args) > value_at else ()
            self.spend(
                1 + (len(value) if hasattr(value, "__len__") else MOST_TURNS if isinstance(value, Iterator) else 0)
            )
            if name in _OF_PLAIN:
                _plain(value)
            if name == "join":
                _refuse_long_join(value := list(value), *args[value_at + 1 :])
                args = (*args[:value_at], value, *args[value_at + 1 :])
            if name == "replace":
                _refuse_growth(*args[value_at : value_at + 3])
            if name == "format":
                _refuse_widths(str(value))
            result = function(*args, **kwargs)
            return _short(result) if isinstance(result, str | list) else result

        return metered


class _Meter(NodeTransformer):
    """Puts a step of the meter into every loop, macro, block and template, as large as the text that stands in it."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (Jinja's name)
        """Each turn of a loop."""
        return self._metered(node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802 (Jinja's name)
        """Each call of a macro."""
        return self._metered(node)

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.Node:  # noqa: N802 (Jinja's name)
        """Each call from within."""
        return self._metered(node)

    def visit_Block(self, node: nodes.Block) -> nodes.Node:  # noqa: N802 (Jinja's name)
        """Each filling of a block."""
        return self._metered(node)

    def visit_Template(self, node: nodes.Template) -> nodes.Node:  # noqa: N802 (Jinja's name)
        """Each use of a template."""
        return self._metered(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 (Jinja's name)
        """Texts that are joined."""
        self.generic_visit(node)
        return nodes.Call(nodes.EnvironmentAttribute("joined"), node.nodes, [], None, None, lineno=node.lineno)

    def _metered(self, node: Any) -> nodes.Node:
        written = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        self.generic_visit(node)
        call = nodes.Call(
            nodes.EnvironmentAttribute("spend"), [nodes.Const(_TURN + written)], [], None, None, lineno=node.lineno
        )
        step = nodes.ExprStmt(call, lineno=node.lineno)
        # What a template extends or imports stands first in it, and a template that extends another prints nothing of its own.
        node.body = [*node.body, step] if isinstance(node, nodes.Template) else [step, *node.body]
        return node  # type: ignore[no-any-return]


def _refuse_made_lists(tree: nodes.Template, name: str | None, filename: str) -> None:
    """A list in a list in a list, each holding the one before twice, takes no room until it is printed or compared."""
    for node in tree.find_all((nodes.List, nodes.Tuple, nodes.Dict)):
        items: Iterable[Any] = node.find_all(nodes.Name)
        if getattr(node, "ctx", "load") == "load" and any(item.ctx == "load" for item in items):
            raise TemplateSyntaxError(
                "a list that is written out holds plain words and numbers alone", node.lineno, name, filename
            )


def _plain(value: Any) -> Any:
    """A value that may be printed: text or a number."""
    if value is None or isinstance(value, str | int | float | Undefined) or hasattr(value, "__html__"):
        return value
    raise SecurityError(f"a value of kind '{type(value).__name__}' cannot be printed; print its fields")


def _short(value: Any) -> Any:
    if hasattr(value, "__len__") and len(value) > MOST_TEXT:
        raise SecurityError(f"a text is longer than {MOST_TEXT:,} letters")
    return value


def _refuse_long_join(items: list[Any], joint: Any = "", *more: Any) -> None:
    if more:
        raise SecurityError("a list is joined as it is; take the field with 'map' before")
    if sum(len(str(_plain(item))) for item in items) + len(items) * len(str(_plain(joint))) > MOST_TEXT:
        raise SecurityError(f"a text is longer than {MOST_TEXT:,} letters")


def _refuse_growth(value: Any, old: Any, new: Any) -> None:
    text, before, after = (str(_plain(part)) for part in (value, old, new))
    if (text.count(before) if before else len(text) + 1) * len(after) > MOST_TEXT:
        raise SecurityError(f"a text is longer than {MOST_TEXT:,} letters")


def _refuse_widths(text: str) -> None:
    digits = 0
    for letter in text:
        digits = digits + 1 if letter.isdigit() else 0
        if digits > 2 or letter == "*":
            raise SecurityError("a format is wider than a page")


def _turns(*args: int) -> range:
    turns = range(*args)
    if len(turns) > MOST_TURNS:
        raise SecurityError(f"a loop of more than {MOST_TURNS:,} turns")
    return turns
