"""Numbers with their nouns."""


def name_count(count: int, noun: str, plural: str | None = None) -> str:
    """``1 change``, ``2 changes``; ``plural`` where the noun takes more than an s."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
