"""Where the documents are odd or silent: one table, a row for each case, with the reason.

A row is (kind, where, what, reason). `where` is an operation's name, a pattern of names with a `*`, or a field of a shape.
Every row must hold for something, so that none outlives what it was for. What each kind means stands in facts.py, where
it is used.
"""

GUIDE = "the documents are silent; by the vendor's guides"
POST_READ = "a POST that changes nothing: it may be sent again"

ROWS = [
    # ---- bodies ----
    ("body parameter", "team.*", "teamDTO", "create and update declare the body as a query parameter"),
    ("body parameter", "skill.*", "payloadDTO", "create and update declare the body as a query parameter"),
    ("body parameter", "skill_profile.*", "skillProfileDTO", "create and update declare the body as a query parameter"),
    ("part of", "user.patch", "user.update", "declares {valueType}, a leak of its language; any fields of the object may be sent"),
    ("body required", "capture.query", "", "not marked as required, and refused without"),
    ("field required", "user.bulk_patch", "items.item.id", "the schema needs the whole object; its text only the id"),
    ("field required", "user.bulk_patch_dynamic_skill", "items.item.id", "as above"),
    ("field required", "auxiliary_code.bulk_patch", "items.item.id", "as above"),
    ("field required", "queue.bulk_patch", "items.item.id", "as above"),
    ("field required", "resource_collection.bulk_patch", "items.item.id", "as above"),
    ("field required", "*.bulk_save", "items.item", "an item without its object does nothing"),
    ("field value", "RecordingQuery.urlExpiration", "i1..60", "by its text 0 is refused"),
    ("field value", "RecordingQuery.taskIds", ["s:uuid", "1..10!"], "by its text at least one is needed"),
    ("field value", "PatchUser_Operations.value", "a", "declared as a list, but by its text and RFC 7644 any value"),
    ("field value", "PatchGroup_Operations.value", "a", "declared as a list, but by its text and RFC 7644 any value"),
    ("field value", "person_*.loginEnabled", "b:text", "goes in as true or false, and comes back as text"),
    # ---- headers ----
    ("header left out", "*", "TrackingId", "the host names every request itself"),
    ("header left out", "flow.import", "Content-Length", "any HTTP client sets it"),
    ("header filled in", "agent_burnout.*", "X-ORGANIZATION-ID", "the organisation's id, which is never written"),
    # ---- paths ----
    ("organisation is object", "organization.get", "", "the id says which organisation is asked for"),
    ("organisation is object", "organization.delete", "", "the id says which organisation goes"),
    ("organisation is object", "partner_admin.*", "", "a partner names its customer's organisation"),
    ("organisation is object", "partner_tag.*", "", "a partner names its customer's organisation"),
    # ---- safety ----
    ("safety", "capture.query", "read", POST_READ),
    ("safety", "task.search", "read", POST_READ),
    ("safety", "generated_summary.search", "read", POST_READ),
    ("safety", "queue.by_*", "read", POST_READ),
    ("safety", "queue.manually_assignable", "read", POST_READ),
    ("safety", "user.by_*", "read", POST_READ),
    ("safety", "agent.buddies", "read", POST_READ),
    ("safety", "meeting.live_by_country", "read", POST_READ),
    ("safety", "domain.verification_token", "idempotent", "gives the same token until the domain is verified"),
    ("safety", "domain.verify", "idempotent", "a verified domain stays so"),
    ("safety", "domain.claim", "idempotent", "a claimed domain stays so"),
    ("safety", "domain.unverify", "delete", "takes the domain away"),
    ("safety", "domain.unclaim", "delete", "takes the domain away"),
    ("safety", "*.purge_inactive", "delete", "a POST that deletes"),
    ("safety", "*.delete_references", "delete", "a POST that deletes"),
    ("safety", "contact.delete_many", "delete", "a POST that deletes"),
    ("safety", "recording.soft_delete", "delete", "a POST that deletes"),
    ("safety", "recording.purge", "delete", "a POST that deletes, for good"),
    ("safety", "recording.restore", "idempotent", "what is restored stays so"),
    ("safety", "recording.share*", "idempotent", "sets who may see it"),
    ("safety", "organization_setting.save", "idempotent", "sets a value"),
    ("safety", "partner_tag.assign*", "idempotent", "replaces the tags"),
    ("safety", "partner_admin.assign", "idempotent", "who is assigned stays so"),
    ("safety", "queue.reassign_agents", "idempotent", "who is added or removed stays so"),
    ("safety", "resource_collection.update_resource", "idempotent", "sets where a resource belongs"),
    ("safety", "skill.populate_json_attributes", "idempotent", "fills in the same each time"),
    ("safety", "agent.reload", "idempotent", "asks for events again"),
    ("safety", "campaign.stop", "idempotent", "a DELETE that stops a campaign and deletes none"),
    ("safety", "license.assign", "idempotent", "a PATCH; a licence is granted once"),
    ("safety", "journey_person.patch", "create", "a JSON Patch: an add that is sent twice adds twice"),
    ("safety", "scim_*.patch", "create", "a list of operations: an add that is sent twice adds twice"),
    ("safety", "group.patch", "create", "a list of operations: an add that is sent twice adds twice"),
    # ---- what erases a whole collection ----
    ("erases", "dial_number.delete_all", "", "deletes every dialled number"),
    ("erases", "*.purge_inactive", "", "deletes every inactive object of its kind"),
    ("erases", "organization.delete", "", "deletes an organisation with all that is in it"),
    ("erases", "partner_admin.revoke_all", "", "takes all partner roles of a person"),
    ("erases", "recording.purge", "purgeAll", "deletes every recording in the bin"),
    # ---- requests for many: the lists of the body whose entries are a change each ----
    ("counts", "*.bulk_save", "items", "an item is a change"),
    ("counts", "*.bulk_patch", "items", "an item is a change"),
    ("counts", "user.bulk_patch_dynamic_skill", "items", "an item is a change"),
    ("counts", "scim_user.bulk", "operations", "an operation is a change"),
    ("counts", "contact.save_many", "contacts", "a contact is a change"),
    ("counts", "contact.delete_many", "objectIds", "an id is a change"),
    ("counts", "recording.soft_delete", "recordingIds", "an id is a change"),
    ("counts", "recording.restore", "recordingIds", "an id is a change"),
    ("counts", "recording.purge", "recordingIds", "an id is a change"),
    ("counts", "queue.reassign_agents", "add remove", "an agent is a change"),
    # ---- secrets in answers ----
    ("withheld", "service_app.create_token", "access_token refresh_token", "tokens stay in the host"),
    ("withheld", "guest.create", "accessToken", "tokens stay in the host"),
    # ---- paging ----
    ("paging", "task.list", "from", "no page numbers: `from` moves on"),
    ("paging", "flow.list", "flow_page", "`page` and `size`, bare or with totals"),
    ("paging", "contact.list", "start", "`start` is in the answer, and in no list of parameters"),
    ("paging", "admin_audit_event.list", "offset", "`offset` and `max`"),
    ("paging", "meeting.qualities", "link", "has a Link header as well as an `offset`"),
    ("paging", "resource_group*.list", "link", "the texts promise a Link header"),
    ("paging", "security_audit_event.list", "link", "the texts promise a Link header"),
    ("query parameter", "contact.list", "start", "in the answer and in no list of parameters, but there is no other way on"),
    # ---- answers ----
    ("answer", "task.search", "o", "declared as text, but an object comes"),
    ("answer list", "ai_feature.list", "ai_feature.get", "declared as text, but {meta, data} comes"),
    ("answer list", "user_profile.list", "user_profile.get", "declared as text, but {meta, data} comes"),
    ("list path", "group.members", "members", "the list stands under a key of its own"),
    ("list path", "group.list", "groups", "the list stands under a key of its own"),
    ("list path", "scim_group.members", "members", "the list stands under a key of its own"),
    ("list path", "license.get", "users", "the list of users is what has pages"),
    ("list path", "contact.list", "result", "the list stands under a key of its own"),
    ("list path", "report.list", "Report Attributes", "the list stands under a key with a blank"),
    ("list path", "partner_report.list", "Report Attributes", "the list stands under a key with a blank"),
    ("list path", "partner_report.templates", "Template Collection", "the list stands under a key with a blank"),
    ("list path", "contact_list.list", "contactLists", "the list stands under a key of its own"),
    # ---- natural keys, where it is not the name ----
    ("key", "user.list", "email", "people name an agent by the e-mail address"),
    ("key", "user.list_with_profile", "email", "people name an agent by the e-mail address"),
    ("key", "person.list", "email", "an address is one person's"),
    ("key", "scim_user.list", "userName", "unique by RFC 7643"),
    ("key", "scim_group.list", "displayName", "how people name a group"),
    ("key", "group.list", "displayName", "how people name a group"),
    ("key", "dial_number.list", "dialledNumber", "a number is its own name"),
    ("key", "contact_number.list", "number", "a number is its own name"),
    ("key", "workspace_location.list", "displayName", "how people name a place"),
    ("key", "organization.list", "displayName", "how people name an organisation"),
    # ---- scopes ----
    ("scopes", "campaign.*", "cjp:config_write", "written with a point in place of the colon"),
    ("scopes", "capture.query", "cjp:config_read cjp:config spark-admin:recordings_read", GUIDE),
    ("asks", "capture.query", "cjp:config_read spark-admin:recordings_read", GUIDE),
    ("scopes", "task.list", "cjp:user cjp:config_read cjp:config", GUIDE),
    ("scopes", "agent.activities", "cjp:user cjp:config_read cjp:config", GUIDE),
    ("scopes", "agent.statistics", "cjp:user cjp:config_read cjp:config", GUIDE),
    ("scopes", "queue.statistics", "cjp:user cjp:config_read cjp:config", GUIDE),
    ("scopes", "monitoring.*", "cloud-contact-center:pod_conv", "cjp.supervisor, which stands beside it, is a role"),
    ("scopes", "agent.logout", "cjp:user", "what stands beside it are roles"),
    ("scopes", "notification.subscribe", "cjp:user", "what stands beside it are roles"),
    ("scopes", "person.list", "spark-admin:people_read spark-admin:people_write spark:people_read", GUIDE),
    ("scopes", "person.get", "spark-admin:people_read spark-admin:people_write spark:people_read", GUIDE),
    ("scopes", "person.me", "spark:people_read spark-admin:people_read spark-admin:people_write", GUIDE),
    ("scopes", "person.create", "spark-admin:people_write", GUIDE),
    ("scopes", "person.update", "spark-admin:people_write", GUIDE),
    ("scopes", "person.delete", "spark-admin:people_write", GUIDE),
    ("scopes", "license.list", "spark-admin:licenses_read", GUIDE),
    ("scopes", "license.get", "spark-admin:licenses_read", GUIDE),
    ("scopes", "license.assign", "spark-admin:people_write", GUIDE),
    ("asks", "partner_report.create", "spark-admin:reports_write identity:people_read", "needs both"),
    ("asks", "partner_report.list", "spark-admin:reports_read identity:people_read", "needs both"),
    ("asks", "partner_report.get", "spark-admin:reports_read identity:people_read", "needs both"),
    ("asks", "partner_report.templates", "spark-admin:reports_read identity:people_read", "needs both"),
]

# Fields of the configuration's objects that only the service sets: the documents mark them in words, if at all.
READ_ONLY = set(
    """
    id organizationId createdTime lastUpdatedTime systemDefault dbId siteName skillName userProfileType
    skillProfileUpdatedBy skillProfileUpdatedTime dynamicSkillsUpdatedBy dynamicSkillsUpdatedTime
    dynamicSkillsLimitReached dynamicSkillAssigned userProfileData userProfileGranularAccessData queuesCount
    """.split()
)

# Scopes of the configuration, of which the documents say nothing.
CONFIGURATION_SCOPES = {
    "read": ["cjp:config_read", "cjp:config"],
    "write": ["cjp:config_write", "cjp:config"],
}


class Exceptions:
    """The rows by kind and name; tells which were never asked for."""

    def __init__(self, rows=ROWS):
        self._rows = rows
        self._used = set()

    def of(self, kind, name):
        """What the rows of a kind say of an operation, in the order of the table."""
        found = []
        for index, (row_kind, where, what, _) in enumerate(self._rows):
            if row_kind == kind and _fits(where, name):
                self._used.add(index)
                found.append(what)
        return found

    def first(self, kind, name):
        """The first of them, or nothing."""
        return next(iter(self.of(kind, name)), None)

    def unused(self):
        """The rows that held for no operation."""
        return [row for index, row in enumerate(self._rows) if index not in self._used]


def _fits(where, name):
    start, star, end = where.partition("*")
    return name == where if not star else name.startswith(start) and name.endswith(end)
