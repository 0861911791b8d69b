import json
from hashlib import sha256

import pytest

from feeds.change_files import (
    FILE_SIZE,
    ChangeIndex,
    file_name,
    parse_index,
    render_files,
    render_index,
)
from models.change import Op
from models.errors import StorageConflict
from tests.feeds.samples import because, change, created, fields


def test_a_line_carries_the_whole_operation() -> None:
    merge = change(
        1, Op.MERGE, redirect_to="p9", evidence=because("same file"), fields=fields(topics=(["a"], None))
    )
    ((_, content),) = render_files([merge])
    assert json.loads(content) == {
        "seq": 1,
        "at": "2026-11-21T05:16:00Z",
        "entity": "publication",
        "entity_id": "p1",
        "op": "merge",
        "cause": "source",
        "source_id": "manuals",
        "run_id": "run-1",
        "redirect_to": "p9",
        "label": "Manual 1",
        "url": "https://example.org/manuals/1",
        "changes": {"topics": {"before": ["a"], "after": None}},
        "evidence": {
            "page_url": "https://example.org/manuals?page=0",
            "capture_id": "<urn:uuid:1>",
            "reason": "same file",
        },
    }


def test_files_have_fixed_ranges_and_the_last_one_only_grows() -> None:
    changes = [created(seq) for seq in range(1, 2 * FILE_SIZE + 4)]
    files = list(render_files(changes))
    assert [(file.name, file.first_seq, file.last_seq, file.is_full) for file, _ in files] == [
        ("0000000001-0000001000.jsonl", 1, 1000, True),
        ("0000001001-0000002000.jsonl", 1001, 2000, True),
        ("0000002001-0000003000.jsonl", 2001, 2003, False),
    ]
    earlier = list(render_files(changes[: 2 * FILE_SIZE + 1]))
    assert files[:2] == earlier[:2]
    assert files[2][1].startswith(earlier[2][1])


def test_the_files_say_what_the_journal_says() -> None:
    changes = [created(seq) for seq in range(1, FILE_SIZE + 3)]
    content = b"".join(content for _, content in render_files(changes))
    assert [json.loads(line)["seq"] for line in content.splitlines()] == list(range(1, FILE_SIZE + 3))


def test_a_text_never_breaks_a_line() -> None:
    hostile = "a\nb\rc\x85d\u2028e\x0cf\x1bg\ud800"
    ((_, content),) = render_files([created(1, title=hostile)])
    assert len(content.decode().splitlines()) == 1
    assert json.loads(content)["label"] == hostile


@pytest.mark.parametrize("seqs", [(2,), (1, 3), (1, 2, 2), (FILE_SIZE, FILE_SIZE + 1)])
def test_a_gap_in_the_journal_is_not_published(seqs: tuple[int, ...]) -> None:
    with pytest.raises(StorageConflict, match="db check"):
        list(render_files([created(seq) for seq in seqs]))


def test_an_uncommitted_change_is_not_published() -> None:
    with pytest.raises(StorageConflict):
        list(render_files([change(None)]))


def test_the_index_is_read_as_it_was_written() -> None:
    rendered = list(render_files([created(seq) for seq in range(1, FILE_SIZE + 3)]))
    index = ChangeIndex(epoch="e", head_seq=FILE_SIZE + 2, files=tuple(file for file, _ in rendered))
    text = render_index(index)
    assert parse_index(text) == index
    entry = json.loads(text)["files"][0]
    assert entry["name"] == file_name(1)
    assert entry["size_bytes"] == len(rendered[0][1])
    assert entry["sha256"] == sha256(rendered[0][1]).hexdigest()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"format": 2}', '{"format": 1}', '{"format": 1, "files": [1]}', "\x00"]
)
def test_what_is_no_index_counts_as_none(text: str) -> None:
    assert parse_index(text) is None
