import Catalog
import JSON
import Webex

extension Planner {
    /// Enters a change of which nobody can say what comes of it; gives what its answer may look like.
    func enter(
        _ draft: PlannedChange,
        doing operation: Operation,
        _ changed: ChangedObject? = nil,
        before read: JSONObject? = nil
    ) -> JSONObject? {
        enter(draft) { change in
            let isErasing = operation.isErasing(change.query, change.body)
            change.irreversible =
                isErasing ? "it erases the whole collection" : "what it does is not known to be taken back"
            if isErasing { org.doubt(operation.resource, "", since: operation.name) }
            if let changed, org.object(changed.resource, changed.target)?.isDeleted != true {
                change.resource = changed.resource
                change.target = changed.target
                change.before = org.object(changed.resource, changed.target)?.fields ?? read
                change.name = name(changed.resource, change.before)
                org.doubt(changed.resource, changed.target, since: operation.name)
            }
            let shape = operation.answeredFields
            guard !shape.isEmpty || change.isRaw else { return nil }
            var answer: JSONObject = [:]
            for field in change.body?.object ?? [:]
            where change.isRaw || shape.contains(where: { $0.name == field.key }) {
                answer[field.key] = field.value
            }
            if operation.safety == .create, answer["id"] == nil {
                let id = org.makeID()
                answer["id"] = .string(id)
                change.makes["id"] = .string(id)
            }
            return answer
        }
    }

    /// Enters a create; gives the object as it would be.
    ///
    /// - Throws: what the service says of a second one like it, and of one beneath what is gone.
    func enter(creating prepared: PreparedChange, _ changed: ChangedObject) throws(WebexError) -> JSONObject? {
        let operation = prepared.operation
        return try enter(prepared.draft) { change throws(WebexError) in
            guard !org.isGone(changed.target.split(separator: "/").map(String.init)) else { throw absent(operation) }
            try refuseTwin(prepared, changed)
            let body = changed.sent
            let isPerson = changed.resource == "person"
            let person = isPerson ? org.makePersonID() : nil
            let id = person?.id ?? org.makeID()
            change.makes["id"] = .string(id)
            change.makes["uuid"] = person.map { .string($0.uuid) }
            var planned = PlannedBody(
                created: operation,
                body: body,
                id: id,
                organization: prepared.organization,
                now: clock.now()
            )
            if isPerson { Self.completePerson(&planned) }
            change.action = .create
            change.resource = changed.resource
            change.target = [changed.target, id].filter { !$0.isEmpty }.joined(separator: "/")
            change.name = name(changed.resource, planned.object)
            change.after = planned.object
            change.guessed = planned.guessed
            if catalog["\(changed.resource).delete"] == nil { change.irreversible = "no operation deletes it" }
            org.set(
                PlannedOrg.Object(
                    resource: changed.resource,
                    target: change.target,
                    fields: planned.object,
                    isThere: false,
                    guessed: planned.guessed
                )
            )
            if isPerson || changed.resource == "scim_user" {
                expectUser(of: planned.object, uuid: person?.uuid ?? id, number: change.number)
            }
            return planned.object
        }
    }

    /// Enters a change of an object, or its delete; gives the object as it would be.
    ///
    /// - Throws: what the service says of an object that is not there, is still referred to, or gets another's name.
    func enter(changing prepared: PreparedChange, _ changed: ChangedObject) throws(WebexError) -> JSONObject? {
        let operation = prepared.operation
        return try enter(prepared.draft) { change throws(WebexError) in
            // Another change may have been entered while this one's object was read.
            let planned = org.object(changed.resource, changed.target)
            let before = planned?.fields ?? prepared.before
            let isMissing = before == nil && targets.canRead(changed.resource, changed.target)
            let path = changed.target.split(separator: "/").map(String.init)
            guard planned?.isDeleted != true, !isMissing, !org.isGone(path) else { throw absent(operation) }
            if changed.action == .delete {
                try refuseReferred(prepared, changed)
            } else if let before, let search = prepared.search, !search.fits(before) {
                try refuseTwin(prepared, changed)
            }
            change.action = changed.action
            change.resource = changed.resource
            change.target = changed.target
            change.before = before
            change.name = name(changed.resource, before)
            var object = PlannedOrg.Object(
                resource: changed.resource,
                target: changed.target,
                fields: before ?? [:],
                isThere: planned?.isThere ?? true,
                original: planned == nil ? prepared.before : planned?.original
            )
            if before == nil { change.irreversible = "what it is like now cannot be read" }
            if changed.action == .delete {
                object.isDeleted = true
                if before != nil, catalog["\(changed.resource).create"] == nil {
                    change.irreversible = "no operation makes one again"
                }
                org.set(object)
                return nil
            }
            let after = PlannedBody(
                changed: operation,
                form: changed.form,
                body: changed.sent,
                before: before,
                now: clock.now()
            )
            change.after = before == nil ? nil : after.object
            change.guessed = after.guessed
            object.fields = after.object
            object.guessed = Set((planned?.guessed ?? []) + after.guessed).sorted()
            if before != nil { org.set(object) }
            return after.object
        }
    }

    /// The user that the contact centre will have of a person, once it has synchronised them.
    private func expectUser(of person: JSONObject, uuid: String, number: Int) {
        guard
            let email = TwinSearch.value(of: "email", in: person) ?? person["userName"]?.string
        else { return }
        _ = org.expect(
            "user",
            fields: ["email": .string(email)],
            standsOn: number
        ) {
            Self.completed(
                [
                    "email": .string(email), "firstName": person["firstName"] ?? person["name"]?["givenName"] ?? "",
                    "lastName": person["lastName"] ?? person["name"]?["familyName"] ?? "", "ciUserId": .string(uuid),
                ],
                "user"
            )
        }
    }

    private static func completePerson(_ planned: inout PlannedBody) {
        if planned.object["licenses"] == nil {
            planned.object["licenses"] = []
            planned.guessed.append("licenses")
        }
        let names = ["firstName", "lastName"].compactMap { planned.object[$0]?.string }
        if planned.object["displayName"] == nil, !names.isEmpty {
            planned.object["displayName"] = .string(names.joined(separator: " "))
            planned.guessed.append("displayName")
        }
    }

    /// What people call an object.
    func name(_ resource: String, _ object: JSONObject?) -> String? {
        guard let object else { return nil }
        let key = catalog.naturalKey(of: resource) ?? "name"
        return TwinSearch.value(of: key, in: object) ?? SeenNames.name(of: object)
    }
}
