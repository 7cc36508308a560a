import Testing

@testable import Journal

/// What every store owes to runs as a whole.
@Suite("Store contract: runs")
struct RunContractTests {
    @Test("a run is found as it was entered, by another connection too", arguments: StoreUnderTest.all)
    func entered(kind: StoreUnderTest) async throws {
        let open = try kind.fresh()
        var run = Sample.run()
        run.arguments = #"{"file":"/srv/agents.csv"}"#
        run.organization = "org"
        try await open().begin(run)
        #expect(try await open().run("run-1") == run)
        #expect(try await open().run("run-2") == nil)
    }

    @Test("what is learned of a run replaces what was known, its end too", arguments: StoreUnderTest.all)
    func updated(kind: StoreUnderTest) async throws {
        var run = Sample.run()
        let store = try await kind.opened(with: run)
        run.end = RunRecord.End(time: 2000, exitCode: 4, failure: "1 row failed", summary: #"{"rows":1}"#)
        run.arguments = "{}"
        run.organization = "org"
        try await store.update(run)
        #expect(try await store.run("run-1") == run)
        run.end = nil
        run.attempts = 2
        run.options = #"{"resumed":true}"#
        run.scriptHash = "ef"
        try await store.goOn(run)
        #expect(try await store.run("run-1") == run)
    }

    @Test(
        "of two who go on with a run one does, and whoever is in another attempt enters nothing",
        arguments: StoreUnderTest.all
    )
    func attempts(kind: StoreUnderTest) async throws {
        let first = Sample.run()
        let store = try await kind.opened(with: first)
        var second = first
        second.attempts = 2
        try await store.goOn(second)
        let change = ValueChange(ValueKey(script: "s", profile: "p", name: "n"), to: "1")
        let late: [@Sendable () async throws -> Void] = [
            { [second] in try await store.goOn(second) },
            { try await store.update(first) },
            { try await store.append(Sample.entries([Sample.write()]), to: "run-1", in: 1) },
            { _ = try await store.setValue(change, entering: [], of: "run-1", in: 1) },
        ]
        for ask in late {
            let error = await #expect(throws: JournalError.self) { try await ask() }
            #expect(error?.kind == .conflict)
            #expect(error?.value.contains("was gone on with") == true)
        }
        #expect(try await store.all().isEmpty)
        #expect(try await store.run("run-1") == second)
        #expect(try await store.value(change.key) == nil)
        try await store.append(Sample.entries([Sample.write()]), to: "run-1", in: 2)
    }

    @Test("a second run of one id is a conflict, and the first stays as it was", arguments: StoreUnderTest.all)
    func conflict(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        let error = await #expect(throws: JournalError.self) { try await store.begin(Sample.run(started: 9)) }
        #expect(error?.kind == .conflict)
        #expect(error?.description.contains("run-1") == true)
        #expect(try await store.run("run-1")?.started == 1000)
    }

    @Test("whatever concerns a run that is not there says so", arguments: StoreUnderTest.all)
    func missing(kind: StoreUnderTest) async throws {
        let store = try kind.opened()
        let entry = Sample.entries([Sample.line("a")])
        let change = ValueChange(ValueKey(script: "s", profile: "p", name: "n"), to: "1")
        let asked: [@Sendable () async throws -> Void] = [
            { try await store.update(Sample.run("gone")) },
            { try await store.goOn(Sample.run("gone")) },
            { try await store.append(entry, to: "gone") },
            { _ = try await store.entries(of: "gone", after: 0, kinds: [], most: 1) },
            { _ = try await store.recollection(of: "gone") },
            { _ = try await store.counts(of: "gone") },
            { _ = try await store.setValue(change, entering: [], of: "gone") },
        ]
        for ask in asked {
            let error = await #expect(throws: JournalError.self) { try await ask() }
            #expect(error?.kind == .notFound)
            #expect(error?.value.contains("gone") == true)
        }
        #expect(try await store.value(change.key) == nil)
    }

    @Test("runs come the latest first, as many as are wanted", arguments: StoreUnderTest.all)
    func order(kind: StoreUnderTest) async throws {
        let store = try kind.opened()
        for (id, started) in [("a", 10), ("c", 30), ("b", 20), ("d", 30)] as [(String, Int64)] {
            try await store.begin(Sample.run(id, started: started))
        }
        var query = RunQuery()
        #expect(try await store.runs(query).map(\.id) == ["d", "c", "b", "a"])
        query.most = 2
        #expect(try await store.runs(query).map(\.id) == ["d", "c"])
        query.most = 0
        #expect(try await store.runs(query).isEmpty)
    }

    @Test("runs are chosen by script, profile, time and the beginning of their ids", arguments: StoreUnderTest.all)
    func filters(kind: StoreUnderTest) async throws {
        let store = try kind.opened()
        try await store.begin(Sample.run("2026-a", started: 10))
        try await store.begin(Sample.run("2026-b", started: 20, script: "/srv/my-onboard.lua"))
        var other = Sample.run("2027-c", started: 30, script: "/srv/éxport.lua")
        other.profile = "demo"
        try await store.begin(other)
        func ids(_ change: (inout RunQuery) -> Void) async throws -> [String] {
            var query = RunQuery()
            change(&query)
            return try await store.runs(query).map(\.id)
        }
        #expect(try await ids { $0.script = "onboard.lua" } == ["2026-a"])
        #expect(try await ids { $0.script = "/srv/my-onboard.lua" } == ["2026-b"])
        #expect(try await ids { $0.script = "srv/éxport.lua" } == ["2027-c"])
        #expect(try await ids { $0.script = "%.lua" }.isEmpty)
        #expect(try await ids { $0.profile = "demo" } == ["2027-c"])
        #expect(try await ids { $0.since = 20 } == ["2027-c", "2026-b"])
        #expect(try await ids { $0.before = 20 } == ["2026-a"])
        #expect(try await ids { $0.idPrefix = "2026-" } == ["2026-b", "2026-a"])
        #expect(try await ids { $0.idPrefix = "2026_" }.isEmpty)
        #expect(try await ids { ($0.idPrefix, $0.since, $0.profile) = ("2026-", 15, "acme") } == ["2026-b"])
    }

    @Test("a run that is removed takes all of its own along, and nothing else", arguments: StoreUnderTest.all)
    func removed(kind: StoreUnderTest) async throws {
        let store = try kind.opened()
        for id in ["a", "b"] {
            try await store.begin(Sample.run(id))
            try await store.append(Sample.entries(Sample.everyKind), to: id)
            let key = ValueKey(script: "/s", profile: id, name: "n")
            #expect(try await store.setValue(ValueChange(key, to: "1"), entering: [], of: id))
        }
        #expect(try await store.remove(["a", "gone"]) == 1)
        #expect(try await store.run("a") == nil)
        #expect(try await store.value(ValueKey(script: "/s", profile: "a", name: "n")) == nil)
        #expect(try await store.value(ValueKey(script: "/s", profile: "b", name: "n"))?.value == "1")
        #expect(try await store.all("b").count == Sample.everyKind.count)
        #expect(try await store.remove([]) == 0)
    }

    @Test(
        "a run that another connection removed is gone, and a new one has nothing of it",
        arguments: StoreUnderTest.all
    )
    func removedElsewhere(kind: StoreUnderTest) async throws {
        let open = try kind.fresh()
        let (one, other) = (try open(), try open())
        try await one.begin(Sample.run("old"))
        try await one.append(Sample.entries([Sample.line("old")]), to: "old")
        #expect(try await other.remove(["old"]) == 1)
        try await other.begin(Sample.run("new"))
        let error = await #expect(throws: JournalError.self) {
            try await one.append(Sample.entries([Sample.line("late")], from: 2), to: "old")
        }
        #expect(error?.kind == .notFound)
        #expect(try await one.all("new").isEmpty)
    }
}
