/// What is found in a message, a note or the output of `env`: values behind labels, whatever stands around them.
struct CredentialMessage {
    private(set) var found: [FoundCredential] = []
    private let lines: [CredentialLine]

    init(_ text: some StringProtocol) {
        // Marks that take no ink, such as a byte-order mark or a place where a word may break, belong to no value.
        let scalars = text.unicodeScalars.filter { $0.properties.generalCategory != .format }
        lines = String(String.UnicodeScalarView(scalars))
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated().map { CredentialLine($1, number: $0 + 1) }
        for index in lines.indices { read(index) }
    }

    private mutating func read(_ index: Int) {
        let labels = lines[index].labels()
        for (place, label) in labels.enumerated() {
            let next = place + 1 < labels.count ? labels[place + 1].start : nil
            var (value, reachesEnd) = lines[index].value(of: label, until: next)
            if value.isEmpty, next == nil {
                (value, reachesEnd) = (valueBelow(index, of: label.field), false)
            } else if !label.isFirm, !Self.looksMade(value) {
                continue
            }
            if label.field == .scope { value = scopes(value, and: next == nil ? index : nil) }
            if reachesEnd, label.field.isToken { value = joined(value, after: index) }
            guard !value.isEmpty else { continue }
            found.append(
                FoundCredential(field: label.field, value: value, line: lines[index].number, rank: label.isOurs ? 0 : 1)
            )
        }
    }

    /// Whether a word was made by a program rather than written by a person: there was no mark that said so.
    private static func looksMade(_ value: String) -> Bool {
        !value.contains(where: \.isWhitespace) && value.contains(where: \.isNumber)
    }

    /// The value of a label that has a line to itself.
    private func valueBelow(_ index: Int, of field: CredentialField) -> String {
        guard let line = lines[(index + 1)...].first(where: { !$0.isBlank }), line.labels().isEmpty else { return "" }
        let value = line.alone
        return value.contains(where: \.isWhitespace) && field != .scope ? "" : value
    }

    /// The scopes in a value, and those that have the next lines to themselves.
    private func scopes(_ value: String, and index: Int?) -> String {
        func words(_ text: String) -> [Substring] { text.split { $0.isWhitespace || $0 == "," || $0 == ";" } }
        func isScope(_ word: Substring) -> Bool {
            word.utf8.allSatisfy { (33...126).contains($0) } && word.contains(":") && !word.contains("//")
        }
        var scopes = words(value).filter(isScope)
        if let index {
            for line in lines[(index + 1)...] {
                let more = words(line.alone)
                guard !more.isEmpty, more.allSatisfy(isScope), line.labels().isEmpty else { break }
                scopes += more.filter { !scopes.contains($0) }
            }
        }
        return scopes.joined(separator: " ")
    }

    /// A token that a mail program broke into lines, in one piece again.
    ///
    /// What follows is taken for a part of it only if the whole then ends as a token does, with an organisation's id.
    private func joined(_ value: String, after index: Int) -> String {
        guard OrganizationID.ending(value) == nil, !value.contains(where: \.isWhitespace) else { return value }
        var whole = value
        for line in lines[(index + 1)...].prefix(8) {
            let part = line.alone
            guard !part.isEmpty, line.labels().isEmpty, part.utf8.allSatisfy({ (33...126).contains($0) }) else { break }
            whole += part
            if OrganizationID.ending(whole) != nil { return whole }
        }
        return value
    }
}
