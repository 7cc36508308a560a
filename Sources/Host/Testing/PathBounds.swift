/// How far the paths may reach that a test gives to a script as its arguments.
///
/// A path that a person types is a permission. A test is a script, and has none to give away but its own: to write in its
/// throw-away folder, and to read what lies beside it or beneath the current folder.
package struct PathBounds: Sendable {
    /// The throw-away folder, absolute.
    package let writable: String
    /// The folders that may be read, absolute; dotfiles excepted.
    package let readable: [String]

    package init(writable: String, readable: [String]) {
        self.writable = writable
        self.readable = readable
    }

    /// The grants as far as they stay within the bounds.
    ///
    /// - Throws: `HostError` of kind `denied` for one that does not.
    func confined(_ grants: [PathGrant]) throws(HostError) -> [PathGrant] {
        var confined: [PathGrant] = []
        for grant in grants { confined.append(try self.confined(grant)) }
        return confined
    }

    private func confined(_ grant: PathGrant) throws(HostError) -> PathGrant {
        if PathText.relative(grant.path, to: writable) != nil { return try grant.within(writable, grant.access) }
        guard let folder = readableFolder(of: grant.path) else {
            throw HostError(
                .denied,
                grant.path,
                "a test gives a script only paths in test.folder, beside the test, or beneath the current folder",
                hint: "write the file into test.folder"
            )
        }
        guard grant.access == .read || grant.reach == .folder else {
            throw HostError(
                .denied,
                grant.path,
                "a script that a test runs writes in test.folder alone",
                hint: "give it a relative path, which is seen from there"
            )
        }
        return try grant.within(folder, .read)
    }

    /// Whether a path without links lies in one of the folders that may be read.
    func holds(_ path: String) -> Bool {
        readable.contains { PathText.relative(path, to: RealPath.resolve($0)) != nil }
    }

    /// The folder of those that may be read in which a path lies; nil for none, and for dotfiles.
    func readableFolder(of path: String) -> String? {
        readable.first { folder in
            PathText.relative(path, to: folder).map { !PathText.hasHiddenPart($0) } ?? false
        }
    }
}

extension PathGrant {
    /// The same, trusted within a folder alone.
    fileprivate func within(_ folder: String, _ access: Access) throws(HostError) -> PathGrant {
        try PathGrant(path, access, reach, origin: .within(folder), currentFolder: folder)
    }
}
