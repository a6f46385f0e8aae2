"""Published numbers that several tests compare with."""

from __future__ import annotations

from aetia.synthesis import effect_size

# Thirteen trials of BCG against tuberculosis: cases and non-cases, vaccinated and not (Colditz and others 1994).
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip
LATITUDE = [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33]
ALLOCATION = [
    "random", "random", "random", "random", "alternate", "alternate", "random", "random", "random", "systematic", "systematic",
    "systematic", "systematic",
]  # fmt: skip
SIZES = [effect_size("RR", dict(zip("abcd", table, strict=True))) for table in BCG]
Y, V = [size.y for size in SIZES], [size.v for size in SIZES]
