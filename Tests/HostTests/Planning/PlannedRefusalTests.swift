import JSON
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Host
@testable import Webex

@Suite("What a plan refuses as the service would")
struct PlannedRefusalTests {
    /// The handlers of calls, with a planner behind them.
    private struct Bench {
        let bench: CallBench
        let planner: Planner
        let calls: CallEffects
        let requests = Requests()

        init(_ answer: @escaping @Sendable (ScriptedServer.Request) -> (Int, String)) async throws {
            let requests = requests
            bench = try await CallBench { request in
                requests.add("\(request.method) \(request.target)")
                let (status, body) = answer(request)
                return .init(status, body)
            }
            planner = Planner(session: bench.session, seen: SeenObjects(isKept: true), seed: 1, clock: .system)
            var calls = bench.calls
            calls.planner = planner
            self.calls = calls
        }

        @discardableResult
        func call(_ name: String, _ arguments: [JSONValue] = []) async throws -> JSONValue {
            let effect: JSONValue = ["operation": .string(name), "arguments": .array(arguments)]
            guard case .json(let body) = try await calls.call(effect, []).body else { return .null }
            return try JSONValue(parsing: body)
        }

        /// The status that a call is refused with; nil where it is not.
        func refusal(_ name: String, _ arguments: [JSONValue] = []) async throws -> Int? {
            do {
                try await call(name, arguments)
                return nil
            } catch let error as WebexError { return error.status }
        }
    }

    private final class Requests: Sendable {
        private let list = Mutex<[String]>([])
        var all: [String] { list.withLock { $0 } }
        func add(_ request: String) { list.withLock { $0.append(request) } }
    }

    private static func page(_ objects: [String]) -> (Int, String) {
        let data = objects.joined(separator: ",")
        return (200, #"{"data":[\#(data)],"meta":{"totalPages":1,"totalRecords":\#(objects.count)}}"#)
    }

    private static let sites = ["s1": "Munich", "s2": "Oslo"]

    private static func object(_ id: String) -> String {
        #"{"id":"\#(id)","name":"\#(sites[id] ?? "")","active":true,"version":1}"#
    }

    /// An org with two sites; a team and a user refer to the first.
    private static func answer(_ request: ScriptedServer.Request) -> (Int, String) {
        let target = request.target
        if target.contains("incoming-references") {
            return target.contains("s1") ? page([#"{"id":"u1","name":"Ada"}"#]) : page([])
        }
        if target.contains("/user/") { return (200, #"{"id":"u1","email":"a@example.com","siteId":"s1","version":1}"#) }
        for id in sites.keys where target.hasSuffix("/site/\(id)") { return (200, object(id)) }
        if target.contains("/site?") || target.contains("/v2/site") {
            return page(sites.keys.sorted().filter { target.contains(sites[$0] ?? "") }.map(object))
        }
        return (404, "{}")
    }

    private static func site(_ name: String) -> JSONValue {
        ["name": .string(name), "active": true, "multimediaProfileId": "11111111-1111-4111-8111-111111111111"]
    }

    @Test("an object does not get the name of another, but may keep its own, and case counts")
    func names() async throws {
        let bench = try await Bench(Self.answer)
        func renamed(_ id: String, _ name: String) async throws -> Int? {
            var body = try #require(Self.site(name).object)
            body["id"] = .string(id)
            return try await bench.refusal("site.update", [.string(id), .object(body)])
        }
        #expect(try await renamed("s2", "Munich") == 409)
        #expect(try await renamed("s2", "Oslo") == nil)
        #expect(try await renamed("s2", "munich") == nil)
        #expect(try await bench.refusal("site.create", [Self.site("Oslo")]) == nil, "its name was given up")
        #expect(try await bench.refusal("site.create", [Self.site("munich")]) == 409)
        #expect(try await bench.refusal("site.create", [Self.site("MUNICH")]) == nil)
    }

    @Test("what is referred to is not deleted before the plan has changed or deleted what refers to it")
    func references() async throws {
        let bench = try await Bench(Self.answer)
        #expect(try await bench.refusal("site.delete", ["s1"]) == 412)
        #expect(try await bench.refusal("site.delete", ["s2"]) == nil)
        #expect(bench.planner.held.changes.map(\.target) == ["s2"])
        try await bench.call("user.patch", ["u1", ["siteId": "s3"]])
        #expect(try await bench.refusal("site.delete", ["s1"]) == nil)
    }

    @Test("what was deleted is not deleted again")
    func deleted() async throws {
        let bench = try await Bench(Self.answer)
        try await bench.call("site.delete", ["s2"])
        #expect(try await bench.refusal("site.delete", ["s2"]) == 404)
    }

    @Test("nothing is made, listed or changed beneath what the plan has deleted")
    func parents() async throws {
        let bench = try await Bench { request in
            request.target.contains("incoming-references") ? Self.page([]) : (200, #"{"id":"b1","name":"B"}"#)
        }
        try await bench.call("address_book.delete", ["b1"])
        #expect(try await bench.refusal("address_book_entry.list", ["b1"]) == 404)
        #expect(try await bench.refusal("address_book_entry.get", ["b1", "e1"]) == 404)
        #expect(try await bench.refusal("address_book_entry.delete", ["b1", "e1"]) == 404)
        #expect(
            try await bench.refusal("address_book_entry.create", ["b1", ["name": "E", "number": "+491234567"]]) == 404
        )
    }

    @Test("entries of a request for many are entered in its order, and their names are asked for together")
    func many() async throws {
        let bench = try await Bench { request in
            request.target.contains("=in=") || request.target.contains("%3Din%3D") ? Self.page([]) : (404, "{}")
        }
        let names = (0..<50).map { "Site \($0 % 40)" }
        let items = names.enumerated().map { number, name -> JSONValue in
            ["itemIdentifier": .integer(Int64(number)), "item": Self.site(name), "requestAction": "SAVE"]
        }
        let answer = try await bench.call("site.bulk_save", [["items": .array(items)]])
        #expect(bench.planner.held.changes.map(\.name) == (0..<40).map { "Site \($0)" })
        let statuses = (answer["items"]?.array ?? []).map { $0["status"]?.integer }
        #expect(statuses == (0..<50).map { $0 < 40 ? 201 : 409 })
        #expect(bench.requests.all.count == 1, "\(bench.requests.all)")
    }
}
