"""When a run is disturbed, and by what."""

import os
import random
import subprocess
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "Tests" / "Preload" / "journal_fault.c"
VICTIMS = ["host", "worker", "both"]


def compiled(folder):
    """The library that ends or fails calls, compiled into a folder."""
    library = Path(folder) / "journal_fault.so"
    command = ["clang", "-shared", "-fPIC", "-O1", "-Wall", "-o", str(library), str(SOURCE)]
    subprocess.run(command, check=True)
    return library


class Fault:
    """A fault at a call of the journal and the files of rows; which it is, its options say by the names of the library."""

    FILES = "journal.sqlite:results.csv:failed.csv"

    def __init__(self, library, **options):
        self._library, self._options = library, options

    def environment(self, log):
        """What has the loader put it before libc."""
        options = {f"JOURNAL_FAULT_{name.upper()}": str(value) for name, value in self._options.items()}
        return {
            "LD_PRELOAD": str(self._library), "JOURNAL_FAULT_FILES": self.FILES, "JOURNAL_FAULT_LOG": str(log), **options,
        }


class Chance:
    """Kills at moments that a seed gives, the attempts that go on too."""

    def __init__(self, seed, seconds):
        self._random, self._seconds = random.Random(seed), seconds

    def __call__(self, attempt, process):
        if attempt > 1 and self._random.random() < 0.5:
            return None
        victim = self._random.choice(VICTIMS)
        after = self._random.uniform(0, self._seconds)
        if process.wait(after) is not None:
            return None
        process.strike(victim)
        return f"{victim} killed after {after:.2f} s"


def lanes():
    """How many trials run side by side."""
    return max(1, len(os.sched_getaffinity(0)))
