"""``python -m cli`` is ``pubharvest``."""

from cli.main import main

main()
