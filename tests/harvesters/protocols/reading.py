"""Walks a repository in memory as the spider walks it over HTTP."""

from dataclasses import dataclass, field

from harvesters.protocols.answer import Entry, Received
from harvesters.protocols.registry import protocol_of
from harvesters.spiders.answer_end import AnswerStep, AnswerWalk
from models.errors import PubharvestError
from models.source import Limits, SourceKind
from tests.harvesters.protocols.repositories import Respond, ask
from tests.loopback import Answer


@dataclass(slots=True)
class Walked:
    """What a walk came to."""

    entries: list[Entry] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    last: AnswerStep = field(default_factory=AnswerStep)
    trouble: str | None = None

    @property
    def titles(self) -> list[str | None]:
        return [entry.raw.title_raw for entry in self.entries]


def walk_list(respond: Respond, kind: SourceKind, url: str, limits: Limits | None = None) -> Walked:
    """Every entry of the list, in the order in which they come."""
    protocol = protocol_of(kind)
    assert protocol is not None
    walked, step = Walked(), AnswerStep(next_url=protocol.first_url(url))
    walk = AnswerWalk(step.next_url or "", limits or Limits(), may_resume=protocol.may_resume)
    while step.next_url is not None:
        walked.urls.append(step.next_url)
        try:
            page = protocol.read(received(ask(respond, step.next_url), step.next_url))
        except PubharvestError as error:
            walked.trouble = str(error)
            return walked
        step = walk.after(len(walked.urls), step.next_url, page)
        if not step.is_repeat:
            walked.entries.extend(page.entries)
        walked.last = step
    return walked


def received(answer: Answer, url: str) -> Received:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Received(
        url=url,
        body=answer.body,
        content_type=answer.content_type,
        headers=headers,
        http_status=answer.status,
    )
