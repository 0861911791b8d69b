"""``pubharvest db``: the catalogue's database itself."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import DatabaseOption, JsonOption
from cli.output.terminal import print_error, print_json, print_line
from cli.reading import read_catalogue
from services.settings import load_settings

app = typer.Typer(help="Upgrade, check or back up the catalogue's database.", rich_markup_mode=None)


@app.command(epilog="Example: pubharvest db upgrade")
def upgrade(database: DatabaseOption = None) -> None:
    """Make the tables, or update them to this version's schema."""
    from storage.database import open_database
    from storage.migrate import LATEST_REVISION, upgrade_database

    catalogue = open_database(load_settings(database_url=database).database_url)
    try:
        before = upgrade_database(catalogue)
    finally:
        catalogue.close()
    was = f"was {before}" if before else "newly made"
    told = "unchanged" if before == LATEST_REVISION else was
    print_line(f"{catalogue.name}: schema {LATEST_REVISION}, {told}")


@app.command(epilog="Example: pubharvest db check")
def check(database: DatabaseOption = None, json: JsonOption = False) -> int:
    """Check that the stored data obey the catalogue's rules."""
    settings = load_settings(database_url=database)
    from storage.check import check_catalogue

    with read_catalogue(settings) as connection:
        breaches = check_catalogue(connection)
    if json:
        print_json({"breaches": [{"law": str(breach.law), "what": breach.what} for breach in breaches]})
    else:
        for breach in breaches:
            print_error(f"{breach.law}: {breach.what}")
        if not breaches:
            print_line("all laws hold")
    return 1 if breaches else 0


@app.command(epilog="Example: pubharvest db backup catalogue-copy.db")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new file.")],
    database: DatabaseOption = None,
) -> None:
    """Copy an SQLite catalogue that is in use to a new file."""
    from storage.database import backup_database, open_database

    catalogue = open_database(load_settings(database_url=database).database_url)
    try:
        backup_database(catalogue, file)
    finally:
        catalogue.close()
    print_line(f"{catalogue.name}: copied to {file}")
