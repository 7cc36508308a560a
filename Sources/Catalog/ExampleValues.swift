import JSON

/// Values that fit the parameters of an operation.
struct ExampleValues {
    /// Whether what may be left out is given as well.
    let isFilled: Bool

    /// How deep what may be left out is filled in: shapes refer to each other, and nobody reads further.
    private static let deepest = 4

    /// A body of this description.
    func body(_ content: Operation.Content) -> JSONValue {
        guard content.value.type == .object, !content.value.fields.isEmpty else {
            return value(of: content.value, depth: 0)
        }
        return .object(holding(content.value.fields, depth: 0))
    }

    /// Those of the parameters that are given, with their values.
    func fields(_ parameters: [Parameter], depth: Int = 0) -> JSONObject {
        // The fields of a step of a patch make sense only together.
        let values = parameters.contains { $0.name == "op" } ? ExampleValues(isFilled: true) : self
        return values.values(of: parameters.filter { values.isGiven($0, depth: depth) }, depth: depth)
    }

    private func values(of parameters: [Parameter], depth: Int) -> JSONObject {
        var fields: JSONObject = [:]
        for parameter in parameters { fields[parameter.name] = value(of: parameter, depth: depth + 1) }
        return fields
    }

    /// The fields of a body, which nobody sends without any: where none is required, a few that people change.
    private func holding(_ parameters: [Parameter], depth: Int) -> JSONObject {
        let given = fields(parameters, depth: depth)
        guard given.isEmpty else { return given }
        let open = parameters.filter { parameter in
            !parameter.isReadOnly && parameter.format != .secret && !Self.housekeeping.contains(parameter.name)
        }
        let texts = open.filter { $0.type == .string }.prefix(2)
        if !texts.isEmpty { return values(of: Array(texts), depth: depth) }
        guard let other = open.first(where: { $0.type == .list }) ?? open.first else { return [:] }
        guard other.type == .object, !other.fields.isEmpty, depth < Self.deepest else {
            return values(of: [other], depth: depth)
        }
        return [other.name: .object(holding(other.fields, depth: depth + 1))]
    }

    /// Fields that come with an object that was read, and that nobody sets.
    private static let housekeeping: Set<String> = ["id", "version", "organizationId", "orgId"]

    private func isGiven(_ parameter: Parameter, depth: Int) -> Bool {
        if parameter.isRequired { return true }
        let isWanted = Self.expected.contains(parameter.name) || isFilled && depth < Self.deepest
        return isWanted && !parameter.isReadOnly
    }

    /// What an item of a request for many needs, and a person or a group, whatever the documents say.
    private static let expected: Set<String> = ["itemIdentifier", "requestAction", "displayName"]

    private func value(of parameter: Parameter, depth: Int) -> JSONValue {
        guard parameter.type == .list else { return one(parameter.type, parameter, number: 0, depth: depth) }
        let least = Int(parameter.minimum ?? 0)
        let most = parameter.maximum.map(Int.init) ?? .max
        // An empty list is seldom what somebody wants to see.
        let count = min(max(least, 1), most)
        return .array((0..<count).map { one(parameter.items ?? .string, parameter, number: $0, depth: depth) })
    }

    /// One value, or one entry of a list; `number` tells those of a list apart.
    private func one(_ type: Parameter.ValueType, _ parameter: Parameter, number: Int, depth: Int) -> JSONValue {
        if !parameter.choices.isEmpty {
            return choice(parameter.choices[number % parameter.choices.count], as: type)
        }
        // The bounds of a list are those of its length, not of what is in it.
        let isEntry = parameter.type == .list
        switch type {
        case .string: return .string(ExampleText.text(for: parameter, number: number, isEntry: isEntry))
        case .integer: return .integer(integer(parameter, isEntry: isEntry) + Int64(isEntry ? number : 0))
        case .number: return .number(Double(integer(parameter, isEntry: isEntry)) + 0.5)
        case .boolean: return true
        case .object: return .object(fields(parameter.fields, depth: depth))
        case .list: return []
        case .file: return .string("hold.wav")
        case .any: return .string("example")
        }
    }

    private func choice(_ text: String, as type: Parameter.ValueType) -> JSONValue {
        switch type {
        case .integer: Int64(text).map(JSONValue.integer) ?? .string(text)
        case .boolean: .bool(text == "true")
        default: .string(text)
        }
    }

    private func integer(_ parameter: Parameter, isEntry: Bool) -> Int64 {
        let wanted = Self.integers.first { parameter.name.lowercased().hasSuffix($0.ending) }?.value ?? 1
        guard !isEntry else { return wanted }
        return min(max(wanted, parameter.minimum ?? .min), parameter.maximum ?? .max)
    }

    /// Usual values by the end of a name.
    ///
    /// Instants are of one day, those that begin before those that end.
    private static let integers: [(ending: String, value: Int64)] = [
        ("totime", 1_763_240_400_000), ("endtime", 1_763_240_400_000), ("time", 1_763_200_800_000),
        ("timestamp", 1_763_200_800_000), ("from", 1_763_200_800_000), ("to", 1_763_240_400_000),
        ("startdate", 1_763_200_800_000), ("enddate", 1_763_240_400_000), ("pagesize", 100), ("page", 0),
        ("offset", 0), ("version", 1), ("threshold", 20), ("interval", 30),
    ]
}
