import Dispatch
import Synchronization
import Testing

@testable import Journal

@Suite("Journal writer")
struct JournalWriterTests {
    private let store: ControlledStore
    private let failures = Failures()
    private let clock = Clock()
    private let writer: JournalWriter

    /// Is asked the time once for all that is entered in one go, when it has its place.
    private final class Clock: Sendable {
        private let asked = Mutex(0)

        func now() -> Int64 {
            asked.withLock { $0 += 1 }
            return 5
        }

        func wasAsked(_ count: Int) async { while asked.withLock({ $0 < count }) { await Task.yield() } }
    }

    private final class Failures: Sendable {
        private let all = Mutex<[JournalError]>([])
        var told: [JournalError] { all.withLock { $0 } }
        func tell(_ error: JournalError) { all.withLock { $0.append(error) } }
    }

    private static let full = JournalError(kind: .full, file: "journal.sqlite", value: "full", hint: "make room")

    init() async throws {
        store = ControlledStore(try StoreUnderTest.all[0].opened())
        try await store.begin(Sample.run())
        writer = JournalWriter(store, run: "run-1", now: clock.now, failed: failures.tell)
    }

    @Test("what comes while a transaction is under way shares the next one, in the order it came")
    func shared() async throws {
        store.hold()
        async let first = writer.commit { _ in [Sample.line("first")] }
        await store.hasBegun(1)
        let others = (0..<20).map { index in Task { try await writer.commit { _ in [Sample.line("\(index)")] } } }
        writer.enter(Sample.line("not waited for"))
        await clock.wasAsked(22)
        store.release()
        #expect(try await first == 1)
        var numbers: Set<Int64> = []
        for task in others { numbers.insert(try await task.value) }
        try await writer.settle()
        #expect(numbers.count == 20)
        #expect(store.batches.prefix(2) == [[1], Array(2...22)])
        #expect(try await store.all().map(\.number) == Array(1...22))
        #expect(failures.told.isEmpty)
    }

    @Test("a commit is durable when it returns, with all that was entered before it")
    func durable() async throws {
        writer.enter(Sample.line("before"))
        let first = try await writer.commit { first in [Sample.write(), Sample.outcome(first, nil, .done)] }
        #expect(first == 2)
        #expect(try await store.all().map(\.number) == [1, 2, 3])
        #expect(try await store.counts(of: "run-1").happened == 1)
    }

    @Test("a run that goes on numbers its entries after those it has")
    func after() async throws {
        let writer = JournalWriter(store, run: "run-1", after: 40, now: { 5 }, failed: { _ in })
        #expect(try await writer.commit { _ in [Sample.line("a")] } == 41)
    }

    @Test("the first failure is final, is told once, and meets all that waits and all that comes")
    func failure() async throws {
        store.hold()
        let first = Task { try await writer.commit { _ in [Sample.line("first")] } }
        await store.hasBegun(1)
        let second = Task { try await writer.commit { _ in [Sample.line("second")] } }
        await clock.wasAsked(2)
        store.release(failing: Self.full)
        for task in [first, second] {
            let error = await #expect(throws: JournalError.self) { try await task.value }
            #expect(error == Self.full)
        }
        store.release()
        writer.enter(Sample.line("later"))
        let later = await #expect(throws: JournalError.self) { try await writer.settle() }
        #expect(later == Self.full)
        #expect(failures.told == [Self.full])
        #expect(store.batches == [[1]])
        #expect(try await store.all().isEmpty)
    }

    @Test("a cancelled task gets what became of its commit, and nothing is lost")
    func cancelled() async throws {
        store.hold()
        let task = Task { try await writer.commit { _ in [Sample.line("a")] } }
        await store.hasBegun(1)
        task.cancel()
        store.release()
        #expect(try await task.value == 1)
        #expect(try await store.all().count == 1)
    }

    @Test("a thread that enters more than can wait is held up until there is room")
    func backPressure() async throws {
        store.hold()
        writer.enter(Sample.line("under way"))
        await store.hasBegun(1)
        let wasReleased = await withCheckedContinuation { continuation in
            DispatchQueue(label: "notices").async { [writer, store] in
                let isReleased = Atomic(false)
                for number in 0..<10_000 { writer.enter(Sample.line("\(number)")) }
                DispatchQueue.global().async {
                    isReleased.store(true, ordering: .sequentiallyConsistent)
                    store.release()
                }
                writer.enter(Sample.line("one too many"))
                continuation.resume(returning: isReleased.load(ordering: .sequentiallyConsistent))
            }
        }
        #expect(wasReleased)
        try await writer.settle()
        #expect(try await store.all().count == 10_002)
    }

    @Test("a task is never held up: the store may need its thread")
    func tasksGoOn() async throws {
        store.hold()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { [writer] in for number in 0..<2000 { writer.enter(Sample.line("\(number)")) } }
            }
        }
        store.release()
        try await writer.settle()
        #expect(try await store.all().count == 16_000)
    }

    @Test("a failure lets go who is held up")
    func failureMakesRoom() async throws {
        store.hold()
        writer.enter(Sample.line("under way"))
        await store.hasBegun(1)
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "notices").async { [writer, store] in
                DispatchQueue.global().async { store.release(failing: Self.full) }
                for number in 0..<20_001 { writer.enter(Sample.line("\(number)")) }
                continuation.resume()
            }
        }
        await #expect(throws: JournalError.self) { try await writer.settle() }
        #expect(failures.told == [Self.full])
    }

    @Test("a value is changed in its place among the entries; one that has another version changes and enters nothing")
    func values() async throws {
        let key = ValueKey(script: "/s", profile: "p", name: "n")
        store.hold()
        writer.enter(Sample.line("before"))
        await store.hasBegun(1)
        async let changed = writer.commit(ValueChange(key, to: "1", ifVersion: 0)) { _ in [Sample.write()] }
        await clock.wasAsked(2)
        writer.enter(Sample.line("behind"))
        store.release()
        #expect(try await changed)
        #expect(try await !writer.commit(ValueChange(key, to: "2", ifVersion: 7)) { _ in [Sample.write()] })
        try await writer.settle()
        #expect(store.batches.prefix(3) == [[1], [2], [3]])
        #expect(try await store.all().map(\.number) == [1, 2, 3])
        #expect(try await store.value(key)?.value == "1")
        #expect(failures.told.isEmpty)
    }
}
