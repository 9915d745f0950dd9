"""Whether anything is going on in the workspace: what a test or a simulated person waits for."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Activity:
    """Counts what is under way (Web API calls, deliveries) and wakes those who wait.

    `lock` is the one lock of the workspace; every change of its state is made while holding it.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._under_way = 0
        self._last_change = time.monotonic()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Count one piece of work from entry to exit."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def begin(self) -> None:
        """Count one more piece of work under way; `end` takes it off again, from any thread."""
        with self._changed:
            self._under_way += 1
            self._note()

    def end(self) -> None:
        """Take one piece of work off the count."""
        with self._changed:
            self._under_way -= 1
            self._note()

    def wait_for(self, condition: Callable[[], object], timeout: float) -> None:
        """Wait until `condition()` is true; it is asked again after each change in the workspace.

        Raises TimeoutError after `timeout` seconds.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: bool(condition()), timeout):
                raise TimeoutError(f"What was waited for did not happen within {timeout} seconds.")

    def wait_until_quiet(self, timeout: float, settle: float) -> None:
        """Wait until nothing has been under way for `settle` seconds on end.

        Raises TimeoutError after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                now = time.monotonic()
                quiet_at = self._last_change + settle
                if not self._under_way and now >= quiet_at:
                    return
                if now >= deadline:
                    raise TimeoutError(f"The workspace was still busy after {timeout} seconds.")
                until = deadline if self._under_way else min(quiet_at, deadline)
                self._changed.wait(max(until - now, 0.001))

    def _note(self) -> None:
        self._last_change = time.monotonic()
        self._changed.notify_all()
