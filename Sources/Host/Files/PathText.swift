/// Paths as text, before the file system is asked anything.
///
/// All of it goes by bytes, as the kernel does: to Swift's characters a slash before a combining mark is no slash, and
/// two spellings of one letter are the same name.
package enum PathText {
    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    /// The absolute form of a path: `.`, `..` and doubled slashes resolved by the text alone.
    ///
    /// What a symbolic link would make of `..` plays no part: the kernel checks afterwards that nothing leaves a grant.
    package static func absolute(_ path: String, in currentFolder: String) throws(HostError) -> String {
        guard !path.isEmpty else { throw HostError(.invalid, "", "a path is empty") }
        guard !path.utf8.contains(0) else {
            throw HostError(.invalid, path.split(separator: "\0").first.map(String.init) ?? "", "a path holds a NUL")
        }
        let whole = path.utf8.first == slash ? path : currentFolder + "/" + path
        var resolved: [UInt8] = []
        resolved.reserveCapacity(whole.utf8.count)
        for part in whole.utf8.split(separator: slash) where !part.elementsEqual(CollectionOfOne(dot)) {
            if part.count == 2, part.allSatisfy({ $0 == dot }) {
                resolved.removeSubrange((resolved.lastIndex(of: slash) ?? 0)...)
            } else {
                resolved.append(slash)
                resolved.append(contentsOf: part)
            }
        }
        return resolved.isEmpty ? "/" : String(decoding: resolved, as: UTF8.self)
    }

    /// The path of `path` as seen from `folder`: empty for the folder itself, nil when it lies elsewhere.
    ///
    /// Both are absolute and normalised.
    package static func relative(_ path: String, to folder: String) -> String? {
        let above = folder == "/" ? "".utf8 : folder.utf8
        guard path.utf8.starts(with: above) else { return nil }
        let rest = path.utf8.dropFirst(above.count)
        guard rest.isEmpty || rest.first == slash else { return nil }
        return String(Substring(rest.dropFirst()))
    }

    /// The folder and the last name of an absolute, normalised path; the root's name is empty.
    package static func split(_ path: String) -> (folder: String, name: String) {
        guard let end = path.utf8.lastIndex(of: slash) else { return (".", path) }
        let folder = String(path[..<end])
        return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: end)...]))
    }

    /// Whether a part of a relative path begins with a dot.
    static func hasHiddenPart(_ relative: String) -> Bool {
        relative.utf8.split(separator: slash).contains { $0.first == dot }
    }
}
