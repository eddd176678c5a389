"""Events: a queue for each handler, sending them on, timers (language.md, 15).

There is no screen, so no mouse and no keys: events are those that programs send and those of timers.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, integer, number
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Cons, make_list
from ..objects.sending import find_method, send
from ..streams.dates import Date
from .windows import current_window, window_argument

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

SHORTEST = 20  # milliseconds between the events of a timer
PAUSE = 0.02  # seconds between two looks at the clock


def start(lisp: Interpreter) -> None:
    """Training loops call ``process-pending-events``, and users redefine it to look on: it is not locked."""
    lisp.unlock("process-pending-events")


class Queue:
    """What waits to be handled, and the timers that will add to it."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[Any, Any]] = deque()  # handler and event
        self.timers: list[tuple[float, int, Any, float]] = []  # moment, number, handler, interval
        self.numbers = itertools.count(1)
        self.killed: set[int] = set()

    def look(self, lisp: Interpreter) -> None:
        """Queue the events of the timers whose moment has come."""
        while self.timers and self.timers[0][0] <= time.monotonic():
            moment, number, handler, interval = heapq.heappop(self.timers)
            if number in self.killed:
                continue
            self.waiting.append((handler, make_list([lisp.intern("timer"), float(number)])))
            if interval:
                heapq.heappush(self.timers, (moment + interval, number, handler, interval))

    def of(self, handler: Any) -> tuple[Any, Any] | None:
        """The first event of a handler."""
        return next((entry for entry in self.waiting if entry[0] is handler), None)


def _queue(lisp: Interpreter) -> Queue:
    queue: Queue = lisp.state.setdefault("events", Queue())
    queue.look(lisp)
    return queue


@builtin("set-event-handler")
def set_handler(window: Any, handler: Any) -> Any:
    """Who gets the events of a window; who got them before."""
    target = window_argument(window)
    before, target.handler = target.handler, handler
    return before


@builtin("sendevent")
def send_event(lisp: Interpreter, handler: Any, event: Any) -> None:
    """Queue an event for a handler."""
    if handler is not None:
        _queue(lisp).waiting.append((handler, event))


def _handler(lisp: Interpreter, given: Any) -> Any:
    """The handler asked about: without one, that of the current window."""
    if given is not MISSING:
        return given
    handler = current_window(lisp).handler
    if handler is None:
        raise LispError("No event handler for the current window")
    return handler


@builtin("testevent")
def test_event(lisp: Interpreter, handler: Any = MISSING) -> Any:
    """The next event of a handler, which stays in the queue; of (): a handler that has events."""
    queue, wanted = _queue(lisp), _handler(lisp, handler)
    if wanted is None:
        return queue.waiting[0][0] if queue.waiting else None
    entry = queue.of(wanted)
    return entry and entry[1]


@builtin("checkevent")
def check_event(lisp: Interpreter, handler: Any = MISSING) -> Any:
    """Take the next event of a handler out of the queue; () if there is none."""
    queue, wanted = _queue(lisp), _handler(lisp, handler)
    entry = queue.of(wanted)
    if entry is None:
        return None
    queue.waiting.remove(entry)
    lisp.state["last-event"] = entry[1]
    return entry[1]


@builtin("waitevent")
def wait_event(lisp: Interpreter) -> Any:
    """Wait until there is an event; its handler."""
    while not _queue(lisp).waiting:
        if not _queue(lisp).timers:
            raise LispError("nothing to wait for", hint="No event is queued, no timer runs, and there is no screen.")
        time.sleep(PAUSE)
    return _queue(lisp).waiting[0][0]


@builtin("process-pending-events")
def process_events(lisp: Interpreter) -> None:
    """Send every queued event to its handler: ``(==> handler handle event)``."""
    queue = _queue(lisp)
    for _ in range(len(queue.waiting)):
        handler, event = queue.waiting.popleft()
        lisp.state["last-event"] = event
        method = find_method(lisp, handler, lisp.intern("handle"))
        if method is not None:
            send(lisp, handler, *method, [event])


@builtin("eventinfo")
def event_information(lisp: Interpreter) -> Any:
    """``(name shift ctrl)`` of the last event; without a keyboard nothing is ever pressed."""
    event = lisp.state.get("last-event")
    return make_list([event.car, None, None]) if isinstance(event, Cons) else None


@builtin("create-timer")
def create_timer(lisp: Interpreter, handler: Any, delay: Any, interval: Any = 0.0) -> float:
    """An event ``(timer id)`` after so many milliseconds, and again at every interval; the id."""
    repeat = number(interval)
    if repeat and repeat < SHORTEST:
        raise LispError("illegal interval", interval)
    return _start(lisp, handler, number(delay) / 1000, repeat / 1000)


@builtin("create-timer-absolute")
def create_timer_at(lisp: Interpreter, handler: Any, date: Any) -> float:
    """An event ``(timer id)`` at a date."""
    if not isinstance(date, Date):
        raise LispError("Not a date", date)
    return _start(lisp, handler, date.moment.timestamp() - time.time(), 0.0)


def _start(lisp: Interpreter, handler: Any, delay: float, interval: float) -> float:
    queue = _queue(lisp)
    number = next(queue.numbers)
    heapq.heappush(queue.timers, (time.monotonic() + delay, number, handler, interval))
    return float(number)


@builtin("kill-timer")
def kill_timer(lisp: Interpreter, timer: Any) -> None:
    _queue(lisp).killed.add(integer(timer))
