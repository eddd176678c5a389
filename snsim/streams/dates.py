"""Dates: ``now today localtime string-to-date date-to-string split-date date-add-day ...`` (language.md, 12.7).

A date is a point in local time and a precision, from ``year`` to ``second``: ``(today)`` is precise to the day. Dates
rank by time (2.3) and print as ``::DATE:day:(2026-11-23)``.
"""

from __future__ import annotations

import time
from calendar import monthrange
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..lisp.arguments import MISSING, integer, string
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Cons, Symbol, make_list

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

PRECISIONS = {
    "year": "%Y",
    "month": "%Y-%m",
    "day": "%Y-%m-%d",
    "hour": "%Y-%m-%d %H",
    "minute": "%Y-%m-%d %H:%M",
    "second": "%Y-%m-%d %H:%M:%S",
}
"""The text of a date of each precision, coarsest first."""

FIELDS = tuple(PRECISIONS)
EPOCH = datetime(1970, 1, 1)


class Date:
    """A moment, cut to a precision."""

    __slots__ = ("__weakref__", "moment", "precision")

    def __init__(self, moment: datetime, precision: str):
        parts = [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second]
        kept = parts[: FIELDS.index(precision) + 1]
        self.moment = datetime(*[*kept, *(1, 1)[: max(3 - len(kept), 0)]])  # type: ignore[arg-type]
        self.precision = precision

    def text(self) -> str:
        """As a date of this precision is written."""
        return self.moment.strftime(PRECISIONS[self.precision])

    def lisp_text(self) -> str:
        return f"::DATE:{self.precision}:({self.text()})"

    def lisp_equal(self, other: Date) -> bool:
        return self.moment == other.moment and self.precision == other.precision

    def lisp_rank(self, other: Date) -> int:
        return (self.moment > other.moment) - (self.moment < other.moment)


def _date(value: Any) -> Date:
    if isinstance(value, Date):
        return value
    raise LispError("Not a date", value)


@builtin("now")
def now() -> Date:
    return Date(datetime.now(), "second")


@builtin("today")
def today() -> Date:
    return Date(datetime.now(), "day")


@builtin("localtime")
def local_time(lisp: Interpreter) -> Any:
    """``((tm-year . 2026) (tm-mon . 11) ...)``: of the clock, now."""
    clock = time.localtime()
    facts = {
        "tm-year": clock.tm_year,
        "tm-mon": clock.tm_mon,
        "tm-mday": clock.tm_mday,
        "tm-hour": clock.tm_hour,
        "tm-min": clock.tm_min,
        "tm-sec": clock.tm_sec,
        "tm-wday": (clock.tm_wday + 1) % 7,
        "tm-yday": clock.tm_yday,
    }
    return make_list(Cons(lisp.intern(name), float(value)) for name, value in facts.items())


@builtin("string-to-date")
def read_date(lisp: Interpreter, text: Any, precision: Any = MISSING) -> Date:
    """Of a text such as ``2026-11-23`` or ``2026-11-23 10:14``."""
    words = string(text).strip()
    for name, pattern in PRECISIONS.items():
        try:
            moment = datetime.strptime(words, pattern)
        except ValueError:
            continue
        return Date(moment, name if precision is MISSING else _precision(precision))
    raise LispError("Not a date", text, hint="Dates are written 2026-11-23, with 10:14:57 behind them if wanted.")


def _precision(value: Any) -> str:
    name = value.name if isinstance(value, Symbol) else ""
    if name not in PRECISIONS:
        raise LispError("Not a type of date", value, hint=f"One of {', '.join(PRECISIONS)}.")
    return name


@builtin("date-to-string")
def date_text(date: Any, template: Any = MISSING) -> str:
    """By a template of ``strftime`` (``"%d.%m.%Y"``), or as it is read."""
    return _date(date).text() if template is MISSING else _date(date).moment.strftime(string(template))


@builtin("split-date")
def split_date(lisp: Interpreter, date: Any) -> Any:
    """``((year . 2026) (month . 11) ...)``, down to its precision."""
    whole = _date(date)
    kept = FIELDS[: FIELDS.index(whole.precision) + 1]
    return make_list(Cons(lisp.intern(name), float(getattr(whole.moment, name))) for name in kept)


@builtin("date-type")
def date_type(lisp: Interpreter, date: Any) -> Symbol:
    """Its precision: ``year`` ... ``second``."""
    return lisp.intern(_date(date).precision)


@builtin("date-extend")
def date_extend(date: Any, precision: Any) -> Date:
    """With another precision; what was not known is the least there is."""
    return Date(_date(date).moment, _precision(precision))


@builtin("date-to-day")
def date_to_day(date: Any) -> float:
    """Days since 1 January 1970."""
    return float((_date(date).moment - EPOCH).days)


@builtin("day-to-date")
def day_to_date(days: Any) -> Date:
    return Date(_shifted(EPOCH, timedelta(days=integer(days))), "day")


@builtin("date-code")
def date_code(date: Any) -> float:
    """Seconds since 1 January 1970, in local time."""
    return (_date(date).moment - EPOCH).total_seconds()


def _shifted(moment: datetime, span: timedelta) -> datetime:
    try:
        return moment + span
    except OverflowError:
        raise LispError("out of the calendar", float(span.days)) from None


def _declare_addition(unit: str) -> None:
    @builtin(f"date-add-{unit}")
    def add(date: Any, n: Any) -> Date:
        whole = _date(date)
        return Date(_shifted(whole.moment, timedelta(**{f"{unit}s": integer(n)})), whole.precision)


for _unit in ("day", "hour", "minute", "second"):
    _declare_addition(_unit)


def _add_months(date: Any, months: int) -> Date:
    """The same day so many months later, or the last of that month."""
    whole = _date(date)
    year, month = divmod(whole.moment.year * 12 + whole.moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise LispError("out of the calendar", float(year))
    day = min(whole.moment.day, monthrange(year, month + 1)[1])
    return Date(whole.moment.replace(year=year, month=month + 1, day=day), whole.precision)


@builtin("date-add-month")
def date_add_month(date: Any, n: Any) -> Date:
    return _add_months(date, integer(n))


@builtin("date-add-year")
def date_add_year(date: Any, n: Any) -> Date:
    return _add_months(date, 12 * integer(n))
