import Host
import Journal
import Logging
import Synchronization
import Testing
import Webex

@testable import Schedule

@Suite("Sign-ins that schedules use")
struct SignInUpkeepTests {
    private final class Asked: Sendable {
        let profiles = Mutex<[String?]>([])
        let standing = Mutex<Result<SignInStanding, WebexError>>(.success(SignInStanding(profile: "acme")))
        let heard = Mutex<[SignInStanding]>([])
    }

    private let scene: DaemonScene
    private let asked = Asked()

    init() throws { scene = try DaemonScene() }

    private func upkeep() -> SignInUpkeep {
        let asked = asked
        return SignInUpkeep(
            store: scene.store,
            clock: WallClock(now: { 5 }, sleep: { _ in }),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { standing in
            asked.heard.withLock { $0.append(standing) }
        } renew: { profile in
            asked.profiles.withLock { $0.append(profile) }
            return try asked.standing.withLock { try $0.get() }
        }
    }

    private func schedules() throws -> [ScheduleDefinition] {
        try [("a", "acme", ["ops"]), ("b", "acme", ["ops", "mail"]), ("c", nil, []), ("d", "acme", [])].map {
            var schedule = try scene.schedule($0.0)
            schedule.profile = $0.1
            schedule.notify = $0.2
            return schedule
        }
    }

    @Test("each profile is asked once, a simulator never")
    func profiles() async throws {
        var schedules = try schedules()
        schedules[3].usesSimulator = true
        schedules[3].profile = nil
        await upkeep().look(schedules)
        #expect(asked.profiles.withLock { $0 } == [nil, "acme"])
        #expect(asked.heard.withLock { $0.count } == 2)
        #expect(try await scene.store.notices(dueBy: 10).isEmpty)
    }

    @Test("a sign-in that lapses is told to each channel once, and again when another one lapses")
    func lapsing() async throws {
        let upkeep = upkeep()
        let schedules = try schedules().filter { $0.profile != nil }
        for (lapses, days) in [(100, 13), (100, 12), (200, 9)] as [(Int64, Int)] {
            asked.standing.withLock {
                $0 = .success(SignInStanding(profile: "acme", lapses: lapses, warning: "lapses in \(days) days"))
            }
            await upkeep.look(schedules)
        }
        let notices = try await scene.store.notices(dueBy: 10)
        #expect(notices.map(\.channel) == ["mail", "ops", "mail", "ops"])
        #expect(
            notices.map(\.text) == ["lapses in 13 days", "lapses in 13 days", "lapses in 9 days", "lapses in 9 days"]
        )
        #expect(notices.map(\.schedule) == ["b", "a", "b", "a"] && notices.allSatisfy { $0.kind == .broken })
    }

    @Test("one that has lapsed is told, and a service that is away is not")
    func lapsed() async throws {
        let upkeep = upkeep()
        let schedules = try schedules().filter { $0.name == "a" }
        asked.standing.withLock { $0 = .failure(WebexError(.unavailable, "the service is away")) }
        await upkeep.look(schedules)
        #expect(try await scene.store.notices(dueBy: 10).isEmpty)
        asked.standing.withLock { $0 = .failure(WebexError(.signedOut, "signed out", hint: "patchbay login acme")) }
        await upkeep.look(schedules)
        #expect(try await scene.store.notices(dueBy: 10).map(\.text) == ["signed out; patchbay login acme"])
    }
}
