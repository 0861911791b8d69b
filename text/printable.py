"""Text from the outside, made fit for a log line, a terminal or a reason."""

from text.secrets import hide_secrets

LONGEST = 300
"""Characters; a reason is one line."""


def printable(text: str, longest: int = LONGEST) -> str:
    """The text on one line, without secrets, whatever steers a terminal escaped; cut to ``longest``."""
    text = hide_secrets(text)
    if not text.isprintable():
        text = "".join(_escape(character) for character in " ".join(text.split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _escape(character: str) -> str:
    # Unprintable covers control, bidirectional and zero-width characters and lone surrogates.
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
