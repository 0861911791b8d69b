"""Characters that no reader sees, by kind, each written as the inside of a character class."""

CONTROLS = "\x00-\x1f\x7f-\x9f"
SOFT_HYPHEN = "\u00ad"
JOINERS = "\u200c\u200d"
"""They change how letters of some scripts look and what they mean."""
DIRECTION_MARKS = "\u061c\u200e\u200f"
"""They order right-to-left text among other text."""
BIDI_CONTROLS = "\u202a-\u202e\u2066-\u2069"
"""They turn whole stretches of text around."""
LINE_ENDS = "\u2028\u2029"
FORMATTING = SOFT_HYPHEN + "\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
"""Zero-width and bidirectional formatting, invisible operators, tags; of no use in a catalogue."""
INVISIBLE = FORMATTING + JOINERS + DIRECTION_MARKS
SURROGATES = "\ud800-\udfff"
"""Halves of characters: no UTF-8 can hold them."""
NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
"""Code points that are no characters; XML forbids them."""
