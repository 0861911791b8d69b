"""How much two versions of a notice differ, and whether that makes a new version."""

from dataclasses import dataclass
from enum import StrEnum

from transforms.notices.stamps import drop_stamps, fold_form, mask_numbers


class Significance(StrEnum):
    """How much a difference matters."""

    NONE = "none"
    FORMATTING = "formatting"
    """White space, the style of quotes and dashes, list bullets, how text is cut into paragraphs."""
    DATE_OR_NUMBER = "date_or_number"
    """Nothing but dates or numbers differ."""
    WORDING = "wording"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDifference:
    """The result of comparing two texts."""

    significance: Significance
    is_stamp_only: bool
    """Whether all that differs are page stamps such as "Last updated 3 May 2024"."""


def compare_notice_texts(before: str, after: str) -> NoticeDifference:
    """How much the two texts differ; symmetric."""
    significance = _weigh(before, after)
    is_significant = significance not in (Significance.NONE, Significance.FORMATTING)
    is_stamp_only = is_significant and fold_form(drop_stamps(before)) == fold_form(drop_stamps(after))
    return NoticeDifference(significance=significance, is_stamp_only=is_stamp_only)


def is_new_version(difference: NoticeDifference) -> bool:
    """Whether readers of the notice must be told: its words, dates or numbers are others."""
    is_significant = difference.significance in (Significance.DATE_OR_NUMBER, Significance.WORDING)
    return is_significant and not difference.is_stamp_only


def _weigh(before: str, after: str) -> Significance:
    if before == after:
        return Significance.NONE
    if fold_form(before) == fold_form(after):
        return Significance.FORMATTING
    if fold_form(mask_numbers(before)) == fold_form(mask_numbers(after)):
        return Significance.DATE_OR_NUMBER
    return Significance.WORDING
