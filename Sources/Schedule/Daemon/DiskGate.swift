import Glibc
import Host

/// Lets no new run begin while the disk that the state folder is on is nearly full.
///
/// Safe to ask from any task.
package struct DiskGate: Sendable {
    private let folder: String
    /// Bytes that must be free.
    private let least: Int64

    package init(folder: String, least: Int64) {
        self.folder = folder
        self.least = least
    }

    /// Bytes that are free for the daemon's user; nil when the system does not say.
    package var free: Int64? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        let (bytes, isTooMuch) = Int64(clamping: status.f_bavail).multipliedReportingOverflow(
            by: Int64(status.f_frsize)
        )
        return isTooMuch ? .max : bytes
    }

    /// Why no run may begin; nil while they may, also where the system does not say how much is free.
    package var problem: HostError? {
        guard let free, free < least else { return nil }
        return HostError(
            .full,
            folder,
            "the disk is nearly full: \(SizeText.shown(free)) are free, and below \(SizeText.shown(least)) no run begins",
            hint: "free some space, or choose another limit with --min-free"
        )
    }
}
