import Catalog
import JSON
import Webex

/// The values that scripts may use and nobody may see, such as a webhook's address or a header's key; sealed.
///
/// Made by `Vault.secrets`. Safe to use from any task.
package struct SecretFile: Sendable {
    let file: SealedFile
    let lock: LockFile
    let redaction: Redaction
    let clock: WallClock

    /// A secret as a list shows it.
    package struct Entry: Sendable, Equatable {
        package let name: String
        /// When it was set, in milliseconds since 1970.
        package let set: Int64
    }

    /// Bytes that a value may have: what a header may.
    private static let longest = 8 << 10
    /// Letters that a value must have.
    private static let shortest = 8

    /// What there is, in the order of the names.
    ///
    /// - Throws: `HostError` with the path and the way out, and nothing of the content.
    package func entries() throws(HostError) -> [Entry] {
        try load().map { Entry(name: $0.key, set: $0.value["set"]?.integer ?? 0) }.sorted { $0.name < $1.name }
    }

    /// The value of that name.
    ///
    /// - Throws: `HostError` of kind `notFound` with near names, or how to set one.
    package func value(named name: String) throws(HostError) -> String {
        let secrets = try load()
        guard let value = secrets[name]?["value"]?.string else { throw Self.unknown(name, among: secrets) }
        return value
    }

    /// Keeps a value under a name, in place of the one before.
    ///
    /// - Throws: `HostError` when name or value cannot be one, and as the lock and the file do.
    package func set(_ name: String, to value: String) async throws {
        try Self.check(name: name)
        try Self.check(value, of: name)
        redaction.add(value)
        try await change { secrets throws(HostError) in
            secrets[name] = ["value": .string(value), "set": .integer(clock.now())]
        }
    }

    /// Forgets a value.
    ///
    /// - Throws: `HostError` of kind `notFound` with near names; and as the lock and the file do.
    package func remove(_ name: String) async throws {
        try await change { secrets throws(HostError) in
            guard secrets.removeValue(forKey: name) != nil else { throw Self.unknown(name, among: secrets) }
        }
    }

    /// Refuses what cannot be a secret's name.
    ///
    /// - Throws: `HostError` that says what can.
    package static func check(name: String) throws(HostError) {
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        let isName = name.utf8.allSatisfy { byte in
            isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_.-".utf8.contains(byte)
        }
        guard isName, name.utf8.count <= 64, let first = name.utf8.first, isLetter(first) else {
            throw HostError(
                .invalid,
                "",
                "'\(name.debugDescription.dropFirst().dropLast())' is no name for a secret",
                hint: "begin with a letter, and use up to 64 letters, digits, '_', '.' and '-'"
            )
        }
    }

    /// Refuses what no header can hold, and what is too short to be hidden.
    private static func check(_ value: String, of name: String) throws(HostError) {
        func wrong(_ problem: String, hint: String? = nil) -> HostError {
            HostError(.invalid, "secret \(name)", problem, hint: hint)
        }
        guard !value.isEmpty else { throw wrong("the value is empty") }
        guard value.count >= shortest else {
            throw wrong(
                "the value is shorter than \(shortest) letters: so short a text is easily guessed, and could not be "
                    + "hidden in messages without hiding parts of other words",
                hint: "take a longer one"
            )
        }
        guard value.utf8.count <= longest else { throw wrong("the value is longer than 8 KiB") }
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }) else {
            throw wrong("the value holds a line break or another control character")
        }
    }

    private static func unknown(_ name: String, among secrets: [String: JSONValue]) -> HostError {
        HostError(
            .notFound,
            "",
            "there is no secret '\(name)'",
            hint: NearNames.question(name, among: secrets.keys)
                ?? "set it: patchbay secret set \(ShellWord.quoted(name))"
        )
    }

    /// Reads, changes and saves, with others held off meanwhile.
    private func change(_ body: (inout [String: JSONValue]) throws(HostError) -> Void) async throws {
        let hold = try await lock.hold()
        defer { hold.release() }
        var secrets = try load()
        try body(&secrets)
        var object = JSONObject()
        for (name, secret) in secrets { object[name] = secret }
        try file.save(JSONValue.object(object).encoded())
    }

    private func load() throws(HostError) -> [String: JSONValue] {
        guard let bytes = try file.load() else { return [:] }
        guard let object = try? JSONValue(parsing: bytes).object else { throw file.unreadable }
        var secrets: [String: JSONValue] = [:]
        for field in object {
            secrets[field.key] = field.value
            field.value["value"]?.string.map(redaction.add)
        }
        return secrets
    }
}
