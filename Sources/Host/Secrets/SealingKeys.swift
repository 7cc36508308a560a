import Glibc
import Synchronization

/// Finds the key that credentials and secrets are sealed with, when it is first wanted, and keeps it.
///
/// Safe to use from any thread.
final class SealingKeys: Sendable {
    private let file: KeyFile
    private let found = Mutex<SealingKey?>(nil)

    /// Nothing is read yet.
    ///
    /// - Parameters:
    ///   - ownFile: where a key is made that nobody gave.
    ///   - sealedFolders: where the files lie that a key sealed.
    ///   - environment: `CREDENTIALS_DIRECTORY`, where systemd puts what `LoadCredential=patchbay-key:…` names, comes
    ///     before `PATCHBAY_KEY_FILE`, and that before the own file.
    init(ownFile: String, sealedFolders: [String], environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        // A service may have other credentials and none of this name. One that is there is the key, readable or not.
        let credential = value("CREDENTIALS_DIRECTORY").map { $0 + "/patchbay-key" }
        if let credential, Self.isThere(credential) {
            file = KeyFile(path: credential, source: .credential, sealedFolders: sealedFolders)
        } else if let named = value("PATCHBAY_KEY_FILE") {
            file = KeyFile(path: named, source: .named, sealedFolders: sealedFolders)
        } else {
            file = KeyFile(path: ownFile, source: .own, sealedFolders: sealedFolders)
        }
    }

    /// The key to open what was sealed before.
    ///
    /// - Throws: `HostError` when it is not there, not a key, or not its user's alone.
    func forOpening() throws(HostError) -> SealingKey {
        try kept { () throws(HostError) in
            guard let key = try file.read() else { throw try file.missing() }
            return key
        }
    }

    /// The key to seal with: an own file is made when there is none.
    ///
    /// - Throws: as `forOpening` does, and when it cannot be made.
    func forSealing() throws(HostError) -> SealingKey {
        try kept { () throws(HostError) in
            if file.source == .own { return try file.readOrMake() }
            guard let key = try file.read() else { throw try file.missing() }
            return key
        }
    }

    private static func isThere(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 || errno != ENOENT
    }

    private func kept(_ find: () throws(HostError) -> SealingKey) throws(HostError) -> SealingKey {
        try found.withLock { found throws(HostError) in
            if let found { return found }
            let key = try find()
            found = key
            return key
        }
    }
}
