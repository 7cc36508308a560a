import Glibc

/// Where Patchbay keeps what is its own.
///
/// `PATCHBAY_HOME` holds all when it is set; else the folders of the XDG base directory specification.
package struct HomeFolders: Sendable, Equatable {
    /// Holds `config.yaml`.
    package let configuration: String
    /// Holds the journal, credentials and the state of rate limits.
    package let state: String
    /// Holds what may be thrown away.
    package let cache: String

    /// Reads them from the environment; nothing is made.
    ///
    /// - Parameters:
    ///   - environment: the process's variables; an empty one counts as unset.
    ///   - currentFolder: what a relative `PATCHBAY_HOME` is seen from.
    /// - Throws: `HostError` when neither `PATCHBAY_HOME` nor `HOME` is set.
    package init(environment: [String: String], currentFolder: String) throws(HostError) {
        if let home = environment["PATCHBAY_HOME"], !home.isEmpty {
            let folder = try PathText.absolute(home, in: currentFolder)
            (configuration, state, cache) = (folder, folder, folder)
            return
        }
        configuration = try Self.folder("XDG_CONFIG_HOME", "/.config", environment)
        state = try Self.folder("XDG_STATE_HOME", "/.local/state", environment)
        cache = try Self.folder("XDG_CACHE_HOME", "/.cache", environment)
    }

    /// The configuration that people edit.
    package var configurationFile: String { configuration + "/config.yaml" }

    /// Where all processes that share a rate limit count their requests.
    package var limitFolder: String { state + "/limits" }

    /// The key that seals credentials and secrets, where nobody gave another; made at first use.
    package var keyFile: String { state + "/key" }

    /// The values for scripts that are kept secret; in a folder of its own, since others may look into `state`.
    package var secretFile: String { state + "/secrets/values.sealed" }

    /// What is locked while the secrets are changed.
    package var secretLock: String { state + "/secrets/values.lock" }

    /// Where plugins are installed.
    package var pluginFolder: String { state + "/plugins" }

    /// The credentials of a stored profile.
    ///
    /// A name and one of two ends that differ: neither clashes with the file of another profile, whatever its name.
    package func credentialFile(profile: String) -> String { state + "/credentials/" + profile + ".sealed" }

    /// What is locked while a profile's credentials are renewed.
    package func credentialLock(profile: String) -> String { state + "/credentials/" + profile + ".lock" }

    /// Where all lies that is sealed.
    var sealedFolders: [String] { [state + "/credentials", state + "/secrets"] }

    /// The folders that are out of reach of scripts.
    package var all: [String] {
        configuration == state ? [configuration] : [configuration, state, cache]
    }

    /// Makes a folder, and those above it, for the user alone.
    ///
    /// - Throws: `HostError` that names the folder.
    package static func make(_ folder: String) throws(HostError) {
        guard mkdir(folder, 0o700) != 0, errno != EEXIST else { return }
        guard errno == ENOENT, folder != "/" else { throw HostError.system(errno, path: folder) }
        try make(PathText.split(folder).folder)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw HostError.system(errno, path: folder) }
    }

    private static func folder(
        _ variable: String,
        _ usual: String,
        _ environment: [String: String]
    ) throws(HostError) -> String {
        // The specification has relative paths ignored.
        if let folder = environment[variable], folder.hasPrefix("/") {
            return try PathText.absolute(folder + "/patchbay", in: "/")
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw HostError(
                .invalid,
                "HOME",
                "is not set, so there is no place for configuration",
                hint: "set HOME or PATCHBAY_HOME"
            )
        }
        return try PathText.absolute(home + usual + "/patchbay", in: "/")
    }
}
