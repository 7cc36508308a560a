"""`patchbay serve`, killed at random moments and begun again, with times that are owed: each is to be run, and once."""

import os
import random
import signal
import sqlite3
import time
from collections import Counter

from journal import Journal
from places import LONGEST, Failure, Place

HOUR = 3_600_000
SIMULATOR = ["--users", "2", "--tasks", "1"]
# What becomes of a second run of one schedule while the first is under way.
OVERLAPS = ["queue", "allow"]
# How many runs may be cut off beneath a daemon: a run that is cut off again and again is given up by rule.
MOST_CUTS = 4
# Kills of one daemon's state, one after the other.
KILLS = 10

# One object for each time, by whose name it is known which run made it.
SCRIPT = """
local cc, run = require "cc", require "run"
cc.work_type.create { name = "tick " .. run.id, workTypeCode = "WRAP_UP_CODE", active = true }
run.step("made", function() return true end)
"""


class DaemonTrial:
    """So many daemons on one state folder, each killed but for the last; then what is there is held against what was owed."""

    def __init__(self, patchbay, seed, kills=KILLS):
        self.faults, self.story, self.states, self.attempts = [], [], Counter(), 0
        self._random, self._kills, self._cuts, self._owed = random.Random(seed), kills, 0, 0
        with Place(patchbay, SIMULATOR) as place:
            self._place, self._daemon = place, place.start(["--version"])
            try:
                self._prepare()
                for _ in range(kills):
                    self._owe(self._random.randint(0, 3))
                    self._kill(self._serve())
                self._finish()
                self._compare()
            except (Failure, AssertionError, OSError, sqlite3.Error) as error:
                self.faults.append(str(error))
            finally:
                self._leave()

    def _leave(self):
        """Ends whatever a trial that went wrong has left."""
        self._daemon.strike("host")
        self._daemon.wait()
        for run in self._runs():
            strike(run)

    def _prepare(self):
        folder = self._place.home / "schedules"
        folder.mkdir(parents=True, exist_ok=True)
        (self._place.work / "tick.lua").write_text(SCRIPT)
        self._names = [f"s{number}-{overlap}" for number, overlap in enumerate(OVERLAPS)]
        for name, overlap in zip(self._names, OVERLAPS):
            (folder / f"{name}.yaml").write_text(
                f"script: {self._place.work}/tick.lua\nprofile: demo\nfolder: {self._place.work}\nevery: 1h\n"
                f"missed: all\noverlap: {overlap}\nretries: {{ times: 10, backoff: 1s }}\n"
            )
        process = self._serve()
        self._until(lambda: len(self._sql("SELECT name FROM schedules")) == len(self._names), process)
        self._end(process)
        self._base = dict(self._sql("SELECT name, cursor FROM schedules"))

    def _serve(self):
        self.attempts += 1
        words = ["serve", "--no-listen", "--at-most", "3", "--min-free", "1K", "--grace", "1m"]
        self._daemon = self._place.start(words)
        return self._daemon

    def _owe(self, hours):
        """Has each schedule be owed so many hours more, each of them further back than all before."""
        self._owed += hours
        for name in self._names:
            self._sql("UPDATE schedules SET cursor = ? WHERE name = ?", self._base[name] - self._owed * HOUR, name)

    def _kill(self, process):
        """SIGKILL for the daemon, for its runs, or for all, at a random moment."""
        victim, after = self._random.choice(["daemon"] * 3 + ["runs", "all"]), self._random.uniform(0.05, 2.5)
        if process.wait(after) is not None:
            raise Failure(f"a daemon ended by itself:\n{process.errors}")
        if victim != "daemon" and self._cuts < MOST_CUTS:
            self._cuts += 1
            for run in self._runs():
                strike(run)
        if victim == "runs":
            process.wait(self._random.uniform(0.05, 1))
        process.strike("host")
        if process.wait() != -signal.SIGKILL:
            raise Failure(f"a daemon ended by itself:\n{process.errors}")
        self.story.append(f"{victim} killed after {after:.2f} s")

    def _runs(self):
        """The processes of the runs that are under way, by the locks that they hold."""
        found = []
        for lock in (self._place.home / "runs").glob("*.running"):
            try:
                text = lock.read_text().strip()
            except OSError:
                continue
            if text.isdigit():
                found.append(int(text))
        return found

    def _finish(self):
        # A cursor stands at the latest time that was accounted for, not at now.
        process = self._serve()
        self._until(lambda: not self._sql(
            "SELECT 1 FROM schedule_ticks WHERE state IN ('owed', 'running', 'waiting')"
        ) and all(cursor >= self._base[name] // HOUR * HOUR for name, cursor in self._sql("SELECT name, cursor FROM schedules")), process)
        self._end(process)

    def _end(self, process):
        # One that has only just begun hears no signal yet: its lock tells when it does.
        self._until(lambda: self._serves(process), process)
        process.terminate()
        code = process.wait()
        if code != 0:
            raise Failure(f"a daemon that was asked to end did so with {code}:\n{process.errors}")

    def _serves(self, process):
        try:
            return (self._place.home / "serve.lock").read_text().split()[:1] == [str(process.pid)]
        except OSError:
            return False

    def _until(self, condition, process):
        deadline = time.monotonic() + LONGEST
        while not condition():
            if time.monotonic() > deadline:
                raise Failure(f"there is no end: {self._open()}\n{process.errors}")
            if process.wait(0.1) is not None:
                raise Failure(f"a daemon ended by itself:\n{process.errors}")

    def _open(self):
        return self._sql("SELECT schedule, due, state, reason, run, attempts, cut_offs, exit_code, failure "
                         "FROM schedule_ticks WHERE state <> 'done'")

    def _compare(self):
        cursors = dict(self._sql("SELECT name, cursor FROM schedules"))
        runs = Counter()
        for name in self._names:
            first, last = (self._base[name] - self._owed * HOUR) // HOUR + 1, cursors[name] // HOUR
            owed = Counter(hour * HOUR for hour in range(first, last + 1))
            ticks = self._sql("SELECT due, state, run, reason, failure, cut_offs FROM schedule_ticks WHERE schedule = ?", name)
            if Counter(tick[0] for tick in ticks) != owed:
                self.faults.append(f"{name} was owed {len(owed)} times, and {len(ticks)} are there")
            for due, state, run, *rest in ticks:
                self.states[state] += 1
                runs[run] += 1
                if state != "done":
                    self.faults.append(f"{name} of {due} is {state}: {run} {rest}")
        self.faults += [f"{run} is the run of {count} times" for run, count in runs.items() if count > 1]
        made = Counter(
            item["name"].removeprefix("tick ")
            for item in self._all()
            if item["name"].startswith("tick ")
        )
        for run in runs | made:
            if made[run] != runs[run]:
                self.faults.append(f"the run {run} made {made[run]} objects")
        ended = dict(self._sql("SELECT id, exit_code FROM runs"))
        self.faults += [f"the run {run} ended with {ended.get(run)}" for run in runs if ended.get(run) != 0]
        self.faults += Journal(self._place.home).complaints()

    def _all(self):
        items, page = [], 0
        while True:
            path = f"/organization/{self._place.ready['org_id']}/v2/work-type?pageSize=100&page={page}"
            found = self._place.ask(path)["data"]
            items, page = items + found, page + 1
            if len(found) < 100:
                return items

    def _sql(self, statement, *values):
        path = next(iter(self._place.home.rglob("journal.sqlite")), None)
        if not path:
            return []
        connection = sqlite3.connect(path, timeout=60)
        try:
            rows = connection.execute(statement, values).fetchall()
            connection.commit()
            return rows
        except sqlite3.OperationalError as error:
            # The daemon has not come so far yet.
            if "no such table" in str(error):
                return []
            raise
        finally:
            connection.close()


def strike(run):
    """SIGKILL for a run's process; its worker ends with it."""
    try:
        os.kill(run, signal.SIGKILL)
    except ProcessLookupError:
        pass
