"""``pubharvest match``: which records of anyone's file, or of the catalogue, are the same publication."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cli import rematch
from cli.options import DatabaseOption, JsonOption, VarDirOption
from cli.terminal import is_terminal, print_line
from services.settings import load_settings
from text.plurals import name_count


def match(
    source: Annotated[
        Path | None, typer.Argument(metavar="IN", help="CSV (columns id, title, …), RIS or BibTeX.")
    ] = None,
    target: Annotated[
        Path | None, typer.Argument(metavar="OUT", help="Gets the columns id, cluster.")
    ] = None,
    replay: Annotated[
        bool,
        typer.Option("--replay", help="Match the catalogue again instead, with today's weights and rules."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --replay: only show what would change.")
    ] = False,
    parts: Annotated[
        int, typer.Option("--parts", min=1, max=64, help="With --replay: processes that share the work.")
    ] = 1,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> None:
    """Group duplicate publications in a CSV, RIS or BibTeX file."""
    if replay:
        if source or target:
            raise typer.BadParameter("--replay takes no files: it is the catalogue that is matched")
        settings = load_settings(database_url=database, var_dir=var_dir)
        tell = (lambda *_: None) if json else _make_teller()
        rematch.replay(settings, is_dry=dry_run, parts=parts, tell=tell, is_json=json)
        return
    if source is None or target is None or dry_run:
        raise typer.BadParameter("name two files, or --replay")
    from cli.match_file import match_file

    clusters = match_file(source, target, watch=_make_teller())
    if is_terminal():
        print("\r", end="")
    print_line(f"{name_count(clusters, 'publication')} written to {target}")


def _make_teller() -> Callable[[str, int, int], None]:
    """Tells a person at a terminal how far it is, and anyone else that a stage has begun."""
    told: list[str] = []

    def tell(stage: str, done: int, total: int) -> None:
        if is_terminal():
            print(f"\r{stage} {done:,}" + (f" of {total:,}" if total else ""), end=" " * 12, flush=True)
        elif stage not in told and total:
            told.append(stage)
            print_line(f"{stage} {total:,}")

    return tell
