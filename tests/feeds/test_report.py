from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.report import ChangeReport, Group, build_report
from models.change import Cause, Change, Entity, Op
from models.run import RunStatus, SourceState
from storage.journal import Head
from tests.feeds.samples import HEAD, START, change, created, fields, state

journals = st.lists(
    st.tuples(
        st.sampled_from(Op),
        st.sampled_from(Entity),
        st.sampled_from(["manuals", "notices", "gone", None]),
        st.sampled_from(Cause),
    ),
    max_size=40,
).map(
    lambda rows: tuple(
        change(seq, op, entity=entity, source_id=source_id, cause=cause)
        for seq, (op, entity, source_id, cause) in enumerate(rows, start=1)
    )
)


def report_of(*changes: Change, states: tuple[SourceState, ...] = ()) -> ChangeReport:
    return build_report(changes, states, since=0, head=replace(HEAD, seq=len(changes)), now=START)


@settings(deadline=None)
@given(journals)
def test_every_change_stands_in_exactly_one_place(journal: tuple[Change, ...]) -> None:
    report = report_of(*journal, states=(state("manuals"), state("quiet")))
    shown = [item.change for section in report.sections for _, items in section.groups for item in items]
    assert Counter(shown) == Counter(journal)
    assert report.changes == len(journal) == sum(report.count(group) for group in Group)


@settings(deadline=None)
@given(journals)
def test_items_stand_under_their_source_in_seq_order(journal: tuple[Change, ...]) -> None:
    for section in report_of(*journal).sections:
        for _, items in section.groups:
            assert {item.change.source_id for item in items} <= {section.source_id}
            seqs = [item.change.seq or 0 for item in items]
            assert seqs == sorted(seqs)


def test_each_op_has_its_group_and_notices_and_works_have_their_own() -> None:
    ops = [change(seq, op) for seq, op in enumerate(Op, start=1)]
    notice = change(7, Op.CREATE, entity=Entity.NOTICE)
    work = change(8, Op.MERGE, entity=Entity.WORK)
    (section,) = report_of(*ops, notice, work).sections
    assert {group.value: [item.change.seq for item in items] for group, items in section.groups} == {
        "created": [1],
        "updated": [2],
        "withdrawn": [3],
        "restored": [4],
        "merged": [5],
        "split": [6],
        "notices": [7],
        "works": [8],
    }


def test_sources_without_changes_are_shown_and_changes_without_a_source_come_last() -> None:
    report = report_of(change(1, source_id=None), change(2, source_id="zebra"), states=(state("alpha"),))
    assert [(section.source_id, section.changes) for section in report.sections] == [
        ("alpha", 0),
        ("zebra", 1),
        (None, 1),
    ]
    assert [section.state is None for section in report.sections] == [False, True, True]


def test_only_enabled_sources_whose_last_run_went_wrong_need_attention() -> None:
    states = (
        state("complete"),
        state("held", RunStatus.HELD),
        state("incomplete", RunStatus.INCOMPLETE),
        state("failed", RunStatus.FAILED),
        state("running", RunStatus.RUNNING),
        state("disabled", RunStatus.FAILED, is_enabled=False),
        state("never", None),
    )
    report = report_of(states=states)
    assert [section.source_id for section in report.needing_attention] == ["failed", "held", "incomplete"]


def test_an_item_knows_what_other_changes_say_of_its_entity() -> None:
    report = report_of(
        created(1, title="دليل", language="ar"),
        change(2, entity_id="p1", fields=fields(title=("دليل", "دليل آخر"))),
        change(3, Op.MERGE, redirect_to="p1", label="Duplicate"),
    )
    (section,) = report.sections
    assert section.items(Group.UPDATED)[0].language == "ar"
    assert section.items(Group.MERGED)[0].redirect_label == "Manual 2"


def test_each_language_of_a_notice_is_marked_as_its_own() -> None:
    english, french = (
        change(seq, Op.UPDATE, entity=Entity.NOTICE, entity_id="n1", fields=fields(language=(code, code)))
        for seq, code in enumerate(("en", "fr"), start=1)
    )
    (section,) = report_of(english, french).sections
    assert [item.language for item in section.items(Group.NOTICES)] == ["en", "fr"]


def test_the_report_says_which_seqs_it_covers() -> None:
    report = build_report([change(6), change(7)], (), since=5, head=Head(seq=7, epoch="e"), now=START)
    assert (report.since, report.until, report.epoch, report.generated_at) == (5, 7, "e", START)
