"""Where the official documents are wrong, and what is taken for right instead: one table, each row with its reason.

A row names what is done (`effect`), the operations it is done for (`at`: pairs of method and path; empty for all), what it
is done with (`value`), and why. Nothing else of the validator departs from what a document says.
"""

from typing import NamedTuple

ORG = "/organization/{orgid}"
PERSON = "/admin/v1/api/person"


class Oddity(NamedTuple):
    effect: str
    at: tuple
    value: object
    why: str


ODDITIES = (
    Oddity(
        "body is the query parameter",
        (("POST", f"{ORG}/team"), ("PUT", f"{ORG}/team/{{id}}")),
        "teamDTO",
        "an object cannot be a query parameter; it is the JSON body",
    ),
    Oddity(
        "body is the query parameter",
        (("POST", f"{ORG}/skill"), ("PUT", f"{ORG}/skill/{{id}}")),
        "payloadDTO",
        "as with team",
    ),
    Oddity(
        "body is the query parameter",
        (("POST", f"{ORG}/skill-profile"), ("PUT", f"{ORG}/skill-profile/{{id}}")),
        "skillProfileDTO",
        "as with team",
    ),
    Oddity(
        "body has schema",
        (("PATCH", f"{ORG}/user/{{id}}"),),
        "UserDTO",
        "declared as {valueType}, the inside of a Java class; the text says a partial user",
    ),
    Oddity(
        "items need only",
        (
            ("PATCH", f"{ORG}/user/bulk"),
            ("PATCH", f"{ORG}/auxiliary-code/bulk"),
            ("PATCH", f"{ORG}/contact-service-queue/bulk"),
            ("PATCH", f"{ORG}/resource-collection/bulk"),
            ("PATCH", f"{ORG}/user/bulk/update-dynamic-skill/{{skillId}}"),
        ),
        ("id",),
        "the schema of a whole object is used again, but the text says that the id alone must be there",
    ),
    Oddity(
        "nothing is required",
        (("PATCH", f"{ORG}/user/{{id}}"),),
        None,
        "what is patched is part of an object",
    ),
    Oddity(
        "null clears",
        (),
        ("PATCH",),
        "the text says that null in a PATCH removes a value, and no schema lets it through",
    ),
    Oddity(
        "pattern is",
        (),
        {
            r"^[a-zA-Z\d-_\s]+$": r"^[a-zA-Z\d\-_\s]+$",
            r"^[a-zA-Z0-9_-]+(\s?[a-zA-Z0-9_-]+)*$": r"^[a-zA-Z0-9_-]+(\s[a-zA-Z0-9_-]+)*$",
        },
        "the first has a range that no engine but Java's takes; the second takes exponential time to fail",
    ),
    Oddity(
        "map of anything",
        (),
        {"type": "object"},
        "maps are declared to hold objects and hold text and numbers",
    ),
    Oddity(
        "header is the client's",
        (("POST", "/flow-store/{orgId}/project/{projectId}/flows:import"),),
        "Content-Length",
        "a header of HTTP itself",
    ),
    Oddity(
        "a required field makes the body required",
        (),
        None,
        "58 operations do not mark the body as required, although it cannot be done without",
    ),
    Oddity(
        "organisation is another",
        (
            ("GET", "/organizations/{orgId}"),
            ("DELETE", "/organizations/{orgId}"),
            ("GET", "/partner/organizations/{orgId}/partnerAdmins"),
            ("POST", "/partner/organizations/{orgId}/partnerAdmin/{personId}/assign"),
            ("DELETE", "/partner/organizations/{orgId}/partnerAdmin/{personId}/unassign"),
            ("POST", "/partner/tags/organizations/{orgId}/assignTags"),
            ("GET", "/partner/tags/organizations/{orgId}"),
            ("POST", "/partner/tags/organizations/{orgId}/subscriptions/{subscriptionId}/assignTags"),
            ("GET", "/partner/tags/organizations/{orgId}/subscriptions/{subscriptionId}"),
        ),
        None,
        "a partner names the organisation of a customer, which is not the token's own",
    ),
    Oddity(
        "arrays are left out",
        (),
        r"(?i)array fields (are removed|in the List)",
        "where the text says so, a list's entries lack their arrays although the schema requires some of them",
    ),
    Oddity(
        "fields may be missing",
        (("GET", "/v1/tasks"),),
        ("owner", "queue"),
        "a task that nobody took has no owner, and one that was given up before a queue no queue",
    ),
    Oddity(
        "null where nothing is",
        (),
        None,
        "fields that need not be there are null in the documents' own examples of answers",
    ),
    Oddity(
        "answer is an object",
        (("POST", "/search"), ("GET", f"{ORG}/v2/ai-feature"), ("GET", f"{ORG}/v3/user-profile")),
        None,
        "declared as text, but an object is sent",
    ),
    Oddity(
        "media type is JSON",
        (),
        "*/*",
        "a generator that was not told the type; all of them are JSON",
    ),
)


def applying(effect, operation=None):
    """The values of the rows with this effect that hold for an operation, or for all of them."""
    place = operation and (operation.method, operation.path)
    return [row.value for row in ODDITIES if row.effect == effect and (not row.at or place in row.at)]


def holds(effect, operation=None):
    return bool(applying(effect, operation))
