import JSON

extension Plan {
    /// The plan as a JSON object, without its checksum.
    package var json: JSONObject {
        var fields: JSONObject = [
            PlanFile.mark: .integer(PlanFile.version), "run": .string(run), "kind": .string(kind.rawValue),
        ]
        fields["undoes"] = undoes.map(JSONValue.string)
        fields["made"] = .integer(made)
        fields["user"] = .string(user)
        fields["patchbay"] = .string(version)
        fields["profile"] = .string(profile)
        fields["organization"] = .string(organization)
        if isSimulated { fields["simulated"] = true }
        fields["rate_limit"] = .integer(Int64(rateLimit))
        fields["script"] = .string(script)
        fields["script_sha256"] = .string(scriptHash)
        fields["words"] = .array(words.map(JSONValue.string))
        fields["arguments"] = arguments
        fields["rows"] = rows.json
        fields["changes"] = .array(changes.map { .object($0.json) })
        fields["expected"] = .array(expected.map { .object($0.json) })
        fields["held"] = .array(held.map { .object($0.json) })
        fields["names"] = .object(
            JSONObject(
                names.sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key, value: .string($0.value)) }
            )
        )
        fields["warnings"] = .array(warnings.map(JSONValue.string))
        if kind == .undo {
            fields["left_alone"] = .array(leftAlone.map(JSONValue.string))
            fields["unrestorable"] = .array(unrestorable.map(JSONValue.string))
        }
        return fields
    }

    /// Reads a plan whose mark and checksum were looked at; nil where something of it is not there.
    init?(_ fields: JSONObject) {
        guard let run = fields["run"]?.string, let kind = fields["kind"]?.string.flatMap(Kind.init),
            let made = fields["made"]?.integer, let organization = fields["organization"]?.string,
            let changes = fields["changes"]?.array, let expected = fields["expected"]?.array
        else { return nil }
        self.run = run
        self.kind = kind
        undoes = fields["undoes"]?.string
        self.made = made
        user = fields["user"]?.string ?? ""
        version = fields["patchbay"]?.string ?? ""
        profile = fields["profile"]?.string ?? ""
        self.organization = organization
        isSimulated = fields["simulated"]?.bool ?? false
        rateLimit = Int(clamping: fields["rate_limit"]?.integer ?? 0)
        script = fields["script"]?.string ?? ""
        scriptHash = fields["script_sha256"]?.string ?? ""
        words = fields["words"]?.array?.compactMap(\.string) ?? []
        arguments = fields["arguments"] ?? .null
        rows = Rows(fields["rows"])
        self.changes = changes.compactMap { $0.object.flatMap(PlannedChange.init) }
        self.expected = expected.compactMap { $0.object.flatMap(ExpectedObject.init) }
        guard self.changes.count == changes.count, self.expected.count == expected.count else { return nil }
        held = (fields["held"]?.array ?? []).compactMap { held in
            guard let kind = held["kind"]?.string.flatMap(HeldEffect.Kind.init) else { return nil }
            let count = held["count"]?.integer.map { Int(clamping: $0) } ?? 1
            return HeldEffect(kind, held["what"]?.string ?? "", count: count)
        }
        names = [:]
        for member in fields["names"]?.object ?? [:] { names[member.key] = member.value.string }
        warnings = fields["warnings"]?.array?.compactMap(\.string) ?? []
        leftAlone = fields["left_alone"]?.array?.compactMap(\.string) ?? []
        unrestorable = fields["unrestorable"]?.array?.compactMap(\.string) ?? []
    }
}

extension Plan.Rows {
    fileprivate var json: JSONValue {
        [
            "done": .integer(Int64(done)), "failed": .integer(Int64(failed)),
            "failures": .array(failures.map { ["key": .string($0.key), "error": .string($0.error)] }),
        ]
    }

    fileprivate init(_ value: JSONValue?) {
        done = Int(clamping: value?["done"]?.integer ?? 0)
        failed = Int(clamping: value?["failed"]?.integer ?? 0)
        failures = (value?["failures"]?.array ?? []).map {
            Failure(key: $0["key"]?.string ?? "", error: $0["error"]?.string ?? "")
        }
    }
}

extension HeldEffect {
    fileprivate var json: JSONObject {
        var json: JSONObject = ["kind": .string(kind.rawValue), "what": .string(what)]
        if count > 1 { json["count"] = .integer(Int64(count)) }
        return json
    }
}

extension ExpectedObject {
    fileprivate var json: JSONObject {
        var json: JSONObject = ["id": .string(id), "resource": .string(resource)]
        if !parent.isEmpty { json["parent"] = .string(parent) }
        json["fields"] = .object(fields)
        json["stands_on"] = standsOn.map { .integer(Int64($0)) }
        return json
    }

    fileprivate init?(_ json: JSONObject) {
        guard let id = json["id"]?.string, let resource = json["resource"]?.string, let fields = json["fields"]?.object
        else { return nil }
        self.init(
            id: id,
            resource: resource,
            parent: json["parent"]?.string ?? "",
            fields: fields,
            standsOn: json["stands_on"]?.integer.map { Int(clamping: $0) }
        )
    }
}

extension PlannedChange {
    /// The change as a JSON object; what is nothing is left out.
    package var json: JSONObject {
        var json: JSONObject = [
            "number": .integer(Int64(number)), "operation": .string(operation), "action": .string(action.rawValue),
            "safety": .string(safety), "resource": .string(resource), "target": .string(target),
        ]
        json["name"] = name.map(JSONValue.string)
        if !scope.isEmpty { json["scope"] = .string(scope) }
        json["ids"] = .array(ids.map(JSONValue.string))
        if !query.isEmpty { json["query"] = .object(query) }
        json["body"] = body
        if !options.isEmpty { json["options"] = .object(options) }
        if isRaw { json["raw"] = true }
        json["before"] = before.map(JSONValue.object)
        json["after"] = after.map(JSONValue.object)
        if !guessed.isEmpty { json["guessed"] = .array(guessed.map(JSONValue.string)) }
        if !makes.isEmpty { json["makes"] = .object(makes) }
        if !standsOn.isEmpty { json["stands_on"] = .array(standsOn.map { .integer(Int64($0)) }) }
        if !follows.isEmpty { json["follows"] = .array(follows.map { .integer(Int64($0)) }) }
        json["irreversible"] = irreversible.map(JSONValue.string)
        json["unsendable"] = unsendable.map(JSONValue.string)
        return json
    }

    /// Reads a change; nil where something of it is not there.
    init?(_ json: JSONObject) {
        guard let operation = json["operation"]?.string, let action = json["action"]?.string.flatMap(Action.init),
            let safety = json["safety"]?.string, let number = json["number"]?.integer
        else { return nil }
        self.init(operation, action: action, safety: safety)
        self.number = Int(clamping: number)
        scope = json["scope"]?.string ?? ""
        ids = json["ids"]?.array?.compactMap(\.string) ?? []
        query = json["query"]?.object ?? [:]
        body = json["body"]
        options = json["options"]?.object ?? [:]
        isRaw = json["raw"]?.bool ?? false
        resource = json["resource"]?.string ?? ""
        target = json["target"]?.string ?? ""
        name = json["name"]?.string
        before = json["before"]?.object
        after = json["after"]?.object
        guessed = json["guessed"]?.array?.compactMap(\.string) ?? []
        makes = json["makes"]?.object ?? [:]
        standsOn = (json["stands_on"]?.array ?? []).compactMap { $0.integer.map { Int(clamping: $0) } }
        // An older plan has none: all that came before stands there as what it stands on.
        follows = (json["follows"]?.array ?? []).compactMap { $0.integer.map { Int(clamping: $0) } }
        irreversible = json["irreversible"]?.string
        unsendable = json["unsendable"]?.string
    }
}
