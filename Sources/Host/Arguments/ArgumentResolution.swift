import JSON

extension ScriptArguments {
    /// What typing arguments behind a script comes to.
    package enum Resolution: Sendable {
        /// `-h` or `--help` was among them: only the help text is wanted.
        case help
        case values(ResolvedArguments)
    }

    /// Turns what was typed behind the script's path into values and path grants.
    ///
    /// Nothing is made or opened. A path that is typed grants itself; a default grants only what lies beneath the
    /// current folder and is no dotfile.
    /// - Throws: `HostError`: kind `invalid` (or `denied`, for a default that grants nothing) with the argument, the value
    ///   and the way out.
    package func resolve(_ tokens: [String], in context: ArgumentContext) throws(HostError) -> Resolution {
        let typed = try ArgumentTokens(tokens, declared: arguments, script: context.script)
        guard !typed.asksForHelp else { return .help }
        try checkRequired(typed, script: context.script)
        var values = JSONObject()
        var grants: [PathGrant] = []
        var secrets: [String] = []
        for argument in arguments {
            let value: JSONValue
            if let texts = typed.given[argument.key] {
                value = try Self.value(of: argument, texts, context)
                try grants += Self.grants(for: argument, value, origin: .typed, context)
            } else if let declared = argument.defaultValue {
                value = try ArgumentValue(argument, context).fromDefault(declared)
                try grants += Self.grants(for: argument, value, origin: .byDefault, context)
            } else {
                value = argument.type == .flag ? false : .null
            }
            values[argument.key] = value
            if argument.type == .secret { secrets += (value.array ?? [value]).compactMap(\.string) }
        }
        return .values(ResolvedArguments(values: values, grants: grants, secrets: secrets))
    }

    private func checkRequired(_ typed: ArgumentTokens, script: String) throws(HostError) {
        let missing = arguments.filter { $0.isRequired && typed.given[$0.key] == nil }
        guard let first = missing.first else { return }
        let names = missing.map { $0.isOption ? "\($0.name) \($0.type.placeholder)" : $0.name.uppercased() }
        let meaning = missing.count == 1 ? first.help.map { " (\($0))" } ?? "" : ""
        throw HostError(
            .invalid,
            "",
            "\(script) needs \(names.joined(separator: ", "))\(meaning)",
            hint: "see patchbay help \(script)"
        )
    }

    private static func value(
        of argument: ArgumentDeclaration,
        _ texts: [String],
        _ context: ArgumentContext
    ) throws(HostError) -> JSONValue {
        var read: [JSONValue] = []
        for text in texts { read.append(try ArgumentValue(argument, context).fromText(text)) }
        return argument.isMany ? .array(read) : read.last ?? .null
    }

    private static func grants(
        for argument: ArgumentDeclaration,
        _ value: JSONValue,
        origin: PathGrant.Origin,
        _ context: ArgumentContext
    ) throws(HostError) -> [PathGrant] {
        guard argument.type.isPath else { return [] }
        var grants: [PathGrant] = []
        for path in (value.array ?? [value]).compactMap(\.string) {
            do throws(HostError) {
                grants.append(
                    try PathGrant(
                        path,
                        argument.type == .file ? .read : .write,
                        argument.type == .folder ? .folder : .file,
                        origin: origin,
                        currentFolder: context.currentFolder
                    )
                )
            } catch {
                throw HostError(
                    error.kind,
                    argument.name,
                    "the default '\(path)' is not granted: \(error.problem)",
                    hint: "name the path: \(argument.isOption ? argument.name + " " : "")\(argument.type.placeholder)"
                )
            }
        }
        return grants
    }
}
