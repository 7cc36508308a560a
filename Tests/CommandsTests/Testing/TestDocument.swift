import JSON
import TestSupport
import Testing

/// What `patchbay test --json` says, for the tests of it.
struct TestDocument {
    let outcome: ProgramRun.Outcome
    let document: JSONValue

    /// Runs `patchbay test --json` with the words of a line.
    init(_ place: Place, _ line: String = "") async throws {
        outcome = try await place.patchbay("test --json " + line)
        document = try JSONValue(parsing: outcome.outputBytes)
    }

    /// The tests of all files.
    var tests: [JSONValue] { (document["files"]?.array ?? []).flatMap { $0["tests"]?.array ?? [] } }

    /// The outcome of each test, by its whole name.
    var outcomes: [String: String] {
        Dictionary(tests.map { ($0["name"]?.string ?? "", $0["outcome"]?.string ?? "") }) { first, _ in first }
    }

    /// What is told of a test that failed: place, message, and what differs.
    func failure(_ name: String) -> (place: String, message: String, details: [String])? {
        guard let failure = tests.first(where: { $0["name"]?.string == name })?["failure"], !failure.isNull else {
            return nil
        }
        return (
            failure["place"]?.string ?? "", failure["message"]?.string ?? "",
            failure["details"]?.array?.compactMap(\.string) ?? []
        )
    }
}

extension Place {
    /// A place whose temporary folder is its own too, so that what is left there shows.
    static func apart() throws -> Place {
        var place = try Place()
        try place.folder.makeFolder("temporary")
        place.environment["TMPDIR"] = place.folder.path("temporary")
        return place
    }

    /// What tests have left in the temporary folder.
    var temporaries: [String] { SmallFile.names(folder.path("temporary")) }
}
