import Host
import JSON

/// The report of tests for programs.
enum TestJSON {
    /// One document of all files.
    static func document(_ reports: [TestFileReport]) -> JSONValue {
        func count(_ outcome: TestCase.Outcome) -> JSONValue {
            .integer(Int64(reports.reduce(0) { $0 + $1.count(outcome) }))
        }
        return [
            "ok": .bool(reports.allSatisfy(\.isFine)),
            "passed": count(.passed), "failed": count(.failed), "skipped": count(.skipped),
            "not_run": count(.notRun),
            "failed_files": .integer(Int64(reports.count { $0.failure != nil })),
            "duration": .integer(reports.reduce(0) { $0 + $1.duration }),
            "files": .array(reports.map(file)),
        ]
    }

    private static func file(_ report: TestFileReport) -> JSONValue {
        [
            "file": .string(report.path), "duration": .integer(report.duration),
            "failure": report.failure.map(JSONValue.string) ?? .null,
            "tests": .array(report.tests.map(test)),
        ]
    }

    private static func test(_ test: TestCase) -> JSONValue {
        [
            "name": .string(test.name), "names": .array(test.names.map(JSONValue.string)),
            "place": .string(test.place), "outcome": .string(test.outcome.rawValue),
            "duration": .integer(test.duration),
            "failure": test.failure.map(failure) ?? .null,
            "output": .string(String(decoding: test.output, as: UTF8.self)),
        ]
    }

    private static func failure(_ failure: TestFailure) -> JSONValue {
        [
            "kind": failure.isExpectation ? "expectation" : "error", "message": .string(failure.message),
            "place": failure.place.map(JSONValue.string) ?? .null,
            "line": failure.line.map(JSONValue.string) ?? .null,
            "details": .array(failure.details.map(JSONValue.string)),
            "way": .array(failure.way.map(JSONValue.string)),
        ]
    }
}
