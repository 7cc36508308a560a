import Crypto
import Glibc

/// When requests left, shared by all processes that share a rate limit: a small file under a lock.
///
/// Layout, each number eight bytes in the machine's order: a mark, how many times the ring holds at most, how many were
/// ever written, until when a Retry-After holds everyone, then the ring of times. A file that was cut or overwritten is
/// rebuilt as though a whole window had just been used up: too slow for a minute, never too fast.
///
/// Not safe to share between tasks: `RateLimiter` calls it under its own lock. The descriptor's lock keeps other
/// processes out; two records of one file in one process keep each other out as well.
struct RequestRecord: ~Copyable {
    /// Why the file cannot be used.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let action: String
        let code: Int32

        var description: String { "cannot \(action) \(path): \(String(cString: strerror(code)))" }
    }

    private struct Header {
        var mark: UInt64
        var capacity: Int64
        var written: Int64
        var heldUntil: Int64
    }

    private static let mark: UInt64 = 0x3154_494D_494C_4250
    private static let headerSize = MemoryLayout<Header>.size
    /// A hold that lies further ahead is no hold but damage, in milliseconds.
    private static let longestHold: Int64 = 24 * 3_600_000

    private let path: String
    private let window: SlidingWindow
    private let file: Int32

    /// Opens the file of those who share a limit, or makes it.
    ///
    /// - Parameters:
    ///   - folder: Made when it is not there.
    ///   - sharers: What they have in common; only its hash is seen from outside.
    ///   - window: The rule; its limit decides how many times must be kept.
    /// - Throws: `Failure` when the folder or the file cannot be made.
    init(folder: String, sharers: String, window: SlidingWindow) throws(Failure) {
        self.window = window
        let name = Hexadecimal.text(SHA256.hash(data: Array(sharers.utf8)).prefix(12))
        path = "\(folder)/\(name)"
        mkdir(folder, 0o700)
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(path: path, action: "open", code: errno) }
    }

    deinit { if file >= 0 { close(file) } }

    /// Whether a request may leave at `now()`; when it may, it is recorded.
    ///
    /// The time is read under the lock, so that the times in the file ascend.
    func admit(now: () -> Int64) throws(Failure) -> SlidingWindow.Decision {
        if window.limit == 0 { return try admitUnlimited(now: now()) }
        try lock()
        defer { flock(file, LOCK_UN) }
        let time = now()
        var header = try readHeader(now: time)
        var decision = window.decide(try record(header, now: time), now: time)
        if case .implausible = decision {
            header = try mend(header, now: time)
            decision = window.decide(try record(header, now: time), now: time)
        }
        guard case .go = decision else { return decision }
        try put(time, at: Self.headerSize + Int(header.written % header.capacity) * 8)
        header.written += 1
        try put(header, at: 0)
        return .go
    }

    /// Holds everyone who shares the limit until that time; a longer hold that stands already stays.
    func hold(until time: Int64, now: Int64) throws(Failure) {
        try lock()
        defer { flock(file, LOCK_UN) }
        var header = try readHeader(now: now)
        guard time > header.heldUntil else { return }
        header.heldUntil = min(time, now + Self.longestHold)
        try put(header, at: 0)
    }

    /// What is left at `now`; nothing is recorded.
    func allowance(now: Int64) throws(Failure) -> Allowance {
        try lock()
        defer { flock(file, LOCK_UN) }
        let header = try readHeader(now: now)
        let recent = try times(header).filter { $0 > now - SlidingWindow.span }.count
        return Allowance(
            left: window.limit == 0 ? nil : max(0, window.limit - recent),
            heldUntil: header.heldUntil > now ? header.heldUntil : nil
        )
    }

    /// Without a limit nothing is recorded, and a hold is read without the lock: it is eight aligned bytes.
    private func admitUnlimited(now: Int64) throws(Failure) -> SlidingWindow.Decision {
        var until: Int64 = 0
        let count = withUnsafeMutableBytes(of: &until) { pread(file, $0.baseAddress, $0.count, 24) }
        guard count == 8, until <= now + Self.longestHold else { return .go }
        return window.decide(SlidingWindow.Record(heldUntil: until), now: now)
    }

    private func record(_ header: Header, now: Int64) throws(Failure) -> SlidingWindow.Record {
        let limit = Int64(window.limit)
        return SlidingWindow.Record(
            latest: header.written == 0 ? nil : try time(1, ago: header),
            limitAgo: header.written < limit ? nil : try time(limit, ago: header),
            heldUntil: header.heldUntil > now + Self.longestHold ? 0 : header.heldUntil
        )
    }

    /// The header as it stands; of a new file, an empty one; of a damaged file, that of a window just used up.
    private func readHeader(now: Int64) throws(Failure) -> Header {
        var header = Header(mark: 0, capacity: 0, written: 0, heldUntil: 0)
        let count = withUnsafeMutableBytes(of: &header) { pread(file, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return try rebuild([], heldUntil: 0) }
        var status = stat()
        let isWhole =
            count == Self.headerSize && header.mark == Self.mark && (0..<Int64.max).contains(header.written)
            && (1...(1 << 24)).contains(header.capacity) && fstat(file, &status) == 0
            && Int(status.st_size) == Self.headerSize + Int(header.capacity) * 8
        guard isWhole else { return try rebuild(usedUp(at: now), heldUntil: 0) }
        guard header.capacity >= window.limit else {
            return try rebuild(try times(header), heldUntil: header.heldUntil)
        }
        return header
    }

    /// Pulls times that lie ahead back to now: the clock was set back, the requests did leave.
    private func mend(_ header: Header, now: Int64) throws(Failure) -> Header {
        let times = try times(header)
        let isOrdered = zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }
        guard isOrdered, times.allSatisfy({ $0 > 0 }) else {
            return try rebuild(usedUp(at: now), heldUntil: header.heldUntil)
        }
        return try rebuild(times.map { min($0, now) }, heldUntil: header.heldUntil)
    }

    private func usedUp(at now: Int64) -> [Int64] { Array(repeating: now, count: max(window.limit, 300)) }

    /// Writes the file anew with these times, oldest first.
    private func rebuild(_ times: [Int64], heldUntil: Int64) throws(Failure) -> Header {
        let capacity = max(1024, window.limit, times.count)
        let header = Header(
            mark: Self.mark,
            capacity: Int64(capacity),
            written: Int64(times.count),
            heldUntil: heldUntil
        )
        guard ftruncate(file, 0) == 0, ftruncate(file, off_t(Self.headerSize + capacity * 8)) == 0 else {
            throw Failure(path: path, action: "write", code: errno)
        }
        for (place, time) in times.enumerated() { try put(time, at: Self.headerSize + place * 8) }
        try put(header, at: 0)
        return header
    }

    /// All times the ring still holds, oldest first.
    private func times(_ header: Header) throws(Failure) -> [Int64] {
        let count = min(header.written, header.capacity)
        var times: [Int64] = []
        for ago in stride(from: count, to: 0, by: -1) { times.append(try time(ago, ago: header)) }
        return times
    }

    private func time(_ count: Int64, ago header: Header) throws(Failure) -> Int64 {
        let place = (header.written - count) % header.capacity
        var time: Int64 = 0
        let got = withUnsafeMutableBytes(of: &time) {
            pread(file, $0.baseAddress, $0.count, Self.headerSize + Int(place) * 8)
        }
        guard got == 8 else { throw Failure(path: path, action: "read", code: got < 0 ? errno : EIO) }
        return time
    }

    private func put<Value: BitwiseCopyable>(_ value: Value, at offset: Int) throws(Failure) {
        let put = withUnsafeBytes(of: value) { pwrite(file, $0.baseAddress, $0.count, off_t(offset)) }
        guard put == MemoryLayout<Value>.size else {
            throw Failure(path: path, action: "write", code: put < 0 ? errno : ENOSPC)
        }
    }

    private func lock() throws(Failure) {
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw Failure(path: path, action: "lock", code: errno) }
        }
    }
}
