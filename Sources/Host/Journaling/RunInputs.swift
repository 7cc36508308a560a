import Crypto
import Dispatch
import Journal
import Synchronization
import Webex

/// The files that a run reads, entered so that a later attempt can tell whether they have changed: size and time before the
/// script reads them, a hash when there was time for it.
///
/// Safe to call from any thread.
final class RunInputs: Sendable {
    /// Bytes that are soon hashed.
    private static let few: Int64 = 1 << 20

    private let writer: JournalWriter
    /// When the run first began.
    private let began: Int64
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "patchbay.inputs")

    private struct State {
        var paths: Set<String> = []
        var isOver = false
    }

    init(_ writer: JournalWriter, began: Int64) {
        self.writer = writer
        self.began = began
    }

    /// Enters a file that the arguments name; what keeps it from being looked at, the script will meet itself.
    func declared(_ path: String) {
        guard let file = try? FileHash.stamp(path), isFirst(path) else { return }
        if file.bytes <= Self.few, let hashed = try? FileHash.of(path) { return writer.enter(.input(hashed)) }
        writer.enter(.input(file))
        hash(file)
    }

    /// Enters a file that the script opens.
    ///
    /// What was written since the run began is taken for its own work, which a later attempt may find as it left it or not.
    func opened(_ path: String) {
        guard let file = try? FileHash.stamp(path), file.modified < began, isFirst(path) else { return }
        writer.enter(.input(file))
        if file.bytes <= Self.few { hash(file) }
    }

    /// Enters a file whose bytes the script was given.
    func given(_ path: String, _ bytes: [UInt8]) {
        guard var file = try? FileHash.stamp(path) else { return }
        file.bytes = Int64(bytes.count)
        file.sha256 = Hexadecimal.text(SHA256.hash(data: bytes))
        writer.enter(.input(file))
    }

    /// Enters a file that the script has written, if it had read it before: the change is its own.
    func wrote(_ path: String) {
        guard state.withLock({ $0.paths.contains(path) }), let file = try? FileHash.stamp(path) else { return }
        writer.enter(.input(file))
    }

    /// Ends the reading for hashes: one that is not known by now is not entered.
    func end() { state.withLock { $0.isOver = true } }

    private func isFirst(_ path: String) -> Bool { state.withLock { $0.paths.insert(path).inserted } }

    private func hash(_ file: JournalEntry.InputFile) {
        queue.async { [self] in
            let isWanted = { self.state.withLock { !$0.isOver } }
            guard isWanted(), let hashed = try? FileHash.of(file.path, while: isWanted), hashed.sha256 != nil,
                // Of a file that was changed meanwhile the hash says nothing.
                hashed.bytes == file.bytes, hashed.modified == file.modified, (try? FileHash.stamp(file.path)) == file
            else { return }
            state.withLock { state in if !state.isOver { writer.enter(.input(hashed)) } }
        }
    }
}
