import JSON

/// One test, and what became of it.
package struct TestCase: Sendable {
    /// How a test ended.
    package enum Outcome: String, Sendable {
        case passed, failed, skipped
        /// The file ended, or was ended, before its turn.
        case notRun = "not_run"
    }

    /// The names of the blocks that it stands in, then its own.
    package let names: [String]
    /// Where it stands: `agents_test.lua:12`.
    package let place: String
    package internal(set) var outcome: Outcome
    /// Milliseconds.
    package internal(set) var duration: Int64 = 0
    package internal(set) var failure: TestFailure?
    /// What was printed and logged while it ran.
    package internal(set) var output: [UInt8] = []

    /// All its names in one line.
    package var name: String { names.joined(separator: " ") }

    /// Reads what the worker tells of a test that it is going to run.
    init(_ told: JSONValue) {
        names = told["names"]?.array?.compactMap(\.string) ?? []
        place = told["where"]?.string.map { $0.hasSuffix(":") ? String($0.dropLast()) : $0 } ?? ""
        outcome = told["skipped"]?.bool == true ? .skipped : .notRun
    }
}

/// Why a test failed.
package struct TestFailure: Sendable {
    /// What is wrong; it may have several lines.
    package let message: String
    /// Where: `agents_test.lua:12`; nil where that is not known.
    package let place: String?
    /// That line of the file, where it is one of the file of tests.
    package let line: String?
    /// What differs, a line each.
    package let details: [String]
    /// The way to the place, where it leads through several functions; a line each.
    package let way: [String]
    /// Whether it was an expectation, and not an error of something else.
    package let isExpectation: Bool

    /// Reads what the worker tells.
    init(_ told: JSONValue, of file: ScriptFile) {
        message = told["message"]?.string ?? "failed"
        place = told["where"]?.string
        line = place.flatMap { file.line(at: $0) }
        details = told["details"]?.array?.compactMap(\.string) ?? []
        let lines = (told["trace"]?.string ?? "").split(separator: "\n").map { $0.drop { $0 == " " } }
            .drop { $0 == "stack traceback:" }
        // One frame says no more than the place does.
        way = lines.count > 1 ? lines.map(String.init) : []
        isExpectation = told["kind"]?.string == "expectation"
    }

    /// The failure of a test within which the whole file ended.
    init(ending message: String) {
        self.message = message
        (place, line) = (nil, nil)
        (details, way) = ([], [])
        isExpectation = false
    }
}

extension ScriptFile {
    /// The line that a place speaks of, without its indentation; nil when the place is in another file.
    fileprivate func line(at place: String) -> String? {
        guard place.hasPrefix(name + ":"), let number = Int(place.dropFirst(name.utf8.count + 1)) else { return nil }
        return line(number).map { String($0.drop { $0 == " " || $0 == "\t" }) }
    }
}

/// What became of a file of tests.
package struct TestFileReport: Sendable {
    /// As it was typed or found.
    package let path: String
    package internal(set) var tests: [TestCase]
    /// Tests that stand in it, those that were not asked for too.
    package internal(set) var all: Int
    /// What was wrong with the file itself: it could not be read, or ended where no test was running.
    package internal(set) var failure: String?
    /// Milliseconds.
    package internal(set) var duration: Int64

    /// A file that could not even be begun.
    package init(path: String, failure: String) {
        self.path = path
        self.failure = failure
        (tests, all, duration) = ([], 0, 0)
    }

    init(path: String, tests: [TestCase], all: Int, failure: String?, duration: Int64) {
        self.path = path
        self.tests = tests
        self.all = all
        self.failure = failure
        self.duration = duration
    }

    /// Whether nothing is wrong with it.
    package var isFine: Bool { failure == nil && count(.failed) == 0 }

    package func count(_ outcome: TestCase.Outcome) -> Int { tests.count { $0.outcome == outcome } }
}
