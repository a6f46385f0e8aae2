"""The published schemas are those of the files: what the library holds validates, what it refuses does not."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.made_up import ALPHA, BETA, CONCEPTS, INFECTION, SCREENING, SETTINGS, VIRUS
from tests.strategies import concepts, pages, rescued_pages, stories, studies, topics

from aetia.errors import InputError
from aetia.library.layout import translated
from aetia.library.records import yaml_record_text
from aetia.library.schema import KINDS, schemas, write_schemas
from aetia.library.write import concepts_text
from aetia.model.study import Study

SCHEMAS = schemas()


class CoreLoader(yaml.CSafeLoader):
    """Reads scalars as YAML 1.2's core schema does, which is how editors and other programs read a library."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), list(first))
CoreLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value, 10))


def faults(value: Any, schema: Any, whole: Any, path: str = "") -> list[str]:
    """What a value lacks by a schema: as much of JSON Schema 2020-12 as pydantic writes."""
    if "$ref" in schema:
        return faults(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, path)
    if "anyOf" in schema:
        each = [faults(value, part, whole, path) for part in schema["anyOf"]]
        return [] if any(not found for found in each) else [f"{path}: {each}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value!r} is not one of {schema['enum']}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{path}: {value!r} is not {schema['const']!r}")
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_is(value, kind) for kind in types):
        return [*found, f"{path}: {value!r} is not of type {types}"]
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            found.append(f"{path}: {value!r} does not match {schema['pattern']}")
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9):
            found.append(f"{path}: {value!r} has a wrong length")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9):
            found.append(f"{path}: {len(value)} items")
        for number, item in enumerate(value):
            found += faults(item, schema.get("items", {}), whole, f"{path}/{number}")
    if isinstance(value, dict):
        found += [f"{path}: '{name}' is missing" for name in schema.get("required", []) if name not in value]
        for name, item in value.items():
            if name in schema.get("properties", {}):
                found += faults(item, schema["properties"][name], whole, f"{path}/{name}")
            elif schema.get("additionalProperties", True) is False:
                found.append(f"{path}: '{name}' is unknown")
            elif isinstance(schema.get("additionalProperties"), dict):
                found += faults(item, schema["additionalProperties"], whole, f"{path}/{name}")
    return found


def _is(value: Any, kind: str) -> bool:
    kinds: dict[str, Any] = {
        "string": str,
        "number": (int, float),
        "integer": int,
        "boolean": bool,
        "null": type(None),
        "array": list,
        "object": dict,
    }
    return isinstance(value, kinds[kind]) and not (isinstance(value, bool) and kind in ("number", "integer"))


def read(text: str) -> Any:
    return yaml.load(text, Loader=CoreLoader)


def head(text: str) -> Any:
    return read(text.split("---\n")[1])


FILES = [
    ("settings", tomllib.loads(SETTINGS)),
    ("concepts", read(CONCEPTS)),
    ("topic", head(INFECTION)),
    ("topic", head(VIRUS)),
    ("study", read(ALPHA)),
    ("study", read(BETA)),
    ("screening", {k: v for k, v in zip(*(line.split("\t") for line in SCREENING.splitlines()), strict=True) if v}),
]


@pytest.mark.parametrize(("kind", "value"), FILES)
def test_every_file_of_a_library_validates(kind: str, value: Any) -> None:
    assert faults(value, SCHEMAS[kind], SCHEMAS[kind]) == []


def test_every_file_of_the_sample_library_validates(sample_library: Path) -> None:
    if not sample_library.is_dir():
        pytest.skip("the sample library is not here")
    for folder, suffix, kind in (
        ("studies", "*.yaml", "study"),
        ("topics", "*.md", "topic"),
        ("pages", "*.md", "page"),
    ):
        for file in sorted((sample_library / folder).rglob(suffix)):
            text = file.read_text(encoding="utf-8")
            value = head(text) if suffix == "*.md" else read(text)
            own = f"{kind}-translation" if translated(file.relative_to(sample_library).as_posix()) else kind
            assert faults(value, SCHEMAS[own], SCHEMAS[own]) == [], file
    assert (
        faults(read((sample_library / "concepts.yaml").read_text("utf-8")), SCHEMAS["concepts"], SCHEMAS["concepts"])
        == []
    )


@given(st.one_of(studies(), topics(), pages(), stories(), rescued_pages()))
def test_whatever_a_library_can_hold_validates(record: Any) -> None:
    kind = next(name for name, record_kind in KINDS.items() if record_kind is type(record))
    value = read(yaml_record_text(record))

    assert faults(value, SCHEMAS[kind], SCHEMAS[kind]) == []


@given(concepts())
def test_whatever_concept_a_library_can_hold_validates(concept: Any) -> None:
    assert faults(read(concepts_text([concept])), SCHEMAS["concepts"], SCHEMAS["concepts"]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("design: case-control", "design: guess"),
        ("design: case-control", "colour: blue"),
        ("value: 2", "value: two"),
        ("topic: infection/example-virus", "topic: Infection"),
        ("  - title: A virus in patients and neighbours\n    author", "  - author"),
    ],
)
def test_what_the_library_refuses_does_not_validate(old: str, new: str) -> None:
    assert old in ALPHA
    assert faults(read(ALPHA.replace(old, new)), SCHEMAS["study"], SCHEMAS["study"]) != []


def test_fields_that_a_files_place_says_are_not_in_its_schema() -> None:
    for kind in ("topic", "study", "page", "story", "rescued"):
        assert not {"id", "body"} & SCHEMAS[kind]["properties"].keys()
        assert "id" not in SCHEMAS[kind].get("required", [])


def test_fields_stand_in_the_schema_in_the_order_of_the_canonical_text() -> None:
    properties = list(SCHEMAS["study"]["properties"])

    assert properties == [name for name in Study.model_fields if name != "id"]
    assert "container-title" in SCHEMAS["study"]["$defs"]["Reference"]["properties"]


def test_schemas_are_written_one_a_kind(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "schemas")

    assert len(written) == len(SCHEMAS)
    assert json.loads((tmp_path / "schemas" / "study.schema.json").read_text()) == SCHEMAS["study"]


def test_an_unknown_kind_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match=r"no kind of library file named 'paper'.*concepts, settings, topic"):
        schemas("paper")
