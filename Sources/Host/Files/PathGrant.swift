/// A permission for one path, and where it comes from.
package struct PathGrant: Sendable, Equatable {
    /// What may be done with it.
    package enum Access: String, Sendable {
        case read
        /// Reading back what was written is part of it.
        case write
    }

    /// How far it reaches.
    package enum Reach: Sendable {
        /// That file alone.
        case file
        /// The folder and all that lies beneath it.
        case folder
    }

    /// Why it was granted; this decides what is trusted of the path.
    package enum Origin: Sendable, Equatable {
        /// A person typed the path: it is followed wherever it leads.
        case typed
        /// The script's author wrote it as a default: beneath the current folder alone, links included, no dotfiles.
        case byDefault
        /// The folder the script lies in, or the current folder by `--allow-write`: no dotfiles.
        case folder
        /// A script typed it for another one: it is trusted within that folder alone, links included.
        case within(String)
    }

    /// Absolute and normalised.
    package let path: String
    package let access: Access
    package let reach: Reach
    package let origin: Origin

    /// Takes a path that is relative to `currentFolder`, or absolute.
    ///
    /// - Throws: `HostError` when the path is empty, or when it is a default that must not be granted.
    package init(
        _ path: String,
        _ access: Access,
        _ reach: Reach,
        origin: Origin,
        currentFolder: String
    ) throws(HostError) {
        self.path = try PathText.absolute(path, in: currentFolder)
        self.access = access
        self.reach = reach
        self.origin = origin
        guard origin == .byDefault else { return }
        let relative = try PathText.relative(self.path, to: PathText.absolute(currentFolder, in: "/"))
        guard let relative, !relative.isEmpty, !PathText.hasHiddenPart(relative) else {
            throw HostError(
                .denied,
                path,
                "a default grants only what lies beneath the current folder and is no dotfile",
                hint: "name the path as an argument to grant it"
            )
        }
    }

    /// The rest of a path below this grant, empty for the granted path itself; nil when the grant does not reach it.
    func remainder(of path: String) -> String? {
        guard let rest = PathText.relative(path, to: self.path) else { return nil }
        guard reach == .folder || rest.isEmpty else { return nil }
        guard origin == .typed || !PathText.hasHiddenPart(rest) else { return nil }
        return rest
    }

    /// Whether it is enough for what is asked.
    func allows(_ wanted: Access) -> Bool {
        access == .write || wanted == .read
    }
}
