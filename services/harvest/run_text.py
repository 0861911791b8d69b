"""Runs in words for people and as values for machines: what the commands and the flow engine tell of them."""

from dataclasses import asdict
from datetime import UTC, datetime

from models.change import JsonValue
from models.run import Run, RunCounts, RunStatus
from text.plurals import name_count


def summarise_run(run: Run) -> dict[str, JsonValue]:
    """What ``harvest --json`` says of a run; other programs rely on its keys."""
    return {
        "source": run.source_id,
        "run": run.id,
        "status": run.status.value,
        "reasons": list(run.reasons),
        **asdict(run.counts),
    }


def detail_run(run: Run) -> dict[str, JsonValue]:
    """All that is known of a run."""
    return summarise_run(run) | {
        "started_at": format_time(run.started_at),
        "finished_at": format_time(run.finished_at) if run.finished_at else None,
        "first_seq": run.first_seq,
        "last_seq": run.last_seq,
        "spool_path": run.spool_path,
        "capture_path": run.capture_path,
    }


def tell_run(run: Run) -> str:
    """A run's outcome in one line: what it did."""
    return f"{run.source_id}: {run.status.value}, {tell_counts(run.counts)}"


def tell_trouble(run: Run) -> str | None:
    """Why a run is not complete, in one line; ``None`` where it is."""
    if run.status is RunStatus.COMPLETE:
        return None
    return f"{run.source_id}: {run.status.value}: {'; '.join(run.reasons) or 'no reason was recorded'}"


def tell_counts(counts: RunCounts) -> str:
    """What was seen and done; what there was none of is left out."""
    named = (
        (counts.pages, "page", None),
        (counts.records_listed, "record", None),
        (counts.records_rejected, "rejected", "rejected"),
        (counts.publications_created, "publication created", "publications created"),
        (counts.publications_updated, "updated", "updated"),
        (counts.publications_merged, "merged", "merged"),
        (counts.publications_withdrawn, "withdrawn", "withdrawn"),
        (counts.notices_changed, "notice changed", "notices changed"),
    )
    told = ", ".join(name_count(count, noun, plural) for count, noun, plural in named if count)
    return told or "nothing seen"


def format_time(at: datetime) -> str:
    """UTC, ISO 8601, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
