"""The engine's score of a pair of records as a judgement that can be stored."""

from datetime import datetime

from models.matching import Decider, Judgement, RecordPair
from transforms.matching.preparation.prepared import Prepared
from transforms.matching.verdict import compare


def judge_pair(pair: RecordPair, left: Prepared, right: Prepared, *, at: datetime) -> Judgement:
    """The engine's judgement on two records that are prepared already."""
    score = compare(left, right)
    return Judgement(
        left_id=pair[0],
        right_id=pair[1],
        verdict=score.verdict,
        decider=Decider.ENGINE,
        score=score.value,
        reasons=score.reasons,
        at=at,
        link=score.link,
    )
