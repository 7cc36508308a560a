"""The calls that reach every operation of the catalog, in an order in which each finds what it needs.

The calls are the catalog's own examples. What an example cannot know, the ids of objects that exist, is left open here and
filled in while the calls run, from lists and from what was created before.
"""

import re

# Which resource an id in a path is of, where it is not the operation's own. Keys: parameter, or (parameter, resource).
OWNERS = {
    "addressBookId": "address_book",
    "outDialAniId": "outdial_ani",
    "autoCsatId": "auto_csat",
    "taskId": "task",
    "workspaceId": "journey_workspace",
    "skillId": "skill",
    "userid": "user",
    "userId": "scim_user",
    "locationId": "workspace_location",
    "organizationId": "organization",
    "projectId": "project",
    ("personId", "journey_profile"): "journey_person",
    ("primaryPersonId", "journey_person"): "journey_person",
    ("templateId", "journey_profile"): "journey_template",
    ("templateName", "journey_profile"): ("journey_template", "name"),
    ("templateName", "journey_template"): ("journey_template", "name"),
    ("templateId", "journey_action"): "journey_template",
    ("actionName", "journey_action"): ("journey_action", "name"),
    ("personId", "partner_admin"): "person",
    ("id", "user.by_ci_user_id"): ("user", "ciUserId"),
    ("ciUserId", "queue"): ("user", "ciUserId"),
    ("id", "queue.skill_based_by_ci_user"): ("user", "ciUserId"),
    ("id", "queue.team_based_by_team"): "team",
    ("id", "queue.by_skill_profile"): "skill_profile",
    ("id", "queue.by_skill_profile_internal"): "skill_profile",
}

# Which resource a field of a body or a query is an id of.
REFERENCES = {
    "siteId": "site",
    "teamId": "team",
    "teamIds": "team",
    "userId": "user",
    "userIds": "user",
    "agentId": "user",
    "agentIds": "user",
    "queueId": "queue",
    "queueIds": "queue",
    "userProfileId": "user_profile",
    "agentProfileId": "desktop_profile",
    "multimediaProfileId": "multimedia_profile",
    "multiMediaProfileId": "multimedia_profile",
    "skillProfileId": "skill_profile",
    "skillId": "skill",
    "workTypeId": "work_type",
    "desktopLayoutId": "desktop_layout",
    "addressBookId": "address_book",
    "taskIds": "task",
    "personId": "person",
    "entryPointId": "entry_point",
    "selectedGlobalVariableId": "global_variable",
    "resourceId": "user_profile",
}

# What only the text of the documents asks of a body, by operation: fields that are added, or a whole list.
ASKED_BY_TEXT = {
    "person.create": {"displayName": "Jane Doe"},
    "license.assign": {"personId": "example"},
    "journey_person.patch": [{"op": "add", "path": "/firstName", "value": "Jane"}],
    "group.patch": {"Operations": [{"op": "add", "path": "members", "value": []}]},
    "scim_group.patch": {"Operations": [{"op": "add", "path": "members", "value": []}]},
    "scim_user.patch": {"Operations": [{"op": "remove", "path": "title"}]},
    "flow.import": {"file": "flow.json"},
}

# Verbs that make an object.
CREATING = ("create", "import")

# Nothing works after these, or little.
LAST = ("authorization.delete", "authorization.delete_of_client", "organization.delete")


def phase(operation):
    """When an operation's turn is: what gives ids first, what takes them away last."""
    verb, safety, has_ids = operation["verb"], operation["safety"], bool(operation["example"]["ids"])
    if operation["plain"] in LAST:
        return 11
    if safety == "delete":
        return 10 if operation["erases_all"] or verb.startswith("purge") else 9
    if operation["method"] == "GET":
        return (4 if has_ids else 0) + (0 if verb == "list" else 1)
    if verb in CREATING:
        return 3 if has_ids else 2
    if safety == "read":
        return 5
    if verb in ("update", "patch"):
        return 6
    return 8 if verb.startswith("bulk") else 7


def owner(operation, parameter):
    """The resource and field that a path's id is taken from."""
    for key in ((parameter, operation["plain"]), (parameter, operation["resource"]), parameter):
        if key in OWNERS and OWNERS[key] != operation["resource"]:
            found = OWNERS[key]
            return found if isinstance(found, tuple) else (found, "id")
    return operation["resource"], "id"


def call(operation):
    """One call of the plan, from what `patchbay api NAME --json` says."""
    example = operation["example"]
    ids = []
    for parameter, text in zip(operation["ids"], example["ids"]):
        resource, field = owner(operation, parameter)
        is_own = resource == operation["resource"] and field == "id"
        # The id of an object is its `id`, or has the name that the path gives it.
        fields = [field, parameter] if field == "id" else [field]
        ids.append({"resource": resource, "fields": fields, "is_own": is_own, "example": text})
    return {
        "name": operation["name"],
        "module": operation["module"],
        "resource": operation["resource"],
        "verb": operation["verb"],
        "is_delete": operation["safety"] == "delete",
        "is_creating": operation["verb"] in CREATING,
        "ids": ids,
        "parameters": {**example["query"], **example["headers"]},
        "body": completed(example["body"], ASKED_BY_TEXT.get(operation["plain"])),
        "has_body": operation["body"] is not None,
        # Whether it erases a whole collection may depend on the body, and an example need not.
        "options": {**example["options"], **({"all": True} if operation["erases_all"] else {})},
    }


def completed(body, asked):
    return {**body, **asked} if isinstance(asked, dict) else asked or body


def plan(operations, first=()):
    """All calls in their order. `operations`: what `patchbay api NAME --json` says of each; lists of `first` come before."""
    for operation in (*operations, *first):
        operation["plain"] = operation["name"].split("@")[0]
        operation["resource"], operation["verb"] = operation["plain"].split(".")
    # What lies in something else is deleted before it, and made after it.
    ordered = sorted(operations, key=lambda o: (phase(o), len(o["ids"]) * (-1 if phase(o) == 9 else 1), o["name"]))
    secrets = sorted({name for o in operations for name in secret_fields(o["body"])})
    lists = sorted((o for o in first if o["verb"] == "list" and not o["ids"]), key=lambda o: o["name"])
    return {"calls": [call(o) for o in (*lists, *ordered)], "references": REFERENCES, "secrets": secrets}


def secret_fields(description):
    """The names of fields that take a stored secret in place of text."""
    for field in (description or {}).get("fields", []):
        if field.get("format") == "secret":
            yield field["name"]
        yield from secret_fields(field)


def fullest(operations, documents, made_by):
    """The same operations with the fullest request that the documents let through in place of the examples.

    `made_by` gives the `Fullest` of a document and what content an operation's body has.
    """
    by_place = {(o.document.side, o.method, without_names(o.path)): o for o in documents.operations}
    for operation in operations:
        side = "api" if operation["module"] == "cc" else "auth"
        declared = by_place.get((side, operation["method"], without_names(operation["path"])))
        if declared is None:
            continue
        maker, content = made_by(declared)
        example = {
            **operation["example"], "query": maker.query(declared), "headers": maker.headers(declared),
            "body": maker.body(content),
        }
        yield {**operation, "example": example}


def without_names(path):
    """A path whose ids have no names: the catalog names some in its own way."""
    return re.sub(r"\{[^}]*\}", "{}", path)
