/// A token or a secret as people pass it on: in a file, a message, at a prompt.
package enum SecretText {
    /// Takes the blanks around it off, and refuses what a copy damaged.
    ///
    /// - Parameters:
    ///   - text: what was given; a byte-order mark at its start does not count.
    ///   - subject: what it is: an option, a label and its line.
    /// - Returns: the secret itself.
    /// - Throws: `HostError` that never shows any of it.
    package static func check(_ text: some StringProtocol, subject: String) throws(HostError) -> String {
        let start = text.drop { isBlank($0) }
        let secret = start[..<(start.lastIndex { !isBlank($0) }.map(start.index(after:)) ?? start.startIndex)]
        guard !secret.isEmpty else { throw HostError(.invalid, subject, "is empty") }
        guard !secret.contains("…"), !secret.contains("...") else {
            throw HostError(
                .invalid,
                subject,
                "was cut short: it holds an ellipsis",
                hint: "copy all of it from where it was shown in full"
            )
        }
        guard !secret.contains(where: isBlank) else {
            throw HostError(
                .invalid,
                subject,
                "holds a blank or a line break, which none does",
                hint: "copy it alone, and in one piece"
            )
        }
        guard secret.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw HostError(
                .invalid,
                subject,
                "holds a letter that none does",
                hint: "copy it again from where it was shown"
            )
        }
        return String(secret)
    }

    /// Whether a character takes no ink: a blank of any width, a line break, a byte-order mark.
    static func isBlank(_ character: Character) -> Bool {
        character.isWhitespace || character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .format }
    }
}
