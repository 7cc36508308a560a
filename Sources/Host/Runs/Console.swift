import Glibc
import Synchronization

/// Where a run is seen: data on standard output, all else on standard error, in the order it was said.
///
/// Safe to call from any thread. On a terminal the last line of standard error may be a status line; it is wiped before
/// anything else is written and drawn again after.
package final class Console: Sendable {
    private let output: Int32
    private let errors: Int32
    /// Whether standard error is a terminal that understands cursor movements.
    package let isTerminal: Bool
    /// Whether colour is welcome there.
    package let hasColor: Bool
    private let state = Mutex(State())

    private struct State {
        var pending: [UInt8] = []
        var status = ""
        var isClosed = false
    }

    /// - Parameters:
    ///   - output: descriptor for data.
    ///   - errors: descriptor for all else.
    ///   - environment: where `NO_COLOR` and `TERM` are looked up.
    package init(output: Int32 = 1, errors: Int32 = 2, environment: [String: String]) {
        self.output = output
        self.errors = errors
        isTerminal = isatty(errors) == 1 && !["", "dumb"].contains(environment["TERM"] ?? "")
        hasColor = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Takes data; it goes out with the next `flush`, or before anything on standard error.
    package func print(_ bytes: [UInt8]) {
        state.withLock { state in
            state.pending.append(contentsOf: bytes)
            if state.pending.count > 64 << 10 { writeOut(&state) }
        }
    }

    /// Writes out the data that is kept.
    ///
    /// False: nobody reads it any more.
    package func flush() -> Bool {
        state.withLock { state in
            writeOut(&state)
            return !state.isClosed
        }
    }

    /// Writes a line to standard error, after the data that came before it.
    package func say(_ line: String) {
        state.withLock { state in
            writeOut(&state)
            Self.write(Array((wipe(state) + line + "\n" + state.status).utf8), to: errors)
        }
    }

    /// Replaces the status line; empty removes it.
    ///
    /// Only on a terminal.
    package func show(status: String) {
        guard isTerminal else { return }
        state.withLock { state in
            guard state.status != status else { return }
            let change = wipe(state) + status
            state.status = status
            Self.write(Array(change.utf8), to: errors)
        }
    }

    /// Text in a colour, where colour is welcome.
    package func colored(_ text: String, _ color: Color) -> String {
        hasColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// What a colour says.
    package enum Color: Int, Sendable {
        case bad = 31
        case good = 32
        case warning = 33
        case faint = 2
    }

    /// The width of the terminal in columns; 80 where it is not known.
    package var width: Int {
        var size = winsize()
        guard ioctl(errors, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private func wipe(_ state: State) -> String { state.status.isEmpty ? "" : "\r\u{1B}[K" }

    private func writeOut(_ state: inout State) {
        guard !state.pending.isEmpty else { return }
        if !state.isClosed, !Self.write(state.pending, to: output) { state.isClosed = true }
        state.pending.removeAll(keepingCapacity: true)
    }

    @discardableResult
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { raw in
            var sent = 0
            while sent < raw.count {
                let count = Glibc.write(descriptor, raw.baseAddress?.advanced(by: sent), raw.count - sent)
                if count < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                sent += count
            }
            return true
        }
    }
}
