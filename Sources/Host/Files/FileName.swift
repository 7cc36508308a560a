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

    /// Names of devices, which some file systems and archives take for these whatever their ending is.
    private static let devices: Set<String> = [
        "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
        "lpt2",
        "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    ]

    /// Refuses a path that other systems could not take over: a device's name, or a part that ends with a dot or blank.
    ///
    /// - Throws: `HostError` of kind `invalid` that names the path and the part.
    package static func checkOrdinary(_ path: String) throws(HostError) {
        for part in path.split(separator: "/") {
            let stem = part.prefix { $0 != "." }.lowercased()
            let isDevice = devices.contains(String(stem.reversed().drop { $0 == " " }.reversed()))
            guard isDevice || part.hasSuffix(".") || part.hasSuffix(" ") || StagedName.matches(String(part)) else {
                continue
            }
            throw HostError(
                .invalid,
                path.debugDescription,
                isDevice
                    ? "'\(part)' is the name of a device" : "'\(part)' is no name that every file system takes",
                hint: "change the template or the rule; recordings.name makes every part safe"
            )
        }
    }
}
