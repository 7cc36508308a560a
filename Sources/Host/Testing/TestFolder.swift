import Glibc

/// The throw-away folders of a file of tests: a home for what Patchbay keeps, and one in which its scripts work.
package final class TestFolder: Sendable {
    private let path: String

    /// Makes them.
    ///
    /// - Parameter parent: where; absolute.
    /// - Throws: `HostError` that names the folder.
    package init(in parent: String) throws(HostError) {
        var template = Array((parent + "/patchbay-test-XXXXXX").utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else {
            throw HostError(
                .unavailable,
                parent,
                "no throw-away folder can be made here: \(String(cString: strerror(errno)))",
                hint: "name another one in TMPDIR"
            )
        }
        // Its real place, since paths are compared as text.
        path = RealPath.resolve(made)
        for folder in [home, work] { try HomeFolders.make(folder) }
    }

    deinit { remove() }

    /// Stands for PATCHBAY_HOME.
    package var home: String { path + "/home" }

    /// The current folder of scripts.
    package var work: String { path + "/scripts" }

    /// Takes away what scripts have left in their folder.
    func empty() throws(HostError) {
        let open = try Descriptor.open(work, flags: O_RDONLY | O_DIRECTORY, shown: work)
        try Self.empty(open, shown: work)
    }

    /// Takes all of it away, as far as it can be.
    package func remove() {
        guard let open = try? Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY, shown: path) else { return }
        try? Self.empty(open, shown: path)
        rmdir(path)
    }

    /// Goes by open folders, and into none by a link.
    private static func empty(_ folder: Descriptor, shown: String) throws(HostError) {
        let again = openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard again >= 0, let stream = fdopendir(again) else { throw HostError.system(errno, path: shown) }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = FolderEntry.name(of: entry)
            guard name != ".", name != "..", unlinkat(folder.number, name, 0) != 0, errno != ENOENT else { continue }
            let inside = openat(folder.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard inside >= 0 else { throw HostError.system(errno, path: shown + "/" + name) }
            try empty(Descriptor(owning: inside), shown: shown + "/" + name)
            guard unlinkat(folder.number, name, AT_REMOVEDIR) == 0 else {
                throw HostError.system(errno, path: shown + "/" + name)
            }
        }
    }
}
