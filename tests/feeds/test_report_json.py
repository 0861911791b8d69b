import json
from typing import Any

from feeds.report import Group
from feeds.report_json import render_json
from models.change import Entity, Op
from models.run import RunStatus
from tests.feeds.samples import because, change, created, fields, state
from tests.feeds.test_report import report_of


def parsed(*changes: Any, **more: Any) -> Any:
    return json.loads(render_json(report_of(*changes, **more)))


def test_the_form_is_the_documented_one() -> None:
    report = parsed(
        created(1),
        change(2, fields=fields(year=(2019, 2020)), evidence=because("stated")),
        states=(state("manuals"),),
    )
    assert list(report) == ["since", "until", "epoch", "generated_at", "summary", "sources"]
    assert report["generated_at"] == "2026-11-21T05:15:00Z"
    assert report["summary"] == {
        "changes": 2,
        **{group.value: 0 for group in Group},
        "created": 1,
        "updated": 1,
        "sources": 1,
        "sources_needing_attention": 0,
    }
    (source,) = report["sources"]
    assert list(source) == ["source_id", "state", "advice", *(group.value for group in Group)]
    assert source["state"]["last_run"]["status"] == "complete"
    assert source["updated"] == [
        {
            "seq": 2,
            "id": "p2",
            "entity": "publication",
            "label": "Manual 2",
            "url": "https://example.org/manuals/2",
            "op": "update",
            "cause": "source",
            "at": "2026-11-21T05:17:00Z",
            "run_id": "run-1",
            "redirect_to": None,
            "changes": {"year": {"before": 2019, "after": 2020}},
            "reason": "stated",
            "evidence": {
                "page_url": "https://example.org/manuals?page=0",
                "capture_id": "<urn:uuid:1>",
                "reason": "stated",
            },
        }
    ]


def test_a_notice_has_its_paragraphs_side_by_side() -> None:
    text = ("Funded by A.\n\nAll rights reserved.", "Funded by B.\n\nAll rights reserved.\n\nNew.")
    report = parsed(change(1, Op.UPDATE, entity=Entity.NOTICE, fields=fields(text=text)))
    assert report["sources"][0]["notices"][0]["paragraphs"] == [
        {"before": "Funded by A.", "after": "Funded by B."},
        {"before": "All rights reserved.", "after": "All rights reserved."},
        {"before": None, "after": "New."},
    ]


def test_a_held_source_says_why_and_what_to_do() -> None:
    held = state("manuals", RunStatus.HELD, reasons=("41 of 47 records would be withdrawn",))
    (source,) = parsed(states=(held,))["sources"]
    assert source["state"]["last_run"]["reasons"] == ["41 of 47 records would be withdrawn"]
    assert [command.split()[:3] for command in source["advice"]["commands"]] == [
        ["pubharvest", "runs", verb] for verb in ("show", "approve", "discard")
    ]


def test_nothing_in_a_text_reaches_a_terminal_or_breaks_utf8() -> None:
    hostile = "a\x1b[31m\x9b31m\x85\u2028\u202e\ud800é"
    text = render_json(report_of(created(1, title=hostile)))
    assert not {"\x1b", "\x9b", "\x85", "\u2028", "\u202e", "\ud800"} & set(text)
    assert "é" in text
    assert text.encode()
    assert json.loads(text)["sources"][0]["created"][0]["label"] == hostile
