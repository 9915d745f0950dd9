"""What the world does to an app, on demand: failing calls, lost answers, repeated events, double clicks."""

from collections import defaultdict, deque
from dataclasses import dataclass

from bot.sandbox.objects import JsonObject


@dataclass(frozen=True)
class Failure:
    """How one Web API call is to fail.

    `error` is Slack's short code; `status` an HTTP status with an empty body; `retry_after` makes it 429 `ratelimited`
    with that many seconds; with `lose_answer` the call takes effect and the connection breaks half-way through the
    answer. With `delay` the answer comes that many seconds late; with nothing else, it is the proper one.
    """

    error: str | None = None
    status: int | None = None
    retry_after: int | None = None
    lose_answer: bool = False
    delay: float = 0.0

    @property
    def is_carried_out(self) -> bool:
        """Whether the call takes effect all the same."""
        return self.lose_answer or not (self.error or self.status or self.retry_after is not None)

    def answer(self) -> tuple[int, dict[str, str], JsonObject | None]:
        """Give the HTTP status, headers and body of the failed call; no body where only a status was asked for."""
        if self.retry_after is not None:
            return 429, {"Retry-After": str(self.retry_after)}, {"ok": False, "error": "ratelimited"}
        if self.status is not None:
            return self.status, {}, None
        return 200, {}, {"ok": False, "error": self.error}


class Mischief:
    """The failures waiting for the next calls, in order, by method."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Failure]] = defaultdict(deque)

    def plan(self, method: str, failure: Failure) -> None:
        """Let a coming call of this method fail."""
        self._waiting[method].append(failure)

    def strike(self, method: str) -> Failure | None:
        """Give the failure planned for this call, if any; it happens once."""
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else None
