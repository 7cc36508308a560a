import CLinux
import Glibc
import Synchronization

/// A file on its way: written under a temporary name in its final folder, and seen under its own name only when whole.
///
/// The temporary file is locked for as long as it is open, which tells its left-overs from files in use. A write that
/// fails removes it, and so does letting go of it without a commit. Safe to call from any thread, one call at a time.
package final class StagedFile: Sendable {
    /// The final path, as it was asked for.
    package let path: String
    /// The folder it will stand in.
    let folder: Descriptor
    private let name: String
    /// Its name in the folder until it is committed.
    let temporaryName: String
    /// Keeps it when it is committed, in a run that only plans; nil for one that gets its name.
    private let planned: (files: PlannedFiles, folder: String)?
    private let state: Mutex<State>

    private struct State {
        /// Nil when it was committed or dropped.
        var file: Descriptor?
        var length: Int64 = 0
    }

    /// - Parameters:
    ///   - folder: an open folder that the file will stand in.
    ///   - name: its name there.
    ///   - path: the path that messages show.
    ///   - mode: its permissions; the umask is taken off.
    /// - Throws: `HostError` when the name is taken by what is no file, or the folder cannot be written.
    init(in folder: Descriptor, name: String, path: String, mode: mode_t) throws(HostError) {
        self.folder = folder
        self.name = name
        self.path = path
        planned = nil
        try Self.checkTarget(name, in: folder, path: path)
        while true {
            let temporaryName = StagedName.next()
            let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let number = openat(folder.number, temporaryName, flags, mode)
            guard number >= 0 else {
                if errno == EEXIST { continue }
                throw HostError.system(errno, path: path, folder: folder.number)
            }
            let file = Descriptor(owning: number)
            flock(number, LOCK_EX)
            // A sweeper may have taken it for a left-over between the two calls above: then try another.
            guard try file.status(shown: path).st_nlink > 0 else { continue }
            self.temporaryName = temporaryName
            state = Mutex(State(file: file))
            return
        }
    }

    /// For tests that need a device in place of the temporary file.
    init(writing file: Descriptor, folder: Descriptor, temporaryName: String, path: String) {
        self.folder = folder
        self.path = path
        self.temporaryName = temporaryName
        name = temporaryName
        planned = nil
        state = Mutex(State(file: file))
    }

    /// A file of a run that only plans: it has no name of its own, and is kept aside when it is committed.
    ///
    /// - Parameters:
    ///   - planned: keeps it.
    ///   - file: where it is written meanwhile.
    ///   - name: its name in the folder.
    ///   - folder: the real place of the folder that it would stand in.
    ///   - path: the path that messages show.
    init(planned: PlannedFiles, file: Descriptor, name: String, folder: String, path: String) {
        self.path = path
        self.name = name
        self.planned = (planned, folder)
        self.folder = file
        temporaryName = ""
        state = Mutex(State(file: file))
    }

    deinit {
        drop()
    }

    /// How many bytes it holds so far.
    package var length: Int64 { state.withLock { $0.length } }

    /// Appends bytes.
    ///
    /// - Throws: `HostError`, of kind `full` when there is no room; the file has then been dropped.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(HostError) {
        guard let failure = append(bytes) else { return }
        drop()
        throw failure
    }

    /// Appends bytes.
    ///
    /// - Throws: as the other form does.
    package func write(_ bytes: [UInt8]) throws(HostError) {
        guard let failure = bytes.withUnsafeBytes({ append($0) }) else { return }
        drop()
        throw failure
    }

    private func append(_ bytes: UnsafeRawBufferPointer) -> HostError? {
        state.withLock { state in
            guard let file = state.file else { return closed() }
            var written = 0
            while written < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                let count = pwrite(file.number, rest.baseAddress, rest.count, off_t(state.length))
                if count >= 0 {
                    written += count
                    state.length += Int64(count)
                } else if errno != EINTR {
                    if let planned { return planned.files.failure(errno, shown: path) }
                    return HostError.system(errno, path: path, folder: folder.number)
                }
            }
            return nil
        }
    }

    /// Fills a buffer from what was written before; fewer bytes at the end, none behind it.
    package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(HostError) -> Int {
        try state.withLock { state throws(HostError) -> Int in
            let file = try opened(state)
            while true {
                let count = pread(file.number, buffer.baseAddress, buffer.count, off_t(offset))
                if count >= 0 { return count }
                guard errno == EINTR else { throw HostError.system(errno, path: path) }
            }
        }
    }

    /// Cuts it to a length, at which the next write goes on: 0 to start again, or what a broken download had whole.
    package func truncate(to length: Int64) throws(HostError) {
        try state.withLock { state throws(HostError) in
            let file = try opened(state)
            guard ftruncate(file.number, off_t(length)) == 0 else { throw HostError.system(errno, path: path) }
            state.length = length
        }
    }

    /// Makes it durable and gives it its name, alone.
    ///
    /// `SyncGroup` does the same for many at less cost.
    package func commit() throws(HostError) {
        if let planned { return try keep(in: planned.files, folder: planned.folder) }
        do throws(HostError) {
            try synchronise()
            try rename()
        } catch {
            drop()
            throw error
        }
        try Self.synchronise(folder: folder, path: path)
    }

    private func keep(in files: PlannedFiles, folder: String) throws(HostError) {
        let (file, length) = try state.withLock { state throws(HostError) in (try opened(state), state.length) }
        defer { drop() }
        try files.keep(file, length: length, as: name, in: folder, shown: path)
    }

    /// Makes it durable and gives it its name, unless something has that name by then: that stays, and this is dropped.
    ///
    /// Of many that are committed so at once, exactly one gets the name, and no other is ever seen under it.
    func commitIfFree() throws(HostError) {
        defer { drop() }
        try synchronise()
        guard linkat(folder.number, temporaryName, folder.number, name, 0) == 0 || errno == EEXIST else {
            throw HostError.system(errno, path: path, folder: folder.number)
        }
        // Also where another was first: what rests on its file must not be durable before the file's name is.
        try Self.synchronise(folder: folder, path: path)
    }

    /// Removes it.
    ///
    /// Without effect when it was committed or dropped before.
    package func drop() {
        guard let file = state.withLock({ $0.file.take() }) else { return }
        if planned == nil { unlinkat(folder.number, temporaryName, 0) }
        withExtendedLifetime(file) {}
    }

    /// Has the system begin to write it to the disk, without waiting.
    ///
    /// Only a hint: errors show in `synchronise`.
    func startWriteBack() {
        state.withLock { state in
            guard let file = state.file else { return }
            _ = clinux_start_write_back(file.number)
        }
    }

    /// Waits until its content is on the disk.
    func synchronise() throws(HostError) {
        try state.withLock { state throws(HostError) in
            guard fdatasync(try opened(state).number) == 0 else {
                throw HostError.system(errno, path: path, folder: folder.number)
            }
        }
    }

    /// Gives it its final name, in place of what stood under that.
    func rename() throws(HostError) {
        try state.withLock { state throws(HostError) in
            // The descriptor stays open up to here: it holds the lock that keeps sweepers off the temporary name.
            let file = try opened(state)
            guard renameat(folder.number, temporaryName, folder.number, name) == 0 else {
                throw HostError.system(errno, path: path, folder: folder.number)
            }
            state.file = nil
            withExtendedLifetime(file) {}
        }
    }

    /// Makes the names in a folder durable.
    static func synchronise(folder: Descriptor, path: String) throws(HostError) {
        guard fsync(folder.number) == 0 else { throw HostError.system(errno, path: path, folder: folder.number) }
    }

    private func opened(_ state: borrowing State) throws(HostError) -> Descriptor {
        guard let file = state.file else {
            throw closed()
        }
        return file
    }

    private func closed() -> HostError {
        HostError(.invalid, path, "the file is closed already")
    }

    /// Refuses what a rename would destroy or could not replace.
    ///
    /// A link is replaced, not followed.
    static func checkTarget(_ name: String, in folder: Descriptor, path: String) throws(HostError) {
        var status = stat()
        guard fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            guard errno == ENOENT else { throw HostError.system(errno, path: path) }
            return
        }
        // A link is replaced, not followed; but who names one that leads to a device means the device.
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        if isLink, fstatat(folder.number, name, &status, 0) != 0 { return }
        let kind = FileStatus.kind(of: status)
        guard kind == .file || isLink && kind == .folder else {
            throw HostError(.invalid, path, "is a \(kind.rawValue), not a file")
        }
    }
}
