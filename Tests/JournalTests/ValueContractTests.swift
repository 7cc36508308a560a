import Testing

@testable import Journal

/// What every store owes to the values of scripts.
@Suite("Store contract: values")
struct ValueContractTests {
    private let key = ValueKey(script: "/srv/a.lua", profile: "acme", name: "count")

    @Test("a value is another's for another script, profile or name", arguments: StoreUnderTest.all)
    func keyed(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        #expect(try await store.setValue(ValueChange(key, to: "1"), entering: [], of: "run-1"))
        #expect(try await store.value(key) == StoredValue(value: "1", version: 1))
        for change in [\ValueKey.script, \.profile, \.name] {
            var other = key
            other[keyPath: change] += "x"
            #expect(try await store.value(other) == nil)
        }
    }

    @Test(
        "versions rise with each change, and do not begin anew when a value was removed",
        arguments: StoreUnderTest.all
    )
    func versions(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        func set(_ value: String?, if version: Int64? = nil) async throws -> Bool {
            try await store.setValue(ValueChange(key, to: value, ifVersion: version), entering: [], of: "run-1")
        }
        #expect(try await !set("1", if: 1))
        #expect(try await set("1", if: 0))
        #expect(try await !set("2", if: 0))
        #expect(try await set("2", if: 1))
        #expect(try await store.value(key) == StoredValue(value: "2", version: 2))
        #expect(try await set(nil, if: 2))
        #expect(try await store.value(key) == nil)
        // Who read the value before it was removed must not change what came after.
        #expect(try await set("3", if: 0))
        #expect(try await !set("4", if: 1))
        #expect(try await !set("4", if: 2))
        let version = try #require(try await store.value(key)?.version)
        #expect(version > 2)
        #expect(try await set("4", if: version))
    }

    @Test("the values of a script for a profile are forgotten together, and no others", arguments: StoreUnderTest.all)
    func forgotten(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        var others = [key, key]
        others[0].script += "x"
        others[1].profile += "x"
        var second = key
        second.name = "second"
        for key in [key, second] + others {
            #expect(try await store.setValue(ValueChange(key, to: "1"), entering: [], of: "run-1"))
        }
        try await store.removeValues(of: key.script, profile: key.profile)
        #expect(try await store.value(key) == nil)
        #expect(try await store.value(second) == nil)
        for key in others { #expect(try await store.value(key) != nil) }
    }

    @Test("a value and what is entered with it come together or not at all", arguments: StoreUnderTest.all)
    func atomic(kind: StoreUnderTest) async throws {
        let store = try await kind.opened(with: Sample.run())
        let entries = Sample.entries([Sample.write(), Sample.outcome(1, nil, .done)])
        #expect(try await !store.setValue(ValueChange(key, to: "1", ifVersion: 4), entering: entries, of: "run-1"))
        #expect(try await store.all().isEmpty)
        #expect(try await store.setValue(ValueChange(key, to: "1"), entering: entries, of: "run-1"))
        #expect(try await store.all() == entries)
        // Numbers that are taken: the value is not changed either.
        await #expect(throws: JournalError.self) {
            try await store.setValue(ValueChange(key, to: "2"), entering: entries, of: "run-1")
        }
        #expect(try await store.value(key)?.value == "1")
    }

    @Test("changes by version from several connections at once lose none", arguments: StoreUnderTest.all)
    func atOnce(kind: StoreUnderTest) async throws {
        let open = try kind.fresh()
        try await open().begin(Sample.run())
        let key = key
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let store = try open()
                    for _ in 0..<25 {
                        var isDone = false
                        while !isDone {
                            let now = try await store.value(key)
                            let next = "\((now.flatMap { Int($0.value) } ?? 0) + 1)"
                            let change = ValueChange(key, to: next, ifVersion: now?.version ?? 0)
                            isDone = try await store.setValue(change, entering: [], of: "run-1")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await open().value(key)?.value == "100")
    }
}
