"""Random scripts over random orgs: planned, carried out, taken back, and held against the script that is simply run."""

import random

from places import Failure, Place

# What differs between two orgs to which the same was done.
PASSING = {
    "id", "organizationId", "createdTime", "lastUpdatedTime", "version", "ciUserId", "created", "lastModified", "lastActivity",
    "href", "meta", "links",
}
ORG = "/organization/{org}"
PAGES = "?pageSize=100&page={page}"
# Resource, path of its list, name of the list, natural key, and the path of one object where the list leaves something out.
COLLECTIONS = [
    ("user", ORG + "/v2/user" + PAGES, "data", "email", None),
    ("team", ORG + "/v2/team" + PAGES, "data", "name", ORG + "/team/{id}"),
    ("site", ORG + "/v2/site" + PAGES, "data", "name", None),
    ("skill", ORG + "/v2/skill" + PAGES, "data", "name", ORG + "/skill/{id}"),
    ("skill_profile", ORG + "/v2/skill-profile" + PAGES, "data", "name", ORG + "/skill-profile/{id}"),
    ("work_type", ORG + "/v2/work-type" + PAGES, "data", "name", None),
    ("auxiliary_code", ORG + "/v2/auxiliary-code" + PAGES, "data", "name", None),
    ("contact_number", ORG + "/v2/contact-number" + PAGES, "data", "number", None),
    ("address_book", ORG + "/v3/address-book" + PAGES, "data", "name", None),
    ("queue", ORG + "/v2/contact-service-queue" + PAGES, "data", "name", ORG + "/v2/contact-service-queue/{id}"),
    ("person", "/v1/people?max=1000", "items", "emails", None),
]
ENTRIES = ORG + "/v2/address-book/{id}/entry" + PAGES


class State:
    """All that a trial may touch of an org, by what people call it: ids within it are names too."""

    def __init__(self, place):
        self._place, org = place, place.ready["org_id"]
        found, names = {}, {}
        for resource, path, listed, key, single in COLLECTIONS:
            for item in self._all(path, listed):
                if single:
                    item = place.ask(single.format(org=org, id=item["id"]))
                name = item[key][0] if isinstance(item[key], list) else item[key]
                if (resource, name) in found:
                    raise Failure(f"two {resource} {name}")
                found[resource, name], names[item["id"]] = item, f"{resource} {name}"
                if resource == "address_book":
                    for entry in self._all(ENTRIES.replace("{id}", item["id"]), "data"):
                        found["entry", f"{name} {entry['name']}"] = entry
        # Who is gone from Common Identity stays a user that is not active.
        self.objects = {
            place: self._plain(item, names) for place, item in found.items()
            if not (place[0] == "user" and item.get("active") is False)
        }

    def _all(self, path, listed):
        items, page = [], 0
        while True:
            answer = self._place.ask(path.format(org=self._place.ready["org_id"], page=page))
            found = answer if isinstance(answer, list) else answer[listed]
            items += found
            page += 1
            if "{page}" not in path or len(found) < 100:
                return items

    def _plain(self, value, names):
        if isinstance(value, dict):
            return {
                field: self._plain(inner, names) for field, inner in value.items()
                if field not in PASSING and inner not in (None, [], "")
            }
        if isinstance(value, list):
            return [self._plain(inner, names) for inner in value]
        return names.get(value, value) if isinstance(value, str) else value

    def difference(self, other):
        """How another state differs from this one, an object a line."""
        lines = []
        for place in sorted(set(self.objects) | set(other.objects)):
            mine, theirs = self.objects.get(place), other.objects.get(place)
            if mine is None or theirs is None:
                lines.append(f"{place} is {'too much' if mine is None else 'not there'}")
            elif mine != theirs:
                fields = sorted(field for field in set(mine) | set(theirs) if mine.get(field) != theirs.get(field))
                told = "; ".join(f"{field}: {mine.get(field)!r} is to be, {theirs.get(field)!r} is" for field in fields)
                lines.append(f"{place}: {told}")
        return lines


class RandomScript:
    """A script of as many sentences as its seed says; each does something of an admin's day to the org of its trial."""

    HEAD = """
local async, cc, webex = require "async", require "cc", require "webex"
local function told(label, fn)
    local ok, result = pcall(fn)
    print("T", label, ok and "ok" or type(result) == "table" and result.kind or result)
    return ok and result or nil
end
local sites, teams, users, kept = cc.site.list(), cc.team.list(), cc.user.list(), {}
table.sort(sites, function(a, b) return a.name < b.name end)
table.sort(teams, function(a, b) return a.name < b.name end)
table.sort(users, function(a, b) return a.email < b.email end)
"""
    BODIES = {
        "work_type": '{{ name = "{name}", workTypeCode = "WRAP_UP_CODE", active = true }}',
        "contact_number": '{{ number = "{number}" }}',
        "site": '{{ name = "{name}", active = true, multimediaProfileId = sites[1].multimediaProfileId }}',
        "team": '{{ name = "{name}", active = true, rankQueuesForTeam = false, siteId = sites[1].id, teamStatus = "IN_SERVICE", '
        'teamType = "AGENT" }}',
        "skill": '{{ name = "{name}", active = true, serviceLevelThreshold = 30, skillType = "Boolean" }}',
        "address_book": '{{ name = "{name}", parentType = "ORGANIZATION" }}',
    }

    def __init__(self, seed):
        self._random, self._count, self.seed = random.Random(seed), 0, seed
        # What the script has made: label, resource, name; what others refer to stays.
        self._made, self._used = [], set()
        self.lines = [self._sentence() for _ in range(self._random.randint(3, 14))]
        self.text = self.HEAD + "\n".join(self.lines) + "\n"

    def _label(self):
        self._count += 1
        return f"x{self._count}"

    def _sentence(self):
        kinds = [
            self._create, self._create, self._patch, self._patch, self._patch_many, self._update, self._delete, self._twin,
            self._ensure, self._find, self._bulk_save, self._rename, self._book, self._hire, self._assign, self._code, self._profile,
            self._clone, self._count_them, self._clear, self._read_back,
        ]
        return self._random.choice(kinds)()

    def _create(self, resource=None):
        resource = resource or self._random.choice(list(self.BODIES))
        label = self._label()
        name = f"Made {self.seed % 1000} {label}"
        number = f"7{self.seed % 10000:04}{self._count:03}"
        body = self.BODIES[resource].format(name=name, number=number)
        self._made.append((label, resource, number if resource == "contact_number" else name))
        return f'kept.{label} = told("create {resource}", function() return cc.{resource}.create {body} end)'

    def _any(self, *resources):
        found = [made for made in self._made if made[1] in resources]
        return self._random.choice(found) if found else None

    def _user(self):
        return f"users[{self._random.randint(1, 12)}].id"

    def _patch(self):
        fields = self._random.choice([
            'mobile = "+49{n}"', 'workPhone = "+43{n}", mobile = "+44{n}"', "teamIds = {{ teams[{k}].id }}",
            "siteId = sites[#sites].id", "teamIds = {{}}", "mobile = cc.null",
        ]).format(n=self._random.randint(100, 999), k=self._random.randint(1, 4))
        bulk = self._random.choice(["", ", { bulk = true }"])
        return f'told("patch", function() cc.user.patch({self._user()}, {{ {fields} }}{bulk}) end)'

    def _patch_many(self):
        first, count = self._random.randint(1, 6), self._random.randint(2, 9)
        return (
            f'told("many", function() async.each({{ table.unpack(users, {first}, {first + count}) }}, function(user) '
            f'cc.user.patch(user.id, {{ mobile = "+33" .. user.firstName:len() .. "{self._random.randint(10, 99)}" }}, '
            "{ bulk = true }) end) end)"
        )

    def _update(self):
        made = self._any("team", "work_type", "site")
        if not made:
            return (
                'told("update", function() local team = cc.team.get(teams[1].id); '
                f'team.description = "D{self._random.randint(1, 99)}"; cc.team.update(team.id, team) end)'
            )
        label, resource, _ = made
        return (
            f'told("update", function() local it = cc.{resource}.get(kept.{label}.id); '
            f'it.description = "D{self._random.randint(1, 99)}"; cc.{resource}.update(it.id, it) end)'
        )

    def _delete(self):
        free = [made for made in self._made if made[0] not in self._used]
        if not free:
            return 'told("delete", function() cc.team.delete("00000000-1111-4222-8333-444444444444") end)'
        made = self._random.choice(free)
        self._made.remove(made)
        return f'told("delete", function() cc.{made[1]}.delete(kept.{made[0]}.id) end)'

    def _twin(self):
        made = self._any("work_type", "site", "team")
        if not made:
            return 'told("twin", function() cc.team.create { name = teams[1].name, active = true, rankQueuesForTeam = false, ' \
                'siteId = sites[1].id, teamStatus = "IN_SERVICE", teamType = "AGENT" } end)'
        body = self.BODIES[made[1]].format(name=made[2], number="1")
        return f'told("twin", function() return cc.{made[1]}.create {body} end)'

    def _ensure(self):
        label = self._label()
        made = self._any("work_type")
        name = made[2] if made else f"Ensured {label}"
        if not made:
            self._made.append((label, "work_type", name))
        body = self.BODIES["work_type"].format(name=name, number="1")
        return (
            f'kept.{label} = told("ensure", function() local it, new = cc.work_type.ensure {body}; '
            'print("T", "new", new); return it end)'
        )

    def _find(self):
        made = self._any("work_type", "team", "site", "skill")
        resource, name = (made[1], f'"{made[2]}"') if made else ("team", "teams[2].name")
        return f'told("find", function() local it = cc.{resource}.find {{ name = {name} }}; print("T", "found", it and it.name) end)'

    def _bulk_save(self):
        made, label = self._any("work_type"), self._label()
        new = f"Bulk {self.seed % 1000} {label}"
        self._made.append((label, "work_type", new))
        change = ""
        if made:
            change = f'local it = cc.work_type.get(kept.{made[0]}.id); it.description = "bulk"; items[2] = it; '
        return (
            f'told("bulk_save", function() local items = {{ {{ name = "{new}", workTypeCode = "IDLE_CODE", active = true }} }}; '
            f"{change}for i, it in ipairs(cc.work_type.bulk_save(items)) do print(\"T\", i, it.ok, it.error and it.error.kind) end; "
            f'kept.{label} = cc.work_type.get {{ name = "{new}" }} end)'
        )

    def _rename(self):
        made = self._any("work_type")
        if not made:
            return self._create("work_type")
        label, _, name = made
        self._made.remove(made)
        self._made.append((label, "work_type", name + " later"))
        again = self._label()
        self._made.append((again, "work_type", name))
        body = self.BODIES["work_type"].format(name=name, number="1")
        return (
            f'told("rename", function() local it = cc.work_type.get(kept.{label}.id); it.name = "{name} later"; '
            f"cc.work_type.update(it.id, it) end)\n"
            f'kept.{again} = told("again", function() return cc.work_type.create {body} end)'
        )

    def _book(self):
        made = self._any("address_book")
        first = "" if made else self._create("address_book") + "\n"
        label = (made or self._made[-1])[0]
        self._used.add(label)
        names = ", ".join(f'"E{self._random.randint(1, 99)}"' for _ in range(self._random.randint(1, 3)))
        return (
            f'{first}told("entries", function() for _, name in ipairs {{ {names} }} do '
            f'told("entry", function() cc.address_book_entry.create(kept.{label}.id, {{ name = name, number = "123" }}) end) end end)'
        )

    def _hire(self):
        email = f"hire{self.seed % 1000}.{self._label()}@example.com"
        return (
            'told("hire", function() local license = webex.license.get { name = "Contact Center Premium Agent" }; '
            f'webex.person.ensure {{ emails = {{ "{email}" }}, firstName = "New", lastName = "Hire", '
            'licenses = { license.id } }; '
            f'local user = cc.user.wait_for {{ email = "{email}" }}; '
            f'cc.user.patch(user.id, {{ teamIds = {{ teams[1].id }}, mobile = "+1" }}, {{ bulk = true }}) end)'
        )

    def _assign(self):
        made = self._any("team")
        if not made:
            return self._create("team")
        self._used.add(made[0])
        return f'told("assign", function() cc.user.patch({self._user()}, {{ teamIds = {{ kept.{made[0]}.id, teams[1].id }} }}) end)'

    def _code(self):
        made = self._any("work_type")
        if not made:
            return self._create("work_type")
        self._used.add(made[0])
        name = f"Code {self._label()}"
        return (
            f'told("code", function() cc.auxiliary_code.create {{ name = "{name}", active = true, defaultCode = false, '
            f'workTypeCode = kept.{made[0]}.workTypeCode, workTypeId = kept.{made[0]}.id }} end)'
        )

    def _profile(self):
        made = self._any("skill")
        if not made:
            return self._create("skill")
        self._used.add(made[0])
        name = f"Profile {self._label()}"
        return (
            f'told("profile", function() cc.skill_profile.create {{ name = "{name}", activeSkills = {{ '
            f'{{ skillId = kept.{made[0]}.id, booleanValue = true }} }} }} end)'
        )

    def _clone(self):
        name = f"Queue {self._label()}"
        return (
            'told("clone", function() local one; for queue in cc.queue.each() do if not one or queue.name < one.name then one = queue end '
            f'end; local draft = cc.queue.as_new(cc.queue.get(one.id)); draft.name = "{name}"; cc.queue.create(draft) end)'
        )

    def _count_them(self):
        resource = self._random.choice(["work_type", "team", "site", "skill"])
        return f'told("count", function() local n = 0; for _ in cc.{resource}.each() do n = n + 1 end; print("T", "{resource}", n) end)'

    def _clear(self):
        return f'told("clear", function() cc.user.patch({self._user()}, {{ workPhone = cc.null, mobile = "+1" }}) end)'

    def _read_back(self):
        return (
            f'told("read back", function() local user = cc.user.get({self._user()}); '
            'print("T", user.email, user.mobile, user.workPhone, #user.teamIds) end)'
        )


class PlanTrial:
    """One script: its plan sends no change; carrying that out leaves what the script itself leaves; taking back leaves what
    was there before."""

    SIMULATOR = ["--users", "20", "--tasks", "1", "--sync-delay", "0s"]

    def __init__(self, patchbay, seed):
        self.faults, self.story, self.states, self.attempts = [], [f"script of seed {seed}"], {}, 1
        self.script = RandomScript(seed)
        org = ["--seed", str(seed % 1_000_003), *self.SIMULATOR]
        try:
            with Place(patchbay, org) as place:
                before = State(place)
                direct, told = self._direct(place), self.told
                after = State(place)
                self._take_back(place, before, "run")
            with Place(patchbay, org) as place:
                self._plan(place, before, told)
                self._run(place, ["apply", "--yes", "--allow-deletes", "plan.json"], {direct})
                self._hold("carried out", after, State(place))
                self._take_back(place, before, "plan")
        except (Failure, AssertionError, OSError, ValueError) as error:
            self.faults.append(str(error))
        if self.faults:
            self.story.append("\n" + self.script.text)

    def _direct(self, place):
        (place.work / "script.lua").write_text(self.script.text)
        return self._run(place, ["run", "--profile", "demo", "--allow-deletes", "script.lua"], {0})

    def _plan(self, place, before, told):
        (place.work / "script.lua").write_text(self.script.text)
        self._run(place, ["run", "--profile", "demo", "--plan", "--out", "plan.json", "script.lua"], {0})
        writes = sum(place.ask("/_control/writes")["writes"].values())
        if writes:
            self.faults.append(f"planning sent {writes} changes")
        self._hold("planned", before, State(place))
        if self.told != told:
            self.faults.append(f"the script heard otherwise in its plan: {told} when run, {self.told} when planned")

    def _take_back(self, place, before, what):
        self._run(place, ["undo", "--yes", "--allow-deletes", "last"], {0, 7})
        self._hold(f"taken back ({what})", before, State(place))

    def _run(self, place, words, codes):
        process = place.start(words)
        code = process.wait()
        self.story.append(f"{words[0]}: {code}")
        text = process.output + process.errors
        self.told = [line for line in text.splitlines() if line.startswith("T\t")]
        if code not in codes:
            raise Failure(f"{' '.join(words)} ended with {code}:\n{text}")
        return code

    def _hold(self, what, wanted, found):
        self.faults += [f"{what}: {line}" for line in wanted.difference(found)]
