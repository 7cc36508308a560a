import Glibc

/// The files of tests that a person means.
package enum TestFiles {
    /// What the name of a file ends with that is found by itself.
    package static let ending = "_test.lua"

    /// The files at these paths, a folder's by name and then those of the folders in it; without paths, those of the
    /// current folder.
    ///
    /// Folders that begin with a dot are left out, and so are links to folders.
    /// - Throws: `HostError` for what is not there, and for a folder without such a file.
    package static func at(_ paths: [String], currentFolder: String) throws(HostError) -> [ScriptFile] {
        var found: [String] = []
        for path in paths.isEmpty ? ["."] : paths {
            let absolute = try PathText.absolute(path, in: currentFolder)
            var status = stat()
            guard stat(absolute, &status) == 0, FileStatus.kind(of: status) == .folder else {
                found.append(path)
                continue
            }
            let inside = try files(in: Descriptor.open(absolute, flags: O_RDONLY | O_DIRECTORY, shown: path), path)
            guard !inside.isEmpty else {
                throw HostError(
                    .notFound,
                    path == "." ? "the current folder" : path,
                    "holds no tests: looked for files named *\(ending) in it and in the folders beneath",
                    hint: "name a file, or see patchbay help test"
                )
            }
            found += inside
        }
        var scripts: [ScriptFile] = []
        var seen: Set<String> = []
        for path in found {
            guard try seen.insert(PathText.absolute(path, in: currentFolder)).inserted else { continue }
            scripts.append(try ScriptFile(path, currentFolder: currentFolder))
        }
        return scripts
    }

    private static func files(in folder: Descriptor, _ path: String) throws(HostError) -> [String] {
        let prefix = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
        let entries = try FolderEntry.read(folder, shown: path).filter { !$0.name.hasPrefix(".") }
        var found = entries.filter { !$0.isFolder && $0.name.hasSuffix(ending) }.map { prefix + $0.name }
        for entry in entries where entry.isFolder {
            let number = openat(folder.number, entry.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard number >= 0 else {
                // What is none of ours to read holds no tests of ours.
                if errno == EACCES || errno == ENOENT { continue }
                throw HostError.system(errno, path: prefix + entry.name)
            }
            found += try files(in: Descriptor(owning: number), prefix + entry.name)
        }
        return found
    }
}
