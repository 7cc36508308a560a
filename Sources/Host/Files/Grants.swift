import CLinux
import Glibc
import Synchronization

/// The paths that a run may use, and the only way to open one of them.
///
/// A path is taken as text, matched to the longest grant that allows what is asked, and opened beneath that grant's
/// folder, so that neither `..` nor a symbolic link leaves it. Patchbay's own folders are out of reach whatever is
/// granted: looked at by text before, and by the real place of what was opened after. Safe to call from any thread;
/// calls block for as long as the file system takes.
package final class Grants: Sendable {
    private let grants: Mutex<[PathGrant]>
    let currentFolder: String
    /// Keeps aside what would be written; nil where it is written.
    let planned: PlannedFiles?
    private let forbidden: [String]
    /// The plugin that the run is a work of; nil for a script's.
    private let plugin: String?
    /// What is allowed for the moment besides: one at a time.
    private let lent = Mutex<PathGrant?>(nil)
    /// Where those of the forbidden folders lie that were there when they were looked for.
    private let forbiddenPlaces = Mutex<[String: String]>([:])
    private let anchors = Mutex<[String: Descriptor]>([:])
    private let sweptFolders = Mutex<Set<FileIdentity>>([])

    /// - Parameters:
    ///   - grants: what is allowed, in any order.
    ///   - currentFolder: absolute path of the folder that scripts' relative paths are seen from.
    ///   - forbidden: absolute paths of the folders that hold Patchbay's configuration and state, and of keys.
    package convenience init(_ grants: [PathGrant], currentFolder: String, forbidden: [String]) {
        self.init(grants, currentFolder: currentFolder, forbidden: forbidden, planned: nil)
    }

    /// The same for a run that only plans, where `planned` keeps aside what it would write.
    init(
        _ grants: [PathGrant],
        currentFolder: String,
        forbidden: [String],
        planned: PlannedFiles?,
        plugin: String? = nil
    ) {
        self.plugin = plugin
        self.grants = Mutex(Self.longestFirst(grants))
        self.currentFolder = currentFolder
        self.forbidden = forbidden
        self.planned = planned
    }

    /// Allows more: the paths that a person typed as arguments of the script.
    package func add(_ more: [PathGrant]) {
        grants.withLock { $0 = Self.longestFirst($0 + more) }
    }

    /// Allows this besides, in place of what was lent before.
    func lend(_ grant: PathGrant) { lent.withLock { $0 = grant } }

    private static func longestFirst(_ grants: [PathGrant]) -> [PathGrant] {
        grants.sorted { $0.path.utf8.count > $1.path.utf8.count }
    }

    /// Opens a regular file for reading.
    ///
    /// - Throws: `HostError` of kind `denied` without a grant, `notFound` without a file.
    package func openForReading(_ path: String) throws(HostError) -> Descriptor {
        if let planned, let entry = try plannedEntry(path, in: planned) {
            return try planned.open(entry, shown: path)
        }
        // Not blocking, so that opening a named pipe cannot hang the host.
        let file = try openExisting(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
        let status = try file.status(shown: path)
        guard FileStatus.kind(of: status) == .file else {
            throw HostError(.invalid, path, "is a \(FileStatus.kind(of: status).rawValue), not a file")
        }
        // Another name of a file that is out of reach gives its content too.
        if status.st_nlink > 1,
            forbidden.contains(where: { FileIdentity(status).lies(beneath: realPlace(ofForbidden: $0)) })
        {
            throw Self.outOfReach(path)
        }
        return file
    }

    /// What lies under a path, links within the grant followed; nil when nothing does.
    package func status(_ path: String) throws(HostError) -> FileStatus? {
        if let planned, let entry = try plannedEntry(path, in: planned) { return entry.status }
        do throws(HostError) {
            return FileStatus(try openExisting(path, flags: clinux_name_only).status(shown: path))
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// The names in a folder, in the order of their bytes.
    ///
    /// Files that are still being written are not shown, nor are dotfiles where they are not granted.
    package func list(_ path: String) throws(HostError) -> [FolderEntry] {
        if let planned { return try list(path, with: planned) }
        return try listExisting(path)
    }

    /// The names that the disk has in a folder.
    func listExisting(_ path: String) throws(HostError) -> [FolderEntry] {
        let folder = try openExisting(path, flags: O_RDONLY | O_DIRECTORY)
        let grant = try match(PathText.absolute(path, in: currentFolder), .read, shown: path).grant
        return try FolderEntry.read(folder, shown: path).filter { grant.origin == .typed || !$0.name.hasPrefix(".") }
    }

    /// Begins a file that will appear under `path` when it is committed; makes the folders it needs.
    ///
    /// What killed runs left half written in that folder is swept away at its first use.
    ///
    /// - Parameters:
    ///   - path: as the script named it.
    ///   - other: a file that was staged; when `path` lies in the same folder, that is not opened again.
    ///   - mode: the file's permissions; the umask is taken off.
    /// - Returns: the file, empty.
    /// - Throws: `HostError` of kind `denied` without a grant, `invalid` for a folder.
    package func stage(
        _ path: String,
        beside other: StagedFile? = nil,
        mode: mode_t = 0o644
    ) throws(HostError) -> StagedFile {
        if let planned { return try stage(path, into: planned) }
        let (absolute, grant) = try writable(path)
        let place = anchorPath(of: grant)
        guard let relative = PathText.relative(absolute, to: place) else {
            throw HostError(.denied, path, "lies outside of what was granted")
        }
        let (folderPath, name) = PathText.split("/" + relative)
        if let other, PathText.split(other.path).folder == PathText.split(path).folder {
            return try StagedFile(in: other.folder, name: name, path: path, mode: mode)
        }
        let folder = try openFolder(String(folderPath.dropFirst()), of: grant, creating: true, shown: path)
        try sweepOnce(folder, shown: path)
        return try StagedFile(in: folder, name: name, path: path, mode: mode)
    }

    /// The absolute form of a path that a file may be written to, and what allows it.
    func writable(_ path: String) throws(HostError) -> (absolute: String, grant: PathGrant) {
        let absolute = try PathText.absolute(path, in: currentFolder)
        let (grant, remainder) = try match(absolute, .write, shown: path)
        guard !(grant.reach == .folder && remainder.isEmpty) else {
            throw HostError(.invalid, path, "is a folder, not a file")
        }
        guard !StagedName.matches(PathText.split(absolute).name) else {
            throw HostError(.invalid, path, "is a name that unfinished files have", hint: "choose another name")
        }
        return (absolute, grant)
    }

    /// The longest grant that allows an absolute path, and the rest of the path below it.
    func match(
        _ absolute: String,
        _ access: PathGrant.Access,
        shown: String
    ) throws(HostError) -> (grant: PathGrant, remainder: String) {
        try refuseForbidden(absolute, shown: shown)
        let loan = lent.withLock { $0 }.map { [$0] } ?? []
        for grant in loan + grants.withLock({ $0 }) where grant.allows(access) {
            if let remainder = grant.remainder(of: absolute) { return (grant, remainder) }
        }
        throw HostError(
            .denied,
            shown,
            "\(plugin.map { "plugin \($0)" } ?? "the script") has no permission to \(access.rawValue) this path",
            hint: hint(access)
        )
    }

    private func hint(_ access: PathGrant.Access) -> String {
        let argument = access == .read ? "of type file or folder" : "of type output or folder"
        if plugin != nil {
            let asked = "its manifest asks for folders in permissions.\(access.rawValue)"
            return "\(asked); a command may have it in an argument \(argument)"
        }
        let other = access == .read ? "" : ", or allow the current folder with --allow-write"
        return "name it in an argument \(argument)\(other)"
    }

    /// Opens what the disk has under a path.
    func openExisting(_ path: String, flags: Int32) throws(HostError) -> Descriptor {
        let absolute = try PathText.absolute(path, in: currentFolder)
        let grant = try match(absolute, .read, shown: path).grant
        let opened: Descriptor
        if grant.origin == .typed, grant.reach == .file {
            opened = try Descriptor.open(absolute, flags: flags, shown: path)
        } else {
            let place = anchorPath(of: grant)
            guard let relative = PathText.relative(absolute, to: place) else {
                throw HostError(.denied, path, "lies outside of what was granted")
            }
            opened = try anchor(place, creating: false, shown: path).open(
                beneath: relative,
                flags: flags,
                shown: path
            )
        }
        try refuseForbidden(opened, shown: path)
        return opened
    }

    /// The folder that a grant's paths are opened beneath: a default is trusted no further than the current folder.
    func anchorPath(of grant: PathGrant) -> String {
        switch (grant.origin, grant.reach) {
        case (.byDefault, _): currentFolder
        case (.within(let folder), _): folder
        case (_, .file): PathText.split(grant.path).folder
        case (_, .folder): grant.path
        }
    }

    /// That folder, open.
    func anchor(_ path: String, creating: Bool, shown: String) throws(HostError) -> Descriptor {
        if let open = anchors.withLock({ $0[path] }) { return open }
        let opened: Descriptor
        do throws(HostError) {
            opened = try Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY, shown: shown)
        } catch {
            guard creating, error.kind == .notFound else { throw error }
            let root = try Descriptor.open("/", flags: O_RDONLY | O_DIRECTORY, shown: shown)
            opened = try makeFolders(path.dropFirst().split(separator: "/"), below: root, confined: false, shown: shown)
        }
        try refuseForbidden(opened, shown: shown)
        anchors.withLock { $0[path] = opened }
        return opened
    }

    private func openFolder(
        _ relative: String,
        of grant: PathGrant,
        creating: Bool,
        shown: String
    ) throws(HostError) -> Descriptor {
        let root = try anchor(anchorPath(of: grant), creating: creating, shown: shown)
        let folder: Descriptor
        do throws(HostError) {
            folder = try root.open(beneath: relative, flags: O_RDONLY | O_DIRECTORY, shown: shown)
        } catch {
            guard creating, error.kind == .notFound else { throw error }
            folder = try makeFolders(relative.split(separator: "/"), below: root, confined: true, shown: shown)
        }
        try refuseForbidden(folder, shown: shown)
        return folder
    }

    /// Opens folder by folder and makes what is missing, each entry durable in its parent.
    private func makeFolders(
        _ parts: [Substring],
        below root: Descriptor,
        confined: Bool,
        shown: String
    ) throws(HostError) -> Descriptor {
        var parent = root
        for (index, part) in parts.enumerated() {
            let path = parts[...index].joined(separator: "/")
            func open() throws(HostError) -> Descriptor {
                let flags = O_RDONLY | O_DIRECTORY
                return confined
                    ? try root.open(beneath: path, flags: flags, shown: shown)
                    : try Descriptor.open("/" + path, flags: flags, shown: shown)
            }
            do throws(HostError) {
                parent = try open()
            } catch {
                guard error.kind == .notFound else { throw error }
                try refuseForbidden(parent, shown: shown)
                guard mkdirat(parent.number, String(part), 0o777) == 0 || errno == EEXIST else {
                    throw HostError.system(errno, path: shown, folder: parent.number)
                }
                guard fsync(parent.number) == 0 else { throw HostError.system(errno, path: shown) }
                parent = try open()
            }
        }
        return parent
    }

    private func refuseForbidden(_ absolute: String, shown: String) throws(HostError) {
        try Self.refuseSystemPlace(absolute, shown: shown)
        for folder in forbidden where PathText.relative(absolute, to: folder) != nil {
            throw Self.outOfReach(shown)
        }
    }

    /// Refuses what was opened where it lies among what is out of reach.
    func refuseForbidden(_ opened: Descriptor, shown: String) throws(HostError) {
        guard let place = opened.realPath else {
            throw HostError(.unavailable, shown, "the system does not say where it lies", hint: "mount /proc")
        }
        try refuseForbiddenPlace(place, shown: shown)
    }

    /// The same of a real place.
    func refuseForbiddenPlace(_ place: String, shown: String) throws(HostError) {
        try Self.refuseSystemPlace(place, shown: shown)
        for folder in forbidden where PathText.relative(place, to: realPlace(ofForbidden: folder)) != nil {
            throw Self.outOfReach(shown)
        }
    }

    /// Refuses what the kernel shows as files: the environment and memory of this process are among it.
    private static func refuseSystemPlace(_ place: String, shown: String) throws(HostError) {
        guard ["/proc", "/sys"].contains(where: { PathText.relative(place, to: $0) != nil }) else { return }
        throw HostError(.denied, shown, "what the system tells of processes and itself is out of reach of scripts")
    }

    private static func outOfReach(_ shown: String) -> HostError {
        HostError(.denied, shown, "what is Patchbay's own is out of reach of scripts")
    }

    /// Where a forbidden path lies; one that is not there yet is looked for again at each call, since it may be made
    /// while the script runs.
    private func realPlace(ofForbidden folder: String) -> String {
        if let known = forbiddenPlaces.withLock({ $0[folder] }) { return known }
        guard let found = RealPath.existing(folder) else { return RealPath.resolve(folder) }
        forbiddenPlaces.withLock { $0[folder] = found }
        return found
    }

    private func sweepOnce(_ folder: Descriptor, shown: String) throws(HostError) {
        let identity = FileIdentity(try folder.status(shown: shown))
        guard sweptFolders.withLock({ $0.insert(identity).inserted }) else { return }
        StagedName.sweep(folder)
    }
}
