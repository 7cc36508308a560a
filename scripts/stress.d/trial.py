"""One run that is disturbed and gone on with until it ends by itself, and what is wrong then."""

from journal import Journal
from places import Failure, Place

# A run that needs more attempts than this does not come forward.
MOST_ATTEMPTS = 40
# Exit codes of an attempt that may be gone on with: killed, the worker lost, the service or the journal's disk.
BROKEN = {-9, 1, 4, 6}


class Reference:
    """What a job leaves when nothing disturbs it, how long it takes, and by how many calls of the journal."""

    def __init__(self, patchbay, job, fault=None):
        import time

        with Place(patchbay, job.simulator) as place:
            job.prepare(place)
            log = place.folder / "calls"
            extra = fault.environment(log) if fault else None
            start = time.monotonic()
            process = place.start(job.words(), extra)
            code = process.wait()
            self.seconds = time.monotonic() - start
            if code != 0:
                raise Failure(f"the undisturbed {job.name} ended with {code}:\n{process.errors}")
            self.result = job.result(place)
            self.calls = log.read_text().splitlines() if log.exists() else []


class Trial:
    """`disturb(attempt, process)` is asked while each attempt runs, and gives what it did, or None when it lets it be;
    `extra(attempt, log)` is an attempt's further environment."""

    def __init__(self, patchbay, job, reference, disturb=None, extra=None):
        self.faults, self.story, self.states, self.attempts = [], [], {}, 0
        with Place(patchbay, job.simulator) as place:
            job.prepare(place)
            try:
                self._carry_out(place, job, disturb, extra)
                self.states = Journal(place.home).states()
                self.faults += Journal(place.home).complaints()
                self.faults += job.faults(place, reference.result)
            except (Failure, AssertionError, OSError) as error:
                self.faults.append(str(error))
            self.faults += [
                f"{path} is left" for path in place.work.rglob("*") if path.name.startswith(".") and path.is_file()
            ]

    def _carry_out(self, place, job, disturb, extra):
        code = None
        while code != 0:
            self.attempts += 1
            if self.attempts > MOST_ATTEMPTS:
                raise Failure(f"{MOST_ATTEMPTS} attempts, and no end: {self.story}")
            run = Journal(place.home).run()
            words = ["resume", run[0]] if run else job.words()
            log = place.folder / f"calls-{self.attempts}"
            process = place.start(words, extra(self.attempts, log) if extra else None)
            did = disturb(self.attempts, process) if disturb else None
            code = process.wait()
            hit = log.read_text().splitlines() if log.exists() else []
            self.story.append(f"{words[0]}{f' ({did})' if did else ''}: {code}{f' after {len(hit)} calls' if hit else ''}")
            told = Journal(place.home)
            if code == 0 and (not told.ends() or told.ends()[-1] != 0 or told.run()[1] != 0):
                raise Failure(f"it says done, and the journal does not: {told.run()} {told.ends()} {process.errors}")
            if code > 0 and "\ndone\n" in process.errors:
                raise Failure(f"it ended with {code}, and says done:\n{process.errors}")
            if code not in BROKEN | {0}:
                raise Failure(f"{self.story}: it ended with {code}:\n{process.errors}")
            if run and run[1] == 0:
                raise Failure(f"{self.story}: there was nothing left to do")
            if code != 0 and not did and not (extra and extra(self.attempts, log)):
                raise Failure(f"{self.story}: nothing disturbed it, and it ended with {code}:\n{process.errors}")
            # A run whose end was entered just before it was killed has been done.
            if told.run() and told.run()[1] == 0:
                return
