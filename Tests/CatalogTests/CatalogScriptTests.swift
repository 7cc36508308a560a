import TestSupport
import Testing

import struct Foundation.URL

@Suite("scripts/catalog, run as a person runs it")
struct CatalogScriptTests {
    private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    private func catalog(_ arguments: [String]) async throws -> ProgramRun.Outcome {
        try await ProgramRun.run(
            "/usr/bin/env",
            ["python3", Self.project + "scripts/catalog"] + arguments,
            environment: ["PATH": "/usr/bin:/bin"]
        )
    }

    /// A folder with both documents, of which the contact centre's has these paths and schemas.
    private func documents(paths: String, schemas: String = "{}") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let document = #"{"paths": \#(paths), "components": {"schemas": \#(schemas)}}"#
        try folder.write("webex-contact-center.json", document)
        try folder.write("webex-admin.json", #"{"paths": {}, "components": {"schemas": {}}}"#)
        return folder
    }

    private static let listing = #""get": {"parameters": [PARAMETERS], "responses": {"200": {}}}"#
    private static let creation = """
        "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                 "responses": {"201": {}}}
        """

    private static func paths(parameters: String, more: String = "") -> String {
        let list = listing.replacing("PARAMETERS", with: parameters)
        return "{\"/v1/things\": {\(list), \(creation)}\(more)}"
    }

    private static func thing(kinds: String, required: String, more: String = "") -> String {
        """
        {"Thing": {"type": "object", "required": [\(required)],
                   "properties": {"name": {"type": "string"},
                                  "kind": {"type": "string", "enum": [\(kinds)]}\(more)}}}
        """
    }

    @Test("a newer document is told in words that matter to scripts")
    func difference() async throws {
        let from = #"{"name": "from", "in": "query", "schema": {"type": "integer"}}"#
        let old = try documents(
            paths: Self.paths(parameters: from, more: #", "/v1/gone": {"get": {"responses": {"200": {}}}}"#),
            schemas: Self.thing(kinds: #""A", "B""#, required: #""name""#)
        )
        let now = #"{"name": "from", "in": "query", "required": true, "schema": {"type": "integer"}}"#
        let new = try documents(
            paths: Self.paths(parameters: now, more: #", "/v1/added": {"get": {"responses": {"200": {}}}}"#),
            schemas: Self.thing(
                kinds: #""B", "C""#,
                required: #""name", "kind""#,
                more: #", "size": {"type": "integer"}"#
            )
        )
        let outcome = try await catalog(["--diff", new.path, "--from", old.path])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(
            outcome.output.split(separator: "\n") == [
                "breaks: GET /v1/gone: the operation is gone (GET /v1/gone)",
                "breaks: GET /v1/things: from is newly required",
                "breaks: POST /v1/things: kind is A no more",
                "breaks: POST /v1/things: kind is newly required",
                "new:    POST /v1/things: kind may be C",
                "new:    POST /v1/things: the body field size is new",
                "new:    the operation GET /v1/added; it needs a row in names.tsv",
            ]
        )
        let same = try await catalog(["--diff", new.path, "--from", new.path])
        #expect(same.output == "nothing changes for scripts\n")
    }

    @Test("what cannot be read, and an operation without a name, are told with the way out")
    func refusals() async throws {
        let empty = try TemporaryFolder()
        let none = try await catalog([empty.path])
        #expect(none.exitCode == 2 && none.errors.contains("webex-contact-center.json: this is no OpenAPI document"))
        let unknown = try documents(paths: Self.paths(parameters: ""))
        let other = try await catalog(["--check", unknown.path])
        #expect(other.exitCode == 2 && other.errors.contains("names.tsv: no name for cc\tGET\t/v1/things"))
        let wrong = try await catalog(["--from", empty.path])
        #expect(wrong.exitCode == 2 && wrong.errors.contains("add --diff"))
    }
}
