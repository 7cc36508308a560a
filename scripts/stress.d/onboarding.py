"""The onboarding as a job that is disturbed, and what must have come of it."""

import csv
import shutil
from collections import Counter
from pathlib import Path

from journal import Journal

TEAMS = ["Support", "Billing", "Sales", "Claims"]
# What differs between two orgs to which the same was done, or counts how often.
PASSING = {
    "id", "organizationId", "createdTime", "lastUpdatedTime", "version", "ciUserId", "created", "lastModified",
    "lastActivity",
}
# The collections that are touched: resource, path, name of the list, the natural key.
TOUCHED = [
    ("user", "/organization/{org}/v2/user?pageSize=100&page={page}", "data", "email"),
    ("work_type", "/organization/{org}/v2/work-type?pageSize=100&page={page}", "data", "name"),
    ("contact_number", "/organization/{org}/v2/contact-number?pageSize=100&page={page}", "data", "number"),
    ("person", "/v1/people?max=1000", "items", "emails"),
]


class Onboarding:
    name = "onboarding"

    def __init__(self, rows, concurrency=None):
        self.rows, self._concurrency = rows, concurrency
        self.simulator = ["--users", str(rows), "--tasks", "1", "--sync-delay", "0s"]

    def prepare(self, place):
        shutil.copy(Path(__file__).parent / "onboard.lua", place.work)
        with open(place.work / "agents.csv", "w", encoding="utf-8") as file:
            file.write("email,first_name,last_name,team,mobile,number,work_type\n")
            for index in range(self.rows):
                file.write(self._row(index))

    def _row(self, index):
        """One in ten is new; others get a work type, or a number for a moment, or a telephone."""
        kind = index % 10
        email = f"new{index:05}@example.com" if kind == 0 else f"agent{index + 1:05}@example.com"
        return ",".join([
            email, "New" if kind == 0 else "", f"Hire {index}" if kind == 0 else "", TEAMS[index % 4],
            f"+49{index}" if kind in (0, 1, 2, 4) else "", f"9{index:05}" if kind in (3, 4) else "",
            f"Type {index}" if kind in (1, 2) else "",
        ]) + "\n"

    def words(self):
        concurrency = ["--concurrency", str(self._concurrency)] if self._concurrency else []
        return ["run", "--profile", "demo", "--allow-deletes", "onboard.lua", "agents.csv", *concurrency]

    def result(self, place):
        """What there is after a run: the objects by their keys, how often each was written, the rows as told."""
        objects, names = {}, {}
        for resource, path, listed, key in TOUCHED:
            for item in self._all(place, path, listed):
                name = item[key][0] if isinstance(item[key], list) else item[key]
                assert (resource, name) not in objects, f"two {resource} {name}"
                names[resource, item["id"]] = name
                objects[resource, name] = {field: item[field] for field in item if field not in PASSING}
        writes, passing = Counter(), []
        for object_id, count in place.ask("/_control/writes")["writes"].items():
            resource, own = object_id.split("/", 1)
            if (resource, own) in names:
                writes[resource, names[resource, own]] += count
            else:
                passing.append((resource, count))
        with open(place.work / "results.csv", encoding="utf-8", newline="") as file:
            told = sorted(csv.reader(file))
        return {"objects": objects, "writes": writes, "gone": sorted(passing), "rows": told, "names": names}

    def _all(self, place, path, listed):
        items, page = [], 0
        while True:
            found = place.ask(path.format(org=place.ready["org_id"], page=page))[listed]
            items += found
            page += 1
            if "page={page}" not in path or len(found) < 100:
                return items

    def faults(self, place, reference):
        """What is wrong after a run that was disturbed, against one that was not."""
        result = self.result(place)
        for what in ("objects", "gone", "rows"):
            if result[what] != reference[what]:
                yield f"{what} differ: {difference(result[what], reference[what])}"
        repeated, wrong = Journal(place.home).repeated()
        for operation in wrong:
            yield f"{operation} was sent again"
        allowed = Counter()
        for (resource, own), count in repeated.items():
            allowed[resource, result["names"].get((resource, own))] += count
        for key in result["writes"] | reference["writes"]:
            count, usual = result["writes"][key], reference["writes"][key]
            if not usual <= count <= usual + allowed[key]:
                yield f"{key} was written {count} times, usual are {usual}, {allowed[key]} were in doubt"


def difference(found, wanted):
    """The first few differences of two dictionaries or lists."""
    if isinstance(found, dict):
        keys = [key for key in found | wanted if found.get(key) != wanted.get(key)]
        return f"{len(keys)}: " + "; ".join(f"{key}: {found.get(key)}, not {wanted.get(key)}" for key in keys[:2])
    more, less = [item for item in found if item not in wanted], [item for item in wanted if item not in found]
    return f"{len(found)} instead of {len(wanted)}; too many {more[:3]}, missing {less[:3]}"
