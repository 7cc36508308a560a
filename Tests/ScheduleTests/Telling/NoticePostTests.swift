import Exposition
import Glibc
import Host
import Journal
import Logging
import Synchronization
import TestSupport
import Testing
import Webex

@testable import Schedule

/// Remembers what it was given, and fails for the channels that a test names.
final class NotingSender: MessageSender {
    struct Sent: Equatable { var channel: String, subject: String }

    private struct State {
        var sent: [Sent] = []
        var failing: Set<String> = []
        var afterward: @Sendable () -> Void = {}
    }

    private let state = Mutex(State())

    var sent: [Sent] { state.withLock { $0.sent } }

    /// What happens behind each message from now on.
    func afterward(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.afterward = body } }

    func fail(_ channels: Set<String>) { state.withLock { $0.failing = channels } }

    func send(_ message: Message, through channel: Channel) async throws(HostError) {
        let fails = state.withLock { state in
            guard !state.failing.contains(channel.name) else { return true }
            state.sent.append(Sent(channel: channel.name, subject: message.subject))
            return false
        }
        if fails { throw HostError(.unavailable, "channel \(channel.name)", "answered 503") }
        state.withLock { $0.afterward }()
    }
}

/// A post over a real store, at a time that the test decides.
private final class PostOffice: Sendable {
    static let start: Int64 = 1_795_000_000_000

    let folder: TemporaryFolder
    let store: SQLiteScheduleStore
    let sender = NotingSender()
    let metrics = MetricRegistry()
    private let time = Mutex(PostOffice.start)

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("state")
        store = SQLiteScheduleStore(JournalOnDemand(folder: folder.path("state")))
    }

    var now: Int64 { time.withLock { $0 } }

    func pass(minutes: Int64) { time.withLock { $0 += minutes * 60_000 } }

    func post() -> NoticePost {
        NoticePost(
            store: store,
            sender: sender,
            configuration: { () throws(HostError) in
                try ConfigurationFile(self.configurationFile).load()
            },
            schedule: { _ in nil },
            clock: WallClock(now: { self.now }, sleep: { _ in }),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            metrics: metrics
        )
    }

    var configurationFile: String { folder.path("config.yaml") }

    func configure(_ names: String...) throws {
        let lines = names.map { "  \($0): { webex: \($0)@example.com }\n" }.joined()
        try folder.write("config.yaml", "channels:\n" + lines)
    }

    func enter(_ schedule: String, through channels: String...) async throws {
        try await store.enter(
            channels.map { channel in
                ScheduleNotice(
                    schedule: schedule,
                    kind: .broken,
                    channel: channel,
                    text: "its script is gone",
                    made: now
                )
            }
        )
    }

    /// The notices that there still are, due or not.
    func kept() async throws -> [ScheduleNotice] { try await store.notices(dueBy: .max) }
}

@Suite("The post of notices") struct NoticePostTests {
    private let office: PostOffice

    init() throws {
        office = try PostOffice()
        try office.configure("ops", "boss")
    }

    @Test func `what is due is sent through its channel, once, and forgotten`() async throws {
        try await office.enter("nightly", through: "ops", "boss")
        let round = try await office.post().round()
        #expect(round.sent == 2 && round.postponed == 0)
        #expect(Set(office.sender.sent.map(\.channel)) == ["ops", "boss"])
        #expect(office.sender.sent.allSatisfy { $0.subject == "[broken] schedule nightly cannot run as it is" })
        #expect(try await office.kept().isEmpty)
        #expect(try await office.post().round() == NoticePost.Round())
    }

    @Test func `a channel that fails is tried again after 1, 5, 30 and 60 minutes, and given up after a day`()
        async throws
    {
        office.sender.fail(["ops"])
        try await office.enter("nightly", through: "ops")
        var pauses: [Int64] = []
        var tries = 0
        while let notice = try await office.kept().first {
            if notice.attempts > 0 { pauses.append((notice.next - office.now) / 60_000) }
            office.pass(minutes: notice.attempts == 0 ? 0 : pauses[pauses.count - 1])
            let round = try await office.post().round()
            tries += 1
            #expect(round.sent == 0 && round.postponed + round.givenUp == 1)
            try #require(tries < 100)
        }
        #expect(pauses.prefix(5) == [1, 5, 30, 60, 60] && pauses.dropFirst(3).allSatisfy { $0 == 60 })
        #expect((office.now - PostOffice.start) < NoticePost.patience)
        #expect((office.now - PostOffice.start) >= NoticePost.patience - 3_600_000)
        #expect(office.metrics.text().contains("patchbay_notices_failed_total{channel=\"ops\"} \(tries)\n"))
    }

    @Test func `it is not tried before its time, and why it failed is kept`() async throws {
        office.sender.fail(["ops"])
        try await office.enter("nightly", through: "ops")
        _ = try await office.post().round()
        office.sender.fail([])
        #expect(try await office.kept().first?.failure == "channel ops: answered 503")
        #expect(try await office.post().round() == NoticePost.Round())
        office.pass(minutes: 1)
        #expect(try await office.post().round().sent == 1)
    }

    @Test func `the trouble of one channel holds up no other`() async throws {
        office.sender.fail(["boss"])
        for name in ["a", "b", "c"] { try await office.enter(name, through: "boss", "ops") }
        let round = try await office.post().round()
        #expect(round.sent == 3 && round.postponed == 1)
        #expect(office.sender.sent.map(\.subject).map { $0.split(separator: " ")[2] } == ["a", "b", "c"])
        // What waits behind one that failed is as it was: due.
        #expect(try await office.store.notices(dueBy: office.now).map(\.channel) == ["boss", "boss"])
    }

    @Test func `a channel that is not there any more is told as such, and counts once it is there again`() async throws
    {
        try await office.enter("nightly", through: "opps")
        #expect(try await office.post().round().postponed == 1)
        #expect(try await office.kept().first?.failure?.contains("there is no channel 'opps'") == true)
        try office.configure("opps")
        office.pass(minutes: 1)
        #expect(try await office.post().round().sent == 1)
    }

    @Test func `a configuration that is wrong postpones, and loses nothing`() async throws {
        try await office.enter("nightly", through: "ops")
        try office.folder.write("config.yaml", "channels: [")
        #expect(try await office.post().round().postponed == 1)
        #expect(try await office.kept().count == 1)
    }

    @Test func `one that ends between sending and forgetting sends once more, and no oftener`() async throws {
        try await office.enter("nightly", through: "ops")
        let (state, away) = (office.folder.path("state"), office.folder.path("away"))
        // The store is gone by the time that the message is out, and there again for who comes next.
        office.sender.afterward { _ = rename(state, away) }
        await #expect(throws: JournalError.self) { try await office.post().round() }
        office.sender.afterward {}
        #expect(rename(away, state) == 0)
        #expect(office.sender.sent.count == 1)
        #expect(try await office.post().round().sent == 1)
        #expect(try await office.post().round().sent == 0)
        #expect(office.sender.sent.count == 2)
    }
}
