import Webex

extension ScriptArguments {
    /// What stands in the place of a word that may be a secret itself.
    private static let mask = "…"

    /// The words that were typed as they may be kept: what was given for a secret and is the name of none may be the value
    /// itself, typed in its place.
    ///
    /// - Parameters:
    ///   - words: as they were typed; they need not fit what is declared.
    ///   - isStored: whether there is a secret of that name.
    /// - Returns: the words, and those that were taken out of them.
    func keepable(_ words: [String], isStored: (String) -> Bool) -> (words: [String], masked: [String]) {
        var kept: [String] = []
        var masked: [String] = []
        func shown(_ value: String) -> String {
            guard !value.isEmpty, !isStored(value) else { return value }
            masked.append(value)
            return Self.mask
        }
        var positionals = arguments.filter { !$0.isOption }[...]
        var rest = words[...]
        var areOptionsOver = false
        while let word = rest.popFirst() {
            let name = String(word.prefix { $0 != "=" })
            if !areOptionsOver, word == "--" {
                areOptionsOver = true
                kept.append(word)
            } else if !areOptionsOver, let argument = arguments.first(where: { $0.isOption && $0.name == name }) {
                let isWhole = name == word
                if argument.type != .secret {
                    kept.append(word)
                    if isWhole, argument.type != .flag, let value = rest.popFirst() { kept.append(value) }
                } else if isWhole {
                    kept.append(word)
                    if let value = rest.popFirst() { kept.append(shown(value)) }
                } else {
                    kept.append(name + "=" + shown(String(word.dropFirst(name.count + 1))))
                }
            } else if let argument = positionals.first {
                kept.append(argument.type == .secret ? shown(word) : word)
                if !argument.isMany { positionals = positionals.dropFirst() }
            } else {
                kept.append(word)
            }
        }
        return (kept, masked)
    }
}

extension Run {
    /// The words of the run as the journal may have them.
    ///
    /// A script says what its words mean when it is run, and then they are in the journal; a plugin's manifest has said
    /// it before.
    var enteredWords: [String] {
        guard let role = request.plugin, case .command(let name) = role.work,
            let command = role.plugin.manifest.commands.first(where: { $0.name == name })
        else { return request.arguments }
        return keepableWords(command.arguments).words
    }

    /// The words as they may be kept once it is known what they mean; what may be a secret is hidden from here on.
    func keepableWords(_ arguments: ScriptArguments) -> (words: [String], hidden: [String]) {
        let (words, masked) = arguments.keepable(request.arguments) { name in
            (try? ground.secrets.value(named: name)) != nil
        }
        // Shorter ones are names that were misspelt, which the message about them shows.
        for value in masked where value.utf8.count >= Self.longName { ground.console.redaction.add(value) }
        return (words, masked)
    }

    /// Letters from which on a word is rather a secret than the name of one.
    private static let longName = 20
}
