import Glibc

/// The files of a plugin, brought here from where a person said that they are.
package struct PluginFetching: Sendable {
    /// Where is unpacked what is looked at.
    private let temporaryFolder: String
    private let environment: [String: String]

    /// - Parameters:
    ///   - temporaryFolder: absolute path of a folder for what is thrown away.
    ///   - environment: the process's variables, of which those that hold credentials are kept from other programs.
    package init(temporaryFolder: String, environment: [String: String]) {
        self.temporaryFolder = temporaryFolder
        self.environment = environment.filter { name, _ in
            // Where git is told to look for a repository, it would look there and not at the plugin's.
            (!name.hasPrefix("GIT_") || Self.harmless.contains(name)) && !name.hasPrefix("PATCHBAY_")
                && name != "TAR_OPTIONS"
        }
    }

    /// Variables of git's that say how it reaches others, and nothing of repositories.
    private static let harmless: Set<String> = [
        "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_EXEC_PATH", "GIT_SSL_CAINFO",
        "GIT_SSL_CAPATH",
    ]

    /// What tar may take: a little more than a plugin may have, which is told better where it is read.
    private static let unpacking = OutsideProgram.Limits(time: 60, size: 80 << 20)
    /// What git may take: a repository holds all that a plugin ever was.
    private static let cloning = OutsideProgram.Limits(time: 300, size: 512 << 20)

    /// Fetches a plugin; nothing of it is run.
    ///
    /// - Returns: its files, and the source with the revision that came.
    /// - Throws: `HostError` that names the source and what is wrong with it.
    package func fetch(_ source: PluginSource) async throws -> (PluginFiles, PluginSource) {
        switch source.kind {
        case .folder: return (try PluginFiles(reading: source.address, shown: source.address), source)
        case .tar: return try await inFolder { folder in (try await unpacked(source.address, in: folder), source) }
        case .git: return try await inFolder { folder in try await cloned(source, in: folder) }
        case .bundled:
            throw HostError(.invalid, "", "what is part of patchbay comes with it", hint: "update patchbay")
        }
    }

    private func inFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        try await ScratchFolder.use(in: temporaryFolder, body)
    }

    /// Unpacks a tar file; names that would leave the folder are refused by tar, links and devices when it is read.
    private func unpacked(_ path: String, in folder: String) async throws -> PluginFiles {
        guard access(path, R_OK) == 0 else { throw HostError.system(errno, path: path) }
        let place = folder + "/files"
        try HomeFolders.make(place)
        let tar = OutsideProgram("tar", environment: environment, scratch: folder, limits: Self.unpacking)
        let outcome = try await tar.run([
            "--extract", "--file", path, "--directory", place, "--no-same-owner", "--no-same-permissions",
            // What other programs keep besides, such as a macOS's attributes, is nothing to us.
            "--warning=no-unknown-keyword",
            "--force-local", "--exclude=.git",
        ])
        guard outcome.isDone else {
            throw HostError(.invalid, path, "cannot be unpacked: \(outcome.reason)", hint: "is it a whole tar file?")
        }
        // Names with "..", and absolute ones, tar only warns of, or changes: a plugin has no use for them.
        guard outcome.errors.isEmpty else {
            throw HostError(
                .invalid,
                path,
                "holds what is no plugin: \(outcome.reason)",
                hint: "pack the plugin's folder alone"
            )
        }
        return try PluginFiles(reading: Self.root(place), shown: path)
    }

    /// The folder that holds `plugin.lua`: the one that was unpacked, or the only one in it.
    private static func root(_ folder: String) -> String {
        let names = FolderTree.names(folder)
        guard !names.contains(PluginCode.entry), names.count == 1 else { return folder }
        var status = stat()
        let inner = "\(folder)/\(names[0])"
        return lstat(inner, &status) == 0 && FileStatus.kind(of: status) == .folder ? inner : folder
    }

    /// Clones a repository, without asking anybody anything, and without running anything of it.
    private func cloned(_ source: PluginSource, in folder: String) async throws -> (PluginFiles, PluginSource) {
        var variables = environment
        variables["GIT_TERMINAL_PROMPT"] = "0"
        variables["GIT_ASKPASS"] = "/bin/false"
        variables["SSH_ASKPASS"] = "/bin/false"
        variables["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes"
        variables["GIT_ALLOW_PROTOCOL"] = "https:http:ssh:git:file"
        let git = OutsideProgram("git", environment: variables, scratch: folder, limits: Self.cloning)
        let place = folder + "/files"
        let safe = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "advice.detachedHead=false"]
        let clone = try await git.run(
            safe + [
                "clone", "--quiet", "--template=", "--no-recurse-submodules", "--no-checkout", "--", source.address,
                place,
            ]
        )
        guard clone.isDone else {
            throw HostError(
                .unavailable,
                source.address,
                "cannot be cloned: \(clone.reason)",
                hint: "is the address right, and can git reach it without a question?"
            )
        }
        let wanted = source.wanted ?? "HEAD"
        var commit = try await git.run(
            safe + ["-C", place, "rev-parse", "--verify", "--quiet", "origin/\(wanted)^{commit}"]
        )
        if !commit.isDone || source.wanted == nil {
            commit = try await git.run(safe + ["-C", place, "rev-parse", "--verify", "--quiet", "\(wanted)^{commit}"])
        }
        let revision = String(commit.output.prefix { !$0.isWhitespace })
        guard commit.isDone, revision.utf8.count >= 40 else {
            throw HostError(
                .notFound,
                source.address,
                source.wanted.map { "has no revision '\($0)'" } ?? "holds nothing yet",
                hint: "name a branch, a tag or a commit: \(source.address)#v1.0.0"
            )
        }
        let checkout = try await git.run(safe + ["-C", place, "checkout", "--quiet", "--detach", "--force", revision])
        guard checkout.isDone else {
            throw HostError(.invalid, source.address, "cannot be checked out: \(checkout.reason)")
        }
        var source = source
        source.revision = revision
        return (try PluginFiles(reading: place, shown: source.address), source)
    }
}
