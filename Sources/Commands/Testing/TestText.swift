import Glibc
import Host

/// The report of tests as a person reads it, on standard output.
struct TestText: Sendable {
    private let console: Console
    /// Whether standard output is a terminal: marks then stand in the place of words.
    private let isTerminal: Bool
    private let hasColor: Bool

    /// Milliseconds from which a test counts as slow.
    private static let slow: Int64 = 1000

    init(console: Console, environment: [String: String]) {
        self.console = console
        isTerminal = isatty(STDOUT_FILENO) == 1 && !["", "dumb"].contains(environment["TERM"] ?? "")
        hasColor = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Tells of a file: its tests within their blocks, and what went wrong.
    func tell(_ report: TestFileReport) {
        var lines = [report.path + (report.all == 0 && report.failure == nil ? "  no tests" : "")]
        var blocks: [String] = []
        for test in report.tests where test.outcome != .notRun {
            let above = Array(test.names.dropLast())
            let common = zip(blocks, above).prefix { $0 == $1 }.count
            for (depth, name) in above.enumerated().dropFirst(common) { lines.append(Self.indent(depth + 1) + name) }
            blocks = above
            lines += self.lines(test, Self.indent(above.count + 1))
        }
        let left = report.count(.notRun)
        if left > 0 {
            lines.append(Self.indent(1) + colored("\(left) \(left == 1 ? "test was" : "tests were") not run", .warning))
        }
        if let failure = report.failure {
            lines.append(Self.indent(1) + colored("\(isTerminal ? "✗" : "FAIL") the file", .bad))
            lines += Self.indented(failure, Self.indent(3))
        }
        print(lines)
        guard report.all == 0, report.failure == nil else { return }
        console.say("\(console.colored("warning:", .warning)) \(Console.plain(report.path)): no tests")
    }

    /// Tells of all files together, and how long that took.
    func tellTotals(_ reports: [TestFileReport], duration: Int64) {
        var lines: [String] = []
        let failed = reports.flatMap { report in
            report.tests.filter { $0.outcome == .failed }.map { "\(report.path): \($0.name)" }
                + (report.failure == nil ? [] : ["\(report.path): the file"])
        }
        // Of few tests the failures are in sight still.
        if !failed.isEmpty, reports.flatMap(\.tests).count > 20 {
            lines += ["", "failed:"] + failed.map { "  " + $0 }
        }
        func count(_ outcome: TestCase.Outcome) -> Int { reports.reduce(0) { $0 + $1.count(outcome) } }
        var parts = [colored("\(count(.passed)) passed", count(.passed) > 0 && failed.isEmpty ? .good : nil)]
        if count(.failed) > 0 { parts.append(colored("\(count(.failed)) failed", .bad)) }
        let broken = reports.count { $0.failure != nil }
        if broken > 0 { parts.append(colored("\(broken) \(broken == 1 ? "file" : "files") failed", .bad)) }
        if count(.skipped) > 0 { parts.append("\(count(.skipped)) skipped") }
        if count(.notRun) > 0 { parts.append("\(count(.notRun)) not run") }
        let files = "\(reports.count) \(reports.count == 1 ? "file" : "files")"
        print(lines + ["", "\(parts.joined(separator: ", ")) in \(files), \(Self.time(duration))"])
    }

    private func lines(_ test: TestCase, _ indent: String) -> [String] {
        let name = test.names.last ?? ""
        switch test.outcome {
        case .notRun: return []
        case .skipped: return [indent + colored("\(isTerminal ? "-" : "skip") \(name)", .faint)]
        case .passed:
            return [indent + colored(isTerminal ? "✓" : "pass", .good) + " \(name)  " + shown(test.duration)]
        case .failed:
            var lines = [indent + colored(isTerminal ? "✗" : "FAIL", .bad) + " \(name)  " + shown(test.duration)]
            if let failure = test.failure { lines += Self.lines(of: failure, indent + Self.indent(2)) }
            lines += Self.printed(test.output, indent + Self.indent(2))
            return lines
        }
    }

    /// What is wrong, where, and how that place was come to.
    private static func lines(of failure: TestFailure, _ indent: String) -> [String] {
        var lines = indented((failure.place.map { $0 + ": " } ?? "") + failure.message, indent)
        if let line = failure.line, let number = failure.place?.split(separator: ":").last {
            lines.append(indent + "  \(number) | \(line)")
        }
        lines += failure.details.flatMap { indented($0, indent + "  ") }
        if !failure.way.isEmpty {
            lines.append(indent + "the way there:")
            lines += failure.way.map { indent + "  " + $0 }
        }
        return lines
    }

    /// The last of what a test printed, which most often tells why it failed.
    private static func printed(_ output: [UInt8], _ indent: String) -> [String] {
        let all = String(decoding: output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let lines = all.last == "" ? all.dropLast() : all[...]
        guard !lines.isEmpty else { return [] }
        let left = lines.count > mostPrinted ? ["\(indent)  … \(lines.count - mostPrinted) lines before"] : []
        return [indent + "it printed:"] + left + lines.suffix(mostPrinted).map { indent + "  " + $0 }
    }

    /// Lines of a failed test's output that are shown.
    private static let mostPrinted = 40

    private func shown(_ duration: Int64) -> String {
        colored("(\(Self.time(duration)))", duration >= Self.slow ? .warning : .faint)
    }

    private static func time(_ milliseconds: Int64) -> String {
        milliseconds < 1000 ? "\(milliseconds) ms" : "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }

    private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }

    private static func indented(_ text: String, _ indent: String) -> [String] {
        text.split(separator: "\n").map { indent + $0 }
    }

    private func colored(_ text: String, _ color: Console.Color?) -> String {
        // What a test says of itself must not command the terminal.
        guard hasColor, let color else { return text }
        return "\u{1B}[\(color.rawValue)m\(Console.plain(text))\u{1B}[0m"
    }

    private func print(_ lines: [String]) {
        let text = lines.map { hasColor ? Self.safe($0) : Console.plain($0) }.joined(separator: "\n") + "\n"
        console.print(Array(text.utf8))
        _ = console.flush()
    }

    /// A line whose only commands to the terminal are our colours.
    private static func safe(_ line: String) -> String {
        let parts = line.split(separator: "\u{1B}", omittingEmptySubsequences: false)
        return parts.enumerated().map { number, part in
            number > 0 && part.prefixMatch(of: /\[[0-9]{1,2}m/) != nil
                ? "\u{1B}" + Console.plain(String(part)) : (number > 0 ? "\u{FFFD}" : "") + Console.plain(String(part))
        }.joined()
    }
}
