import Glibc
import TestSupport
import Testing
import Transfer

@testable import Webex

/// Calls leave when they are counted.
@Suite struct SendingSlotsTests {
    @Test func `a slot goes to who has waited longest, and a cancelled one takes none`() async {
        let slots = SendingSlots(1)
        #expect(await slots.take())
        let cancelled = Task { await slots.take() }
        cancelled.cancel()
        #expect(await cancelled.value == false)
        let next = Task { await slots.take() }
        slots.giveBack()
        #expect(await next.value)
        slots.giveBack()
        #expect(await slots.take())
    }

    @Test func `no call is counted before there is a connection for it`() async throws {
        let folder = try TemporaryFolder()
        let (ahead, arrived) = (Happenings<Int64>(), Happenings<Void>())
        let transfer = Transfer(settings: TransferSettings(connectionsPerHost: 3))
        let bench = try Bench(limit: 10_000, transfer: transfer, folder: folder) { _ in
            arrived.add(())
            // In this order, so that what arrives meanwhile makes the difference smaller and not larger.
            let counted = Self.counted(in: folder)
            ahead.add(counted - Int64(arrived.all.count))
            return .init(200, "{}")
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 { group.addTask { _ = try await bench.call("thing.get", ids: ["1"]) } }
            try await group.waitForAll()
        }
        #expect(ahead.all.count == 200)
        #expect(try #require(ahead.all.max()) <= 3)
    }

    /// The number of requests that were ever written, in the header of the record.
    private static func counted(in folder: TemporaryFolder) -> Int64 {
        guard let name = folder.files().first else { return -1 }
        let file = open("\(folder.path)/\(name)", O_RDONLY)
        defer { close(file) }
        var count: Int64 = -1
        return pread(file, &count, 8, 16) == 8 ? count : -1
    }
}
