"""``pubharvest review``: uncertain pairs, what an operator decides about them, and edits."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from cli.options import DatabaseOption, JsonOption, VarDirOption
from cli.output.describe import CHANGE_COLUMNS, tabulate_change
from cli.output.tables import print_table
from cli.output.terminal import print_json, print_line
from cli.reading import read_catalogue
from models.change import JsonValue
from models.matching import Verdict
from models.publication import WorkLink
from services.settings import Settings, load_settings

if TYPE_CHECKING:
    from services.review.rulings import Reviewed

app = typer.Typer(
    help="Decide uncertain pairs, and edit publications.",
    rich_markup_mode=None,
)

PairArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="PAIR", help="Name of a pair or its start, or the first of two record or publication ids."
    ),
]
OtherArgument: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="[OTHER]", help="The second record or publication, if PAIR is one.")
]
PublicationArgument: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="PUBLICATION", help="Id of a publication, or as much of its start as is unique."),
]
NoteOption: TypeAlias = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="The reason; kept with the decision.")
]


@app.command("list", epilog="Example: pubharvest review list --limit 20")
def list_pairs(
    ruled: Annotated[bool, typer.Option("--ruled", help="List pairs that an operator decided.")] = False,
    publication: Annotated[
        str | None,
        typer.Option("--publication", metavar="ID", help="List all judged pairs of this publication."),
    ] = None,
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="Also list pairs with an entry that sources no longer list.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="List at most N pairs.")] = 50,
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> None:
    """List the pairs that the engine is unsure about, closest first."""
    from cli.output.pair_text import PAIR_COLUMNS, pair_as_json, tabulate_pair
    from services.review.pair_views import find_publication, view_pairs
    from services.session import utc_now
    from storage.rulings import PairQuery

    with read_catalogue(load_settings(database_url=database)) as connection:
        members = find_publication(connection, publication)[1] if publication else None
        query = PairQuery(is_ruled=ruled, record_ids=members, with_withdrawn=withdrawn, limit=limit)
        found = view_pairs(connection, query, now=utc_now())
    if json:
        print_json({"total": found.total, "pairs": [pair_as_json(view) for view in found.pairs]})
        return
    print_table(PAIR_COLUMNS, map(tabulate_pair, found.pairs), empty="nothing waits for a decision")
    if found.total > len(found.pairs):
        print_line(f"{len(found.pairs)} of {found.total}; more with --limit")


@app.command(epilog="Example: pubharvest review show 3fa9c1-9be07d")
def show(
    pair: PairArgument, other: OtherArgument = None, database: DatabaseOption = None, json: JsonOption = False
) -> None:
    """Show two entries side by side, with differences and verdict."""
    from cli.output.pair_text import pair_as_json, print_pair
    from services.review.pair_views import view_pair
    from services.session import utc_now

    with read_catalogue(load_settings(database_url=database)) as connection:
        view = view_pair(connection, _names(pair, other), now=utc_now())
    if json:
        print_json(pair_as_json(view))
    else:
        print_pair(view)


@app.command(epilog="Example: pubharvest review same 3fa9c1-9be07d --note 'same file'")
def same(
    pair: PairArgument,
    other: OtherArgument = None,
    note: NoteOption = None,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> None:
    """Decide that two entries are the same publication."""
    settings = _settings(database, var_dir)
    _tell(_rule(_names(pair, other), Verdict.SAME, settings, note=note), is_json=json)


@app.command(epilog="Example: pubharvest review edition 3fa9c1-9be07d --link translation")
def edition(
    pair: PairArgument,
    other: OtherArgument = None,
    link: Annotated[
        WorkLink | None, typer.Option("--link", help="How they differ; default: as the texts say.")
    ] = None,
    note: NoteOption = None,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> None:
    """Decide that two entries are editions or parts of one work."""
    settings = _settings(database, var_dir)
    _tell(_rule(_names(pair, other), Verdict.EDITION, settings, note=note, link=link), is_json=json)


@app.command(epilog="Example: pubharvest review distinct 3fa9c1-9be07d")
def distinct(
    pair: PairArgument,
    other: OtherArgument = None,
    note: NoteOption = None,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> None:
    """Decide that two entries are unrelated."""
    settings = _settings(database, var_dir)
    _tell(_rule(_names(pair, other), Verdict.DISTINCT, settings, note=note), is_json=json)


@app.command(epilog="Example: pubharvest review undo 3fa9c1-9be07d")
def undo(
    pair: PairArgument,
    other: OtherArgument = None,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> None:
    """Take a decision back; the engine's verdict counts again."""
    from services.review.rulings import undo_ruling

    _tell(undo_ruling(_names(pair, other), _settings(database, var_dir)), is_json=json)


@app.command(epilog="Example: pubharvest review split p-3fa9c1 --record r-9be07d")
def split(
    publication: PublicationArgument,
    record: Annotated[
        list[str] | None,
        typer.Option("--record", metavar="ID", help="Record to split off; may be given several times."),
    ] = None,
    note: NoteOption = None,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> None:
    """Split off the founding record, or the records named."""
    from services.review.rulings import split_publication

    settings = _settings(database, var_dir)
    _tell(split_publication(publication, settings, record_names=record or (), note=note), is_json=json)


@app.command(epilog="Example: pubharvest review edit p-3fa9c1 title 'A handbook'")
def edit(
    publication: PublicationArgument,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Such as title, year or language.")],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="Separate several values by semicolons; '' for none.")
    ],
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> None:
    """Overwrite a field of a publication; harvests keep the value."""
    from services.review.rulings import edit_publication

    _tell(edit_publication(publication, field, value, _settings(database, var_dir)), is_json=json)


@app.command("undo-edit", epilog="Example: pubharvest review undo-edit p-3fa9c1 title")
def undo_edit(
    publication: PublicationArgument,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Such as title, year or language.")],
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> None:
    """Take an edit back; the field gets the site's value again."""
    from services.review import rulings

    _tell(rulings.undo_edit(publication, field, _settings(database, var_dir)), is_json=json)


def _names(pair: str, other: str | None) -> tuple[str, ...]:
    return (pair,) if other is None else (pair, other)


def _settings(database: str | None, var_dir: Path | None) -> Settings:
    """The settings, once it is certain that there is a catalogue: none is made for a decision."""
    settings = load_settings(database_url=database, var_dir=var_dir)
    with read_catalogue(settings):
        return settings


def _rule(
    names: tuple[str, ...],
    verdict: Verdict,
    settings: Settings,
    *,
    note: str | None,
    link: WorkLink | None = None,
) -> "Reviewed":
    from services.review.rulings import Ruling, rule_pair

    return rule_pair(names, Ruling(verdict=verdict, note=note, link=link), settings)


def _tell(reviewed: "Reviewed", *, is_json: bool) -> None:
    from storage.mapping import change_summary

    summaries: list[JsonValue] = [change_summary(change) for change in reviewed.changes]
    if is_json:
        print_json({"pairs": list(reviewed.pairs), "changes": summaries})
        return
    if reviewed.pairs:
        print_line(f"done: {', '.join(reviewed.pairs)}; 'pubharvest review show' tells more")
    changed = [tabulate_change(change_summary(change)) for change in reviewed.changes]
    print_table(CHANGE_COLUMNS, changed, empty="the catalogue stays as it is")
