"""The environment in which templates are filled: plain Jinja for our own, a sandbox as soon as a library brings its own."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from types import CodeType, ModuleType, SimpleNamespace

from jinja2 import BytecodeCache, Environment, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.bccache import Bucket

from aetia.errors import BuildError
from aetia.site.sandbox import MOST_STEPS, Sandbox
from aetia.site.theme import TEMPLATES, Theme, templates_loader

_TAG = r'<(?:html|head|meta)(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*>'
_HEAD = re.compile(rf"\s*<!doctype html>(?:\s*{_TAG})*?\s*\Z", re.IGNORECASE)


class _Compiled(BytecodeCache):
    """Keeps our own templates compiled for every language and every build of a process, each until its text changes.

    Only for environments that differ in nothing but their globals: those play no part in compiling.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._kept.get(bucket.key, (None, None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key] = bucket.checksum, bucket.code


_COMPILED = _Compiled()


def environment_for(theme: Theme) -> Environment:
    """The environment for a library with this theme."""
    loader = templates_loader(theme)
    if theme.templates:
        return Sandbox(loader)
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
        auto_reload=False,  # a template does not change while a site is built
    )


def public_names(module: ModuleType) -> SimpleNamespace:
    """A module's own constants and functions, without what it imported."""
    names = {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (isinstance(value, str) or getattr(value, "__module__", None) == module.__name__)
    }
    return SimpleNamespace(**names)


def fill(environment: Environment, kind: str, address: str, values: Mapping[str, object]) -> str:
    """A page of a kind, from its template.

    Args:
        environment: from `environment_for`.
        kind: the template's name without ``.html``.
        address: of the page, for messages.
        values: what the template shows; its ``policy`` must stand in the page.

    Raises:
        BuildError: the template cannot be filled, or leaves the page's policy out; names template and line.
    """
    name = f"{kind}.html"
    if not isinstance(environment, Sandbox):
        try:
            return environment.get_template(name).render(values)
        except TemplateError as error:
            raise _fault(error, name, address) from error
    environment.left = MOST_STEPS
    try:
        html = environment.get_template(name).render(values)
    except Exception as error:  # a stranger's template may raise anything
        raise _fault(error, name, address) from error
    _refuse_without_policy(html, str(values["policy"]), address)
    return html


def _fault(error: Exception, name: str, address: str) -> BuildError:
    where, line = _place(error, name)
    what = str(error) or type(error).__name__
    if isinstance(error, TemplateNotFound):
        what = f"there is no template '{what}'"
    elif not isinstance(error, TemplateError):
        what = f"{type(error).__name__}: {what}"
    return BuildError(
        f"the page cannot be made: {what}",
        where=f"{where}{f':{line}' if line else ''} for {address or 'the home page'}",
        remedy="Correct the template; nothing was written" if where.startswith(TEMPLATES) else None,
    )


def _place(error: Exception, name: str) -> tuple[str, int | None]:
    """The template and the line in which an error arose: of a theme's template, if one is to be seen."""
    if isinstance(error, TemplateSyntaxError):
        return (error.filename if (error.filename or "").startswith(TEMPLATES) else error.name) or name, error.lineno
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    own = [frame for frame in frames if frame.filename.startswith(TEMPLATES)]
    if not frames:
        return name, None
    frame = (own or frames)[-1]
    return frame.filename if own else frame.filename.replace("\\", "/").rpartition("/")[2], frame.lineno


def _refuse_without_policy(html: str, policy: str, address: str) -> None:
    """The policy is what keeps a page from running or fetching what a stranger wrote into a template."""
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    before, found, rest = html.partition(tag)
    if not found or not _HEAD.fullmatch(before) or "http-equiv" in rest.lower():
        raise BuildError(
            "the page lacks its content security policy, or says something before it",
            where=f"{TEMPLATES} for {address or 'the home page'}",
            remedy="Extend 'aetia/base.html', or begin as it begins, up to the line with 'Content-Security-Policy', and name no "
            "other 'http-equiv'",
        )
