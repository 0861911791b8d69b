"""A record's content as one short string: records with identical content have the same."""

import hashlib

import orjson

from models.matching import Verdict
from transforms.matching.preparation.prepared import Prepared
from transforms.matching.verdict import compare

_SEEN = tuple(Prepared.__dataclass_fields__)


def digest_content(prepared: Prepared) -> str:
    """24 hexadecimal digits; the same in every process."""
    seen = orjson.dumps([getattr(prepared, name) for name in _SEEN], default=sorted)
    return hashlib.blake2b(seen, digest_size=12).hexdigest()


def is_proven_by_content(prepared: Prepared) -> bool:
    """Whether identical content proves identity; not for records that state almost nothing."""
    return compare(prepared, prepared).verdict is Verdict.SAME
