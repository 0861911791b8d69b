"""Which field a column of a table holds, as its head says."""

from harvesters.html.outline import Outline
from text.field_labels import field_of_label


def column_field(outline: Outline, cell: int) -> str | None:
    """The field that the head of a column names; ``cell`` is any element in a cell of that column."""
    while cell >= 0 and outline.tags[cell] != "td":
        cell = outline.parents[cell]
    if cell < 0:
        return None
    row = outline.parents[cell]
    cells = [child for child in outline.children(row) if outline.tags[child] in ("td", "th")]
    head = _head_of(outline, row)
    heads = (
        [child for child in outline.children(head) if outline.tags[child] in ("td", "th")]
        if head >= 0
        else []
    )
    column = cells.index(cell)
    if len(heads) != len(cells):
        return None
    texts = outline.texts[outline.first_text[heads[column]] : outline.last_text[heads[column]]]
    return field_of_label(" ".join(texts))


def _head_of(outline: Outline, row: int) -> int:
    """The first row of the table around ``row``; -1 if that is ``row`` itself, or there is no table."""
    table = row
    while table >= 0 and outline.tags[table] != "table":
        table = outline.parents[table]
    first = next((at for at in range(max(table, 0), row) if outline.tags[at] == "tr"), -1)
    return first if table >= 0 else -1
