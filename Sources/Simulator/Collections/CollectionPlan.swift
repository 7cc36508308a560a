import Catalog

/// What the catalog says of a resource whose objects can be kept: where they stand, what they are like, how they are
/// named.
struct CollectionPlan: Sendable {
    let resource: String
    /// The path parameters of the objects that these belong to: `addressBookId` of an address book's entries.
    let parentNames: [String]
    /// The field that holds an object's id; nil when objects show none.
    let idField: String?
    /// What a whole object looks like; nil when no answer says.
    let shape: Parameter?
    /// The field by which people name an object, of which no two may have the same.
    let naturalKey: String?
    /// The field by which the path names an object, where that is one that clients set, such as `phoneNumber`.
    let keyField: String?
    /// The fields of which clients can filter by.
    let filterable: [String: FieldKind]
    let idForm: ObjectID.Form
    /// Whether there is no way to create such an object.
    let isReadOnly: Bool

    /// What stands alone, one for each org or workspace, so that no id tells one from another.
    private static let single: Set<String> = ["journey_subscription", "organization", "organization_setting"]

    /// The plan of a resource; nil when it is nothing that can be kept.
    init?(_ resource: String, _ catalog: Catalog) {
        guard !Self.single.contains(resource) else { return nil }
        func operation(_ verb: String) -> Operation? { catalog["\(resource).\(verb)"] }
        let single = ["get", "update", "patch", "delete"].lazy.compactMap(operation).first { !$0.pathIDs.isEmpty }
        let whole = operation("create") ?? operation("list")
        // What can be neither made nor listed has no ids that anybody could know.
        guard whole != nil, single != nil || operation("list") != nil else { return nil }
        self.resource = resource
        parentNames = single.map { Array($0.pathIDs.dropLast()) } ?? whole?.pathIDs ?? []
        let answers = ["get", "create", "update"].map { operation($0)?.success?.value?.unwrapped }
        // Where nothing gives a whole object, the entries of the list are one.
        shape = [answers[0], operation("list")?.entryShape, answers[1], answers[2]].lazy.compactMap(\.self)
            .first { !$0.fields.isEmpty }
        let names = Set(shape?.fields.map(\.name) ?? [])
        let parameter = single?.pathIDs.last ?? ""
        let words = resource.split(separator: "_").map(String.init)
        let joined = words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
        let sent = operation("create")?.writable ?? operation("update")?.writable ?? []
        let sentNames = Set(sent.filter { !$0.isReadOnly }.map(\.name))
        let keyField = parameter != "id" && sentNames.contains(parameter) ? parameter : nil
        self.keyField = keyField
        let idNames = ["id", parameter, "\(words.last ?? "")Id", "\(joined)Id"]
        idField = idNames.first { names.contains($0) && $0 != keyField }
        // What shows no id and is named by no key cannot be found again.
        guard idField != nil || keyField != nil else { return nil }
        naturalKey =
            keyField ?? catalog.naturalKey(of: resource).flatMap { sentNames.contains($0) ? $0 : nil }
            ?? ["name", "number"].first(where: sentNames.contains)
        var filterable: [String: FieldKind] = [:]
        for parameter in sent + (shape?.fields ?? []) where filterable[parameter.name] == nil {
            filterable[parameter.name] = FieldKind(parameter)
        }
        self.filterable = filterable
        isReadOnly = operation("create") == nil
        idForm = Self.form(resource, single ?? whole)
    }

    private static func form(_ resource: String, _ operation: Operation?) -> ObjectID.Form {
        guard operation?.module == .webex, operation?.path.hasPrefix("/identity/") == false else {
            let path = operation?.path ?? ""
            return path.contains("/v1/api/") || path.hasPrefix("/flow-store/") ? .hex : .uuid
        }
        let kind = ["person": "PEOPLE"][resource] ?? resource.uppercased()
        return .admin(kind: kind)
    }
}

extension FieldKind {
    /// The kind of a field's values as the catalog tells; nil for what filters know nothing of.
    init?(_ parameter: Parameter) {
        switch parameter.items ?? parameter.type {
        case .string: self = .text
        case .integer: self = .integer
        case .boolean: self = .boolean
        case .number, .list, .object, .any, .file: return nil
        }
    }
}

extension Parameter {
    /// The object in an answer that has it as its `data`, beside `meta`, else the answer itself.
    var unwrapped: Parameter {
        guard let data = fields.first(where: { $0.name == "data" }), fields.contains(where: { $0.name == "meta" })
        else { return self }
        return data
    }
}

extension Operation {
    /// The answer of a call that did what was asked.
    var success: Answer? { answers.first { (200..<300).contains($0.status) } }

    /// The shape of the entries of its list; nil when the answer has none.
    var entryShape: Parameter? {
        guard let listPath, let answer = success?.value else { return nil }
        return listPath.isEmpty ? answer : answer.fields.first { $0.name == listPath }
    }

    /// The fields that a client may send of an object; with files, those of the part that describes it.
    var writable: [Parameter] {
        guard content?.media == .multipart else { return body }
        return body.first { $0.type == .object }?.fields ?? body
    }
}

extension String {
    /// The text with its first letter in capitals.
    var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
