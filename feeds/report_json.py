"""The change report for machines; its form is documented in docs/feeds.md."""

from feeds.json_form import JsonObject, dump_json, form_evidence, form_time
from feeds.report import ChangeReport, Group, ReportItem, SourceSection
from feeds.report_text import advise
from feeds.word_diff import compare_paragraphs
from models.run import Run, SourceState
from storage.mapping import changes_json


def render_json(report: ChangeReport) -> str:
    """One JSON object, indented, with a newline at its end."""
    return dump_json(form_report(report), indent=2) + "\n"


def form_report(report: ChangeReport) -> JsonObject:
    """The report as what ``json`` can write."""
    return {
        "since": report.since,
        "until": report.until,
        "epoch": report.epoch,
        "generated_at": form_time(report.generated_at),
        "summary": {
            "changes": report.changes,
            **{group.value: report.count(group) for group in Group},
            "sources": sum(section.source_id is not None for section in report.sections),
            "sources_needing_attention": len(report.needing_attention),
        },
        "sources": [_form_section(section) for section in report.sections],
    }


def _form_section(section: SourceSection) -> JsonObject:
    groups = {group.value: [_form_item(item, group) for item in items] for group, items in section.groups}
    return {
        "source_id": section.source_id,
        "state": _form_state(section.state) if section.state else None,
        "advice": _form_advice(section),
        **groups,
    }


def _form_advice(section: SourceSection) -> JsonObject | None:
    advice = advise(section)
    return {"what": advice.what, "commands": list(advice.commands)} if advice else None


def _form_item(item: ReportItem, group: Group) -> JsonObject:
    change = item.change
    form: JsonObject = {
        "seq": change.seq,
        "id": change.entity_id,
        "entity": change.entity.value,
        "label": change.label,
        "url": change.url,
        "op": change.op.value,
        "cause": change.cause.value,
        "at": form_time(change.at),
        "run_id": change.run_id,
        "redirect_to": change.redirect_to,
        "changes": changes_json(change),
        "reason": change.evidence.reason,
        "evidence": form_evidence(change),
    }
    return form | {"paragraphs": _form_paragraphs(item)} if group is Group.NOTICES else form


def _form_paragraphs(item: ReportItem) -> list[JsonObject]:
    """What differs, paragraph by paragraph; kept ones have equal texts."""
    texts = [(field.before, field.after) for field in item.change.fields if field.field == "text"]
    return [
        {"before": paragraph.before, "after": paragraph.after}
        for before, after in texts
        for paragraph in compare_paragraphs(str(before or ""), str(after or ""))
    ]


def _form_state(state: SourceState) -> JsonObject:
    return {
        "url": state.url,
        "publisher": state.publisher,
        "is_enabled": state.is_enabled,
        "last_run": _form_run(state.last_run) if state.last_run else None,
        "last_applied_at": form_time(state.last_applied_at),
        "records": state.records,
        "records_withdrawn": state.records_withdrawn,
        "records_rejected": state.records_rejected,
        "publications": state.publications,
    }


def _form_run(run: Run) -> JsonObject:
    counts = run.counts
    return {
        "run": run.id,
        "status": run.status.value,
        "reasons": list(run.reasons),
        "started_at": form_time(run.started_at),
        "finished_at": form_time(run.finished_at),
        "pages": counts.pages,
        "records_listed": counts.records_listed,
        "records_new": counts.records_new,
        "records_rejected": counts.records_rejected,
    }
