"""Text from the outside, made fit for a log line, a terminal, a document or a reason."""

import json
import re

from text.characters import CONTROLS, DIRECTION_MARKS, FORMATTING, LINE_ENDS, NONCHARACTERS, SURROGATES
from text.secrets import hide_secrets

LONGEST = 300
"""Characters; a reason is one line."""
_NOT_IN_DOCUMENTS = re.compile(f"(?![\n\t])[{CONTROLS}{SURROGATES}{NONCHARACTERS}]")
# Joiners stay: several scripts are misspelt without them.
_STEERING = f"{LINE_ENDS}{FORMATTING}{DIRECTION_MARKS}{SURROGATES}{NONCHARACTERS}"
_UNSAFE = re.compile(f"[{CONTROLS}{_STEERING}]")
_UNSAFE_IN_JSON = re.compile(f"[\x7f-\x9f{_STEERING}]")


def printable(text: str, longest: int = LONGEST) -> str:
    """The text on one line, without secrets, whatever steers a terminal escaped; cut to ``longest``."""
    text = hide_secrets(text)
    if not text.isprintable():
        text = "".join(_escape(character) for character in " ".join(text.split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _escape(character: str) -> str:
    # Unprintable covers control, bidirectional and zero-width characters and lone surrogates.
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def drop_unsafe(line: str) -> str:
    """The line without controls and without marks that reorder or hide text; its spaces stay."""
    return _UNSAFE.sub("", line)


def escape_unsafe_json(text: str) -> str:
    """The JSON text with what steers a terminal or hides text written as escapes; its meaning stays."""
    return _UNSAFE_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], text)


def strip_unprintable(text: str) -> str:
    """The text without control characters (line feed and tab stay), lone surrogates and noncharacters."""
    return _NOT_IN_DOCUMENTS.sub("", text)
