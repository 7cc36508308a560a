import JSON

/// What customers are sent to sign in with, read from whatever it was sent as.
///
/// That may be a message with "Client ID: …, Client Secret: …, Organization ID: …, Access Token: …, Refresh Token: …" in
/// it, the JSON of the token endpoint or of the simulator's ready line, or variables as `env` prints them. A value, and
/// never shown: its description tells what is there and not what it is.
package struct CredentialBlock: Sendable, Equatable {
    package let clientID: String?
    package let clientSecret: String?
    /// As tokens end in it, even if it was sent as the People API writes it.
    package let organizationID: String?
    package let accessToken: String?
    package let refreshToken: String?
    /// Seconds that the access token had left when it was issued.
    package let expiresIn: Int64?
    /// Seconds that the refresh token had left when it was issued.
    package let refreshTokenExpiresIn: Int64?
    /// Scopes, separated by blanks.
    package let scope: String?
    /// An http address; further unchecked.
    package let apiURL: String?
    /// An http address; further unchecked.
    package let authURL: String?
    /// An http address; further unchecked.
    package let redirectURI: String?

    /// Reads what was sent.
    ///
    /// - Parameter text: all of it; what is neither a known label nor its value is passed over.
    /// - Throws: `HostError` that names what is missing, doubled or damaged by label and line, and shows no value.
    package init(_ text: String) throws(HostError) {
        let found = Self.found(in: text)
        func only(_ field: CredentialField) throws(HostError) -> FoundCredential? { try Self.only(field, of: found) }
        func word(_ field: CredentialField) throws(HostError) -> String? {
            guard let one = try only(field) else { return nil }
            return try SecretText.check(one.value, subject: one.place)
        }
        func seconds(_ field: CredentialField) throws(HostError) -> Int64? {
            try only(field).flatMap { Self.seconds($0.value) }
        }
        func address(_ field: CredentialField) throws(HostError) -> String? {
            let first = try only(field)?.value.split(whereSeparator: \.isWhitespace).first.map(String.init)
            return first.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil }
        }
        clientID = try word(.clientID)
        clientSecret = try word(.clientSecret)
        organizationID = try word(.organizationID).map(OrganizationID.plain)
        accessToken = try word(.accessToken)
        refreshToken = try word(.refreshToken)
        (expiresIn, refreshTokenExpiresIn) = (try seconds(.expiresIn), try seconds(.refreshTokenExpiresIn))
        scope = try only(.scope)?.value
        (apiURL, authURL, redirectURI) = (try address(.apiURL), try address(.authURL), try address(.redirectURI))
        try checkTokens(found)
    }

    private func checkTokens(_ found: [FoundCredential]) throws(HostError) {
        guard accessToken != nil || refreshToken != nil else {
            let labels = CredentialField.allCases.filter { field in found.contains { $0.field == field } }.map(\.label)
            throw HostError(
                .invalid,
                "",
                "neither an Access Token nor a Refresh Token is in it",
                hint: labels.isEmpty
                    ? "write lines such as Access Token: …, or give the JSON of the token endpoint"
                    : "all that was found is: \(labels.joined(separator: ", "))"
            )
        }
        for (field, token) in [(CredentialField.accessToken, accessToken), (.refreshToken, refreshToken)] {
            guard let token, let place = try Self.only(field, of: found)?.place else { continue }
            if field == .accessToken {
                guard let mark = token.lastIndex(of: "_"), token.index(after: mark) < token.endIndex else {
                    throw HostError(
                        .invalid,
                        place,
                        "was cut short: no organisation's id stands at its end, after a `_`",
                        hint: "copy all of it from where it was shown in full"
                    )
                }
            }
            guard let organizationID, let ending = OrganizationID.ending(token), ending != organizationID else {
                continue
            }
            throw HostError(
                .invalid,
                place,
                "belongs to another organization than \(try Self.only(.organizationID, of: found)?.place ?? "") says",
                hint: "find out which of them is the one you want, and ask for all of its credentials"
            )
        }
    }

    /// The one value of a field; nil when there is none.
    private static func only(
        _ field: CredentialField,
        of found: [FoundCredential]
    ) throws(HostError) -> FoundCredential? {
        let all = found.filter { $0.field == field }
        let candidates = all.filter { $0.rank == all.map(\.rank).min() }
        guard let first = candidates.first, let other = candidates.first(where: { $0.value != first.value }) else {
            return candidates.first
        }
        throw HostError(
            .invalid,
            field.label,
            "is there twice with different values: \(first.whereabouts) and \(other.whereabouts)",
            hint: "leave the one that counts"
        )
    }

    /// Whole seconds, with or without the word.
    private static func seconds(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text[digits.endIndex...].drop { $0.isWhitespace }.lowercased()
        guard ["", "s", "sec", "seconds"].contains(unit), let seconds = Int64(digits), seconds > 0 else { return nil }
        return seconds
    }

    /// What stands in the text: in a document of JSON, if there is one, and around it.
    private static func found(in text: String) -> [FoundCredential] {
        guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end,
            let value = try? JSONValue(parsing: Array(text[start...end].utf8))
        else { return CredentialMessage(text).found }
        var found: [FoundCredential] = []
        collect(value, depth: 1, into: &found)
        let least = found.map(\.rank).min() ?? 1
        for index in found.indices { found[index].rank -= least - 1 }
        // Lines keep their numbers.
        let gap = String(repeating: "\n", count: text[start...end].count(where: \.isNewline))
        return found + CredentialMessage(text[..<start] + gap + text[text.index(after: end)...]).found
    }

    private static func collect(_ value: JSONValue, depth: Int, into found: inout [FoundCredential]) {
        for element in value.array ?? [] { collect(element, depth: depth + 1, into: &found) }
        for member in value.object ?? [:] {
            let text = member.value.string ?? member.value.integer.map(String.init)
            if let field = CredentialField(key: member.key), let text, !text.isEmpty {
                found.append(FoundCredential(field: field, value: text, line: nil, rank: depth))
            }
            collect(member.value, depth: depth + 1, into: &found)
        }
    }
}

extension CredentialBlock: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        let held = [
            ("client id", clientID), ("client secret", clientSecret), ("organization id", organizationID),
            ("access token", accessToken), ("refresh token", refreshToken),
        ]
        return "CredentialBlock(" + held.filter { $0.1 != nil }.map(\.0).joined(separator: ", ") + ")"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
