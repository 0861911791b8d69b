"""Joins harvesting, processing, storage and feeds; the only place that knows Prefect."""

import os

# As soon as it is imported on a terminal, Prefect reports its use to its makers, unless it is told not to.
os.environ.setdefault("DO_NOT_TRACK", "1")
