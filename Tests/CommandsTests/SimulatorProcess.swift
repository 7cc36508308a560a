import Glibc
import JSON
import TestSupport
import Testing

/// `patchbay simulator` as a process of its own, which ends with the test.
final class SimulatorProcess: Sendable {
    let run: ProgramRun
    /// The line that it printed when it was ready.
    let ready: JSONValue
    private let port: UInt16

    /// Starts one on a free port; it stores itself as the profile `demo` of `place`.
    init(_ place: Place, _ options: String = "--tasks 30 --recording-seconds 1") async throws {
        // It ends with the test, however long that takes on a busy machine.
        run = try place.start("simulator --write-profile demo \(options)", allowed: 1800)
        guard await run.hasWritten("}\n") else {
            run.send(SIGKILL)
            throw LoopbackFailure(text: "the simulator did not start: \(await run.outcome().errors)")
        }
        ready = try JSONValue(parsing: Array(run.outputSoFar.utf8))
        let digits = try #require(ready["api_url"]?.string?.split(separator: ":").last)
        port = try #require(UInt16(digits))
    }

    deinit { run.send(SIGKILL) }

    /// What it counted so far.
    func stats() throws -> Stats { Stats(json: try control("stats")) }

    /// What it tells behind the scenes under that name.
    func control(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: Loopback.body(of: "GET", "/_control/" + name, port: port))
    }

    /// Makes all its tokens worthless, or `access`, `refresh` tokens or `codes` alone.
    func revoke(_ what: String = "all") throws {
        _ = try Loopback.body(of: "POST", "/_control/revoke?what=\(what)", port: port)
    }

    /// Where a person's browser is sent who opened an authorize address and agreed, or denied.
    func location(after address: String, denying: Bool = false) throws -> String {
        let query = address.drop { $0 != "?" }.dropFirst() + (denying ? "&answer=deny" : "")
        let body = try Loopback.body(of: "POST", "/_control/authorize", sending: String(query), port: port)
        return try #require(JSONValue(parsing: body)["location"]?.string)
    }

    /// Makes it fail as the text of a fault says, from now on.
    func fail(_ fault: String) throws {
        _ = try Loopback.body(of: "POST", "/_control/faults", sending: fault, port: port)
    }

    /// Makes it whole again.
    func mend() throws { _ = try Loopback.body(of: "DELETE", "/_control/faults", port: port) }

    /// Everything in its ready line that must never be seen elsewhere.
    var secrets: [String] {
        ["client_secret", "access_token", "refresh_token"].compactMap { ready[$0]?.string }
    }

    /// The simulator's count of requests.
    struct Stats {
        let json: JSONValue

        func count(_ operation: String) -> Int { Int(json["requests"]?[operation]?.integer ?? 0) }
        /// Requests that count against the limit.
        var limited: Int { count("task.list") + count("capture.query") }
        /// Downloads of recordings.
        var media: Int { count("media") }
        var refused: Int { Int(json["refused"]?.integer ?? -1) }
        /// Requests of every operation.
        var all: Int { (json["requests"]?.object?.map { Int($0.value.integer ?? 0) } ?? []).reduce(0, +) }
        /// Requests to the token endpoint.
        var tokenRequests: Int { count("access_token") }
        /// Those of them that gave a renewed access token.
        var refreshes: Int { Int(json["refreshes"]?.integer ?? -1) }
        /// Requests before a Retry-After had passed.
        var early: Int { Int(json["early"]?.integer ?? -1) }
        /// Changes of objects that were made.
        var writes: Int { Int(json["writes"]?.integer ?? -1) }
        /// How often the object was changed that was changed most.
        var mostWritesOfOne: Int { Int(json["most_writes_of_one"]?.integer ?? -1) }
        /// Requests that suffered a fault.
        var faults: Int { (json["faults"]?.object?.map { Int($0.value.integer ?? 0) } ?? []).reduce(0, +) }
    }
}
