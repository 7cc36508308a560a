import Glibc

/// A file that a sealing key is read from.
///
/// Links are followed: secrets that a service or a container is handed often are links, and what they lead to is checked.
struct KeyFile: Sendable {
    /// Who wrote the file, which decides what it may look like.
    enum Source: Sendable {
        /// systemd, as a credential of the service.
        case credential
        /// A person, who named it by `PATCHBAY_KEY_FILE`.
        case named
        /// Patchbay, at first use.
        case own
    }

    let path: String
    let source: Source

    /// The key; nil when there is no such file.
    ///
    /// - Throws: `HostError` with the path and nothing of the content.
    func read() throws(HostError) -> SealingKey? {
        let file: Descriptor
        do throws(HostError) {
            file = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY, shown: path)
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
        let status = try file.status(shown: path)
        if source == .credential {
            try checkCredential(status)
        } else {
            try Privacy.check(status, path: path)
        }
        guard let key = SealingKey(content: try PrivateFile.content(of: file, path: path), origin: path) else {
            throw HostError(
                .invalid,
                path,
                "holds no key: it must be 32 bytes, or 64 hexadecimal digits and a line end",
                hint: source == .own
                    ? "put the right file back; or remove it, and all that it sealed with it: rm \(ShellWord.quoted(path))"
                    : "make one: " + making
            )
        }
        return key
    }

    /// The key, made first when there is no such file.
    ///
    /// Whoever does so at the same time gets the same one: the first that gets the name.
    func readOrMake() throws(HostError) -> SealingKey {
        if let key = try read() { return key }
        let (folderPath, name) = PathText.split(path)
        try HomeFolders.make(folderPath)
        let folder = try Descriptor.open(folderPath, flags: O_RDONLY | O_DIRECTORY, shown: path)
        StagedName.sweep(folder)
        let file = try StagedFile(in: folder, name: name, path: path, mode: 0o600)
        try file.write(SealingKey.freshContent())
        try file.commitIfFree()
        guard let key = try read() else { throw missing }
        return key
    }

    /// The error for a file that must be there and is not.
    var missing: HostError {
        switch source {
        case .named:
            HostError(
                .notFound,
                path,
                "there is no such file, but PATCHBAY_KEY_FILE names it",
                hint: "make it: " + making
            )
        case .own, .credential:
            HostError(
                .notFound,
                path,
                "the key is gone that credentials and secrets are sealed with",
                hint: "put it back; or remove what it sealed and begin anew"
            )
        }
    }

    /// The command that makes the file, closed to others from its first moment.
    private var making: String { "(umask 077 && head -c 32 /dev/urandom > \(ShellWord.quoted(path)))" }

    /// Refuses a credential that the rest of the machine may read.
    ///
    /// systemd owns a credential itself and lets the service's user in by an access list, whose mask shows as the
    /// group's permission to read; in a container it is often root's with mode 440. So root may own it and a group read
    /// it, here alone.
    private func checkCredential(_ status: stat) throws(HostError) {
        if status.st_uid != 0 { try Privacy.checkOwner(status, path: path) }
        guard status.st_mode & 0o027 == 0 else {
            throw HostError(
                .denied,
                path,
                "is open to other users (mode \(Privacy.shown(status)))",
                hint: "have the service manager hand it over with mode 400"
            )
        }
    }
}
