import Catalog
import JSON
import Simulator
import TestSupport
import Testing
import Transfer

@testable import Webex

/// Sessions whose clock is not the service's.
@Suite struct ClockSkewTests {
    private static let hour = 60 * Stage.minute

    /// A session and a simulator, each with a clock of its own, and access tokens that live twenty minutes.
    private final class Stage: Sendable {
        static let minute: Int64 = 60_000
        let clock = LeapingClock()
        let store: MemoryStore
        private let clockOfService: LeapingClock
        private let simulator: Simulator
        private let transfer = Transfer()
        private let folder: TemporaryFolder
        private let session: Session

        /// The service's clock is `ahead` by so many milliseconds.
        init(ahead: Int64) async throws {
            let clockOfService = LeapingClock(clock.now + ahead)
            self.clockOfService = clockOfService
            var options = SimulatorOptions()
            options.tasks = 5
            options.rateLimit = 0
            options.accessTokenSeconds = 20 * 60
            options.now = { clockOfService.now }
            simulator = try await Simulator.start(options)
            let ready = simulator.ready
            store = MemoryStore(
                Credentials(
                    clientSecret: ready.clientSecret,
                    accessToken: ready.accessToken,
                    refreshToken: ready.refreshToken,
                    accessTokenIssued: clock.now,
                    accessTokenExpires: clock.now + 20 * Self.minute
                )
            )
            folder = try TemporaryFolder()
            session = Session(
                profile: Profile(
                    name: "test",
                    apiURL: ready.apiURL,
                    authURL: ready.authURL,
                    clientID: ready.clientID,
                    rateLimit: 30
                ),
                credentials: store,
                transfer: transfer,
                limiterFolder: folder.path,
                clock: clock.wall
            )
        }

        /// Makes a call a minute.
        func work(minutes: Int) async throws {
            for _ in 0..<minutes {
                let query: [(String, JSONValue)] = [("from", .integer(1)), ("to", .integer(2))]
                let call = Call(operation: try Bench.catalog.operation(named: "task.list"), query: query)
                #expect(try await session.call(call).status == 200)
                clock.leap(Self.minute)
                clockOfService.leap(Self.minute)
            }
        }

        func end() async {
            transfer.shutdown()
            await simulator.stop()
        }
    }

    @Test(arguments: [-hour, 0, hour])
    func `a service an hour ahead or behind is as good as one that is not`(ahead: Int64) async throws {
        let stage = try await Stage(ahead: ahead)
        try await stage.work(minutes: 121)
        // Each is renewed five minutes before its end, whatever the service calls that time.
        #expect(stage.store.saved == 8)
        #expect(stage.clock.waits.isEmpty)
        await stage.end()
    }

    @Test(arguments: [(-hour, 7), (hour, 9)])
    func `a clock that is set by an hour costs no call and one renewal at most`(by: Int64, renewals: Int) async throws {
        let stage = try await Stage(ahead: 0)
        try await stage.work(minutes: 40)
        stage.clock.leap(by)
        try await stage.work(minutes: 81)
        #expect((renewals - 1...renewals).contains(stage.store.saved), "\(stage.store.saved)")
        // The limiter cannot know what of the last minute is to come again: it waits that minute once.
        #expect(stage.clock.waits.allSatisfy { $0 <= 2 * Stage.minute }, "\(stage.clock.waits)")
        await stage.end()
    }
}
