import Dispatch
import Glibc
import Synchronization

/// Queues on which large files are read and measured, beside the threads that carry everything else: as many as there are
/// processors.
enum ReadingLanes {
    private static let lanes = (0..<max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))).map {
        DispatchQueue(label: "patchbay.reading.\($0)")
    }
    private static let last = Atomic<Int>(0)

    /// The lane for the next file: each in its turn.
    static func next() -> DispatchQueue { lanes[abs(last.add(1, ordering: .relaxed).newValue % lanes.count)] }
}

extension DispatchQueue {
    /// Does a piece of work here, and gives what came of it.
    func perform<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
