import JSON

/// Reads an operation's line of the file of facts.
struct OperationReader {
    private let file: FactsFile
    private var parameters: ParameterReader

    init(_ file: FactsFile) {
        self.file = file
        parameters = ParameterReader(file)
    }

    /// The operation of that name; nil when there is none.
    mutating func operation(_ name: String) throws(FactsFault) -> Operation? {
        guard let line = file.operation(name) else { return nil }
        let row = try FactsRow(line)
        return Operation(
            name: name,
            method: try row.text("method"),
            path: try row.text("path"),
            base: row["module"]?.string == "webex" ? .webex : .contactCentre,
            version: Int(row["version"]?.integer ?? 1),
            safety: try row.choice("safety"),
            paging: row["paging"] == nil ? nil : try row.choice("paging"),
            listPath: row["list"]?.string,
            omitsArrays: row.flag("omits_arrays"),
            isDeprecated: row.flag("deprecated"),
            query: try parameters.parameters(row["query"], in: "\(name).query"),
            headers: try parameters.parameters(row["headers"], in: "\(name).headers"),
            content: try content(row),
            answers: try answers(row),
            scopes: row.texts("scopes") ?? [],
            asksFor: row.texts("asks"),
            naturalKey: row["key"]?.string,
            erases: row["erases"].map { $0.string.map(Operation.Erasure.when) ?? .always },
            countedLists: row.texts("counts") ?? [],
            withheld: row.texts("withheld") ?? []
        )
    }

    private mutating func content(_ row: FactsRow) throws(FactsFault) -> Operation.Content? {
        guard let body = row["body"] else { return nil }
        return Operation.Content(
            media: row["media"] == nil ? .json : try row.choice("media"),
            isRequired: row.flag("needs_body"),
            value: try parameters.parameter(body, name: "body", in: row.name)
        )
    }

    private mutating func answers(_ row: FactsRow) throws(FactsFault) -> [Operation.Answer] {
        var answers: [Operation.Answer] = []
        for member in row["answers"]?.object ?? [:] {
            guard let status = Int(member.key) else { throw FactsFault("\(row.name): \(member.key) is no status") }
            let value: Parameter? =
                if case .null = member.value { nil } else {
                    try parameters.parameter(member.value, name: "answer", in: row.name)
                }
            answers.append(Operation.Answer(status: status, value: value, isPlainText: row.flag("plain")))
        }
        return answers.sorted { $0.status < $1.status }
    }
}
