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
    /// Where the files lie that a key sealed.
    let sealedFolders: [String]

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
        // Before its mode: who is told to close a folder such as /tmp to others may do it.
        guard FileStatus.kind(of: status) == .file else {
            let kind = FileStatus.kind(of: status).rawValue
            throw HostError(.invalid, path, "is a \(kind), not a file that holds a key", hint: try wayOut())
        }
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
                hint: try wayOut()
            )
        }
        return key
    }

    /// The key, made first when there is no such file, and nothing that one sealed.
    ///
    /// Whoever does so at the same time gets the same one: the first that gets the name.
    /// - Throws: `HostError`; also when there are sealed files, which a new key would not open.
    func readOrMake() throws(HostError) -> SealingKey {
        if let key = try read() { return key }
        if try !sealedFiles().isEmpty {
            // Whoever sealed one meanwhile had made the key before.
            if let key = try read() { return key }
            throw try missing()
        }
        let (folderPath, name) = PathText.split(path)
        try HomeFolders.make(folderPath)
        let folder = try Descriptor.open(folderPath, flags: O_RDONLY | O_DIRECTORY, shown: path)
        StagedName.sweep(folder)
        let file = try StagedFile(in: folder, name: name, path: path, mode: 0o600)
        try file.write(SealingKey.freshContent())
        try file.commitIfFree()
        guard let key = try read() else { throw try missing() }
        return key
    }

    /// The error for a file that must be there and is not.
    ///
    /// - Throws: `HostError` when what is sealed cannot be listed.
    func missing() throws(HostError) -> HostError {
        let sealed = try sealedFiles()
        guard source == .named else {
            return HostError(
                .notFound,
                path,
                "the key is gone that credentials and secrets are sealed with",
                hint: "put it back" + (sealed.isEmpty ? "" : "; or \(Self.removing(sealed))")
            )
        }
        return HostError(
            .notFound,
            path,
            "there is no such file, but PATCHBAY_KEY_FILE names it",
            hint: sealed.isEmpty
                ? "make it: " + Self.making(path)
                : "put it back, since what is sealed opens with its own key alone; or \(Self.removing(sealed))"
        )
    }

    /// What to do about something that is there and is no key: never to write over it.
    private func wayOut() throws(HostError) -> String {
        let sealed = try sealedFiles()
        switch source {
        case .credential:
            return "have the service manager hand over the file of a key"
        case .named where sealed.isEmpty:
            return "name the right file; or one that is not there yet, and make it: " + Self.making(freePath)
        case .named:
            return "name the right file, since what is sealed opens with its own key alone"
        case .own:
            let aside = "mv -n \(ShellWord.quoted(path)) \(ShellWord.quoted(freePath))"
            guard !sealed.isEmpty else { return "put the right file back; or move it away: \(aside)" }
            return "put the right file back; or move it away (\(aside)) and \(Self.removing(sealed))"
        }
    }

    /// The files that a key sealed; in their folders nothing else has such a name.
    private func sealedFiles() throws(HostError) -> [String] {
        var files: [String] = []
        for path in sealedFolders {
            do throws(HostError) {
                let folder = try Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY, shown: path)
                let entries = try FolderEntry.read(folder, shown: path)
                files += entries.filter { $0.name.hasSuffix(".sealed") }.map { path + "/" + $0.name }
            } catch {
                guard error.kind == .notFound else { throw error }
            }
        }
        return files
    }

    private static func removing(_ files: [String]) -> String {
        "remove what it sealed, then sign in and set secrets again: rm "
            + files.map(ShellWord.quoted).joined(separator: " ")
    }

    /// The command that makes a file, closed to others from its first moment, and overwrites none.
    private static func making(_ path: String) -> String {
        "(umask 077; set -C; head -c 32 /dev/urandom > \(ShellWord.quoted(path)))"
    }

    /// A path beside this one that nothing has.
    private var freePath: String {
        var number = 1
        var status = stat()
        while lstat("\(path).\(number)", &status) == 0 { number += 1 }
        return "\(path).\(number)"
    }

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
