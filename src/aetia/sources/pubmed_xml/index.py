"""A structural index of a piece of XML, made by whole-array operations instead of one object an element.

PubMed's files are machine-made and plain: tags, text, no comments, no CDATA. For such a piece, every tag is found at
once by the places of ``<`` and ``>``; depth is a running sum, and nesting is checked by pairing the tags of each depth.
What is not plain is refused here and left to lxml (:mod:`aetia.sources.pubmed_xml.canonical`), whose output is plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aetia.sources.pubmed_xml.entities import is_known
from aetia.sources.pubmed_xml.markup import CLOSE, EMPTY, OPEN, Markup, Vocabulary, columns

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Numbers = NDArray[np.integer[Any]]

DEEPEST = 64
"""Levels of nesting; PubMed's records have at most about fifteen, with MathML."""


MOST_PATHS = 20_000
"""Kinds of path in one file; PubMed has a few hundred."""


class NotPlain(Exception):
    """The piece is not plain, or not well-formed: another reader must look at it."""


class Paths:
    """The paths of elements seen so far, such as ``MedlineCitation/Article/ArticleTitle``, shared by all chunks of a file.

    A record's own element (`PubmedArticle`, `PubmedBookArticle`) is left out of its descendants' paths, so that a bare
    `MedlineCitation` reads the same.

    Attributes:
        names: by number; 0 is the top.
    """

    TRANSPARENT = frozenset({"PubmedArticle", "PubmedBookArticle"})

    def __init__(self) -> None:
        import numpy as np

        self.names = [""]
        self._below = np.full((64, 64), -1, np.int16)

    def below(self, parents: Numbers, names: Numbers, vocabulary: Vocabulary) -> Numbers:
        """The numbers of the paths of elements, from those of their parents and the numbers of their names."""
        import numpy as np

        self._make_room(len(vocabulary.names))
        found: Numbers = self._below[parents, names]
        new = np.flatnonzero(found < 0)
        if len(new):
            for parent, name in sorted(set(zip(parents[new].tolist(), names[new].tolist(), strict=True))):
                self._add(parent, name, vocabulary.names[name])
            found = self._below[parents, names]
        return found

    def _add(self, parent: int, name: int, own: str) -> None:
        if len(self.names) >= MOST_PATHS:
            raise NotPlain("too many kinds of element")
        above = self.names[parent]
        self._below[parent, name] = len(self.names)
        self.names.append(own if not above or above in self.TRANSPARENT else f"{above}/{own}")
        self._make_room(0)

    def _make_room(self, names: int) -> None:
        import numpy as np

        rows, columns = self._below.shape
        wanted = max(rows, 2 * rows * (len(self.names) >= rows)), max(columns, 2 * names * (names > columns))
        if wanted != (rows, columns):
            larger = np.full(wanted, -1, np.int16)
            larger[:rows, :columns] = self._below
            self._below = larger


@dataclass
class Index:
    """The elements of a piece of XML, in the order in which they open.

    Attributes:
        raw: the piece.
        texts: markup and text by turns: ``texts[2 i]`` is the tag *i*, ``texts[2 i + 1]`` what stands between it and the next.
        kinds, codes: kinds of markup that occur, and for each tag which it is.
        tag: for each element the number of its opening tag; close: of its closing tag (itself for an empty element).
        level: 0 for a record.
        path: for each element the number of its path in *paths*.
        leaf: whether it holds no other element.
        starts, stops: where each tag begins and ends in *raw*.
    """

    raw: bytes
    texts: pa.StringArray
    kinds: list[Markup]
    codes: Numbers
    tag: Numbers
    close: Numbers
    level: Numbers
    path: Numbers
    leaf: NDArray[np.bool_]
    starts: Numbers
    stops: Numbers
    paths: Paths


def index_of(raw: bytes, vocabulary: Vocabulary, paths: Paths, *, wrappers: frozenset[str] = frozenset()) -> Index:
    """The structural index of a piece of XML: any number of whole elements.

    Args:
        raw: the piece, in UTF-8.
        vocabulary, paths: of the file; they grow.
        wrappers: names of elements that may open or close here without their counterpart (the root of a file); their tags
            are passed over.

    Raises:
        NotPlain: comments, CDATA, instructions, a document type, a reference to an unknown entity, control characters,
        invalid UTF-8,
            tags that do not pair, or more than :data:`DEEPEST` levels.
    """
    import numpy as np

    raw, starts, stops = _tags(raw)
    texts = _texts(raw, starts, stops)
    kinds, codes = _kinds(texts, vocabulary)
    names, sorts = columns(kinds)
    outer = np.isin(names, [vocabulary.number(wrapper) for wrapper in wrappers])
    sorts[outer] = EMPTY
    name, sort = names[codes], sorts[codes]
    depth = np.cumsum(sort, dtype=np.int32)
    level = np.where(sort == OPEN, depth - 1, depth).astype(np.int16)
    if len(depth) and (depth[-1] != 0 or level.min() < 0 or level.max() > DEEPEST):
        raise NotPlain("tags do not pair")
    if outer.any():
        if level[outer[codes]].any():
            raise NotPlain("the end of the file within a record")
        level[outer[codes]] = -1
    close, path = _nested(sort, level, name, vocabulary, paths)
    tag = np.flatnonzero((sort != CLOSE) & (level >= 0)).astype(np.int32)
    leaf = (sort[tag] == EMPTY) | (close[tag] == tag + 1)
    return Index(raw, texts, kinds, codes, tag, close[tag], level[tag], path[tag], leaf, starts, stops, paths)


def _tags(raw: bytes) -> tuple[bytes, Numbers, Numbers]:
    """Where each tag begins and where the next character after it stands; and the piece itself, without instructions."""
    import numpy as np

    data = np.frombuffer(raw, np.uint8)
    starts: Numbers = np.flatnonzero(data == 60).astype(np.int32)
    if not len(starts):
        if raw.strip():
            raise NotPlain("text outside every element")
        return raw, starts, starts
    second = data[np.minimum(starts + 1, len(data) - 1)]
    if (second == 33).any():
        raise NotPlain("a comment, CDATA or a document type")
    instructions = starts[second == 63]
    if len(instructions):
        raw, starts = _without(raw, starts, instructions.tolist())
        data = np.frombuffer(raw, np.uint8)
    _check_characters(raw, data)
    if len(starts) and raw[: starts[0]].strip():
        raise NotPlain("text before the first tag")
    return raw, starts, _tag_ends(data, starts)


def _without(raw: bytes, starts: Numbers, instructions: list[int]) -> tuple[bytes, Numbers]:
    """The piece without processing instructions (``<?nihms?>``), the one unusual thing that real files are full of.

    Where no comment and no CDATA stands they can be cut out as they are, and the text around them grows together.
    """
    import numpy as np

    begins, ends = [], [0]
    for start in instructions:
        if start >= ends[-1]:
            if raw.rfind(b"<", 0, start) > max(raw.rfind(b">", 0, start), ends[-1] - 1):
                raise NotPlain("an instruction within a tag")
            begins.append(start)
            ends.append(raw.find(b"?>", start) + 2)
            if ends[-1] < 2:
                raise NotPlain("an instruction that does not end")
    kept = b"".join(raw[end:begin] for end, begin in zip(ends, [*begins, len(raw)], strict=True))
    cuts = np.searchsorted(begins, starts, side="right")
    removed = np.cumsum([0, *(end - begin for begin, end in zip(begins, ends[1:], strict=True))], dtype=np.int32)
    outside = starts >= np.array(ends)[cuts]
    return kept, (starts - removed[cuts])[outside]


def _check_characters(raw: bytes, data: NDArray[np.uint8]) -> None:
    import numpy as np

    low = np.count_nonzero(data < 32) - np.count_nonzero(data == 10)
    if low and low != np.count_nonzero(data == 9) + np.count_nonzero(data == 13):
        raise NotPlain("control characters")
    if not all(is_known(raw, place) for place in np.flatnonzero(data == 38).tolist()):
        raise NotPlain("a reference to an unknown entity")


def _tag_ends(data: NDArray[np.uint8], starts: Numbers) -> Numbers:
    import numpy as np

    ends = np.flatnonzero(data == 62).astype(np.int32)
    if ((data[ends - 1] == 93) & (data[ends - 2] == 93)).any():
        raise NotPlain("the end of CDATA without its beginning")
    # A bare > is legal in text, so each < takes the first > after it.
    if len(ends) != len(starts) or not (ends > starts).all() or not (ends[:-1] < starts[1:]).all():
        at = np.searchsorted(ends, starts)
        if at[-1] == len(ends):
            raise NotPlain("a tag that does not end")
        ends = ends[at]
        if not (ends[:-1] < starts[1:]).all():
            raise NotPlain("a tag within a tag")
    return ends + np.int32(1)


def _texts(raw: bytes, starts: Numbers, stops: Numbers) -> pa.StringArray:
    """Markup and texts by turns, as one string array over the piece itself: nothing is copied."""
    import numpy as np
    import pyarrow as pa

    offsets = np.empty(2 * len(starts) + 1, np.int32)  # a piece is far below 2 GB
    offsets[0:-1:2], offsets[1::2], offsets[-1] = starts, stops, len(raw)
    array = pa.StringArray.from_buffers(2 * len(starts), pa.py_buffer(offsets), pa.py_buffer(raw))
    try:
        array.validate(full=True)
    except pa.ArrowInvalid as error:
        raise NotPlain("invalid UTF-8") from error
    return array


def _kinds(texts: pa.StringArray, vocabulary: Vocabulary) -> tuple[list[Markup], Numbers]:
    import numpy as np
    import pyarrow as pa

    tags = texts.take(pa.array(np.arange(0, len(texts), 2, dtype=np.int32)))
    encoded = tags.view(pa.binary()).dictionary_encode()
    kinds = vocabulary.describe(encoded.dictionary.to_pylist())
    if kinds is None:
        raise NotPlain("markup that is no plain tag")
    return kinds, encoded.indices.to_numpy()


def _nested(
    sort: NDArray[np.int8], level: Numbers, name: Numbers, vocabulary: Vocabulary, paths: Paths
) -> tuple[Numbers, Numbers]:
    """For each tag the one that closes it (itself where none does), and the path of its element; level by level.

    Among the tags of one level, openings and closings take turns if and only if the levels are right, and each pair bears one
    name if and only if the elements nest. The element around another is the last one that opened one level above it.
    """
    import numpy as np

    close, path = np.arange(len(sort), dtype=np.int32), np.zeros(len(sort), np.int16)
    order = np.argsort(level, kind="stable").astype(np.int32)
    edges = np.searchsorted(level[order], np.arange(DEEPEST + 2))
    above = np.empty(0, np.int32)
    for depth in range(DEEPEST + 1):
        tags = order[edges[depth] : edges[depth + 1]]
        if not len(tags):
            break
        sorts = sort[tags]
        paired = tags[sorts != EMPTY]
        opening, closing = paired[0::2], paired[1::2]
        if (
            len(opening) != len(closing)
            or not (sort[opening] == OPEN).all()
            or not (sort[closing] == CLOSE).all()
            or not (name[opening] == name[closing]).all()
        ):
            raise NotPlain("tags do not pair")
        close[opening] = closing
        elements = tags[sorts != CLOSE]
        parents = path[above[np.searchsorted(above, elements) - 1]] if depth else np.zeros(len(elements), np.int16)
        path[elements] = paths.below(parents, name[elements], vocabulary)
        above = opening
    return close, path
