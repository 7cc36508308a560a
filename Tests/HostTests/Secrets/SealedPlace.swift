import FoundationEssentials
import Glibc
import Webex

@testable import Host

/// A vault in a folder of a test's own, and what happens to its files.
extension Vault {
    /// A vault over `state` in the folder, as a process of its own would have it.
    init(
        in folder: TemporaryFolder,
        environment: [String: String] = [:],
        redaction: Redaction = Redaction(),
        clock: WallClock = .system
    ) throws {
        self.init(
            folders: try HomeFolders(environment: ["PATCHBAY_HOME": folder.path + "/state"], currentFolder: "/"),
            environment: environment,
            redaction: redaction,
            clock: clock
        )
    }
}

extension TemporaryFolder {
    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: path + "/" + name))
    }

    func setMode(_ name: String, _ mode: mode_t) { chmod(path + "/" + name, mode) }

    func setOwner(_ name: String, _ owner: uid_t) { chown(path + "/" + name, owner, owner) }
}
