import JSON
import Testing

@testable import Catalog

@Suite("What a script wants to send is checked first")
struct RequestCheckTests {
    private let taskID = JSONValue.string("93912f11-6017-404b-bf14-5331890b1797")

    private func fault(
        _ name: String,
        query: [(String, JSONValue)] = [],
        body: JSONValue? = nil
    ) throws -> CatalogError? {
        let operation = try #require(Catalog.bundled[name])
        do {
            try Catalog.bundled.check(operation, query: query, body: body)
            return nil
        } catch {
            return error
        }
    }

    private func captures(_ fields: [(String, JSONValue)]) throws -> CatalogError? {
        let query = JSONObject(fields.map { JSONObject.Member(key: $0.0, value: $0.1) })
        return try fault("capture.query", body: ["query": .object(query)])
    }

    @Test("a request with everything right passes")
    func right() throws {
        #expect(
            try fault(
                "task.list",
                query: [
                    ("from", .integer(1_700_000_000_000)), ("pageSize", .integer(1000)),
                    ("channelTypes", .array([.string("telephony"), .string("chat")])),
                ]
            ) == nil
        )
        #expect(try captures([("taskIds", .array([taskID])), ("includeSegments", .bool(true))]) == nil)
        #expect(try captures([("taskIds", .array([taskID])), ("orgId", .null)]) == nil, "null clears a field")
    }

    @Test("a missing parameter is named")
    func missing() throws {
        let error = try #require(try fault("task.list"))
        #expect(error.problem == .missingParameter && error.description == "task.list: from is required")
        #expect(try captures([])?.parameter == "query.taskIds")
        #expect(try fault("capture.query")?.parameter == "query")
    }

    @Test("an unknown parameter names the near one")
    func unknown() throws {
        let error = try #require(
            try fault("task.list", query: [("from", .integer(1)), ("channelType", .string("chat"))])
        )
        #expect(error.description == "task.list: channelType is no parameter of it (did you mean channelTypes?)")
        let none = try #require(try fault("team.get", query: [("x", .integer(1))]))
        #expect(none.hint == "it takes none")
        #expect(
            try captures([("taskIds", .array([taskID])), ("includeSegment", .bool(true))])?.hint?.contains(
                "includeSegments"
            ) == true
        )
    }

    @Test("a wrong type is named with the value")
    func wrongType() throws {
        let text = try #require(try fault("task.list", query: [("from", .string("yesterday"))]))
        #expect(text.description == #"task.list: from is "yesterday", but must be an integer"#)
        let whole = try #require(try fault("task.list", query: [("from", .number(2.0))]))
        #expect(whole.problem == .wrongType && whole.hint?.contains("math.tointeger") == true)
        #expect(try fault("task.list", query: [("from", .null)])?.problem == .wrongType)
        #expect(try captures([("taskIds", taskID)])?.problem == .wrongType)
        #expect(try captures([("taskIds", .array([.integer(1)]))])?.parameter == "query.taskIds[1]")
        #expect(try fault("capture.query", body: .array([]))?.parameter == "body")
    }

    @Test("a choice that does not exist names those that do", arguments: [true, false])
    func choices(asText: Bool) throws {
        let value: JSONValue = asText ? .string("chat,telefony") : .array([.string("chat"), .string("telefony")])
        let error = try #require(try fault("task.list", query: [("from", .integer(1)), ("channelTypes", value)]))
        #expect(error.problem == .notAChoice && error.parameter == "channelTypes[2]")
        #expect(error.hint == "did you mean telephony?")
    }

    @Test("bounds hold for numbers and for the length of lists", arguments: [0, 1, 1000, 1001])
    func bounds(pageSize: Int64) throws {
        let error = try fault("task.list", query: [("from", .integer(1)), ("pageSize", .integer(pageSize))])
        #expect((error == nil) == (1...1000).contains(pageSize))
        if let error { #expect(error.description == "task.list: pageSize is \(pageSize), but must be 1 to 1000") }
    }

    @Test("at most ten different task ids are asked at once")
    func taskIDs() throws {
        func ids(_ count: Int) -> JSONValue {
            .array((0..<count).map { .string("93912f11-6017-404b-bf14-53318900000\(String($0, radix: 16))") })
        }
        #expect(try captures([("taskIds", ids(10))]) == nil)
        let many = try #require(try captures([("taskIds", ids(11))]))
        #expect(many.description == "capture.query: query.taskIds is a list of 11, but must hold 1 to 10")
        #expect(try captures([("taskIds", ids(0))])?.problem == .outOfBounds)
        #expect(try captures([("taskIds", .array([taskID, taskID]))])?.problem == .repeatedEntry)
        #expect(try captures([("taskIds", .array([.string("17")]))])?.problem == .wrongFormat)
        #expect(try captures([("taskIds", ids(1)), ("urlExpiration", .integer(61))])?.problem == .outOfBounds)
    }

    @Test("a body is refused where there is none")
    func body() throws {
        #expect(try fault("user.list", body: .array([]))?.description == "user.list takes no body")
    }

    @Test("a change in part may hold any fields, and nulls clear them")
    func patch() throws {
        let changes: JSONValue = ["teamIds": ["t-1", "t-2"], "workPhone": nil, "active": true]
        #expect(try fault("user.patch", body: changes) == nil)
        #expect(try fault("user.patch", body: ["teamIds": nil]) == nil)
        #expect(try fault("user.patch", body: ["teamIds": "t-1"])?.description.contains("must be a list") == true)
        #expect(try fault("user.patch", body: ["teamIds": ["t-1", "t-1"]])?.problem == .repeatedEntry)
        #expect(try fault("user.patch", body: ["teamId": ["t-1"]])?.hint == "did you mean teamIds?")
        let long = try #require(try fault("user.patch", body: ["mobile": "123456789012345678901"]))
        #expect(
            long.description
                == #"user.patch: mobile is "123456789012345678901", but must have 20 or less characters"#
        )
    }

    @Test("a replacement needs the fields the service needs, and may carry what only the service sets")
    func update() throws {
        var user: JSONObject = [
            "id": "u-1", "version": 3, "siteName": 5, "firstName": "Ada", "lastName": "Li", "email": "a@example.com",
            "ciUserId": "c-1", "userProfileId": "p-1", "contactCenterEnabled": true, "active": true, "siteId": nil,
        ]
        #expect(try fault("user.update", body: .object(user)) == nil)
        user["ciUserId"] = .null
        #expect(try fault("user.update", body: .object(user))?.parameter == "ciUserId")
        user["ciUserId"] = nil
        #expect(try fault("user.update", body: .object(user))?.description == "user.update: ciUserId is required")
    }

    @Test("each item of a bulk request is checked, and errors name which")
    func bulk() throws {
        func items(_ item: JSONValue) -> JSONValue { ["items": [["itemIdentifier": 0, "item": item]]] }
        #expect(try fault("user.bulk_patch", body: items(["id": "u-1", "siteId": nil])) == nil)
        #expect(try fault("user.bulk_patch", body: items(["siteId": "s"]))?.parameter == "items[1].item.id")
        #expect(
            try fault("user.bulk_patch", body: items(["id": "u", "teamIds": [1]]))?.parameter
                == "items[1].item.teamIds[1]"
        )
    }

    private func odd(_ fields: [Parameter]) -> Operation {
        let body = Parameter(name: "body", type: .object, fields: fields)
        return Operation(
            name: "odd.create",
            method: "POST",
            path: "/odd",
            base: .webex,
            safety: .create,
            headers: [
                Parameter(name: "timezone", type: .string),
                Parameter(name: "X-ORGANIZATION-ID", type: .string, isRequired: true, isReadOnly: true),
            ],
            content: Operation.Content(isRequired: true, value: body)
        )
    }

    private func fault(_ field: Parameter, _ value: JSONValue) -> CatalogError? {
        do {
            try Catalog.bundled.check(odd([field]), query: [], body: .object([field.name: value]))
            return nil
        } catch { return error }
    }

    @Test("a field of a body that no document knows is told, unless a known one was meant")
    func unknownField() throws {
        let operation = odd([
            Parameter(name: "colour", type: .string),
            Parameter(name: "parts", type: .list, items: .object, fields: [Parameter(name: "size", type: .integer)]),
        ])
        let part: JSONValue = ["weight": 1]
        let body: JSONValue = ["parts": [part, part], "shelf": 1, "colour": "red"]
        #expect(try Catalog.bundled.check(operation, query: [], body: body) == ["parts[].weight", "shelf"])
        #expect(throws: CatalogError.self) {
            try Catalog.bundled.check(operation, query: [], body: ["color": "red"])
        }
        #expect(throws: CatalogError.self, "what is unknown in a query is refused, near or not") {
            try Catalog.bundled.check(operation, query: [("shelf", 1)], body: body)
        }
    }

    @Test("header parameters stand among those of the query, but for those that the host fills in")
    func headers() throws {
        let body: JSONValue = ["a": 1]
        let operation = odd([Parameter(name: "a", type: .any)])
        try Catalog.bundled.check(operation, query: [("timezone", "UTC")], body: body)
        #expect(throws: CatalogError.self) {
            try Catalog.bundled.check(operation, query: [("X-ORGANIZATION-ID", "o")], body: body)
        }
    }

    @Test("what may be anything is anything, and a file is the path of one")
    func anyAndFile() {
        for value in [1, "a", nil, [[]], ["x": [1]], true] as [JSONValue] {
            #expect(fault(Parameter(name: "a", type: .any), value) == nil)
        }
        let file = Parameter(name: "a", type: .file, isRequired: true)
        #expect(fault(file, "flow.json") == nil)
        #expect(fault(file, 7)?.description == "odd.create: a is 7, but must be the path of a file")
        #expect(fault(Parameter(name: "a", type: .string, isRequired: true), nil)?.problem == .wrongType)
        #expect(fault(Parameter(name: "a", type: .string, isRequired: true, isNullable: true), nil) == nil)
    }

    @Test(
        "a text has the form that its format names",
        arguments: [
            (.uuid, ["93912f11-6017-404b-bf14-5331890b1797"], ["93912f116017404bbf145331890b1797", "17", ""]),
            (.hexID, ["93912f116017404bbf145331890b1797", "93912F11-6017-404b-bf14-5331890b1797"], ["93912f11", "g"]),
            (.date, ["2026-11-01"], ["2026-11-1", "01.11.2026", "2026-11-01T00:00:00Z"]),
            (.time, ["17:30", "17:30:00"], ["17", "5 pm", "17:3"]),
            (.dateTime, ["2026-11-01T17:30:00Z", "2026-11-01T17:30:00.000+01:00"], ["2026-11-01", "now"]),
            (.uri, ["https://example.com/a?b", "urn:x:y"], ["example.com", "https://a b", ""]),
            (.email, ["a.b+c@example.com"], ["a", "@b", "a@b@c", "a b@c"]), (.secret, ["", "x"], []),
        ] as [(Parameter.Format, [String], [String])]
    )
    func formats(format: Parameter.Format, right: [String], wrong: [String]) {
        let field = Parameter(name: "a", type: .string, format: format)
        for text in right { #expect(fault(field, .string(text)) == nil, "\(text)") }
        for text in wrong { #expect(fault(field, .string(text))?.problem == .wrongFormat, "\(text)") }
    }

    @Test("a text matches its pattern somewhere, and a pattern that cannot be read forbids nothing")
    func patterns() {
        let name = Parameter(name: "a", type: .string, pattern: #"^[a-zA-Z0-9._\-\s]*$"#)
        #expect(fault(name, "Hello wörld")?.description.contains("must match ^[a-zA-Z0-9._") == true)
        #expect(fault(name, "hello-1. x") == nil)
        #expect(fault(Parameter(name: "a", type: .string, pattern: "(active|inactive)"), "is inactive") == nil)
        #expect(fault(Parameter(name: "a", type: .string, pattern: "(?<bad"), "x") == nil)
        let digits = Parameter(name: "a", type: .string, pattern: "^[0-9]*$")
        #expect(fault(digits, .string(String(repeating: "x", count: 10_000)))?.problem == .wrongFormat)
        #expect(fault(digits, .string(String(repeating: "x", count: 10_001))) == nil, "too long to be tried")
    }
}
