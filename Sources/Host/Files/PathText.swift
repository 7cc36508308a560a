/// Paths as text, before the file system is asked anything.
enum PathText {
    /// The absolute form of a path: `.`, `..` and doubled slashes resolved by the text alone.
    ///
    /// What a symbolic link would make of `..` plays no part: the kernel checks afterwards that nothing leaves a grant.
    static func absolute(_ path: String, in currentFolder: String) throws(HostError) -> String {
        guard !path.isEmpty else { throw HostError(.invalid, "", "a path is empty") }
        guard !path.utf8.contains(0) else {
            throw HostError(.invalid, path.split(separator: "\0").first.map(String.init) ?? "", "a path holds a NUL")
        }
        var resolved: [Substring] = []
        for part in (path.hasPrefix("/") ? path : currentFolder + "/" + path).split(separator: "/") where part != "." {
            if part == ".." {
                _ = resolved.popLast()
            } else {
                resolved.append(part)
            }
        }
        return "/" + resolved.joined(separator: "/")
    }

    /// The path of `path` as seen from `folder`: empty for the folder itself, nil when it lies elsewhere.
    ///
    /// Both are absolute and normalised.
    static func relative(_ path: String, to folder: String) -> String? {
        if path == folder { return "" }
        let prefix = folder == "/" ? "/" : folder + "/"
        guard path.hasPrefix(prefix) else { return nil }
        return String(path.dropFirst(prefix.count))
    }

    /// The folder and the last name of an absolute, normalised path; the root's name is empty.
    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }

    /// Whether a part of a relative path begins with a dot.
    static func hasHiddenPart(_ relative: String) -> Bool {
        relative.split(separator: "/").contains { $0.hasPrefix(".") }
    }
}
