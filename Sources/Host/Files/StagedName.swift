import Glibc
import Synchronization

/// The names of files that are still being written, and what becomes of those whose writer died.
enum StagedName {
    private static let prefix = ".patchbay-"
    private static let suffix = ".part"
    private static let counter = Atomic<UInt64>(0)

    /// A name that no other writer of this folder uses, on this machine or on another that shares it.
    static func next() -> String {
        let count = counter.add(1, ordering: .relaxed).newValue
        return "\(prefix)\(getpid())-\(count)-\(String(UInt32.random(in: 0...UInt32.max), radix: 36))\(suffix)"
    }

    static func matches(_ name: String) -> Bool {
        name.hasPrefix(prefix) && name.hasSuffix(suffix)
    }

    /// Removes what killed runs left in a folder: files of such a name that no process has locked.
    ///
    /// Best effort: what cannot be listed, opened or removed stays, and is in nobody's way.
    static func sweep(_ folder: Descriptor) {
        for name in names(in: folder) {
            let descriptor = openat(folder.number, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                unlinkat(folder.number, name, 0)
            }
            close(descriptor)
        }
    }

    private static func names(in folder: Descriptor) -> [String] {
        let again = openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard again >= 0, let stream = fdopendir(again) else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = FolderEntry.name(of: entry)
            if matches(name) { found.append(name) }
        }
        return found
    }
}
