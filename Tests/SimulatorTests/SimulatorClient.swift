import Foundation
import FoundationNetworking
import JSON
import Simulator
import Synchronization
import Testing

/// An answer as a test looks at it.
struct TestAnswer {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func json() throws -> JSONValue { try JSONValue(parsing: body) }

    /// The header of that name, however it is written.
    func header(_ name: String) -> String? {
        headers.first { $0.key.lowercased() == name.lowercased() }?.value
    }
}

/// A plain HTTP client for one simulator, over a real socket.
struct SimulatorClient {
    let ready: ReadyLine
    private let session = URLSession(configuration: .ephemeral)

    init(_ simulator: Simulator) {
        ready = simulator.ready
    }

    /// Sends a request to a path of the API with the first access token, or to a whole address without one.
    func send(
        _ method: String = "GET",
        _ target: String,
        headers: [String: String] = [:],
        body: String? = nil,
        token: String? = nil
    ) async throws -> TestAnswer {
        let isPath = target.hasPrefix("/")
        var request = URLRequest(url: try #require(URL(string: isPath ? ready.apiURL + target : target)))
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        if isPath { request.setValue("Bearer \(token ?? ready.accessToken)", forHTTPHeaderField: "Authorization") }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        var fields: [String: String] = [:]
        for (name, value) in http.allHeaderFields { fields["\(name)"] = "\(value)" }
        return TestAnswer(status: http.statusCode, headers: fields, body: [UInt8](data))
    }

    /// Signs in anew with a refresh token.
    func refresh(
        id: String? = nil,
        secret: String? = nil,
        token: String? = nil,
        grant: String = "refresh_token"
    ) async throws -> TestAnswer {
        try await form(
            "\(ready.authURL)/access_token",
            [
                "grant_type": grant, "client_id": id ?? ready.clientID, "client_secret": secret ?? ready.clientSecret,
                "refresh_token": token ?? ready.refreshToken,
            ]
        )
    }

    /// Sends a form; fields that are nil are left out.
    func form(_ target: String, _ fields: [String: String?]) async throws -> TestAnswer {
        try await send(
            "POST",
            target,
            headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Self.encoded(fields)
        )
    }

    /// Fields as a query or a form has them.
    static func encoded(_ fields: [String: String?]) throws -> String {
        var parts: [String] = []
        for case (let name, let value?) in fields {
            let escaped = try #require(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            parts.append("\(name)=\(escaped)")
        }
        return parts.joined(separator: "&")
    }

    /// The tasks of one request.
    func tasks(_ query: String) async throws -> [JSONValue] {
        let answer = try await send("GET", "/v1/tasks?\(query)")
        #expect(answer.status == 200)
        return try #require(try answer.json()["data"]?.array)
    }

    /// The captures of some tasks; `options` are further fields of the query as JSON, each behind a comma.
    func captures(_ ids: [String], _ options: String = "") async throws -> TestAnswer {
        let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
        return try await send(
            "POST",
            "/v1/captures/query",
            headers: ["Content-Type": "application/json"],
            body: "{\"query\":{\"taskIds\":[\(list)]\(options)}}"
        )
    }

    /// The recordings of all tasks of the window, in the order of the tasks.
    func recordings(_ options: String = "") async throws -> [JSONValue] {
        try await list("recording", options)
    }

    /// The transcripts of all tasks of the window.
    func transcripts() async throws -> [JSONValue] {
        try await list("transcription", "")
    }

    private func list(_ key: String, _ options: String) async throws -> [JSONValue] {
        let ids = try await tasks("from=\(ready.from - 1)&pageSize=1000").compactMap { $0["id"]?.string }
        var found: [JSONValue] = []
        for start in stride(from: 0, to: ids.count, by: 10) {
            let answer = try await captures(Array(ids[start..<min(start + 10, ids.count)]), options)
            for task in try #require(try answer.json()["data"]?.array) { found += task[key]?.array ?? [] }
        }
        return found
    }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time: Mutex<Int64>

    init(_ time: Int64 = 1_790_000_000_000) {
        self.time = Mutex(time)
    }

    var now: Int64 { time.withLock { $0 } }

    func advance(seconds: Int64) { time.withLock { $0 += seconds * 1000 } }
}

/// Starts a simulator for the length of a test.
func withSimulator(
    _ configure: (inout SimulatorOptions) -> Void = { _ in },
    _ body: (SimulatorClient) async throws -> Void
) async throws {
    var options = SimulatorOptions()
    options.rateLimit = 0
    configure(&options)
    let simulator = try await Simulator.start(options)
    do {
        try await body(SimulatorClient(simulator))
    } catch {
        await simulator.stop()
        throw error
    }
    await simulator.stop()
}
