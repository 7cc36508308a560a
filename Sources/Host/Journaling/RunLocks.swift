import Glibc

/// Which runs are running: each holds a lock file of its own while it does, which the kernel frees when its process dies.
package struct RunLocks: Sendable {
    private let folder: String

    /// - Parameter folder: where the files lie; made at the first lock.
    package init(folder: String) { self.folder = folder }

    /// Takes the lock of a run.
    ///
    /// - Returns: the lock, to be kept while the run runs; nil when another process has it.
    /// - Throws: `HostError` when there can be no such file.
    func take(_ run: String) throws(HostError) -> RunLock? {
        let path = file(of: run)
        let descriptor = try PrivateFolder.made(folder).open(PathText.split(path).name, flags: O_RDWR | O_CREAT)
        var tries = 0
        while flock(descriptor.number, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK else { throw HostError.system(errno, path: path) }
            // Who only looks whether it runs has it for an instant.
            tries += 1
            guard tries < 20 else { return nil }
            usleep(5_000)
        }
        // Who held it before may have removed the file in between: a lock on a file that nobody finds is none.
        var held = stat(), found = stat()
        guard fstat(descriptor.number, &held) == 0, stat(path, &found) == 0, held.st_ino == found.st_ino else {
            return try take(run)
        }
        return RunLock(FileHold(descriptor), path: path, inode: held.st_ino)
    }

    /// Whether a process runs it now.
    package func isRunning(_ run: String) -> Bool { held(run) != nil }

    /// The process that runs it now; nil when none does, or the disk had no room to say which.
    package func process(of run: String) -> pid_t? {
        guard let file = held(run), let holder = FileHold.holder(of: file) else { return nil }
        return pid_t(exactly: holder)
    }

    /// The lock file of a run, if a process has locked it.
    private func held(_ run: String) -> Descriptor? {
        guard FileName.isSafe(run), !run.contains("/") else { return nil }
        let number = open(file(of: run), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else { return nil }
        let file = Descriptor(owning: number)
        return flock(number, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK ? file : nil
    }

    private func file(of run: String) -> String { "\(folder)/\(run).running" }
}

/// The lock of a run that is running.
final class RunLock: Sendable {
    private let hold: FileHold
    private let path: String
    private let inode: ino_t

    init(_ hold: FileHold, path: String, inode: ino_t) {
        self.hold = hold
        self.path = path
        self.inode = inode
    }

    /// Lets go, and takes the file away.
    func release() {
        // Where somebody removed it meanwhile, what lies there is another's.
        var found = stat()
        if stat(path, &found) == 0, found.st_ino == inode { unlink(path) }
        hold.release()
    }
}
