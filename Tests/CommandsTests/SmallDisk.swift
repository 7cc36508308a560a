import Glibc
import TestSupport

/// A file system of a few kilobytes in memory; only root may make one.
final class SmallDisk {
    private let path: String

    /// Whether this machine lets the tests have one.
    static var isAllowed: Bool {
        guard let folder = try? TemporaryFolder(), let disk = SmallDisk(folder.path, kilobytes: 16) else {
            return false
        }
        disk.remove()
        return true
    }

    /// Mounts one at a folder; nil where that is not allowed.
    init?(_ path: String, kilobytes: Int) {
        self.path = path
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { return nil }
    }

    /// Lets nothing more be written.
    func makeReadOnly() -> Bool { mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT) | UInt(MS_RDONLY), nil) == 0 }

    func remove() { umount2(path, 2) }
}
