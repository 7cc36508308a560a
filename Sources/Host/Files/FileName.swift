/// Names that something outside made up, such as a name template filled with a queue's name.
package enum FileName {
    /// Whether a relative path stays in its folder and is a name that every Linux file system takes.
    ///
    /// Refused: an absolute path, an empty part, `.` and `..`, control characters, parts above 255 bytes, paths above
    /// 4,000 bytes (the kernel's limit is 4,096, the folder included).
    package static func isSafe(_ path: String) -> Bool {
        guard !path.isEmpty, path.utf8.count <= 4_000 else { return false }
        return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && part.utf8.count <= 255
                && part.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        }
    }

    /// Refuses a path that is not safe.
    ///
    /// - Throws: `HostError` of kind `invalid` that names the path, its control characters made visible.
    package static func check(_ path: String) throws(HostError) {
        guard isSafe(path) else {
            throw HostError(
                .invalid,
                path.debugDescription,
                "is no name for a file within the folder",
                hint: "it must be relative, without '..', control characters or parts above 255 bytes"
            )
        }
    }
}
