import Webex

/// Everything that Patchbay keeps sealed: the credentials of profiles, and the secrets of scripts.
///
/// A value; one a process, so that all that is sealed shares one key, which is read when it is first wanted. Every secret
/// that passes is known to the redaction before anybody gets it. Safe to use from any task.
package struct Vault: Sendable {
    private let folders: HomeFolders
    private let keys: SealingKeys
    private let environment: [String: String]
    private let redaction: Redaction
    private let clock: WallClock

    /// Nothing is read or made yet.
    ///
    /// - Parameters:
    ///   - folders: where the files lie.
    ///   - environment: may name the key: `CREDENTIALS_DIRECTORY`, `PATCHBAY_KEY_FILE`.
    ///   - redaction: learns every secret; the process's own.
    ///   - clock: by which the wait for another holder ends.
    package init(
        folders: HomeFolders,
        environment: [String: String],
        redaction: Redaction,
        clock: WallClock = .system
    ) {
        self.folders = folders
        self.redaction = redaction
        self.clock = clock
        self.environment = environment
        keys = SealingKeys(
            ownFile: folders.keyFile,
            sealedFolders: folders.sealedFolders,
            environment: environment
        )
    }

    /// The files and folders that no script may reach: Patchbay's own, and wherever a key may come from.
    ///
    /// - Parameter currentFolder: what a relative path in a variable is seen from.
    /// - Returns: absolute paths.
    /// - Throws: `HostError` when a variable holds what can be no path.
    package func outOfReach(currentFolder: String) throws(HostError) -> [String] {
        var paths = folders.all
        for path in ["CREDENTIALS_DIRECTORY", "PATCHBAY_KEY_FILE"].compactMap({ environment[$0] }) where !path.isEmpty {
            paths.append(try PathText.absolute(path, in: currentFolder))
        }
        return paths
    }

    /// The credentials of a stored profile, whose name the configuration has checked.
    package func credentials(of profile: String) -> CredentialFile {
        CredentialFile(
            file: SealedFile(
                path: folders.credentialFile(profile: profile),
                purpose: "credentials \(profile)",
                remedy: "sign in again, with the client secret at hand, since it goes too",
                keys: keys
            ),
            lock: LockFile(
                path: folders.credentialLock(profile: profile),
                subject: "the credentials of profile \(profile)",
                clock: clock
            ),
            redaction: redaction
        )
    }

    /// The values for scripts that nobody may see.
    package var secrets: SecretFile {
        SecretFile(
            file: SealedFile(
                path: folders.secretFile,
                purpose: "secrets",
                remedy: "set the secrets again",
                keys: keys
            ),
            lock: LockFile(path: folders.secretLock, subject: "the secrets", clock: clock),
            redaction: redaction,
            clock: clock
        )
    }
}
