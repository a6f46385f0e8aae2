"""A structural index of a piece of XML, made by whole-array operations instead of one object an element.

PubMed's files are machine-made and plain: tags, text, no comments, no CDATA. For such a piece, every tag is found at
once by the places of ``<`` and ``>``; depth is a running sum, and nesting is checked by pairing the tags of each depth.
What is not plain is refused here and left to lxml (:mod:`aetia.sources.pubmed_xml.canonical`), whose output is plain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
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


_INSTRUCTION = re.compile(rb"(?!xml(?:\s|\Z))[A-Za-z_][A-Za-z0-9_.-]*(?:\s.*)?", re.DOTALL | re.IGNORECASE)
"""What stands in a plain instruction: a name, and a blank before all else."""


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
        texts: markup and text by turns: ``texts[2 i]`` is the tag *i*, ``texts[2 i + 1]`` what stands between it and the next.
        kinds, codes: kinds of markup that occur, and for each tag which it is.
        tag: for each element the number of its opening tag; close: of its closing tag (itself for an empty element).
        level: 0 for a record.
        path: for each element the number of its path in *paths*.
        leaf: whether it holds no other element.
        edges: by turns where a tag begins in the piece and where it ends.
        references: where references to characters stand.
    """

    texts: pa.StringArray
    kinds: list[Markup]
    codes: Numbers
    tag: Numbers
    close: Numbers
    level: Numbers
    path: Numbers
    leaf: NDArray[np.bool_]
    edges: Numbers
    references: Numbers
    paths: Paths

    @property
    def raw(self) -> memoryview:
        """The piece itself, which lives as long as the texts do."""
        return memoryview(self.texts.buffers()[2])


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

    texts, edges, references = _tags(raw)
    kinds, codes = _kinds(texts, vocabulary)
    names, sorts = columns(kinds)
    outer = np.isin(names, [vocabulary.number(wrapper) for wrapper in wrappers])
    sorts[outer] = EMPTY
    name, sort = names.take(codes), sorts.take(codes)
    depth = np.cumsum(sort, dtype=np.int32)
    level = (depth - (sort == OPEN)).astype(np.int16)
    if len(depth) and (depth[-1] != 0 or level.min() < 0 or level.max() > DEEPEST):
        raise NotPlain("tags do not pair")
    if outer.any():
        around = np.flatnonzero(outer.take(codes))
        if level[around].any():
            raise NotPlain("the end of the file within a record")
        level[around] = -1
    close, path = _nested(sort, level, name, vocabulary, paths)
    tag = np.flatnonzero((sort != CLOSE) & (level >= 0))
    closing = close.take(tag)
    leaf = (sort.take(tag) == EMPTY) | (closing == tag + 1)
    return Index(texts, kinds, codes, tag, closing, level.take(tag), path.take(tag), leaf, edges, references, paths)


def _tags(raw: bytes) -> tuple[pa.StringArray, Numbers, Numbers]:
    """Markup and texts by turns, without instructions; by turns where each tag begins and ends; where references stand."""
    import numpy as np
    import pyarrow as pa

    raw = _without_instructions(raw)
    data = np.frombuffer(raw, np.uint8)
    marks: Numbers = np.flatnonzero((data | 2) == 62)  # < is 60 and > is 62
    signs = data.take(marks)
    if (signs[0::2] != 60).any() or (signs[1::2] != 62).any() or len(signs) % 2:
        marks = _paired_marks(data, marks, signs == 60)
    if not len(marks):
        if raw.strip():
            raise NotPlain("text outside every element")
        return _texts(pa.py_buffer(raw), marks), marks, marks
    if (data.take(marks[0::2] + 1) == 33).any():
        raise NotPlain("a comment, CDATA or a document type")
    references = _references(raw, data)
    if raw[: marks[0]].strip():
        raise NotPlain("text before the first tag")
    begin = int(marks[0])
    marks[1::2] += 1
    edges = (marks - begin).astype(np.int32)  # a piece is far below 2 GB
    return _texts(pa.py_buffer(raw).slice(begin), edges), edges, references - begin


def _paired_marks(data: NDArray[np.uint8], marks: Numbers, opens: NDArray[np.bool_]) -> Numbers:
    """Each ``<`` with the first ``>`` after it. Any other ``>`` stands in a text, which is legal if it ends no CDATA."""
    kept = opens.copy()
    kept[1:] |= opens[:-1]
    bare = marks[~kept]
    if ((data.take(bare - 1, mode="wrap") == 93) & (data.take(bare - 2, mode="wrap") == 93)).any():
        raise NotPlain("the end of CDATA without its beginning")
    opens = opens[kept]
    if len(opens) % 2 or not opens[0::2].all() or opens[1::2].any():
        raise NotPlain("a tag that does not end, or one within another")
    paired: Numbers = marks[kept]
    return paired


def _without_instructions(raw: bytes) -> bytes:
    """The piece without processing instructions (``<?nihms?>``), the one unusual thing that real files are full of.

    Where no comment and no CDATA stands they can be cut out as they are, and the text around them grows together.
    """
    import numpy as np

    data = np.frombuffer(raw, np.uint8)
    questions = np.flatnonzero(data == 63)
    begins, ends = [], [0]
    for start in (questions[data.take(questions - 1, mode="wrap") == 60] - 1).tolist():
        if start >= ends[-1]:
            if raw.rfind(b"<", 0, start) > max(raw.rfind(b">", 0, start), ends[-1] - 1):
                raise NotPlain("an instruction within a tag")
            begins.append(start)
            ends.append(raw.find(b"?>", start) + 2)
            if ends[-1] < 2:
                raise NotPlain("an instruction that does not end")
            if not _INSTRUCTION.fullmatch(raw, start + 2, ends[-1] - 2):
                raise NotPlain("an instruction without a proper name")
            if raw[ends[-1] : ends[-1] + 1] > b"\x7f" and raw[ends[-1]] & 0xC0 == 0x80:
                raise NotPlain("an instruction within a character")
    if not begins:
        return raw
    return b"".join(raw[end:begin] for end, begin in zip(ends, [*begins, len(raw)], strict=True))


def _references(raw: bytes, data: NDArray[np.uint8]) -> Numbers:
    """Where references to characters stand; all characters are looked at."""
    import numpy as np

    low = np.count_nonzero(data < 32) - np.count_nonzero(data == 10)
    if low and low != np.count_nonzero(data == 9) + np.count_nonzero(data == 13):
        raise NotPlain("control characters")
    found = np.flatnonzero(data == 38)
    if not all(is_known(raw, place) for place in found.tolist()):
        raise NotPlain("a reference to an unknown entity")
    return found


def _texts(content: pa.Buffer, edges: Numbers) -> pa.StringArray:
    """Markup and texts by turns, as one string array over the piece itself: nothing is copied."""
    import numpy as np
    import pyarrow as pa

    offsets = np.append(edges, content.size).astype(np.int32)
    whole = pa.StringArray.from_buffers(1, pa.py_buffer(np.array([0, content.size], np.int32)), content)
    try:
        whole.validate(full=True)  # and so is each part, since they are cut at < and >
    except pa.ArrowInvalid as error:
        raise NotPlain("invalid UTF-8") from error
    return pa.StringArray.from_buffers(len(edges), pa.py_buffer(offsets), content)


def _kinds(texts: pa.StringArray, vocabulary: Vocabulary) -> tuple[list[Markup], Numbers]:
    import numpy as np
    import pyarrow as pa

    tags = texts.take(pa.array(np.arange(0, len(texts), 2)))
    encoded = tags.view(pa.binary()).dictionary_encode()
    kinds = vocabulary.describe(encoded.dictionary.to_pylist())
    if kinds is None:
        raise NotPlain("markup that is no plain tag")
    return kinds, encoded.indices.to_numpy()


def _nested(
    sort: NDArray[np.int8], level: Numbers, name: Numbers, vocabulary: Vocabulary, paths: Paths
) -> tuple[Numbers, Numbers]:
    """For each tag the one that closes it (itself where none does), and the path of its element.

    Among the tags of one level, openings and closings take turns if and only if the levels are right, and each pair bears one
    name if and only if the elements nest. The element around another is the last one that opened one level above it.
    """
    import numpy as np

    close, path = np.arange(len(sort)), np.zeros(len(sort), np.int16)
    order = np.argsort(level, kind="stable")
    sorts, levels, names = sort.take(order), level.take(order), name.take(order)
    paired = np.flatnonzero((sorts != EMPTY) & (levels >= 0))
    opening, closing = paired[0::2], paired[1::2]
    if (
        len(opening) != len(closing)
        or not (sorts.take(opening) == OPEN).all()
        or not (sorts.take(closing) == CLOSE).all()
        or not (levels.take(opening) == levels.take(closing)).all()
        or not (names.take(opening) == names.take(closing)).all()
    ):
        raise NotPlain("tags do not pair")
    close[order.take(opening)] = order.take(closing)
    opens = np.flatnonzero((sorts != CLOSE) & (levels >= 0))
    elements, own = order.take(opens), names.take(opens)
    edges = np.searchsorted(levels.take(opens), np.arange(DEEPEST + 2)).tolist()
    above: Numbers = np.full(1, -1)
    paths_above: Numbers = np.zeros(1, np.int16)
    for begin, end in pairwise(edges):
        here = elements[begin:end]
        if not len(here):
            break
        parents = paths_above.take(np.searchsorted(above, here) - 1)
        above, paths_above = here, paths.below(parents, own[begin:end], vocabulary)
        path[here] = paths_above
    return close, path
