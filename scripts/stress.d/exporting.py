"""The export of recordings as a job that is disturbed, and what must have come of it."""

import csv
import hashlib
import shutil
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
            if path.is_file() and path.name != "manifest.csv" and path.suffix != ".json"
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
