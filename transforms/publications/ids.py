"""Ids: minted once from a record's key, and never given again (law 5).

A record, the publication that it founds and the work that this publication founds share one token. So every
record has an id of its own to go back to when a merge is undone.
"""

import hashlib

from models.notice import NoticeKind


def mint_record_id(source_id: str, native_key: str, attempt: int = 0) -> str:
    """``r-`` and 20 hexadecimal digits; a higher ``attempt`` gives another id where the first is taken."""
    return f"r-{_token(source_id, native_key, str(attempt) if attempt else '')}"


def founded_publication(record_id: str) -> str:
    """The id of the publication that the record founds, or would found on its own."""
    return f"p-{record_id[2:]}"


def founded_work(publication_id: str) -> str:
    """The id of the work that the publication founds, or would found on its own."""
    return f"w-{publication_id[2:]}"


def name_pair(left_id: str, right_id: str) -> str:
    """The short name of a pair of records: the beginnings of both ids; ``left_id`` < ``right_id``."""
    return f"{left_id[2:8]}-{right_id[2:8]}"


def mint_notice_id(source_id: str, kind: NoticeKind) -> str:
    """``n-`` and 20 hexadecimal digits; all languages of a notice share it."""
    return f"n-{_token(source_id, kind.value, '')}"


def _token(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
