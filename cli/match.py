"""``pubharvest match``: which records of anyone's file are the same publication."""

from pathlib import Path
from typing import Annotated

import typer

from cli.catalogue import rematch_catalogue
from cli.output.stages import make_stage_watch
from cli.output.terminal import is_terminal, print_line
from services.settings import load_settings
from text.plurals import name_count


def match(
    source: Annotated[
        Path | None, typer.Argument(metavar="IN", help="CSV (columns id, title, …), RIS or BibTeX.")
    ] = None,
    target: Annotated[
        Path | None, typer.Argument(metavar="OUT", help="Gets the columns id, cluster.")
    ] = None,
    replay: Annotated[bool, typer.Option("--replay", hidden=True)] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", hidden=True)] = False,
    parts: Annotated[int, typer.Option("--parts", min=1, max=64, hidden=True)] = 1,
    database: Annotated[str | None, typer.Option("--database", hidden=True)] = None,
    var_dir: Annotated[Path | None, typer.Option("--var-dir", hidden=True)] = None,
    json: Annotated[bool, typer.Option("--json", hidden=True)] = False,
) -> None:
    """Group duplicate publications in a CSV, RIS or BibTeX file."""
    if replay:  # the former spelling of "catalogue rematch": its options stay, hidden
        if source or target:
            raise typer.BadParameter("--replay takes no files: it is the catalogue that is matched")
        settings = load_settings(database_url=database, var_dir=var_dir)
        rematch_catalogue(settings, is_dry=dry_run, parts=parts, is_json=json)
        return
    if source is None or target is None or dry_run:
        raise typer.BadParameter("name two files; 'pubharvest catalogue rematch' matches the catalogue")
    from services.file_matching.match_file import match_file

    clusters = match_file(source, target, watch=make_stage_watch())
    if is_terminal():
        print("\r", end="")
    print_line(f"{name_count(clusters, 'publication')} written to {target}")
