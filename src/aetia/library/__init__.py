"""The library: a folder of plain text about one disease. The truth.

`read_library` reads one that must be whole, `read_with_faults` reads what can be read, `writing` changes it.
"""

from aetia.library.faults import Fault
from aetia.library.read import Reading, read_library, read_with_faults
from aetia.library.write import Writer, writing

__all__ = ["Fault", "Reading", "Writer", "read_library", "read_with_faults", "writing"]
