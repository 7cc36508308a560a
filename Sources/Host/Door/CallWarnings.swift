import Catalog
import Synchronization

/// What a person is told of calls that were sent all the same: each thing once in a run.
///
/// Safe to call from any task.
final class CallWarnings: Sendable {
    private let say: @Sendable (String) -> Void
    private let said = Mutex<Set<String>>([])
    /// More different ones than this are no longer a help.
    private static let most = 200

    /// - Parameter say: shows one warning.
    init(say: @escaping @Sendable (String) -> Void) { self.say = say }

    /// Fields of a body that the catalog does not know.
    func unknownFields(_ names: [String], of operation: String) {
        for name in names {
            once("\(operation): the field \(name) is in no document; it is sent as it stands")
        }
    }

    /// Fields of an answer that a script does not get.
    func withheld(_ names: [String], by operation: String) {
        guard !names.isEmpty else { return }
        once("\(operation): its answer holds a secret, which no script gets: \(names.joined(separator: ", "))")
    }

    /// An operation that Webex means to take away; nothing for any other.
    func deprecated(_ operation: Operation, in catalog: Catalog) {
        if let warning = Deprecation.warning(of: operation, in: catalog) { once(warning) }
    }

    private func once(_ warning: String) {
        let isNew = said.withLock { $0.count < Self.most && $0.insert(warning).inserted }
        if isNew { say(warning) }
    }
}
