"""``pubharvest match``: which records of anyone's file are the same publication."""

from pathlib import Path
from typing import Annotated

import typer

from cli.terminal import is_terminal, print_line


def match(
    source: Annotated[Path, typer.Argument(metavar="IN", help="CSV (columns id, title, …), RIS or BibTeX.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="Gets the columns id and cluster.")],
) -> None:
    """Find the same publications in a file of records: equal cluster, same publication."""
    from cli.match_file import match_file

    told: list[str] = []

    def tell(stage: str, done: int, total: int) -> None:
        if is_terminal():
            print(f"\r{stage} {done:,} of {total:,}", end=" " * 12, flush=True)
        elif stage not in told:
            told.append(stage)
            print_line(f"{stage} {total:,}")

    clusters = match_file(source, target, watch=tell)
    if is_terminal():
        print("\r", end="")
    print_line(f"{clusters:,} publications written to {target}")
