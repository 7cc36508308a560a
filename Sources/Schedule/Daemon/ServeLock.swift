import Glibc
import Host

/// What one daemon of a state folder holds for as long as it lives; the kernel frees it when the process dies.
package final class ServeLock: Sendable {
    private let descriptor: Int32

    /// Takes it.
    ///
    /// - Parameters:
    ///   - folder: the state folder; made when there is none.
    ///   - now: milliseconds since 1970, which the next one is told.
    /// - Throws: `HostError`: of kind `invalid` when another daemon has it, else when there can be no such file.
    package init(folder: String, now: Int64) throws(HostError) {
        let path = folder + "/serve.lock"
        try HomeFolders.make(folder)
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HostError.system(errno, path: path) }
        let error = Self.take(descriptor)
        guard error == 0 else {
            let holder = Self.holder(descriptor)
            close(descriptor)
            throw error == EWOULDBLOCK ? Self.taken(holder) : HostError.system(error, path: path)
        }
        let text = "\(getpid()) \(InstantText.minute(now))\n"
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count else {
            let error = errno
            close(descriptor)
            throw HostError.system(error, path: path)
        }
    }

    deinit { close(descriptor) }

    /// Locks it.
    ///
    /// - Returns: 0, or the error: who only asks who serves has it for an instant, and is waited for.
    private static func take(_ descriptor: Int32) -> Int32 {
        var error: Int32 = 0
        for _ in 0..<20 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
            error = errno
            guard error == EWOULDBLOCK else { return error }
            usleep(10_000)
        }
        return error
    }

    /// Who serves a state folder, as `process 123 since 2026-11-21 20:59 UTC`; nil when no daemon does.
    package static func holder(of folder: String) -> String? {
        let descriptor = open(folder + "/serve.lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        return holder(descriptor)
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let words = String(decoding: bytes[..<max(0, count)], as: UTF8.self).split(separator: "\n").first ?? ""
        let parts = words.split(separator: " ", maxSplits: 1)
        return parts.count == 2 ? "process \(parts[0]) since \(parts[1])" : "one that has just begun"
    }

    private static func taken(_ holder: String) -> HostError {
        HostError(
            .invalid,
            "",
            "another daemon (\(holder)) serves this state folder",
            hint: "one is enough for all schedules; end it first, or give this one a PATCHBAY_HOME of its own"
        )
    }
}
