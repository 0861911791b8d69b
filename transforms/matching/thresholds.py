"""Every number that the rules of matching decide by, with its reason.

Kept apart from ``weights.toml``: that file is made by ``benchmarks/train_weights.py`` from labelled pairs
and written anew each time; these are chosen by hand, and ``benchmarks/matching.py`` shows what another
value costs. A likeness is 0 to 100, letter by letter, unless it says otherwise.
"""

# --------------------------------------------------------------------------------------------------- blocking

MAX_BLOCK = 60
"""Records in a block at most. The key of a larger block says too little; narrower keys still hold."""
MAX_WORD_BLOCK = 8
"""The same for blocks by two long words of a title: where more records have both words, labelled files have
next to no matching pair that shares no other key."""
LONG_TEXT = 80
"""Folded characters from which a teaser or abstract says enough to identify its publication; shorter ones
are phrases that many entries share."""
LONG_TEXT_SLACK = 10
"""Characters that a text may lose at its cut end, a broken word and an ellipsis, and still be a long
one."""
LONG_TEXT_KEY_SLACK = 5
"""How much shorter than ``LONG_TEXT`` a text may be to get a key of its own."""
MAX_FILE_KEYS = 3
"""Files of a record that get keys: entries with more are collections."""
TELLING_REFERENCE = 4
"""Characters from which a reference number identifies: shorter ones ("12", "A1") are in use everywhere."""
TELLING_TITLE = 12
"""A squashed title longer than this gets keys for its two ends; of a shorter one both ends are the
title."""
TITLE_END = 20
"""Letters of a title's head or tail in a key: enough to be rare, few enough to leave out most slips."""
KEY_WORDS = 3
"""Long words of a title that are paired for keys: three pairs."""

# ----------------------------------------------------------------------------------------------------- titles

SHORT_TITLE, LONG_TITLE = 16, 36
"""Letters (of Latin letters' worth) from which a title is of middling length, and long. Two or three words
are shared by chance; seven or more hardly ever are."""
REORDERED_WORDS = 4
"""Distinct words from which a title in another order is the same title: "Guide to law", "Law to guide" are
two."""
MISTYPED_TITLE = 85
"""Titles without a word of their own are the same but for slips if they are at least this alike."""
UNRELATED_TITLE = 60
"""Below this, and with less than half of the words in common, no single word need be looked at."""
MAX_UNMATCHED_WORDS = 24
"""Beyond so many words without a partner, pairing them costs more than it could find."""
JOINED_WORD = 5
"""Letters from which a word counts as found within the other title's joined words: shorter ones are in any
title."""
SLIP_WORD, TWO_SLIPS_WORD = 4, 8
"""Letters from which a word may have one slip, and two: in shorter words a slip makes another word."""
GENERIC_TITLE = 5
"""Letters below which a title says nothing about which publication it is."""
ALIKE_AT_ALL = 50
"""Titles of which each has words of its own are compared further only from here, unless something else is
shared."""
BEARS_OUT_IDENTIFIER = 80
"""Titles so much alike may share an identifier although each has words of its own: below, they are chapters
under the ISBN of their book."""
BEARS_OUT_PAGES = 65
"""Titles so much alike may fill the same pages; below, they are two articles on one page range."""
CLASHING_GRADES = (95, 80, 65, 50)
"""The levels that titles with words of their own are weighed by; ``weights.toml`` names them."""
ONE_WORD_APART = 90
"""From here on titles of which one contains the other differ by a word or a slip, not by a part."""
CUT_END = 3
"""Letters at the joint that may differ where one title is the other with something added."""
SERIES_TITLE = 20
"""Letters from which a title that ends another one is that title with its series before it."""
BARELY_CLASHING = 95
"""Titles so much alike differ by a slip even where a word of each has no partner."""

# ----------------------------------------------------------------------------------------------------- people

MOST_AUTHORS = 0.6
"""Share of the shorter list from which "most" authors are shared: two of three."""
SLIP_NAME = 4
"""Letters from which a surname may have one slip: "Li" and "Lu" are two people."""
ACRONYM = 3
"""Initials from which an acronym is taken for a name's: two letters are any two words'."""
SEVERAL_AUTHORS = 2
"""People from which agreeing lists say that one team made both, and disjoint lists that two did."""

# ------------------------------------------------------------------------------------------ journals and text

EQUAL_JOURNAL, SIMILAR_JOURNAL = 95, 75
"""Likeness of the sets of words from which two journals are one, and from which they may be."""
CITATION_PARTS = 2
"""Of volume, issue and pages, how many have to agree to be one place in a journal: one agrees by chance."""
COMPARED_TEXT, LEAST_COMPARED_TEXT = 400, 40
"""Characters of two texts that are compared, and how many there must be (more than) to compare at all."""
SAME_TEXT = 90
"""Abstracts so much alike are one abstract, printed twice."""
CERTAIN_TEXT = 95
"""Abstracts so much alike excuse a volume, issue or DOI that differs."""
OTHER_TEXT = 50
"""Below this two texts of one title tell of two publications, unless the publisher is the same."""

# ----------------------------------------------------------------------------- likeness of what rules decide
# Likenesses, 0 to 1, of verdicts that no weights are asked for. Clustering joins by them, the highest first,
# and wants an average of MIN_AVERAGE: so they are in the order of how far each rule is to be trusted.

SAME_BY_IDENTIFIER = 0.99
SAME_BY_PAGES = 0.98
SAME_BY_TEXT = 0.97
SAME_BY_TITLE = 0.95
SAME_BY_EQUALITY = 0.9
EDITION_BY_TEXT = 0.4
UNSURE_BY_YEAR = 0.4
EDITION_BY_CONTRADICTION = 0.3
UNSURE_BY_TEXT = 0.3
UNSURE_BY_TITLE = 0.3
DISTINCT_BY_TITLE = 0.2
DISTINCT_BY_CLASH = 0.1
NOTHING_ALIKE = 0.0

# --------------------------------------------------------------------------------------------------- clusters

MIN_AVERAGE = 0.5
"""Two clusters join only if their pairs, taken together, are at least this much alike."""
UNSEEN = 0.4
"""What a pair that was never compared counts in that average: it shared no blocking key."""

# ---------------------------------------------------------------------- entries that moved to another address

KEPT_HEAD = 240
"""Folded characters of a text that are kept for comparing: it bounds the memory of a site that moves."""
MOVED_ALIKE = 85.0
"""Titles and texts so much alike are one, retyped or slightly edited."""
MOVED_FILE_ALIKE = 60.0
"""Names of files so much alike are one: what an upload adds to a name (``guide_0``, ``guide-final``) leaves
more."""
MOVED_BARE_TITLE = 20
"""Letters from which a title may differ by slips where neither entry has a text to bear it out."""
MOVED_HEAD_MARK, MOVED_TITLE_MARK = 40, 20
"""Characters of a text's, and of a title's, two ends by which entries are found to be compared."""
