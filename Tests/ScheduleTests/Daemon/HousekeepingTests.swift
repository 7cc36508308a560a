import Glibc
import Host
import Journal
import Logging
import TestSupport
import Testing
import Webex

@testable import Schedule

@Suite("What the daemon forgets")
struct HousekeepingTests {
    private static let day: Int64 = 86_400_000
    private static let now: Int64 = 1_795_294_776_000 + 100 * day

    private func tidy(_ scene: DaemonScene) async {
        await Housekeeping(
            place: scene.place,
            store: scene.store,
            logs: scene.logs,
            keep: 90 * Self.day,
            clock: WallClock(now: { Self.now }, sleep: { _ in }),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).tidy()
    }

    private func enter(_ state: ScheduleTick.State, ended: Int64?, _ scene: DaemonScene) async throws {
        var tick = ScheduleTick(schedule: "nightly", due: 1000, trigger: .manual, state: .owed)
        let entered = try #require(try await scene.store.enter(tick, alone: false))
        tick = entered
        tick.state = state
        tick.run = DaemonScene.run
        tick.ended = ended
        #expect(try await scene.store.change(tick, from: entered, isFailing: nil, notices: []))
    }

    @Test("a run of long ago and its time are forgotten when they are over")
    func old() async throws {
        let scene = try DaemonScene()
        try await scene.enter(end: 0)
        try await enter(.done, ended: 2000, scene)
        await tidy(scene)
        #expect(try await scene.place.store.run(DaemonScene.run) == nil)
        #expect(try await scene.store.ticks(TickQuery()).isEmpty)
    }

    @Test("a run that its schedule goes on with stays, however old it is")
    func open() async throws {
        let scene = try DaemonScene()
        try await scene.enter(end: 6)
        try await enter(.waiting, ended: nil, scene)
        await tidy(scene)
        #expect(try await scene.place.store.run(DaemonScene.run) != nil)
        #expect(try await scene.store.ticks(TickQuery()).count == 1)
    }

    @Test("the disk's gate is closed below the least, and says how much is free")
    func gate() throws {
        let folder = try TemporaryFolder()
        #expect(DiskGate(folder: folder.path, least: 1).problem == nil)
        let problem = try #require(DiskGate(folder: folder.path, least: .max).problem)
        #expect(problem.kind == .full && problem.description.contains("--min-free"))
        #expect(DiskGate(folder: folder.path("nowhere"), least: .max).problem == nil)
    }
}
