"""`patchbay recordings export` into a folder and a bucket, cut off at random moments and begun again, or gone on with."""

import csv
import hashlib
import random
import sqlite3
import subprocess
import time
from collections import Counter

from journal import Journal
from moments import VICTIMS
from onboarding import difference
from places import Failure, Place
from trial import BROKEN, MOST_ATTEMPTS

# Downloads that are under way at once: of so many nobody may know that they were whole when the run was cut off.
AT_ONCE = 8


class Recordings:
    """The job: what is exported, from where, and what it leaves."""

    def __init__(self, patchbay, bucket, tasks):
        self.patchbay, self.bucket = patchbay, bucket
        self.simulator = ["--users", "5", "--tasks", str(tasks), "--recording-seconds", "1"]
        with Place(patchbay, self.simulator) as place:
            self.prepare(place)
            began = time.monotonic()
            process = place.start(self.words("undisturbed/"))
            if process.wait() != 0:
                raise Failure(f"the undisturbed export failed:\n{process.errors}")
            self.seconds = time.monotonic() - began
            self.result = self.left(place, "undisturbed/")

    def prepare(self, place):
        command = [place.patchbay, "secret", "set", "bucket", "--from", "-"]
        subprocess.run(command, env=place.environment, cwd=place.work, input=self.bucket.secret, text=True, check=True,
                       capture_output=True)

    def words(self, prefix):
        bucket = self.bucket
        return ["recordings", "export", "--profile", "demo", "--from", "-8d", "--consult", "--transcripts",
                "--concurrency", str(AT_ONCE), "--sink", f"s3://{bucket.name}/{prefix}", "--s3-endpoint", bucket.endpoint,
                "--s3-region", bucket.region, "--s3-key-id", bucket.key_id, "--s3-secret", "bucket", "--s3-path-style"]

    def left(self, place, prefix):
        """Hashes of the files and of the objects, the JSON beside the files, the manifest's rows, the ledger's states."""
        folder = place.work / "recordings"
        files = {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith("manifest.") and path.suffix != ".json"
        }
        beside = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.json"))
        with open(folder / "manifest.csv", encoding="utf-8", newline="") as file:
            rows = sorted((row["id"], row["sha256"], row["bytes"], row["error"]) for row in csv.DictReader(file))
        objects = self.bucket.hashes(prefix)
        return {"files": files, "beside": beside, "rows": rows, "objects": objects, "ledger": ledger(place.home)}


def ledger(home):
    """How many captures are in each state, and how many copies there are in each kind of sink."""
    connection = sqlite3.connect(next(iter(home.rglob("journal.sqlite"))), timeout=30)
    try:
        states = Counter(dict(connection.execute("SELECT state, count(*) FROM captures GROUP BY state")))
        copies = connection.execute(
            "SELECT sink = 'folder', state, count(*), count(DISTINCT capture) FROM capture_copies GROUP BY 1, 2"
        ).fetchall()
        return {"states": dict(states), "copies": sorted(copies)}
    finally:
        connection.close()


class RecordingsTrial:
    """One export that is disturbed until it is left alone; then what is there is held against the undisturbed one."""

    def __init__(self, job, seed):
        self.faults, self.story, self.states, self.attempts = [], [], {}, 0
        self._random, self._job, self._cuts = random.Random(seed), job, 0
        prefix = f"trial-{seed}/"
        with Place(job.patchbay, job.simulator) as place:
            job.prepare(place)
            try:
                self._carry_out(place, prefix)
                self._compare(place, prefix)
            except (Failure, AssertionError, OSError, sqlite3.Error) as error:
                self.faults.append(str(error))
            self.faults += [
                f"{path} is left" for path in place.work.rglob("*") if path.name.startswith(".") and path.is_file()
            ]

    def _carry_out(self, place, prefix):
        while True:
            self.attempts += 1
            if self.attempts > MOST_ATTEMPTS:
                raise Failure(f"{MOST_ATTEMPTS} attempts, and no end: {self.story}")
            run = Journal(place.home).run()
            goes_on = run is not None and run[1] != 0 and self._random.random() < 0.5
            words = ["resume", run[0]] if goes_on else self._job.words(prefix)
            process = place.start(words)
            did = self._disturb(process)
            code = process.wait()
            self.story.append(f"{words[0]}{f' ({did})' if did else ''}: {code}")
            if code not in BROKEN | {0} or code != 0 and not did:
                raise Failure(f"{self.story}: it ended with {code}:\n{process.errors}")
            if not did:
                return
            self._cuts += 1

    def _disturb(self, process):
        if self.attempts > 1 and self._random.random() < 0.4:
            return None
        victim, after = self._random.choice(VICTIMS), self._random.uniform(0, self._job.seconds)
        if process.wait(after) is not None:
            return None
        process.strike(victim)
        return f"{victim} killed after {after:.2f} s"

    def _compare(self, place, prefix):
        # Another one has nothing to do, and tells of everything all the same.
        before = place.ask("/_control/stats")["requests"].get("media", 0)
        process = place.start(self._job.words(prefix))
        code = process.wait()
        if code != 0:
            raise Failure(f"{self.story}: the export after it ended with {code}:\n{process.errors}")
        downloads = place.ask("/_control/stats")["requests"].get("media", 0)
        if downloads != before:
            self.faults.append(f"{downloads - before} recordings were downloaded that were there")
        left, wanted = self._job.left(place, prefix), self._job.result
        for what, value in wanted.items():
            if left[what] != value:
                self.faults.append(f"{what} differ: {difference(left[what], value)}")
        recordings = {key: digest for key, digest in left["objects"].items() if not key.endswith(".json")}
        if recordings != left["files"]:
            self.faults.append(f"the bucket is not the folder: {difference(recordings, left['files'])}")
        most = len(wanted["files"]) + self._cuts * AT_ONCE
        if downloads > most:
            self.faults.append(f"{downloads} downloads of {len(wanted['files'])} recordings, cut off {self._cuts} times")
        self.faults += [f"an upload of {key} is left" for key in self._job.bucket.unfinished(prefix)]
        self.faults += Journal(place.home).complaints()
