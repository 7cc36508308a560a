import CLinux
import Glibc

/// The same paths in a run that only plans: what it would write is kept aside, and read back from there.
extension Grants {
    /// Begins a file that is kept aside when it is committed; refused where it would be without a plan.
    func stage(_ path: String, into files: PlannedFiles) throws(HostError) -> StagedFile {
        let (place, name) = try plannedTarget(path, in: files)
        files.makeFolders(place.missing, in: place.real)
        return StagedFile(
            planned: files,
            file: try files.begin(shown: path),
            name: name,
            folder: place.path,
            path: path
        )
    }

    /// Plans a download to a path; refused where it would be without a plan.
    func planDownload(_ path: String) throws(HostError) {
        guard let files = planned else { return }
        let (place, name) = try plannedTarget(path, in: files)
        files.makeFolders(place.missing, in: place.real)
        files.download(name, in: place.path)
    }

    /// Whether a download to a path was planned before.
    func isPlannedDownload(_ path: String) throws(HostError) -> Bool {
        guard let files = planned, case .download = try plannedEntry(path, in: files) else { return false }
        return true
    }

    /// Whether what lies under a path is the plan's, and not on the disk.
    func isPlanned(_ path: String) throws(HostError) -> Bool {
        guard let files = planned else { return false }
        return try plannedEntry(path, in: files) != nil
    }

    /// What a plan has put under a path; nil for what is as the disk has it.
    func plannedEntry(_ path: String, in files: PlannedFiles) throws(HostError) -> PlannedFiles.Entry? {
        let absolute = try PathText.absolute(path, in: currentFolder)
        let grant = try match(absolute, .read, shown: path).grant
        let (above, name) = PathText.split(absolute)
        guard !name.isEmpty else { return nil }
        if let entry = files.entry(name, in: try plannedPlace(of: above, beneath: grant, shown: path).path) {
            return entry
        }
        // A link may lead to what was planned.
        let opened: Descriptor
        do throws(HostError) { opened = try openExisting(path, flags: clinux_name_only) } catch {
            if error.kind == .notFound { return nil }
            throw error
        }
        guard let (folder, last) = opened.realPath.map(PathText.split) else { return nil }
        return files.entry(last, in: folder)
    }

    /// The names in a folder, those counted that were planned.
    func list(_ path: String, with files: PlannedFiles) throws(HostError) -> [FolderEntry] {
        let absolute = try PathText.absolute(path, in: currentFolder)
        let grant = try match(absolute, .read, shown: path).grant
        let place = try plannedPlace(of: absolute, beneath: grant, shown: path)
        var entries: [String: FolderEntry] = [:]
        if place.missing.isEmpty {
            for entry in try listExisting(path) { entries[entry.name] = entry }
        } else {
            switch try plannedEntry(path, in: files) {
            case .folder: break
            case .file, .download: throw HostError.system(ENOTDIR, path: path)
            case nil: return try listExisting(path)
            }
        }
        for (name, entry) in files.entries(in: place.path) {
            guard grant.origin == .typed || !name.hasPrefix(".") else { continue }
            let isFolder = if case .folder = entry { true } else { false }
            entries[name] = FolderEntry(name: name, isFolder: isFolder)
        }
        return entries.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func plannedTarget(
        _ path: String,
        in files: PlannedFiles
    ) throws(HostError) -> (place: PlannedPlace, name: String) {
        let (absolute, grant) = try writable(path)
        let (above, name) = PathText.split(absolute)
        let place = try plannedPlace(of: above, beneath: grant, shown: path)
        try refuseForbidden(place.folder, shown: path)
        try refuseForbiddenPlace(PlannedFiles.path(name, in: place.path), shown: path)
        try place.check(name, in: files, shown: path)
        return (place, name)
    }

    /// Where a folder really lies: as much of it as is there, opened as it would be without a plan.
    private func plannedPlace(
        of folder: String,
        beneath grant: PathGrant,
        shown: String
    ) throws(HostError) -> PlannedPlace {
        let top = anchorPath(of: grant)
        var missing: [String] = []
        // The folder above the one that was granted, too: what is granted may be planned itself.
        var inner: [Substring]? = PathText.relative(folder, to: top).map { $0.split(separator: "/") }
        var outer = (inner == nil ? folder : top).split(separator: "/")
        while true {
            do throws(HostError) {
                let opened: Descriptor
                if let inner {
                    let anchor = try anchor(top, creating: false, shown: shown)
                    opened = try anchor.open(
                        beneath: inner.joined(separator: "/"),
                        flags: clinux_name_only | O_DIRECTORY,
                        shown: shown
                    )
                } else {
                    opened = try Descriptor.open(
                        "/" + outer.joined(separator: "/"),
                        flags: clinux_name_only | O_DIRECTORY,
                        shown: shown
                    )
                }
                guard let real = opened.realPath else {
                    throw HostError(.unavailable, shown, "the system does not say where it lies", hint: "mount /proc")
                }
                return PlannedPlace(folder: opened, real: real, missing: missing.reversed())
            } catch {
                // ENOTDIR too: what is no folder has none below it.
                guard error.kind == .notFound || error.kind == .invalid else { throw error }
                if let last = inner?.popLast() {
                    missing.append(String(last))
                } else if inner != nil {
                    inner = nil
                } else if let last = outer.popLast() {
                    missing.append(String(last))
                } else {
                    throw error
                }
            }
        }
    }
}
