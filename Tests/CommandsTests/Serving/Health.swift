import JSON
import TestSupport
import Testing

/// What a daemon answers on the port that it told.
struct Health {
    let port: UInt16

    /// Waits until a daemon has told where it answers.
    init(_ daemon: ProgramRun) async throws {
        #expect(await daemon.hasWritten("answers on http://127.0.0.1:"), "\(daemon.errorsSoFar)")
        #expect(await daemon.hasWritten("\n"))
        port = try #require(daemon.errorsSoFar.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.1) })
    }

    /// How it stands.
    func report(status: Int = 200) throws -> JSONValue {
        let answer = try Loopback.answer(to: "GET", "/healthz", port: port)
        #expect(answer.status == status, "\(answer.text)")
        return try JSONValue(parsing: answer.body)
    }

    /// The value of a metric with its labels; nil when there is none.
    func metric(_ name: String) throws -> Double? {
        let text = String(decoding: try Loopback.body(of: "GET", "/metrics", port: port), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}
