import CLinux
import Glibc

/// An open file or folder of the host, closed when nobody holds it any more.
///
/// Never inherited by a child (`O_CLOEXEC`).
package final class Descriptor: Sendable {
    /// The number the system knows it by; valid for as long as this object lives.
    package let number: Int32

    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Opens a path wherever it leads: for paths that a person typed, and for the host's own.
    static func open(_ path: String, flags: Int32, mode: mode_t = 0, shown: String) throws(HostError) -> Descriptor {
        try make(shown: shown) { Glibc.open(path, flags | O_CLOEXEC, mode) }
    }

    /// Opens a relative path that must not leave this folder, whatever symbolic links lie in it.
    ///
    /// An empty path is the folder itself.
    func open(beneath path: String, flags: Int32, mode: mode_t = 0, shown: String) throws(HostError) -> Descriptor {
        try Self.make(shown: shown) {
            clinux_open_beneath(
                number,
                path.isEmpty ? "." : path,
                UInt64(UInt32(bitPattern: flags | O_CLOEXEC)),
                UInt64(mode)
            )
        }
    }

    private static func make(shown: String, _ attempt: () -> Int32) throws(HostError) -> Descriptor {
        while true {
            let number = attempt()
            if number >= 0 { return Descriptor(owning: number) }
            // EAGAIN: the kernel saw a rename beside a "..", and could not be sure that nothing leaves.
            guard errno == EINTR || errno == EAGAIN else { throw HostError.system(errno, path: shown) }
        }
    }

    /// What the system knows of it.
    func status(shown: String) throws(HostError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw HostError.system(errno, path: shown) }
        return status
    }

    /// Where it really lies, symbolic links resolved; nil when the system does not say.
    var realPath: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/fd/\(number)", &buffer, buffer.count)
        guard length > 0, length < buffer.count else { return nil }
        return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
