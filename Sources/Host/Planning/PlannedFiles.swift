import Glibc
import Synchronization

/// What a run that only plans would write: kept aside, read back by the run itself, and gone with it.
///
/// The content of all of it lies in one file without a name in the system's temporary folder. Such a file is gone when its
/// process is, kill -9 included, so that nothing is ever left; and how much of it fits is a matter of the disk, as it is
/// without a plan, and not of the memory. Files are known by the real place of their folder and their name in it.
/// Safe to call from any thread.
final class PlannedFiles: Sendable {
    /// What a plan has put under a name.
    enum Entry: Sendable {
        case folder
        case file(Content)
        /// A recording that would be downloaded: nobody knows what is in it.
        case download

        /// What it is.
        var status: FileStatus {
            switch self {
            case .folder: FileStatus(.folder)
            case .file(let content): FileStatus(.file, bytes: content.length, modified: content.modified)
            case .download: FileStatus(.file)
            }
        }
    }

    /// Where the content of a file lies among all that is kept.
    struct Content: Sendable {
        var offset: Int64
        var length: Int64
        /// When it was written, in milliseconds since 1970.
        var modified: Int64
    }

    private struct State {
        /// What was planned in each folder, by the folder's real place.
        var folders: [String: [String: Entry]] = [:]
        /// Holds all content; made when there is some.
        var kept: Descriptor?
        var end: Int64 = 0
    }

    private let temporaryFolder: String
    private let now: @Sendable () -> Int64
    private let written: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - temporaryFolder: where content is kept.
    ///   - now: milliseconds since 1970.
    ///   - written: told the path of each file that would be written, as the script named it, at its first time.
    init(
        temporaryFolder: String,
        now: @escaping @Sendable () -> Int64,
        written: @escaping @Sendable (String) -> Void
    ) {
        self.temporaryFolder = temporaryFolder
        self.now = now
        self.written = written
    }

    /// What was planned under a name of a folder; nil for what is as the disk has it.
    func entry(_ name: String, in folder: String) -> Entry? { state.withLock { $0.folders[folder]?[name] } }

    /// All that was planned in a folder.
    func entries(in folder: String) -> [String: Entry] { state.withLock { $0.folders[folder] ?? [:] } }

    /// Plans folders, each in the one before; the first is in a folder that is there.
    func makeFolders(_ names: [String], in folder: String) {
        state.withLock { state in
            var above = folder
            for name in names {
                if state.folders[above]?[name] == nil { state.folders[above, default: [:]][name] = .folder }
                above = Self.path(name, in: above)
            }
        }
    }

    /// Plans a download under a name.
    func download(_ name: String, in folder: String) {
        state.withLock { $0.folders[folder, default: [:]][name] = .download }
    }

    /// Begins a file that is kept aside.
    func begin(shown: String) throws(HostError) -> Descriptor { try nameless(shown: shown) }

    /// Keeps what was written, under a name.
    ///
    /// - Parameters:
    ///   - file: what was written.
    ///   - length: its bytes.
    ///   - name: its name.
    ///   - folder: the real place of the folder that it would stand in.
    ///   - shown: its path, as the script named it.
    /// - Throws: `HostError` of kind `full` where there is no room for it.
    func keep(
        _ file: Descriptor,
        length: Int64,
        as name: String,
        in folder: String,
        shown: String
    ) throws(HostError) {
        let kept = try keeper(shown: shown)
        let offset = state.withLock { state in
            defer { state.end += length }
            return state.end
        }
        try copy(file, from: 0, length: length, to: kept, at: offset, shown: shown)
        let isFirst = state.withLock { state in
            let before = state.folders[folder]?[name]
            let content = Content(offset: offset, length: length, modified: now())
            state.folders[folder, default: [:]][name] = .file(content)
            if case .file = before { return false }
            return true
        }
        if isFirst { written(shown) }
    }

    /// The content of a file as a file of its own, which later writes do not touch.
    ///
    /// - Throws: `HostError` for what has none.
    func open(_ entry: Entry, shown: String) throws(HostError) -> Descriptor {
        let content: Content
        switch entry {
        case .file(let written): content = written
        case .folder: throw HostError(.invalid, shown, "is a folder, not a file")
        case .download:
            throw HostError(
                .invalid,
                shown,
                "would be downloaded, and a plan downloads nothing: there is nothing to read",
                hint: "leave that out of a plan: if not run.planning then … end"
            )
        }
        let file = try nameless(shown: shown)
        let kept = try keeper(shown: shown)
        try copy(kept, from: content.offset, length: content.length, to: file, at: 0, shown: shown)
        return file
    }

    /// What could not be written for want of room, said of the place where it was to be kept.
    func failure(_ code: Int32, shown: String) -> HostError {
        let error = HostError.system(code, path: shown)
        guard error.kind == .full else { return error }
        return HostError(
            .full,
            shown,
            "a plan keeps what would be written in \(temporaryFolder), and there is no room left",
            hint: "name a folder with more room in TMPDIR"
        )
    }

    /// The path of a name in a folder.
    static func path(_ name: String, in folder: String) -> String { folder == "/" ? "/" + name : folder + "/" + name }

    private func keeper(shown: String) throws(HostError) -> Descriptor {
        if let kept = state.withLock({ $0.kept }) { return kept }
        let made = try nameless(shown: shown)
        return state.withLock { state in
            if let kept = state.kept { return kept }
            state.kept = made
            return made
        }
    }

    /// A file without a name.
    private func nameless(shown: String) throws(HostError) -> Descriptor {
        do throws(HostError) { return try NamelessFile.make(in: temporaryFolder) } catch {
            throw HostError(
                error.kind,
                shown,
                "a plan keeps what would be written in \(temporaryFolder), and cannot: \(error.problem)",
                hint: "name another folder in TMPDIR"
            )
        }
    }

    private func copy(
        _ source: Descriptor,
        from start: Int64,
        length: Int64,
        to target: Descriptor,
        at offset: Int64,
        shown: String
    ) throws(HostError) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: FileTable.chunkSize, alignment: 1)
        defer { piece.deallocate() }
        var done: Int64 = 0
        while done < length {
            let wanted = Int(min(Int64(piece.count), length - done))
            let count = pread(source.number, piece.baseAddress, wanted, off_t(start + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(count < 0 ? errno : EIO, shown: shown) }
            var written = 0
            while written < count {
                let rest = UnsafeRawBufferPointer(rebasing: piece[written..<count])
                let now = pwrite(target.number, rest.baseAddress, rest.count, off_t(offset + done) + off_t(written))
                if now < 0, errno == EINTR { continue }
                guard now > 0 else { throw failure(now < 0 ? errno : ENOSPC, shown: shown) }
                written += now
            }
            done += Int64(count)
        }
    }
}
