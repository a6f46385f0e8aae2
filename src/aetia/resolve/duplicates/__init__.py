"""Which records are one publication: found by keys, weighed by evidence that is listed, merged without loss.

::

    from aetia.resolve.duplicates import find_duplicates, merged

    found = find_duplicates(references)
    found.groups      # which of them are one publication, by their places
    found.proposed    # pairs that may be one, with the reasons for and against: for a person to decide
    found.related     # pairs that are not one: versions of a paper, its parts, notices about it
    merged([references[place] for place in found.groups[0]]).reference
"""

from aetia.resolve.duplicates.evidence import EVIDENCE, MERGE, PROPOSE, Pair
from aetia.resolve.duplicates.groups import Duplicates, find_duplicates
from aetia.resolve.duplicates.merging import Conflict, Merged, merged

__all__ = ["EVIDENCE", "MERGE", "PROPOSE", "Conflict", "Duplicates", "Merged", "Pair", "find_duplicates", "merged"]
