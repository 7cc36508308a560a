import JSON
import Synchronization

/// The stored secrets that a run may use: those that a person named for its arguments.
///
/// A script holds only handles. What a handle stands for comes over as a list of texts and `{"secret": NAME}`; whoever makes
/// up such a list gains nothing, since a name that was not granted is refused. Safe to call from any task.
final class GrantedSecrets: Sendable {
    private let store: SecretFile
    private let names = Mutex<Set<String>>([])

    init(_ store: SecretFile) {
        self.store = store
    }

    /// Lets the script use these from now on.
    func grant(_ names: [String]) { self.names.withLock { $0.formUnion(names) } }

    /// The text of a value.
    ///
    /// - Parameters:
    ///   - value: as it came over.
    ///   - subject: what errors name.
    /// - Returns: itself, or its parts with the secrets in their places; nil for what is no text.
    /// - Throws: `HostError` of kind `denied` for a secret that was not granted, or what the store says.
    func text(_ value: JSONValue?, for subject: String) throws(HostError) -> String? {
        if let text = value?.string { return text }
        guard let parts = value?.array else { return nil }
        var whole = ""
        for part in parts {
            if let text = part.string {
                whole += text
            } else if let name = part["secret"]?.string {
                guard names.withLock({ $0.contains(name) }) else {
                    throw HostError(
                        .denied,
                        subject,
                        "this run was not given the secret '\(name)'",
                        hint: "declare an argument of type secret, and name it there"
                    )
                }
                whole += try store.value(named: name)
            } else {
                return nil
            }
        }
        return whole
    }

    /// Whether address or headers of a request hold a secret.
    static func isUsed(in arguments: JSONValue) -> Bool {
        arguments["url"]?.array != nil || (arguments["headers"]?.object ?? [:]).contains { $0.value.array != nil }
    }
}
