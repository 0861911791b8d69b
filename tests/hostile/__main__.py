"""``python -m tests.hostile [NAME ...]``: a megabyte of each text on each reader whose name begins so.

Prints what grows faster than its length, and ends with 1 if anything does.
"""

import sys
from collections.abc import Iterator

from tests.hostile.growth import find_growth
from tests.hostile.readers import list_readers
from tests.hostile.texts import UNITS

LETTERS, PAGE_LETTERS = 1_000_000, 128_000


def list_odd(beginnings: tuple[str, ...]) -> Iterator[str]:
    """One line for each reader and text."""
    for reader in list_readers():
        if reader.name.startswith(beginnings):
            for unit in UNITS:
                odd = find_growth(reader, unit, PAGE_LETTERS if reader.is_of_pages else LETTERS)
                if odd:
                    yield f"{reader.name}: {odd}"


if __name__ == "__main__":
    found = False
    for line in list_odd(tuple(sys.argv[1:]) or ("",)):
        found = True
        print(line, flush=True)
    sys.exit(found)
