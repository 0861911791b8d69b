"""``pubharvest match --replay``: the catalogue itself matched again, with the weights and rules of today."""

from typing import TYPE_CHECKING

from cli.catalogue import read_catalogue
from cli.describe import CHANGE_COLUMNS, tabulate_change
from cli.tables import print_table
from cli.terminal import print_json, print_line
from models.change import JsonValue
from services.harvest.run_text import tell_counts
from services.settings import Settings
from text.plurals import name_count

if TYPE_CHECKING:
    from services.matching.rematch import Rematched, Tell


def replay(settings: Settings, *, is_dry: bool, parts: int, tell: "Tell", is_json: bool) -> None:
    """Match the catalogue again, or only say what that would change."""
    with read_catalogue(settings):  # none is made for this
        pass
    if parts > 1 and not is_dry:
        from flows.rematch import rematch_in_parts

        done = rematch_in_parts(settings, parts)
    else:
        from services.matching.rematch import rematch

        done = rematch(settings, is_dry=is_dry, tell=tell)
    _tell(done, is_dry=is_dry, is_json=is_json)


def _tell(done: "Rematched", *, is_dry: bool, is_json: bool) -> None:
    from dataclasses import asdict

    from storage.mapping import change_summary

    summaries = [change_summary(change) for change in done.changes]
    if is_json:
        listed: list[JsonValue] = list(summaries)
        counts: JsonValue = asdict(done.counts)
        print_json(
            {
                "is_dry_run": is_dry,
                "records": done.records,
                "judgements": done.judgements,
                "counts": counts,
                "changes": listed,
            }
        )
        return
    told = tell_counts(done.counts) if done.changes else "nothing changes"
    judged = name_count(done.judgements, "judgement")
    print_line(f"{name_count(done.records, 'record')} matched again, {judged}: {told}")
    if done.changes:
        print_line("what it would change:" if is_dry else "what it changed:")
        print_table(CHANGE_COLUMNS, map(tabulate_change, summaries), empty="")
