import Glibc
import Synchronization
import Webex

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
    /// Whether it is welcome on standard output.
    private let hasDataColor: Bool
    /// Takes what is written, data or not, where nobody is to see it as it comes.
    private let sink: (@Sendable (_ isData: Bool, [UInt8]) -> Void)?
    /// What is taken out of all that is said, and out of what a script is told of a failure.
    let redaction: Redaction
    private let state = Mutex(State())
    private let isGivenUp = Mutex(false)
    /// Milliseconds between two looks whether the run is over.
    private static let lookEvery: Int32 = 100

    private struct State {
        var pending: [UInt8] = []
        var status = ""
        /// The errno of the first data that could not be written.
        var failure: Int32?
    }

    /// - Parameters:
    ///   - output: descriptor for data.
    ///   - errors: descriptor for all else.
    ///   - environment: where `NO_COLOR` and `TERM` are looked up.
    ///   - redaction: the secrets that nothing on standard error shows; the process's own.
    package init(output: Int32 = 1, errors: Int32 = 2, environment: [String: String], redaction: Redaction) {
        self.redaction = redaction
        self.output = output
        self.errors = errors
        isTerminal = isatty(errors) == 1 && !["", "dumb"].contains(environment["TERM"] ?? "")
        let wantsColor = (environment["NO_COLOR"] ?? "").isEmpty && !["", "dumb"].contains(environment["TERM"] ?? "")
        hasColor = isTerminal && wantsColor
        hasDataColor = isatty(output) == 1 && wantsColor
        sink = nil
    }

    /// A console that keeps all to itself.
    ///
    /// - Parameters:
    ///   - redaction: the secrets that nothing shows; the process's own.
    ///   - sink: takes what is written, in order; it must not use this console.
    package init(redaction: Redaction, into sink: @escaping @Sendable (_ isData: Bool, [UInt8]) -> Void) {
        self.redaction = redaction
        self.sink = sink
        output = STDOUT_FILENO
        errors = STDERR_FILENO
        isTerminal = false
        hasColor = false
        hasDataColor = false
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
    /// - Returns: why data could not be written, now or before; nil when all of it was.
    package func flush() -> String? {
        state.withLock { state in
            writeOut(&state)
            return state.failure.map { error in
                error == EPIPE
                    ? "nobody reads standard output any more"
                    : "standard output cannot be written: \(String(cString: strerror(error)))"
            }
        }
    }

    /// Whether data could not be written because whoever read it has gone.
    package var isUnread: Bool { state.withLock { $0.failure == EPIPE } }

    /// Stops waiting for a reader of standard output or standard error that does not read: the run is over.
    package func giveUpWaiting() { isGivenUp.withLock { $0 = true } }

    /// Text of a script or a service as it may be shown: what would command a terminal is made visible.
    package static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }

    /// Whether a text is one line, with nothing in it that would command a terminal.
    package static func isPlainLine(_ text: String) -> Bool {
        !text.unicodeScalars.contains { isControl($0) || $0.properties.generalCategory == .control }
    }

    /// Text without the colours that `colored` gave it.
    package static func unstyled(_ text: String) -> String {
        guard text.contains("\u{1B}") else { return text }
        var parts = text.split(separator: "\u{1B}[", omittingEmptySubsequences: false)
        for place in parts.indices.dropFirst() { parts[place] = parts[place].drop { $0 != "m" }.dropFirst() }
        return parts.joined()
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\n" && scalar != "\t"
        case .lineSeparator, .paragraphSeparator: true
        // What turns the direction of a text around makes it say something else than it is.
        default: scalar.properties.isBidiControl
        }
    }

    /// Writes a line to standard error, after the data that came before it.
    package func say(_ line: String) { tell(line + "\n") }

    /// Writes what would be data to standard error.
    package func printAside(_ bytes: [UInt8]) {
        var text = Self.plain(String(decoding: bytes, as: UTF8.self))
        if text.hasSuffix("\n") { text.removeLast() }
        say(text)
    }

    /// Writes a question to standard error and leaves the cursor behind it.
    package func ask(_ question: String) { tell(question + " ") }

    private func tell(_ text: String) {
        let text = redaction.applied(to: text)
        state.withLock { state in
            writeOut(&state)
            _ = write(Array((wipe(state) + text + state.status).utf8), to: errors)
        }
    }

    /// Replaces the status line; empty removes it.
    ///
    /// Only on a terminal.
    package func show(status: String) {
        guard isTerminal else { return }
        let status = redaction.applied(to: status)
        state.withLock { state in
            guard state.status != status else { return }
            let change = wipe(state) + status
            state.status = status
            _ = write(Array(change.utf8), to: errors)
        }
    }

    /// Text in a colour, where colour is welcome.
    package func colored(_ text: String, _ color: Color) -> String {
        hasColor ? Self.styled(text, color) : text
    }

    /// Text of standard output in a colour, where colour is welcome there.
    package func coloredData(_ text: String, _ color: Color) -> String {
        hasDataColor ? Self.styled(text, color) : text
    }

    private static func styled(_ text: String, _ color: Color) -> String { "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" }

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
        if state.failure == nil { state.failure = write(state.pending, to: output) }
        state.pending.removeAll(keepingCapacity: true)
    }

    /// Writes all of it, or answers the errno of what failed; once output is given up, what nobody takes is dropped.
    ///
    /// A pipe whose reader has stopped would hold a plain `write` for ever, and the end of the run with it. One that is
    /// ready takes this much without blocking (PIPE_BUF).
    private func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        if let sink {
            sink(descriptor == output, bytes)
            return nil
        }
        return bytes.withUnsafeBytes { raw in
            var sent = 0
            while sent < raw.count {
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&ready, 1, Self.lookEvery) > 0 else {
                    if isGivenUp.withLock({ $0 }) { return ETIMEDOUT }
                    continue
                }
                let count = Glibc.write(descriptor, raw.baseAddress?.advanced(by: sent), min(raw.count - sent, 4096))
                if count >= 0 {
                    sent += count
                } else if errno != EINTR && errno != EAGAIN {
                    return errno
                }
            }
            return nil
        }
    }
}
