import Testing

@testable import Journal

/// What every store owes to the times of schedules.
@Suite("Schedule store contract: times")
struct ScheduleAccountContractTests {
    @Test(
        "a schedule is watched from its first time on, and begins anew when it is due at other times",
        arguments: ScheduleStoreUnderTest.all
    )
    func watched(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened { store async throws in
            #expect(try await store.state(of: "a") == nil)
            let first = try await store.watch(["a": "every 1m", "b": "@daily"], from: 5)
            #expect(
                first == [
                    ScheduleState(name: "a", timing: "every 1m", cursor: 5),
                    ScheduleState(name: "b", timing: "@daily", cursor: 5),
                ]
            )
            #expect(try await store.watch(["a": "every 1m"], from: 9) == [first[0]])
            #expect(try await store.watch(["a": "every 2m"], from: 9).first?.cursor == 9)
            #expect(try await store.states().map(\.timing) == ["every 2m", "@daily"])
            #expect(try await store.watch([:], from: 9).isEmpty)
        }
    }

    @Test(
        "a pause is kept with who and why, also of a schedule that nobody has watched, and watching leaves it",
        arguments: ScheduleStoreUnderTest.all
    )
    func paused(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened { store async throws in
            let pause = ScheduleState.Pause(since: 3, user: "ops", reason: "maintenance\0night")
            try await store.pause("a", pause)
            let state = try #require(try await store.watch(["a": "@daily"], from: 7).first)
            #expect(state.cursor == 7 && state.timing == "@daily")
            #expect(state.pause?.user == "ops" && state.pause?.since == 3)
            #expect(state.pause?.reason?.hasPrefix("maintenance") == true)
            try await store.pause("a", nil)
            #expect(try await store.state(of: "a")?.pause == nil)
            #expect(try await store.state(of: "a")?.cursor == 7)
        }
    }

    @Test("ticks come with numbers and move the cursor, all or nothing", arguments: ScheduleStoreUnderTest.all)
    func entered(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a", "b") { store async throws in
            let (entered, leftOut) = try await store.enter([
                ScheduleAccount(
                    schedule: "a",
                    from: 1000,
                    through: 3000,
                    ticks: [.skipped(2000, .missed), .owed(3000)]
                ),
                ScheduleAccount(schedule: "b", from: 999, through: 3000, ticks: [.owed(3000, "b")]),
            ])
            #expect(leftOut == ["b"])
            #expect(entered.map(\.due) == [2000, 3000] && entered.allSatisfy { $0.number > 0 })
            #expect(try await store.all(nil) == entered)
            #expect(try await store.states().map(\.cursor) == [3000, 1000])
            #expect(try await store.openTicks() == [entered[1]])
            #expect(try await store.tick(entered[1].number) == entered[1])
        }
    }

    @Test("a schedule that nobody watches gets no ticks", arguments: ScheduleStoreUnderTest.all)
    func unknown(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened { store async throws in
            let account = ScheduleAccount(schedule: "a", from: 0, through: 5, ticks: [.owed(5)])
            #expect(try await store.enter([account]).leftOut == ["a"])
            #expect(try await store.all().isEmpty)
        }
    }

    @Test(
        "times left out for the same reason become one, until something else comes in between",
        arguments: ScheduleStoreUnderTest.all
    )
    func merged(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a") { store async throws in
            try await store.enter([.skipped(2000, .paused)])
            let second = try await store.enter([.skipped(3000, through: 5000, count: 3, .paused)])
            #expect(second.map(\.count) == [3])
            try await store.enter([.skipped(6000, .overlap)])
            try await store.enter([.owed(7000)])
            try await store.enter([.skipped(8000, .overlap), .skipped(9000, .overlap)])
            let all = try await store.all()
            #expect(all.map(\.due) == [2000, 6000, 7000, 8000])
            #expect(all.map(\.last) == [5000, 6000, 7000, 9000])
            #expect(all.map(\.count) == [4, 1, 1, 2])
            #expect(all[0].ended == 5000)
            #expect(second.first?.number == all[0].number)
        }
    }

    @Test("a tick of another schedule in between does not matter", arguments: ScheduleStoreUnderTest.all)
    func mergedApart(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a", "b") { store async throws in
            try await store.enter([.skipped(2000, .paused)])
            let account = ScheduleAccount(schedule: "b", from: 1000, through: 2500, ticks: [.owed(2500, "b")])
            _ = try await store.enter([account])
            try await store.enter([.skipped(3000, .paused)])
            #expect(try await store.all().map(\.count) == [2])
        }
    }

    @Test(
        "after the clock was set back a time that has its tick keeps it, and one that was left out comes again",
        arguments: ScheduleStoreUnderTest.all
    )
    func setBack(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a") { store async throws in
            try await store.enter([.owed(2000)])
            try await store.enter([.skipped(3000, through: 9000, count: 7, .missed), .owed(10_000, trigger: .missed)])
            try await store.setBack("a", to: 20_000)
            #expect(try await store.state(of: "a")?.cursor == 10_000)
            try await store.setBack("a", to: 1500)
            #expect(try await store.state(of: "a")?.cursor == 1500)
            #expect(try await store.all().map(\.due) == [2000, 10_000])
            let again = try await store.enter([.owed(2000), .owed(3000), .owed(10_000)])
            #expect(again.map(\.due) == [3000])
            #expect(try await store.all().map(\.trigger) == [.timed, .timed, .missed])
        }
    }

    @Test(
        "of two processes that account for the same times one does, and the other hears so",
        arguments: ScheduleStoreUnderTest.all
    )
    func atOnce(kind: ScheduleStoreUnderTest) async throws {
        let open = kind.fresh()
        defer { withExtendedLifetime(open) {} }
        let first = open()
        _ = try await first.watch(["a": "every 1m"], from: 1000)
        let entered = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let account = ScheduleAccount(
                        schedule: "a",
                        from: 1000,
                        through: 2000,
                        ticks: [.skipped(2000, .paused)]
                    )
                    return try await open().enter([account]).entered.count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(entered == 1)
        #expect(try await first.all().map(\.count) == [1])
    }

    @Test(
        "what a person asks for is entered each time, alone or not, and never in place of a time",
        arguments: ScheduleStoreUnderTest.all
    )
    func manual(kind: ScheduleStoreUnderTest) async throws {
        try await kind.opened(watching: "a") { store async throws in
            let first = try #require(try await store.enter(.owed(2000, trigger: .manual), alone: true))
            #expect(first.number > 0)
            #expect(try await store.enter(.owed(2000, trigger: .manual), alone: true) == nil)
            #expect(try await store.enter(.owed(2000, trigger: .manual), alone: false) != nil)
            #expect(try await store.enter([.owed(2000)]).count == 1)
            #expect(try await store.enter(.owed(2000, "b", trigger: .manual), alone: true) != nil)
        }
    }
}
