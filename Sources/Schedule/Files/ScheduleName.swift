import Host

/// The names of schedules, which are those of their files.
package enum ScheduleName {
    /// The extensions that a schedule's file may have, the usual one first.
    package static let extensions = ["yaml", "yml"]

    /// The name that a file in the folder of schedules stands for; nil for what is no schedule's.
    ///
    /// Files that begin with a dot, and those of other extensions, may lie there too and are not read.
    static func of(file: String) -> String? {
        // A name that would break a line is none that a person gave.
        guard !file.hasPrefix("."), file.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        for suffix in extensions where file.hasSuffix("." + suffix) { return String(file.dropLast(suffix.count + 1)) }
        return nil
    }

    /// Refuses what cannot be a schedule's name: it is a file's name, and that of a folder of logs.
    ///
    /// - Throws: `HostError` with the value.
    package static func check(_ name: String, subject: String) throws(HostError) {
        let isWord = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".-_".utf8.contains(byte)
        }
        guard isWord, (1...64).contains(name.utf8.count), !name.hasPrefix("."), !name.hasPrefix("-") else {
            throw HostError(
                .invalid,
                subject,
                "'\(name.debugDescription.dropFirst().dropLast())' is no name for a schedule",
                hint: "use up to 64 letters, digits, '-', '_' and '.'"
            )
        }
    }
}
