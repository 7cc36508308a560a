import CLinux
import Glibc

/// A file that no folder shows: what is in it is gone when nobody has it open, however its process ended.
enum NamelessFile {
    /// Makes one, empty.
    ///
    /// - Throws: `HostError` where the folder can hold no file.
    static func make(in folder: String) throws(HostError) -> Descriptor {
        let place = try Descriptor.open(folder, flags: O_RDONLY | O_DIRECTORY, shown: folder)
        let number = openat(place.number, ".", clinux_nameless | O_DIRECTORY | O_RDWR | O_CLOEXEC, mode_t(0o600))
        if number >= 0 { return Descriptor(owning: number) }
        // Some file systems have none; an old kernel takes the flag for that of a folder.
        guard [EOPNOTSUPP, EISDIR, EINVAL].contains(errno) else { throw HostError.system(errno, path: folder) }
        return try named(in: place, folder)
    }

    /// Makes a file, and takes its name away at once.
    private static func named(in place: Descriptor, _ folder: String) throws(HostError) -> Descriptor {
        while true {
            let name = StagedName.next()
            let number = openat(place.number, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(0o600))
            if number >= 0 {
                unlinkat(place.number, name, 0)
                return Descriptor(owning: number)
            }
            guard errno == EEXIST || errno == EINTR else { throw HostError.system(errno, path: folder) }
        }
    }
}
