import Glibc
import Synchronization

/// Files for recordings that no folder is to have, while a sink takes them from the disk.
///
/// They lie in the system's folder for such, for their owner's eyes alone, and go with who made them; those of a run that
/// was killed are swept away by the next one.
final class RecordingSpool: Sendable {
    private let path: String
    private let folder = Mutex<Descriptor?>(nil)

    /// - Parameter path: the system's folder for what is not kept, absolute.
    init(path: String) { self.path = path }

    /// Begins a file.
    ///
    /// - Returns: the file, gone when it is dropped, and its absolute path.
    /// - Throws: `HostError` where the folder takes none.
    func make() throws(HostError) -> (file: StagedFile, path: String) {
        let place = try folder.withLock { folder throws(HostError) in
            if let folder { return folder }
            let opened = try Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY, shown: path)
            StagedName.sweep(opened)
            folder = opened
            return opened
        }
        let file = try StagedFile(in: place, name: StagedName.next(), path: path, mode: 0o600)
        return (file, "\(path)/\(file.temporaryName)")
    }
}
