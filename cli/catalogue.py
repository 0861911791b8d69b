"""``pubharvest catalogue``: what is done to the whole catalogue at once."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import DatabaseOption, JsonOption, VarDirOption
from cli.output.describe import CHANGE_COLUMNS, tabulate_change
from cli.output.stages import make_stage_watch
from cli.output.tables import print_table
from cli.output.terminal import print_json, print_line
from cli.reading import read_catalogue
from models.change import JsonValue
from services.harvest.run_text import tell_counts
from services.settings import Settings, load_settings
from text.plurals import name_count

if TYPE_CHECKING:
    from services.matching.rematch import Rematched

app = typer.Typer(help="Work on the whole catalogue at once.", rich_markup_mode=None)

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]
PartsOption = Annotated[int, typer.Option("--parts", min=1, max=64, help="Processes that share the work.")]


@app.callback()
def catalogue() -> None:
    """Work on the whole catalogue at once."""


@app.command(epilog="Example: pubharvest catalogue rematch --dry-run")
def rematch(
    dry_run: DryRunOption = False,
    parts: PartsOption = 1,
    database: DatabaseOption = None,
    var_dir: VarDirOption = None,
    json: JsonOption = False,
) -> None:
    """Judge every pair of records again, by today's weights and rules."""
    settings = load_settings(database_url=database, var_dir=var_dir)
    rematch_catalogue(settings, is_dry=dry_run, parts=parts, is_json=json)


def rematch_catalogue(settings: Settings, *, is_dry: bool, parts: int, is_json: bool) -> None:
    """Match the catalogue again, or only print what that would change."""
    with read_catalogue(settings):  # fails where there is none, instead of making one
        pass
    if parts > 1 and not is_dry:
        from flows.rematch import rematch_in_parts

        done = rematch_in_parts(settings, parts)
    else:
        from services.matching.rematch import rematch
        from transforms.matching.watch import watch_nothing

        done = rematch(settings, is_dry=is_dry, watch=watch_nothing if is_json else make_stage_watch())
    _print_outcome(done, is_dry=is_dry, is_json=is_json)


def _print_outcome(done: "Rematched", *, is_dry: bool, is_json: bool) -> None:
    from dataclasses import asdict

    from storage.mapping import change_summary

    summaries = [change_summary(change) for change in done.changes]
    if is_json:
        changes: list[JsonValue] = list(summaries)
        counts: JsonValue = asdict(done.counts)
        print_json(
            {
                "is_dry_run": is_dry,
                "records": done.records,
                "judgements": done.judgements,
                "counts": counts,
                "changes": changes,
            }
        )
        return
    outcome = tell_counts(done.counts) if done.changes else "nothing changes"
    judged = name_count(done.judgements, "judgement")
    print_line(f"{name_count(done.records, 'record')} matched again, {judged}: {outcome}")
    if done.changes:
        print_line("what it would change:" if is_dry else "what it changed:")
        print_table(CHANGE_COLUMNS, map(tabulate_change, summaries), empty="")
