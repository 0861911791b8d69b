"""Trains the shipped weights: ``train_weights.py DIR [--write] [--hold-out]``.

DIR is as for ``matching.py``. Only pairs that share a block and that nothing contradicts are learnt from,
for only those are weighed. Every pair is shown a second time with fields masked at random, so that no weight
relies on a field that other files lack. ``--hold-out`` trains without each set in turn and prints how that
does on the set left out.
"""

import argparse
import csv
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from services.file_matching.match_file import read_descriptions  # noqa: E402
from transforms.matching.candidates import candidate_pairs  # noqa: E402
from transforms.matching.evidence import find_contradictions  # noqa: E402
from transforms.matching.features import prepare_pair, read_levels  # noqa: E402
from transforms.matching.preparation.prepared import Prepared, prepare  # noqa: E402
from transforms.matching.titles import TitleMatch, match_titles  # noqa: E402

SAME, UNSURE = 0.7, 0.4
"""Thresholds: from the first on hardly a false pair is left that the rules let through."""
REGULARISATION = 0.3
MOST_STEPS, PRECISION = 50, 1e-6
FALSE_PAIR_WEIGHT = 2.0
"""A false pair costs twice what a missed one does."""
MASKED = 0.25
"""Chance of a group of fields to be masked in a pair's second showing."""
MASK_GROUPS = (
    ("place in the journal",),
    ("journal",),
    ("authors", "first author"),
    ("year",),
    ("DOI",),
    ("abstract",),
)
SPARSE_WEIGHT, LISTED_WEIGHT = 0.5, 1.5
"""Of sets without issues and DOIs, whose labels are the noisiest, and of those labelled pair by pair."""

Levels = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet:
    """The pairs of one set that are left to weigh."""

    name: str
    levels: tuple[Levels, ...]
    labels: tuple[bool, ...]
    weight: float


def load_set(path: Path) -> LabelledSet:
    items = read_descriptions(path)
    prepared = [prepare(description) for _, description in items]
    pairs_file = path.with_suffix(".pairs.csv")
    pairs = (
        _listed_pairs(pairs_file, items, prepared) if pairs_file.exists() else _blocked_pairs(path, prepared)
    )
    levels, labels = [], []
    for left, right, label in pairs:
        a, b = prepared[left], prepared[right]
        pair = prepare_pair(a, b, match_titles(a, b))
        is_alike = pair.titles.match is not TitleMatch.CLASHING or pair.titles.likeness >= 50
        if is_alike and next(find_contradictions(pair), None) is None:
            levels.append(read_levels(pair))
            labels.append(label)
    has_numbers = any(description.number or description.doi for _, description in items)
    weight = LISTED_WEIGHT if pairs_file.exists() else 1.0 if has_numbers else SPARSE_WEIGHT
    return LabelledSet(name=path.stem, levels=tuple(levels), labels=tuple(labels), weight=weight)


def _blocked_pairs(path: Path, prepared: Sequence[Prepared]) -> Iterator[tuple[int, int, bool]]:
    """Pairs of a block; of equal records in one cluster only the first is taken."""
    truth = [row["cluster"] for row in _read_rows(path)]
    first = {
        (description, cluster): n
        for n, (description, cluster) in enumerate(zip(prepared, truth, strict=True))
    }
    kept = sorted(first.values())
    for a, b in candidate_pairs([prepared[index] for index in kept]):
        yield kept[a], kept[b], truth[kept[a]] == truth[kept[b]]


def _listed_pairs(
    path: Path, items: Sequence[tuple[str, object]], prepared: Sequence[Prepared]
) -> Iterator[tuple[int, int, bool]]:
    place = {record_id: index for index, (record_id, _) in enumerate(items)}
    blocked = set(candidate_pairs(prepared))
    for row in _read_rows(path):
        left, right = sorted((place[row["id1"]], place[row["id2"]]))
        if (left, right) in blocked:
            yield left, right, row["label"] == "1"


def _read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Model:
    """A logistic regression on levels."""

    def __init__(self, sets: Sequence[LabelledSet]) -> None:
        shown = {level for labelled in sets for levels in labelled.levels for level in levels.items()}
        self.columns = {level: index for index, level in enumerate(sorted(shown))}
        random_ = random.Random(0)
        rows = [self._matrix(levels) for s in sets for levels in (s.levels, _mask(s.levels, random_))]
        labels = [s.labels for s in sets for _ in range(2)]
        weights = [_weights(s) for s in sets for _ in range(2)]
        self.intercept, *self.log_odds = _fit(
            np.vstack(rows), np.concatenate(labels), np.concatenate(weights)
        ).tolist()

    def _matrix(self, levels: Sequence[Levels]) -> np.ndarray:
        matrix = np.zeros((len(levels), len(self.columns)), dtype=np.float32)
        for row, stated in enumerate(levels):
            for level in stated.items():
                if level in self.columns:
                    matrix[row, self.columns[level]] = 1
        return matrix

    def probabilities(self, levels: Sequence[Levels]) -> np.ndarray:
        return _likelihood(self._matrix(levels) @ np.array(self.log_odds) + self.intercept)

    def toml(self) -> str:
        """The weights as the engine reads them."""
        lines = [
            "# Log odds that two records are one publication; made by benchmarks/train_weights.py.",
            f"intercept = {self.intercept:.2f}",
            f"same = {SAME}",
            f"unsure = {UNSURE}",
        ]
        tables: dict[str, list[str]] = defaultdict(list)
        for (field, level), index in self.columns.items():
            tables[field].append(f'"{level}" = {self.log_odds[index]:.2f}')
        for field, weights in tables.items():
            lines += ["", f'[levels."{field}"]', *weights]
        return "\n".join(lines) + "\n"


def _fit(shown: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The intercept and the log odds of each column, by Newton's method; only the log odds are held small."""
    columns = np.column_stack([np.ones(len(shown)), shown])
    penalty = np.diag([0.0] + [1 / REGULARISATION] * shown.shape[1])
    fitted = np.zeros(columns.shape[1])
    for _ in range(MOST_STEPS):
        said = _likelihood(columns @ fitted)
        slope = columns.T @ (weights * (said - labels)) + penalty @ fitted
        bend = (columns * (weights * said * (1 - said))[:, None]).T @ columns + penalty
        step = np.linalg.solve(bend, slope)
        fitted -= step
        if abs(step).max() < PRECISION:
            return fitted
    raise RuntimeError(f"the weights have not settled in {MOST_STEPS} steps")


def _likelihood(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


def _mask(levels: Sequence[Levels], random_: random.Random) -> list[Levels]:
    masked = []
    for stated in levels:
        hidden = {field for group in MASK_GROUPS if random_.random() < MASKED for field in group}
        masked.append({field: level for field, level in stated.items() if field not in hidden})
    return masked


def _weights(labelled: LabelledSet) -> np.ndarray:
    """Sets count alike, whatever their size."""
    labels = np.array(labelled.labels)
    return np.where(labels, 1.0, FALSE_PAIR_WEIGHT) * labelled.weight * 1_000 / len(labels)


def tell(labelled: LabelledSet, model: Model) -> None:
    """Prints precision and recall on the weighed pairs at the threshold."""
    said, true = model.probabilities(labelled.levels) >= SAME, np.array(labelled.labels)
    right, false, missed = int((said & true).sum()), int((said & ~true).sum()), int((~said & true).sum())
    precision, recall = right / (right + false or 1), right / (right + missed or 1)
    print(
        f"{labelled.name:24} {len(true):>7} {precision:>9.4f} {recall:>7.4f} {false:>6} {missed:>7}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="replace transforms/matching/weights.toml")
    parser.add_argument("--hold-out", action="store_true")
    options = parser.parse_args()
    paths = [path for path in sorted(options.folder.glob("*.csv")) if not path.name.endswith(".pairs.csv")]
    sets = [load_set(path) for path in paths]
    print(f"{'set':24} {'weighed':>7} {'precision':>9} {'recall':>7} {'false':>6} {'missed':>7}")
    if options.hold_out:
        for labelled in sets:
            tell(labelled, Model([other for other in sets if other is not labelled]))
        return
    model = Model(sets)
    for labelled in sets:
        tell(labelled, model)
    if options.write:
        (ROOT / "transforms" / "matching" / "weights.toml").write_text(model.toml(), encoding="utf-8")


if __name__ == "__main__":
    main()
