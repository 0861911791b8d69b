"""``python -m cli`` is ``pubharvest``."""

from pubharvest import main

main()
