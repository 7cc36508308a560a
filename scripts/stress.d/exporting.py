"""The export of recordings as a job that is disturbed, and what must have come of it."""

import csv
import hashlib
import shutil
import sqlite3
from pathlib import Path

from onboarding import difference

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "export-recordings.lua"


class Exporting:
    name = "export"

    def __init__(self, tasks):
        self.simulator = ["--users", "5", "--tasks", str(tasks), "--recording-seconds", "1"]

    def prepare(self, place):
        shutil.copy(EXAMPLE, place.work)

    def words(self):
        return ["run", "--profile", "demo", EXAMPLE.name, "--from", "-8d"]

    def result(self, place):
        """The hash of every file that is there, and the manifest's rows without what became of them."""
        folder = place.work / "recordings"
        files = {
            str(path.relative_to(place.work)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and path.stem != "manifest" and path.suffix != ".json"
        }
        beside = sorted(str(path.relative_to(place.work)) for path in folder.rglob("*.json"))
        with open(folder / "manifest.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        told = sorted((row["id"], row["path"], row["sha256"], row["bytes"], row["error"]) for row in rows)
        return {"files": files, "beside": beside, "rows": told}

    def faults(self, place, reference):
        result = self.result(place)
        for what in ("files", "beside", "rows"):
            if result[what] != reference[what]:
                yield f"{what} differ: {difference(result[what], reference[what])}"
        for _, path, digest, _, _ in result["rows"]:
            if result["files"].get(path) != digest:
                yield f"{path} is not what the manifest says"
        yield from self.ledger_faults(place, result)

    def ledger_faults(self, place, result):
        """Each file is the one copy of one exported capture, with the hash that it has."""
        database = sqlite3.connect(f"file:{place.home / 'journal.sqlite'}?mode=ro", uri=True)
        try:
            states = dict(database.execute("SELECT state, count(*) FROM captures GROUP BY state"))
            copies = list(
                database.execute(
                    "SELECT place, sha256, bytes, capture_copies.state FROM capture_copies"
                    " JOIN captures ON number = capture WHERE captures.state = 'exported'"
                )
            )
        finally:
            database.close()
        if states != {"exported": len(result["files"])}:
            yield f"the ledger has {states}, and there are {len(result['files'])} files"
        known = {str(Path(path).relative_to(place.work)): digest for path, digest, _, state in copies if state == "done"}
        if known != result["files"]:
            yield f"the ledger's copies differ from the files: {difference(known, result['files'])}"
