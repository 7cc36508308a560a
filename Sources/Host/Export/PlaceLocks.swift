import Glibc
import Synchronization
import Webex

/// Who is just now saving which recording to which place, over all coroutines and processes of one state folder.
///
/// Each is a lock on one byte of a file that stays empty: nothing is left behind, and the kernel lets go of a lock when
/// its process dies. The byte is a hash of what is locked; two that share one wait for each other, and no more.
package final class PlaceLocks: Sendable {
    /// Milliseconds between two looks whether somebody has let go.
    private static let lookAgain: Int64 = 20
    /// The kernel's number for locks that belong to an open file, not to a process.
    private static let setLock: Int32 = 37

    private let path: String
    private let state = Mutex(State())

    private struct State {
        var file: Descriptor?
        /// The bytes that this process holds: the kernel keeps only processes apart.
        var held: Set<Int64> = []
    }

    /// - Parameter path: the file whose bytes are locked; made at the first lock.
    package init(path: String) { self.path = path }

    /// Waits until nobody else holds any of these, and holds all of them.
    ///
    /// - Parameters:
    ///   - keys: what is to be held, as text.
    ///   - clock: by which it is waited.
    /// - Returns: the hold, to be kept for as long as it takes.
    /// - Throws: `CancellationError`, or `HostError` where there can be no such file.
    func hold(_ keys: [String], clock: WallClock) async throws -> PlaceHold {
        // All or none, so that two who want the same in another order do not wait for each other.
        let bytes = Set(keys.map(Self.byte))
        while try !take(bytes) { try await clock.sleep(Self.lookAgain) }
        return PlaceHold(self, bytes)
    }

    private func take(_ bytes: Set<Int64>) throws(HostError) -> Bool {
        try state.withLock { state throws(HostError) in
            guard state.held.isDisjoint(with: bytes) else { return false }
            if state.file == nil { state.file = try open() }
            guard let file = state.file else { return false }
            var taken: [Int64] = []
            for byte in bytes {
                if Self.lock(file, byte, F_WRLCK) == 0 {
                    taken.append(byte)
                    continue
                }
                let code = errno
                for byte in taken { _ = Self.lock(file, byte, F_UNLCK) }
                guard code == EAGAIN || code == EACCES || code == EINTR else {
                    throw HostError.system(code, path: path)
                }
                return false
            }
            state.held.formUnion(bytes)
            return true
        }
    }

    fileprivate func release(_ bytes: Set<Int64>) {
        state.withLock { state in
            state.held.subtract(bytes)
            guard let file = state.file else { return }
            for byte in bytes { _ = Self.lock(file, byte, F_UNLCK) }
        }
    }

    private func open() throws(HostError) -> Descriptor {
        let (folder, name) = PathText.split(path)
        return try PrivateFolder.made(folder).open(name, flags: O_RDWR | O_CREAT)
    }

    private static func lock(_ file: Descriptor, _ byte: Int64, _ kind: Int32) -> Int32 {
        var range = flock()
        range.l_type = Int16(kind)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = off_t(byte)
        range.l_len = 1
        return fcntl(file.number, setLock, &range)
    }

    /// The same in every process, unlike Swift's own hashes (FNV-1a).
    private static func byte(of key: String) -> Int64 {
        let hash = key.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        // The last byte that a file can have is none that can be locked with a length.
        return Int64(hash >> 2)
    }
}

/// Places that are held; let go of when it is dropped.
final class PlaceHold: Sendable {
    private let locks: PlaceLocks
    private let bytes: Set<Int64>

    fileprivate init(_ locks: PlaceLocks, _ bytes: Set<Int64>) {
        self.locks = locks
        self.bytes = bytes
    }

    deinit { locks.release(bytes) }
}
