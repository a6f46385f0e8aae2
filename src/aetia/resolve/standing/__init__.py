"""Where the publications of a library stand, by a corpus: retracted, corrected, deleted, another paper, quoted wrongly.

`compare_with_corpus` says what is wrong and what can be written as a matter of fact; `apply_facts` writes that. Their codes and
severities stand with those of all checks, in ``aetia.library.check.codes``.
"""

from aetia.resolve.standing.applying import Applied, apply_facts
from aetia.resolve.standing.change import Change
from aetia.resolve.standing.comparison import Comparison, Counts, compare_with_corpus

__all__ = ["Applied", "Change", "Comparison", "Counts", "apply_facts", "compare_with_corpus"]
