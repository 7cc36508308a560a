import Host

/// The report of tests as CI servers read it: XML as JUnit has it, a suite a file.
struct JUnitDocument {
    private let path: String
    private let file: StagedFile

    /// Begins the document; it appears under its name when it is whole.
    ///
    /// - Throws: `HostError` where it cannot be written, before a test has run.
    init(_ path: String, currentFolder: String) throws(HostError) {
        guard !path.hasSuffix(".lua") else {
            throw HostError(
                .invalid,
                path,
                "is the name of a script",
                hint: "a report ends in .xml: --junit report.xml"
            )
        }
        self.path = path
        let grant = try PathGrant(path, .write, .file, origin: .typed, currentFolder: currentFolder)
        file = try Grants([grant], currentFolder: currentFolder, forbidden: []).stage(path)
    }

    /// Writes it.
    func write(_ reports: [TestFileReport]) throws(HostError) {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        let totals = Self.counts(reports)
        lines.append("<testsuites name=\"patchbay test\"\(totals)>")
        for report in reports { lines += Self.suite(report) }
        lines.append("</testsuites>")
        try file.write(Array((lines.joined(separator: "\n") + "\n").utf8))
        try file.commit()
    }

    private static func suite(_ report: TestFileReport) -> [String] {
        var lines = ["  <testsuite\(attribute("name", report.path))\(counts([report]))>"]
        let name = report.path.hasSuffix(".lua") ? String(report.path.dropLast(4)) : report.path
        let suite = attribute("classname", name.replacing("/", with: "."))
        for test in report.tests {
            let head =
                "    <testcase\(attribute("name", test.name))\(suite)\(attribute("file", report.path))"
                + "\(attribute("line", line(of: test)))\(attribute("time", seconds(test.duration)))"
            let inside = self.inside(test)
            lines += inside.isEmpty ? [head + "/>"] : [head + ">"] + inside + ["    </testcase>"]
        }
        if let failure = report.failure {
            let first = failure.split(separator: "\n").first.map(String.init) ?? ""
            lines += [
                "    <testcase name=\"the file\"\(suite)\(attribute("file", report.path)) time=\"0.000\">",
                "      <error\(attribute("message", first))>\(escaped(failure))</error>",
                "    </testcase>",
            ]
        }
        return lines + ["  </testsuite>"]
    }

    private static func inside(_ test: TestCase) -> [String] {
        var lines: [String] = []
        switch test.outcome {
        case .passed: break
        case .skipped: lines.append("      <skipped/>")
        case .notRun: lines.append("      <skipped message=\"not run: the file ended before\"/>")
        case .failed:
            guard let failure = test.failure else { break }
            let name = failure.isExpectation ? "failure" : "error"
            let place = failure.place.map { "\($0): " } ?? ""
            let line = failure.line.map { ["  | " + $0] } ?? []
            let text = [place + failure.message] + line + failure.details + failure.way
            lines.append(
                "      <\(name)\(attribute("message", failure.message))>"
                    + "\(escaped(text.joined(separator: "\n")))</\(name)>"
            )
        }
        if !test.output.isEmpty {
            lines.append("      <system-out>\(escaped(String(decoding: test.output, as: UTF8.self)))</system-out>")
        }
        return lines
    }

    private static func counts(_ reports: [TestFileReport]) -> String {
        let tests = reports.flatMap(\.tests)
        let failed = tests.filter { $0.outcome == .failed }
        let failures = failed.count { $0.failure?.isExpectation == true }
        let broken = reports.count { $0.failure != nil }
        let skipped = tests.count { $0.outcome == .skipped || $0.outcome == .notRun }
        let time = seconds(reports.reduce(0) { $0 + $1.duration })
        return attribute("tests", "\(tests.count + broken)") + attribute("failures", "\(failures)")
            + attribute("errors", "\(failed.count - failures + broken)") + attribute("skipped", "\(skipped)")
            + attribute("time", time)
    }

    private static func line(of test: TestCase) -> String {
        test.place.split(separator: ":").last.map(String.init) ?? ""
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        let rest = "\(milliseconds % 1000)"
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    private static func attribute(_ name: String, _ value: String) -> String {
        let value = escaped(value).replacing("\"", with: "&quot;").replacing("\n", with: "&#10;")
            .replacing("\t", with: "&#9;")
        return " \(name)=\"\(value)\""
    }

    /// Text for XML: what it cannot hold at all, such as colours of a terminal, becomes a mark.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
