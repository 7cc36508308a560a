import Glibc
import TestSupport
import Testing

@testable import Webex

/// The limiter over a real shared file, on a clock of the test's.
@Suite struct RateLimiterTests {
    private let folder: TemporaryFolder
    private let clock = LeapingClock()

    init() throws { folder = try TemporaryFolder() }

    private func limiter(_ limit: Int, sharers: String = "a", maxWait: Int64 = 900_000) throws -> RateLimiter {
        RateLimiter(
            record: try RequestRecord(folder: folder.path, sharers: sharers, window: SlidingWindow(limit: limit)),
            clock: clock.wall,
            maxWait: maxWait
        )
    }

    /// The most requests in any 60 seconds.
    private func densest(_ times: [Int64]) -> Int {
        let times = times.sorted()
        return times.indices.map { start in times[start...].prefix { $0 < times[start] + 60_000 }.count }.max() ?? 0
    }

    /// The first times in the ring, which begins after a header of 32 bytes.
    private func recordedTimes(_ count: Int) throws -> [Int64] {
        let descriptor = open(try file, O_RDONLY)
        defer { close(descriptor) }
        var times = [Int64](repeating: 0, count: count)
        #expect(pread(descriptor, &times, count * 8, 32) == count * 8)
        return times
    }

    private var file: String {
        get throws { folder.path + "/" + (try #require(folder.files().first)) }
    }

    @Test func `many processes on one file never send more than the limit in any minute`() async throws {
        let limit = 20
        let served = Happenings<Int>()
        let limiters = try (0..<5).map { _ in try limiter(limit) }
        let clock = clock
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    // Some come late, so that windows begin at odd places.
                    if number % 7 == 0 { clock.leap(333) }
                    _ = try await limiters[number % 5].acquire()
                    served.add(number)
                }
            }
            try await group.waitForAll()
        }
        // What the file says: a task may be late to look at a clock that leaps.
        let times = try recordedTimes(200)
        #expect(served.all.count == 200)
        #expect(times == times.sorted())
        #expect(densest(times) == limit)
        #expect(folder.files().count == 1)
    }

    @Test func `no request is lost when processes write at the same moment`() async throws {
        let (path, now) = (folder.path, clock.now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let record = try RequestRecord(folder: path, sharers: "a", window: SlidingWindow(limit: 8_000))
                    for _ in 0..<2_000 { #expect(try record.admit { now } == .go) }
                }
            }
            try await group.waitForAll()
        }
        let record = try RequestRecord(folder: path, sharers: "a", window: SlidingWindow(limit: 8_000))
        #expect(try record.admit { now } == .wait(until: now + SlidingWindow.span))
    }

    @Test func `the allowance is used to the full`() async throws {
        let start = clock.now
        let limiter = try limiter(10)
        for _ in 0..<30 { _ = try await limiter.acquire() }
        #expect(clock.now - start == 2 * SlidingWindow.span)
    }

    @Test func `what another process sent counts, also after this one started anew`() async throws {
        for _ in 0..<10 { _ = try await limiter(10).acquire() }
        #expect(try await limiter(10).acquire() == SlidingWindow.span)
        #expect(try await limiter(10, sharers: "b").acquire() == 0)
    }

    @Test func `a Retry-After holds everyone who shares the limit`() async throws {
        let (one, other, stranger) = (try limiter(0), try limiter(300), try limiter(300, sharers: "b"))
        try one.hold(until: clock.now + 7_000)
        try one.hold(until: clock.now + 3_000)
        #expect(try await stranger.acquire() == 0)
        #expect(try await other.acquire() == 7_000)
        #expect(try await one.acquire() == 0)
    }

    @Test func `a hold longer than the patience is an error and not a wait`() async throws {
        let limiter = try limiter(300, maxWait: 1_000)
        try limiter.hold(until: clock.now + 1_001)
        do throws(RateLimiter.Refusal) {
            _ = try await limiter.acquire()
            Issue.record("it was let go")
        } catch {
            guard case .heldTooLong(1_001) = error else { Issue.record("\(error)"); return }
        }
        #expect(clock.waits.isEmpty)
    }

    @Test func `those who wait are served in the order they came`() async throws {
        let limiter = try limiter(1)
        _ = try await limiter.acquire()
        let gate = ManualGate()
        let waiting = RateLimiter(
            record: try RequestRecord(folder: folder.path, sharers: "a", window: SlidingWindow(limit: 1)),
            clock: gate.wall(clock),
            maxWait: 900_000
        )
        let order = Happenings<Int>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<5 {
                let before = clock.now
                group.addTask {
                    _ = try await waiting.acquire()
                    order.add(number)
                }
                // `acquire` reads the clock when it asks and again under the lock: then it stands in the queue.
                await gate.reached(number + 1)
                #expect(clock.now == before)
            }
            gate.open()
            try await group.waitForAll()
        }
        #expect(order.all == [0, 1, 2, 3, 4])
    }

    @Test func `a cancelled one gives its place up and costs no request`() async throws {
        let gate = ManualGate()
        let limiter = RateLimiter(
            record: try RequestRecord(folder: folder.path, sharers: "a", window: SlidingWindow(limit: 1)),
            clock: gate.wall(clock),
            maxWait: 900_000
        )
        _ = try await limiter.acquire()
        let waiting = Task { () -> RateLimiter.Refusal? in
            do throws(RateLimiter.Refusal) {
                _ = try await limiter.acquire()
                return nil
            } catch { return error }
        }
        await gate.sleepers(1)
        waiting.cancel()
        guard case .cancelled? = await waiting.value else { Issue.record("it was let go"); return }
        gate.open()
        let start = clock.now
        #expect(try await limiter.acquire() <= SlidingWindow.span)
        #expect(clock.now - start <= SlidingWindow.span)
    }

    @Test(arguments: ["", "junk that is no record", "header"])
    func `a damaged file costs a minute and lets nothing through early`(damage: String) async throws {
        for _ in 0..<3 { _ = try await limiter(10).acquire() }
        let descriptor = open(try file, O_RDWR)
        defer { close(descriptor) }
        switch damage {
        case "": #expect(ftruncate(descriptor, 100) == 0)
        case "header": #expect(pwrite(descriptor, [UInt8](repeating: 255, count: 8), 8, 16) == 8)
        default:
            #expect(ftruncate(descriptor, 0) == 0)
            #expect(pwrite(descriptor, damage, damage.utf8.count, 0) == damage.utf8.count)
        }
        #expect(try await limiter(10).acquire() == SlidingWindow.span)
        #expect(try await limiter(10).acquire() == 0)
    }

    @Test func `a clock that was set back does not stop work for longer than a window`() async throws {
        for _ in 0..<3 { _ = try await limiter(3).acquire() }
        clock.leap(-3_600_000)
        #expect(try await limiter(3).acquire() == SlidingWindow.span)
    }

    @Test func `a higher limit keeps what was counted under the lower one`() async throws {
        for _ in 0..<10 { _ = try await limiter(10).acquire() }
        let large = try limiter(5_000)
        let start = clock.now
        for _ in 0..<4_990 { _ = try await large.acquire() }
        #expect(clock.now == start)
        #expect(try await large.acquire() == SlidingWindow.span)
    }

    @Test func `a folder that cannot be written is told, with its path`() throws {
        do throws(RequestRecord.Failure) {
            _ = try RequestRecord(folder: "/proc/none", sharers: "a", window: SlidingWindow(limit: 1))
            Issue.record("it was opened")
        } catch { #expect("\(error)".contains("/proc/none")) }
    }
}
