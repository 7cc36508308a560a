import Glibc
import Synchronization

/// The files that a run holds open, by the numbers its script knows them by.
///
/// A number tells nothing of the file: the worker holds no descriptor. Safe to call from any thread.
package final class FileTable: Sendable {
    /// The most that `read` returns at once: 256 KB, which keeps a frame small and a gigabyte to 4,000 frames.
    package static let chunkSize = 256 * 1024

    private let grants: Grants
    private let capacity: Int
    private let state = Mutex(State())

    private enum Entry {
        case reading(ReadingFile)
        case writing(StagedFile)
    }

    private struct State {
        var entries: [Int64: Entry] = [:]
        var lastNumber: Int64 = 0
    }

    /// - Parameters:
    ///   - grants: what may be opened.
    ///   - capacity: how many may be open at once.
    package init(_ grants: Grants, capacity: Int = 256) {
        self.grants = grants
        self.capacity = capacity
    }

    /// Opens a file for reading from its start.
    ///
    /// - Returns: its number and its length at this time.
    package func openForReading(_ path: String) throws(HostError) -> (number: Int64, bytes: Int64) {
        let descriptor = try grants.openForReading(path)
        let bytes = try descriptor.status(shown: path).st_size
        return (try add(.reading(ReadingFile(descriptor, path: path)), path: path), Int64(bytes))
    }

    /// Begins a file that appears under its name when it is committed.
    package func openForWriting(_ path: String) throws(HostError) -> Int64 {
        let file = try grants.stage(path)
        return try add(.writing(file), path: path)
    }

    /// The next chunk of a file; empty at its end.
    package func read(_ number: Int64) throws(HostError) -> [UInt8] {
        guard case .reading(let file) = try entry(number) else { throw Self.wrong(number, "is open for writing") }
        return try file.next(Self.chunkSize)
    }

    /// Appends to a file.
    package func write(_ number: Int64, _ bytes: [UInt8]) throws(HostError) {
        guard case .writing(let file) = try entry(number) else { throw Self.wrong(number, "is open for reading") }
        try file.write(bytes)
    }

    /// The path of a file that is being written, as it was named; nil for any other number.
    package func writtenPath(_ number: Int64) -> String? {
        guard case .writing(let file) = state.withLock({ $0.entries[number] }) else { return nil }
        return file.path
    }

    /// Ends the use of a file: one that was written becomes durable under its name.
    package func close(_ number: Int64) throws(HostError) {
        let entry = try entry(number)
        state.withLock { $0.entries[number] = nil }
        if case .writing(let file) = entry { try file.commit() }
    }

    /// Ends the use of a file: one that was written is gone without a trace.
    package func drop(_ number: Int64) {
        guard let entry = state.withLock({ $0.entries.removeValue(forKey: number) }) else { return }
        if case .writing(let file) = entry { file.drop() }
    }

    /// Ends the use of all, at the end of a run: what is still being written is committed at a good one.
    ///
    /// - Throws: the first error, after all were tried.
    package func closeAll(committing: Bool) throws(HostError) {
        let entries = state.withLock { state in
            defer { state.entries = [:] }
            return state.entries
        }
        var failure: HostError?
        for case (_, .writing(let file)) in entries.sorted(by: { $0.key < $1.key }) {
            guard committing else {
                file.drop()
                continue
            }
            do throws(HostError) {
                try file.commit()
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    private func entry(_ number: Int64) throws(HostError) -> Entry {
        guard let entry = state.withLock({ $0.entries[number] }) else {
            throw HostError(.invalid, "file \(number)", "is closed already")
        }
        return entry
    }

    private func add(_ entry: Entry, path: String) throws(HostError) -> Int64 {
        let number = state.withLock { state -> Int64? in
            guard state.entries.count < capacity else { return nil }
            state.lastNumber += 1
            state.entries[state.lastNumber] = entry
            return state.lastNumber
        }
        guard let number else {
            throw HostError(
                .invalid,
                path,
                "\(capacity) files are open already",
                hint: "close files that are no longer needed"
            )
        }
        return number
    }

    private static func wrong(_ number: Int64, _ problem: String) -> HostError {
        HostError(.invalid, "file \(number)", problem)
    }
}
