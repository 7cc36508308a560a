import FoundationEssentials
import Glibc

/// A file system of a few kilobytes in memory, for tests of a full disk.
///
/// Only root may make one.
final class SmallFileSystem: Sendable {
    private let folder = TemporaryFolder()
    var path: String { folder.path }

    /// Whether this machine lets the tests have one.
    static var isAvailable: Bool { SmallFileSystem(kilobytes: 16) != nil }

    init?(kilobytes: Int) {
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { return nil }
    }

    deinit {
        umount2(folder.path, 2)
    }

    var names: [String] { (try? folder.names()) ?? [] }
}
