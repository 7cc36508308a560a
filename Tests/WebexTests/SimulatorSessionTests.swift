import Catalog
import JSON
import Simulator
import TestSupport
import Testing
import Transfer

@testable import Webex

/// The session against the simulator, which shares no code with it.
@Suite struct SimulatorSessionTests {
    /// A simulator and a session before it.
    private final class Stage: Sendable {
        let simulator: Simulator
        let session: Session
        let store: MemoryStore
        let transfer = Transfer()
        private let folder: TemporaryFolder

        init(_ change: (inout SimulatorOptions) -> Void = { _ in }) async throws {
            var options = SimulatorOptions()
            options.tasks = 40
            options.recordingSeconds = 2
            change(&options)
            simulator = try await Simulator.start(options)
            let ready = simulator.ready
            folder = try TemporaryFolder()
            store = MemoryStore(
                Credentials(
                    clientSecret: ready.clientSecret,
                    accessToken: ready.accessToken,
                    refreshToken: ready.refreshToken
                )
            )
            session = Session(
                profile: Profile(
                    name: "simulator",
                    apiURL: ready.apiURL,
                    authURL: ready.authURL,
                    clientID: ready.clientID,
                    rateLimit: 0
                ),
                credentials: store,
                transfer: transfer,
                limiterFolder: folder.path
            )
        }

        func control(_ path: String) async throws -> JSONValue {
            let response = try await transfer.perform(
                TransferRequest(
                    method: path.hasSuffix("stats") ? "GET" : "POST",
                    url: "\(simulator.ready.apiURL)/_control/\(path)"
                )
            )
            #expect(response.status == 200)
            return try JSONValue(parsing: response.body)
        }

        /// The captures of the first ten tasks that have any.
        func captures() async throws -> [CaptureReference] {
            let ready = simulator.ready
            let catalog = Catalog.bundled
            let tasks = try await session.call(
                Call(
                    operation: catalog.operation(named: "task.list"),
                    query: [("from", .integer(ready.from - 1)), ("to", .integer(ready.to)), ("pageSize", 1000)]
                )
            )
            let ids = try #require(JSONValue(parsing: tasks.body)["data"]?.array).compactMap { $0["id"] }
            let answer = try await session.call(
                Call(
                    operation: catalog.operation(named: "capture.query"),
                    body: ["query": ["taskIds": .array(Array(ids.prefix(10))), "includeSegments": true]]
                )
            )
            var references: [CaptureReference] = []
            for task in try #require(JSONValue(parsing: answer.body)["data"]?.array) {
                let taskID = try #require(task["taskId"]?.string)
                for recording in task["recording"]?.array ?? [] {
                    let id = try #require(recording["id"]?.string)
                    references.append(CaptureReference(taskID: taskID, captureID: id, kind: .recording))
                }
            }
            return references
        }
    }

    @Test func `recordings come whole, also after their addresses have lapsed`() async throws {
        let stage = try await Stage()
        let captures = try await stage.captures()
        #expect(!captures.isEmpty)
        var first: [String] = []
        for capture in captures {
            let target = MemoryTarget()
            let downloaded = try await stage.session.download(capture, into: target)
            #expect(target.bytes.starts(with: Array("RIFF".utf8)))
            #expect(downloaded.bytes == Int64(target.bytes.count))
            first.append(downloaded.sha256)
        }
        _ = try await stage.control("expire-signatures")
        var second: [String] = []
        for capture in captures {
            second.append(try await stage.session.download(capture, into: MemoryTarget()).sha256)
        }
        #expect(first == second)
        #expect(stage.session.tally.downloads == 2 * captures.count)
        await stage.simulator.stop()
    }

    @Test func `a revoked access token is renewed in between`() async throws {
        let stage = try await Stage()
        _ = try await stage.captures()
        _ = try await stage.control("revoke")
        _ = try await stage.captures()
        #expect(stage.store.saved == 1)
        #expect(try stage.store.load().accessToken != stage.simulator.ready.accessToken)
        #expect(try await stage.session.organization() == stage.simulator.ready.orgID)
        await stage.simulator.stop()
    }

    @Test func `with all tokens revoked it is signed out`() async throws {
        let stage = try await Stage()
        _ = try await stage.control("revoke?what=all")
        do {
            _ = try await stage.captures()
            Issue.record("it was let in")
        } catch let error as WebexError {
            #expect(error.kind == .signedOut)
            #expect(!"\(error)".contains(stage.simulator.ready.accessToken))
        }
        await stage.simulator.stop()
    }
}
