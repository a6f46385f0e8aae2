"""Everything that can be wrong with a library: one small check for each thing, in one ordered list.

`check_library` is the whole of it. A check is a function from a `Case` (the library as read) to faults; its code and severity
stand in `codes.CODES`, which the documentation repeats.
"""

from aetia.library.check.run import CHECKS, check_library

__all__ = ["CHECKS", "check_library"]
