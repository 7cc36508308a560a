"""Answers by cronsim, and mends the places in which its walk does not do what its own rule says.

Its rule is ours, and that of Debian's cron. Where neither minute nor hour begins with `*`, what falls into a gap is due at
the gap's end, and what is shown twice is due the first time. Else the expression is due at each minute that goes by and
at which the clocks show what it means. But:

1. For fixed times its walk is blind to which pass of a doubled hour it begins in, so from the second pass it names
   instants that are past. They are left out (`after`).
2. For the others it walks by whole hours from minute 0, and so steps over minutes that are due where a change of the
   clocks is no whole number of hours (Lord Howe) or comes at no whole hour (Chatham), and
3. it begins days at 00:00 though the clocks skip that (Santiago, Beirut), and names that instant, or steps over the hour
   behind it. Near such changes it is not asked for the next time, but for each minute whether it is due (`is_due`).
4. Where a doubled hour reaches back over midnight it may walk in a circle for ever. Newfoundland's did until 2011; do not
   ask about that.
"""

import functools
import json
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def answer(questions):
    """Prints a line for each question."""
    for line in questions:
        question = json.loads(line)
        zone = read_zone(question["zone"])
        start = datetime.fromtimestamp(question["from"] / 1000, zone)
        try:
            found = following(question["expression"], zone, start)
            print(json.dumps([int(due.timestamp() * 1000) for due, _ in zip(found, range(question["count"]))]))
        except CronSimError as error:
            print(json.dumps({"error": str(error)}))


@functools.lru_cache(maxsize=None)
def read_zone(name):
    """A zone by its name, or by its offset such as +05:30."""
    if name[0] in "+-":
        length = timedelta(hours=int(name[1:3]), minutes=int(name[4:6]))
        return timezone(length if name[0] == "+" else -length)
    return timezone.utc if name == "UTC" else ZoneInfo(name)


def following(expression, zone, start):
    """The times after an instant."""
    minute, hour = expression.split()[:2]
    if not minute.startswith("*") and not hour.startswith("*"):
        return after(CronSim(expression, start), start)
    return elapsed(expression, zone, start)


def after(times, start):
    """What of them is no earlier than it may be."""
    return (due for due in times if due.timestamp() > start.timestamp())


def elapsed(expression, zone, start):
    """The times of an expression that follows elapsed time."""
    last = start
    while True:
        try:
            due = next(CronSim(expression, last))
        except StopIteration:
            return
        odd = next((change for change in odd_changes(zone) if last - DAY < change <= due), None)
        if odd is None:
            yield due
            last = due
            continue
        rule = CronSim(expression, start)
        moment = max(odd, last.astimezone(timezone.utc).replace(second=0, microsecond=0) + MINUTE)
        while moment < odd + 2 * DAY and not is_due(rule, moment.astimezone(zone)):
            moment += MINUTE
        last = moment.astimezone(zone)
        if moment < odd + 2 * DAY:
            yield last
        else:
            last -= MINUTE


def is_due(rule, shown):
    """Whether an expression means what the clocks show."""
    return (
        shown.minute in rule.minutes and shown.hour in rule.hours and shown.month in rule.months
        and rule.match_day(shown.date())
    )


@functools.lru_cache(maxsize=None)
def odd_changes(zone):
    """When clocks change by or at no whole hour, or skip midnight, from 1980 to 2100."""
    if isinstance(zone, timezone):
        return []
    odd = []
    low, week = datetime(1980, 1, 1, tzinfo=timezone.utc), timedelta(days=7)
    while low.year < 2100:
        high = low + week
        if offset(zone, low) != offset(zone, high):
            change, skipped = change_between(zone, low, high)
            shown = change.astimezone(zone)
            midnight = shown.replace(hour=0, minute=0, second=0)
            is_midnight_skipped = skipped > timedelta() and shown.replace(tzinfo=None) - skipped <= midnight.replace(tzinfo=None)
            if skipped % timedelta(hours=1) or shown.minute or is_midnight_skipped:
                odd.append(change)
        low = high
    return odd


def change_between(zone, low, high):
    """When the clocks change between two instants, and by how much."""
    old = offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if offset(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high, offset(zone, high) - old


def offset(zone, moment):
    """How far a zone is from UTC."""
    return moment.astimezone(zone).utcoffset()
