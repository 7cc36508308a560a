import Glibc
import Host

/// Asks the person at the terminal: the question on standard error, the answer from standard input.
///
/// Never asks where nobody is: then the error names the option that says it instead. Blocks its thread while it waits.
struct Prompt {
    private let console: Console

    /// Bytes that a terminal passes on of one line, its end included; it drops the rest without a word.
    private static let longestLine = 4096

    init(_ console: Console) {
        self.console = console
    }

    /// Whether there is a person to ask.
    static var isPossible: Bool { isatty(0) == 1 && isatty(2) == 1 }

    /// What is typed, shown as usual, without the blanks around it.
    ///
    /// - Parameters:
    ///   - question: with its colon.
    ///   - flag: what to give where there is no terminal: "--name NAME".
    /// - Returns: the answer, never empty.
    /// - Throws: `HostError` when there is no terminal, or nothing was typed.
    func line(_ question: String, insteadOf flag: String) throws(HostError) -> String {
        try check(insteadOf: flag, question)
        console.ask(question)
        var line = [UInt8](repeating: 0, count: Self.longestLine)
        var count = read(0, &line, line.count)
        while count < 0, errno == EINTR { count = read(0, &line, line.count) }
        guard let answer = try answer(line[..<max(0, count)], flag, question) else { throw nothing(question, flag) }
        return answer
    }

    /// What is typed, not shown, without the blanks around it.
    ///
    /// - Parameters:
    ///   - question: with its colon.
    ///   - flag: what to give where there is no terminal.
    /// - Returns: the answer, never empty.
    /// - Throws: as `line` does; or the exit code of an interruption.
    func hidden(_ question: String, insteadOf flag: String) throws -> String {
        guard let answer = try hiddenOrNothing(question, insteadOf: flag) else { throw nothing(question, flag) }
        return answer
    }

    /// What is typed, not shown; nil when that is nothing.
    ///
    /// - Parameters:
    ///   - question: with its colon.
    ///   - flag: what to give where there is no terminal.
    /// - Returns: the answer, without the blanks around it.
    /// - Throws: as `hidden` does.
    func hiddenOrNothing(_ question: String, insteadOf flag: String) throws -> String? {
        try check(insteadOf: flag, question)
        let typed: [UInt8]?
        do { typed = try HiddenLine.read(asking: { console.ask(question) }) } catch {
            // In place of the return that was not typed.
            console.say("")
            throw error
        }
        guard let line = typed else {
            throw HostError(
                .unavailable,
                subject(question),
                "the terminal cannot hide what is typed",
                hint: "give \(flag)"
            )
        }
        return try answer(line[...], flag, question)
    }

    /// Whether the answer is yes; anything else is no.
    ///
    /// - Parameters:
    ///   - question: a whole one.
    ///   - flag: what answers it without a terminal.
    /// - Returns: whether to go on.
    /// - Throws: `HostError` when there is no terminal.
    func confirm(_ question: String, insteadOf flag: String = "--yes") throws(HostError) -> Bool {
        try check(insteadOf: flag, question)
        console.ask("\(question) [y/N]")
        var line = [UInt8](repeating: 0, count: Self.longestLine)
        let count = max(0, read(0, &line, line.count))
        return ["y", "yes"].contains(Self.trimmed(String(decoding: line[..<count], as: UTF8.self)).lowercased())
    }

    /// Refuses to go on where nobody can be asked, before anything is said.
    func check(insteadOf flag: String, _ question: String? = nil) throws(HostError) {
        guard Self.isPossible else {
            let asked = question.map(subject) ?? ""
            throw HostError(.invalid, asked, "there is no terminal to ask on", hint: "give \(flag)")
        }
    }

    private func nothing(_ question: String, _ flag: String) -> HostError {
        HostError(.invalid, subject(question), "nothing was typed", hint: "try again, or give \(flag)")
    }

    /// The line as a text without the blanks around it; nil when nothing is left.
    private func answer(_ line: ArraySlice<UInt8>, _ flag: String, _ question: String) throws(HostError) -> String? {
        guard line.count < Self.longestLine else {
            throw HostError(.invalid, subject(question), "is longer than a terminal passes on", hint: "give \(flag)")
        }
        guard let text = String(validating: line, as: UTF8.self) else {
            throw HostError(.invalid, subject(question), "is no UTF-8 text")
        }
        let trimmed = Self.trimmed(text)
        return trimmed.isEmpty ? nil : trimmed
    }

    /// What was asked for, as messages name it.
    private func subject(_ question: String) -> String {
        question.hasSuffix(":") || question.hasSuffix("?") ? String(question.dropLast()) : question
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)])
    }
}
