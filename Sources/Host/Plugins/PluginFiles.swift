import Crypto
import Glibc
import Webex

/// All files of a plugin's folder, read once, and the hash that they are known by.
package struct PluginFiles: Sendable, Equatable {
    /// Contents by their paths within the folder.
    package let files: [String: [UInt8]]

    /// Files that a plugin may have.
    private static let most = 2000
    /// Bytes that they may have together.
    private static let largest = 64 << 20
    /// What belongs to git and not to the plugin.
    private static let repository = ".git"

    /// Files that are there in memory.
    init(_ files: [String: [UInt8]]) { self.files = files }

    /// Reads a folder.
    ///
    /// - Parameters:
    ///   - folder: its absolute path.
    ///   - shown: what messages call it.
    /// - Throws: `HostError` for a link, a device, or a folder that is too large to be a plugin.
    init(reading folder: String, shown: String) throws(HostError) {
        var found: [String: [UInt8]] = [:]
        var size = 0
        let open = try Descriptor.open(folder, flags: O_RDONLY | O_DIRECTORY, shown: shown)
        try Self.read(open, beneath: "", shown: shown, into: &found, &size)
        files = found
    }

    private static func read(
        _ folder: Descriptor,
        beneath path: String,
        shown: String,
        into files: inout [String: [UInt8]],
        _ size: inout Int
    ) throws(HostError) {
        for entry in try FolderEntry.read(folder, shown: shown) where entry.name != repository {
            let name = path.isEmpty ? entry.name : path + "/" + entry.name
            let place = shown + "/" + name
            guard FileName.isSafe(name) else {
                throw HostError(.invalid, place.debugDescription, "is no name for a file")
            }
            if entry.isFolder {
                let inner = try folder.open(
                    beneath: entry.name,
                    flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
                    shown: place
                )
                try read(inner, beneath: name, shown: shown, into: &files, &size)
                continue
            }
            let bytes = try content(of: entry.name, in: folder, place: place)
            size += bytes.count
            files[name] = bytes
            guard files.count <= most, size <= largest else {
                throw HostError(
                    .invalid,
                    shown,
                    "is too large for a plugin: \(most) files and \(largest >> 20) MB are the most",
                    hint: "is it the folder that holds plugin.lua, and nothing else?"
                )
            }
        }
    }

    private static func content(of name: String, in folder: Descriptor, place: String) throws(HostError) -> [UInt8] {
        var status = stat()
        guard fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw HostError.system(errno, path: place)
        }
        let kind = FileStatus.kind(of: status)
        guard status.st_mode & S_IFMT != S_IFLNK, kind == .file else {
            let what = status.st_mode & S_IFMT == S_IFLNK ? "symbolic link" : kind.rawValue
            throw HostError(
                .invalid,
                place,
                "is a \(what), and a plugin holds files and folders alone",
                hint: "put the file itself in its place"
            )
        }
        let file = try folder.open(beneath: name, flags: O_RDONLY | O_NONBLOCK | O_NOFOLLOW, shown: place)
        guard FileStatus.kind(of: try file.status(shown: place)) == .file else {
            throw HostError(.invalid, place, "is no file any more", hint: "try again")
        }
        return try ReadingFile(file, path: place).next(largest + 1)
    }

    /// SHA-256 over names, lengths and contents in the order of the names, in lower-case hex.
    package var hash: String {
        var hash = SHA256()
        for (name, bytes) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            hash.update(data: Array("\(name)\0\(bytes.count)\n".utf8))
            hash.update(data: bytes)
        }
        return Hexadecimal.text(hash.finalize())
    }

    /// The names under which its own Lua files can be required.
    package var moduleNames: [String] {
        files.keys.filter { $0.hasSuffix(".lua") }.flatMap { file -> [String] in
            let name = String(file.dropLast(4)).replacing("/", with: ".")
            return name.hasSuffix(".init") ? [name, String(name.dropLast(5))] : [name]
        }
    }

    /// The hash of each file by its path: tells later which one has changed.
    package var hashes: [String: String] { files.mapValues { Hexadecimal.text(SHA256.hash(data: $0)) } }

    /// Writes them into a folder that is not there yet, durably.
    func write(to folder: String) throws(HostError) {
        try HomeFolders.make(folder)
        for (name, bytes) in files {
            let place = PathText.split("\(folder)/\(name)")
            try HomeFolders.make(place.folder)
            let open = try Descriptor.open(place.folder, flags: O_RDONLY | O_DIRECTORY, shown: place.folder)
            let file = try StagedFile(in: open, name: place.name, path: "\(folder)/\(name)", mode: 0o600)
            try file.write(bytes)
            try file.commit()
        }
    }
}
