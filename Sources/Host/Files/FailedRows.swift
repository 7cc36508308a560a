import Synchronization

/// The file of the rows that failed, just as they came in, ready to be corrected and run again (failed.csv).
///
/// Written at the end of a run even when no row failed: a file of an earlier run must not be taken for this one's.
/// Safe to call from any thread.
package final class FailedRows: Sendable {
    private let state: Mutex<State>

    private struct State {
        var writer: StagedWriter
        var hasHeader = false
    }

    /// - Parameters:
    ///   - path: where it is to stand; must be granted for writing.
    ///   - grants: the paths of the run.
    /// - Throws: `HostError` when the path is not granted.
    package init(_ path: String, grants: Grants) throws(HostError) {
        state = Mutex(State(writer: StagedWriter(try grants.stage(path))))
    }

    /// Sets the first line: the source's header as it came in.
    ///
    /// Only the first call counts.
    package func setHeader(_ line: [UInt8]) throws(HostError) {
        try change { state throws(HostError) in
            guard !state.hasHeader else { return }
            state.hasHeader = true
            try state.writer.append { Self.append(line, to: &$0) }
        }
    }

    /// Adds a row: its bytes as they stood in the source, line ends within quotes included.
    package func add(_ line: [UInt8]) throws(HostError) {
        try change { state throws(HostError) in try state.writer.append { Self.append(line, to: &$0) } }
    }

    /// Ends the file: durable under its name, or gone.
    ///
    /// - Parameter keeping: true also after a failed run.
    /// - Throws: `HostError`; the file is then gone.
    package func close(keeping: Bool) throws(HostError) {
        try change { state throws(HostError) in
            guard keeping else {
                state.writer.file.drop()
                return
            }
            try state.writer.flush()
            try state.writer.file.commit()
        }
    }

    private func change(_ body: (inout State) throws(HostError) -> Void) throws(HostError) {
        let failure = state.withLock { state -> HostError? in
            do throws(HostError) {
                try body(&state)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    private static func append(_ line: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: line)
        if line.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    }
}
