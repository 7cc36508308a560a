import JSON
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Host
@testable import Webex

@Suite("Calls of a run that only plans")
struct PlannedCallTests {
    /// The handlers of calls, with a planner behind them.
    private struct Bench {
        let bench: CallBench
        let seen = SeenObjects(isKept: true)
        let planner: Planner
        let calls: CallEffects
        /// Requests that came, as method and path.
        let requests: Requests

        init(_ answer: @escaping @Sendable (ScriptedServer.Request) -> String) async throws {
            let requests = Requests()
            self.requests = requests
            bench = try await CallBench { request in
                requests.add("\(request.method) \(request.target)")
                return .init(200, answer(request))
            }
            planner = Planner(session: bench.session, seen: seen, seed: 1, clock: .system)
            var calls = bench.calls
            calls.planner = planner
            self.calls = calls
        }

        func call(_ name: String, _ arguments: [JSONValue] = [], absent: Bool = false) async throws -> JSONValue {
            let effect: JSONValue = [
                "operation": .string(name), "arguments": .array(arguments), "absent": .bool(absent),
            ]
            guard case .json(let body) = try await calls.call(effect, []).body else { return .null }
            return try JSONValue(parsing: body)
        }

        func bytes(_ name: String, _ arguments: [JSONValue] = []) async throws -> String {
            let effect: JSONValue = ["operation": .string(name), "arguments": .array(arguments)]
            guard case .json(let body) = try await calls.call(effect, []).body else { return "" }
            return String(decoding: body, as: UTF8.self)
        }
    }

    private final class Requests: Sendable {
        private let list = Mutex<[String]>([])
        var all: [String] { list.withLock { $0 } }
        func add(_ request: String) { list.withLock { $0.append(request) } }
    }

    private static let list =
        #"{ "data" : [ {"id":"s1", "name":"Muenchen" , "version":1.50} ], "meta":{"totalPages":1} }"#

    private static func site(_ name: String) -> JSONValue {
        ["name": .string(name), "active": true, "multimediaProfileId": "11111111-1111-4111-8111-111111111111"]
    }

    @Test("an answer that has the object beside what the service says of it has it there in a plan too")
    func wrapped() async throws {
        let bench = try await Bench { _ in #"{"meta":{},"data":{"id":"s","name":"Events","description":"a"}}"# }
        let changed = try await bench.call(
            "subscription.patch",
            ["s", ["description": "b", "resourceVersion": "agent:1.0.0"]]
        )
        #expect(changed["data"]?["description"] == "b" && changed["data"]?["name"] == "Events")
        #expect(try await bench.call("subscription.get", ["s"])["data"]?["description"] == "b")
        let change = try #require(bench.planner.held.changes.first)
        #expect(change.before?["description"] == "a" && change.after?["meta"] == nil)
        let made = try await bench.call(
            "subscription.create",
            [
                [
                    "name": "More", "resourceVersion": "agent:1.0.0", "eventTypes": ["task:new"],
                    "destinationUrl": "https://example.com/x",
                ]
            ],
            absent: true
        )
        #expect(made["data"]?["name"] == "More" && made["data"]?["id"]?.string != nil && made["id"] == nil)
    }

    @Test("what a plan does not change is handed on byte for byte")
    func untouched() async throws {
        let bench = try await Bench { _ in Self.list }
        #expect(try await bench.bytes("site.list") == Self.list)
        _ = try await bench.call("team.delete", ["t1"])
        #expect(try await bench.bytes("site.list") == Self.list)
        let made = try await bench.call("site.create", [Self.site("New")], absent: true)
        #expect(try await bench.bytes("site.list") != Self.list)
        _ = try await bench.call("site.delete", [made["id"] ?? .null])
        #expect(try await bench.bytes("site.list") == Self.list)
    }

    @Test("an object is answered without a request once the plan has touched it, and what it was is what was read")
    func objects() async throws {
        let bench = try await Bench { _ in Self.list }
        _ = try await bench.call("site.list")
        var sent = try #require(Self.site("Other").object)
        sent["id"] = "s1"
        _ = try await bench.call("site.update", ["s1", .object(sent)])
        #expect(try await bench.call("site.get", ["s1"])["name"]?.string == "Other")
        let list = try await bench.call("site.list")
        #expect(list["data"]?[0]?["name"]?.string == "Other")
        let made = try await bench.call("site.create", [Self.site("New")], absent: true)
        let id = try #require(made["id"]?.string)
        #expect(try await bench.call("site.get", [.string(id)])["name"]?.string == "New")
        #expect(bench.requests.all.count == 3, "the list, twice, and whether the name is taken: \(bench.requests.all)")
        // A before-image is what the service has, whatever the plan makes of it.
        let before = try #require(bench.seen.object("site", "s1"))
        #expect(try JSONValue(parsing: before)["name"]?.string == "Muenchen")
        #expect(bench.seen.object("site", id) == nil)
        #expect(bench.planner.held.changes.first?.before?["name"]?.string == "Muenchen")
    }

    @Test("what only the plan has is asked of nobody")
    func planned() async throws {
        let bench = try await Bench { _ in #"{"data":[],"items":[]}"# }
        let book = try await bench.call(
            "address_book.create",
            [["name": "B", "parentType": "ORGANIZATION"]],
            absent: true
        )
        let person = try await bench.call(
            "person.create",
            [["emails": ["ada@example.com"], "displayName": "Ada"]],
            absent: true
        )
        let id = try #require(person["id"]?.string)
        let before = bench.requests.all.count
        #expect(try await bench.call("address_book_entry.list", [book["id"] ?? .null])["data"] == [])
        #expect(try await bench.call("address_book.references", [book["id"] ?? .null])["data"] == [])
        await #expect(throws: WebexError.self) {
            _ = try await RequestEffects(calls: bench.calls).request(["path": .string("/some/where/\(id)")], [])
        }
        await #expect(throws: WebexError.self) { _ = try await bench.call("site.get", [book["id"] ?? .null]) }
        #expect(bench.requests.all.count == before, "\(bench.requests.all)")
    }

    @Test("of two that are made at once under one name, the second is refused")
    func twins() async throws {
        let bench = try await Bench { _ in #"{"data":[],"meta":{"totalPages":0}}"# }
        let refused = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do throws(any Error) {
                        _ = try await bench.call("site.create", [Self.site("Same")], absent: number % 2 == 0)
                        return 0
                    } catch let error as WebexError where error.kind == .conflict && error.status == 409 { return 1 }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(refused == 19)
        #expect(bench.planner.held.changes.count == 1)
    }

    @Test("what several wait for is one object, with the fields that they asked for")
    func expected() async throws {
        let bench = try await Bench { _ in #"{"data":[]}"# }
        var ids: Set<String> = []
        for _ in 0..<3 {
            let answer = try await bench.planner.expect(["resource": "user", "where": ["email": "a@example.com"]], [])
            guard case .json(let body) = answer.body else { continue }
            ids.insert(try #require(try JSONValue(parsing: body)["id"]?.string))
        }
        let id = try #require(ids.first)
        #expect(ids.count == 1)
        #expect(bench.planner.org.expected.count == 1)
        #expect(try await bench.call("user.get", [.string(id)])["email"]?.string == "a@example.com")
        for wrong in [["resource": "nothing", "where": ["a": 1]], ["resource": "user"], .null] as [JSONValue] {
            await #expect(throws: HostError.self) { _ = try await bench.planner.expect(wrong, []) }
        }
    }

    @Test("one warning for each operation, told to who listens")
    func warnings() async throws {
        let bench = try await Bench { _ in #"{"data":[]}"# }
        let told = Requests()
        bench.planner.listen { told.add($0) }
        _ = try await bench.call("site.create", [Self.site("New")], absent: true)
        for word in ["a", "b"] { _ = try await bench.call("site.list", [["search": .string(word)]]) }
        #expect(told.all.count == 1 && told.all.first?.contains("search=a") == true)
        #expect(bench.planner.held.warnings == told.all)
    }
}
