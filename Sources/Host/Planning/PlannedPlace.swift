import CLinux
import Glibc

/// Where a path that a plan is about really lies, as far as there are folders.
struct PlannedPlace {
    /// The deepest folder on the way that is there.
    let folder: Descriptor
    /// Where that folder really lies, links resolved.
    let real: String
    /// The folders below it that are not there.
    let missing: [String]

    /// The real place of the last folder, those counted that are not there.
    var path: String { missing.reduce(real) { PlannedFiles.path($1, in: $0) } }

    /// Refuses a file under this name here, where it would be refused without a plan.
    ///
    /// - Throws: `HostError`, as `StagedFile` does.
    func check(_ name: String, in files: PlannedFiles, shown: String) throws(HostError) {
        var above = real
        var status = stat()
        if let first = missing.first, fstatat(folder.number, first, &status, 0) == 0 {
            throw HostError.system(ENOTDIR, path: shown)
        }
        for part in missing {
            switch files.entry(part, in: above) {
            case .file, .download: throw HostError.system(ENOTDIR, path: shown)
            case .folder, nil: above = PlannedFiles.path(part, in: above)
            }
        }
        if case .folder = files.entry(name, in: above) { throw HostError.system(EISDIR, path: shown) }
        if missing.isEmpty { try StagedFile.checkTarget(name, in: folder, path: shown) }
        guard faccessat(folder.number, ".", W_OK | X_OK, AT_EACCESS) == 0 else {
            throw HostError.system(errno, path: shown)
        }
    }
}
