import ArgumentParser
import Catalog
import Host
import JSON

/// The words of `api call` that are no options of ours: the operation, its ids, and its parameters as options.
struct CallWords {
    /// What they order.
    private(set) var order: TypedCall

    /// Reads the words; `version` is what `--v` asks for.
    ///
    /// - Throws: `HostError` for an operation or a parameter that there is not, with the near ones.
    init(_ words: [String], version: Int?) throws(HostError) {
        order = TypedCall(try Self.operation(words.first ?? "", version))
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word.count > 2 else {
                order.ids.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            try take(String(parts[0]), value: parts.count == 2 ? String(parts[1]) : nil, &rest)
        }
    }

    /// Takes one parameter, and its value from the words that follow unless it stood behind a `=`.
    private mutating func take(_ name: String, value: String?, _ rest: inout ArraySlice<String>) throws(HostError) {
        let operation = order.operation
        guard let parameter = (operation.query + operation.givenHeaders).first(where: { $0.name == name }) else {
            throw Self.unknown(name, of: operation)
        }
        var value = value
        if value == nil, parameter.type == .boolean, !["true", "false"].contains(rest.first ?? "") { value = "true" }
        guard let text = value ?? rest.popFirst() else {
            throw HostError(.invalid, "--\(name)", "has no value", hint: "write --\(name) VALUE")
        }
        let given = ArgumentText(text).value(for: parameter)
        // Given again, a list goes on.
        if let before = order.parameters[name]?.array, let more = given.array {
            order.parameters[name] = .array(before + more)
        } else {
            order.parameters[name] = given
        }
    }

    private static func operation(_ name: String, _ version: Int?) throws(HostError) -> Operation {
        guard case .operation(let operation, nil) = try APIQuestion(name).answer() else {
            throw HostError(
                .invalid,
                name,
                "is no single operation",
                hint: "patchbay api \(name.split(separator: ".").first.map(String.init) ?? "") lists those there are"
            )
        }
        guard let version, version != operation.version else { return operation }
        guard let older = Catalog.bundled["\(operation.plainName)@\(version)"] else {
            throw HostError(.invalid, "--v \(version)", "\(operation.plainName) has no such version")
        }
        return older
    }

    /// The error for a parameter that the operation does not take, with what may have been meant.
    static func unknown(_ name: String, of operation: Operation) -> HostError {
        if operation.body.contains(where: { $0.name == name }) {
            return HostError(
                .invalid,
                "--\(name)",
                "is a field of the body of \(operation.name)",
                hint: "write --field \(name)=VALUE"
            )
        }
        let parameters = (operation.query + operation.givenHeaders).map { "--" + $0.name }
        let near = NearNames.question("--" + name, among: Set(parameters + APICallVerb.optionNames))
        let all =
            parameters.isEmpty ? "it takes none" : "it takes \(parameters.joined(separator: ", "))"
        return HostError(.invalid, "--\(name)", "is no parameter of \(operation.name)", hint: near ?? all)
    }
}

extension APICallVerb {
    /// Its own options, as its help lists them, and that of the whole command.
    static var optionNames: [String] {
        let lines = helpMessage().split(separator: "\n").map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("-") }
        let names = lines.flatMap { line in
            // What it means stands behind two blanks.
            line.prefix(upTo: line.firstRange(of: "  ")?.lowerBound ?? line.endIndex).split {
                !$0.isLetter && $0 != "-"
            }
        }
        return names.filter { $0.hasPrefix("--") }.map(String.init) + ["--version"]
    }
}
