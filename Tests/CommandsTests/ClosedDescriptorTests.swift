import TestSupport
import Testing

extension CommandSuite {
    @Suite("A process whose standard descriptors are closed")
    struct ClosedDescriptorTests {
        @Test("comes to its end, and writes into nothing else", arguments: [">&-", "<&-", "2>&-", "<&- >&- 2>&-"])
        func ends(closing: String) async throws {
            let place = try Place()
            let read = try await place.shell("patchbay api user.list \(closing)")
            #expect(read.exitCode == 0 && !read.wasLate, "\(read.errors)")
            let run = try await place.shell("patchbay run --simulator examples/tasks-by-queue.lua \(closing)")
            #expect(run.exitCode == 0 && !run.wasLate, "\(run.errors)")
        }
    }
}
