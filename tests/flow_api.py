"""What tests ask a flow server."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx

T = TypeVar("T")


class FlowApi:
    """The server's REST interface, as any client sees it."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=30)

    def newest_run_of(self, flow: str) -> dict[str, Any]:
        """The newest flow run that has ended."""
        body = {
            "flows": {"name": {"any_": [flow]}},
            "flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}},
            "sort": "START_TIME_DESC",
            "limit": 1,
        }
        return self._find("/flow_runs/filter", body)[0]

    def flow_runs_of(self, deployment: str) -> list[dict[str, Any]]:
        """Its flow runs, the earliest first."""
        body = {"deployments": {"name": {"any_": [deployment]}}, "sort": "EXPECTED_START_TIME_ASC"}
        return self._find("/flow_runs/filter", body)

    def deployments(self) -> list[dict[str, Any]]:
        return self._find("/deployments/filter", {})

    def tasks(self, flow_run_id: str) -> list[dict[str, Any]]:
        return self._find("/task_runs/filter", _of(flow_run_id))

    def artifacts(self, flow_run_id: str) -> dict[str, Any]:
        """Key → what it shows."""
        found = self._find("/artifacts/filter", _of(flow_run_id))
        return {artifact["key"]: artifact["data"] for artifact in found}

    def log(self, flow_run_id: str) -> list[tuple[int, str]]:
        """Level and message of each line that has arrived."""
        body = {"logs": {"flow_run_id": {"any_": [flow_run_id]}}, "sort": "TIMESTAMP_ASC"}
        return [(line["level"], line["message"]) for line in self._find("/logs/filter", body)]

    def _find(self, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self._client.post(path, json=body).raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


def wait_until(condition: Callable[[], T], seconds: float = 30.0) -> T:
    """The condition's value, once it is true."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return value


def _of(flow_run_id: str) -> dict[str, Any]:
    return {"flow_runs": {"id": {"any_": [flow_run_id]}}}
