import Testing

@testable import Journal

/// What every store owes to ticks, and to what is to be told of them.
@Suite("Schedule store contract: ticks and notices")
struct ScheduleTickContractTests {
    @Test("all that is known of a tick is kept", arguments: ScheduleStoreUnderTest.all)
    func whole(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a") { store async throws in
            let entered = try #require(try await store.enter([.owed(2000)]).first)
            var tick = entered
            tick.state = .waiting
            tick.reason = .busy
            tick.run = "20260101-000000-abcd"
            (tick.attempts, tick.retries, tick.cutOffs) = (3, 2, 1)
            (tick.next, tick.began, tick.ended) = (5, 6, 7)
            tick.owner = "boot 1 2"
            tick.exitCode = 6
            tick.failure = "no network"
            #expect(try await store.change(tick, from: entered, isFailing: nil, notices: []))
            #expect(try await store.tick(entered.number) == tick)
            #expect(try await store.openTicks() == [tick])
            #expect(try await store.state(of: "a")?.isFailing == false)
        }
    }

    @Test(
        "a tick that another process has changed is left as it is, and nothing is told",
        arguments: ScheduleStoreUnderTest.all
    )
    func lost(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a") { store async throws in
            let entered = try #require(try await store.enter([.owed(2000)]).first)
            let changes: [(inout ScheduleTick) -> Void] = [
                { $0.state = .running }, { $0.owner = "one" }, { $0.run = "run" }, { $0.attempts = 1 },
                { $0.cutOffs = 1 },
            ]
            var now = entered
            for change in changes {
                let before = now
                change(&now)
                #expect(try await store.change(now, from: before, isFailing: nil, notices: []))
                var late = before
                late.state = .failed
                let notice = ScheduleNotice(schedule: "a", kind: .failed, channel: "ops", made: 1)
                #expect(try await !store.change(late, from: before, isFailing: true, notices: [notice]))
                #expect(try await store.tick(now.number) == now)
            }
            #expect(try await store.state(of: "a")?.isFailing == false)
            #expect(try await store.notices(dueBy: .max).isEmpty)
        }
    }

    @Test(
        "how a schedule stands and what is to be told come with the tick's change",
        arguments: ScheduleStoreUnderTest.all
    )
    func told(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a", "b") { store async throws in
            let before = try #require(try await store.enter([.owed(2000)]).first)
            var tick = before
            tick.state = .failed
            let notices = ["ops", "mail"].map {
                ScheduleNotice(schedule: "a", kind: .failed, channel: $0, tick: before.number, made: 9)
            }
            #expect(try await store.change(tick, from: before, isFailing: true, notices: notices))
            #expect(try await store.states().map(\.isFailing) == [true, false])
            let kept = try await store.notices(dueBy: 9)
            #expect(kept.map(\.channel) == ["ops", "mail"] && kept.map(\.tick) == [before.number, before.number])
            #expect(try await store.notices(dueBy: 8).isEmpty)
            #expect(try await store.openTicks().isEmpty)
        }
    }

    @Test(
        "a notice is kept until it is told, and comes again when it was postponed to",
        arguments: ScheduleStoreUnderTest.all
    )
    func postponed(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened { store async throws in
            let given = ScheduleNotice(schedule: "a", kind: .broken, channel: "ops", text: "no such file", made: 5)
            try await store.enter([given])
            var notice = try #require(try await store.notices(dueBy: 5).first)
            #expect(notice.text == "no such file" && notice.kind == .broken && notice.tick == nil && notice.made == 5)
            (notice.attempts, notice.next, notice.failure) = (1, 100, "503")
            try await store.postpone(notice)
            #expect(try await store.notices(dueBy: 99).isEmpty)
            #expect(try await store.notices(dueBy: 100) == [notice])
            try await store.forget(notice: notice.number)
            #expect(try await store.notices(dueBy: .max).isEmpty)
        }
    }

    @Test("ticks are found by schedule, state and time, the latest first", arguments: ScheduleStoreUnderTest.all)
    func found(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a") { store async throws in
            try await store.enter([
                .skipped(2000, through: 4000, count: 3, .paused), .owed(5000), .skipped(6000, .overlap), .owed(7000),
            ])
            _ = try await store.enter(.owed(6500, "b", trigger: .manual), alone: true)
            func dues(_ change: (inout TickQuery) -> Void) async throws -> [Int64] {
                var query = TickQuery()
                change(&query)
                return try await store.ticks(query).map(\.due)
            }
            #expect(try await dues { _ in } == [7000, 6500, 6000, 5000, 2000])
            #expect(try await dues { $0.schedule = "a" } == [7000, 6000, 5000, 2000])
            #expect(try await dues { $0.states = [.skipped, .done] } == [6000, 2000])
            #expect(try await dues { $0.since = 4000 } == [7000, 6500, 6000, 5000, 2000])
            #expect(try await dues { $0.since = 4001 } == [7000, 6500, 6000, 5000])
            #expect(try await dues { $0.most = 2 } == [7000, 6500])
        }
    }

    @Test("what was over long ago is forgotten, and what is open never", arguments: ScheduleStoreUnderTest.all)
    func pruned(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a") { store async throws in
            try await store.enter([
                .skipped(2000, through: 4000, count: 3, .paused), .owed(5000), .skipped(6000, .overlap),
            ])
            #expect(try await store.removeTicks(endedBefore: 4000) == 0)
            #expect(try await store.removeTicks(endedBefore: 6000) == 1)
            #expect(try await store.all().map(\.due) == [5000, 6000])
        }
    }

    @Test("a schedule is forgotten with all that is its own, and no other", arguments: ScheduleStoreUnderTest.all)
    func removed(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a", "b") { store async throws in
            try await store.enter([.owed(5000)])
            _ = try await store.enter(.owed(5000, "b", trigger: .manual), alone: true)
            for name in ["a", "b"] {
                try await store.enter([ScheduleNotice(schedule: name, kind: .broken, channel: "ops", made: 5)])
            }
            try await store.remove("a")
            #expect(try await store.states().map(\.name) == ["b"])
            #expect(try await store.all(nil).map(\.schedule) == ["b"])
            #expect(try await store.notices(dueBy: .max).map(\.schedule) == ["b"])
        }
    }

    @Test("what was entered is there for another process", arguments: ScheduleStoreUnderTest.all)
    func reopened(kind: ScheduleStoreUnderTest) async throws {
        let open = kind.fresh()
        defer { withExtendedLifetime(open) {} }
        _ = try await open().watch(["a": "@daily"], from: 1000)
        let entered = try await open().enter([.owed(2000)])
        #expect(try await open().openTicks() == entered)
    }
}
