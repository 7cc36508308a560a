import Glibc

/// The file that a plan is kept in, for its owner's eyes alone: it tells what people's objects are like.
package struct PlanOutput: Sendable {
    /// The file as it was typed.
    package let path: String
    private let currentFolder: String
    private let grants: Grants

    /// Looks whether a plan may be kept there; nothing is written yet.
    ///
    /// - Parameters:
    ///   - path: the file as it was typed.
    ///   - currentFolder: what a relative path is seen from.
    ///   - forbidden: folders that no such file may stand in.
    /// - Throws: `HostError` where something else stands there than a plan.
    package init(_ path: String, currentFolder: String, forbidden: [String]) throws(HostError) {
        self.path = path
        self.currentFolder = currentFolder
        try Self.checkFolder(of: path, in: currentFolder)
        let grant = try PathGrant(path, .write, .file, origin: .typed, currentFolder: currentFolder)
        grants = Grants([grant], currentFolder: currentFolder, forbidden: forbidden)
        try refuseOther()
        // Also whether its folder is there and may be written, before a run takes an hour.
        try grants.stage(path, mode: 0o600).drop()
    }

    /// Refuses a folder that is not there: more likely than not it is misspelt.
    private static func checkFolder(of path: String, in currentFolder: String) throws(HostError) {
        guard path != "-" else {
            throw HostError(.invalid, "--out", "takes the path of a file", hint: "--json prints the plan")
        }
        let folder = PathText.split(try PathText.absolute(path, in: currentFolder)).folder
        guard access(folder, F_OK) != 0, errno == ENOENT else { return }
        throw HostError(.notFound, path, "there is no folder \(folder)", hint: "make it, or choose another for --out")
    }

    /// Keeps a plan: whole, or not at all.
    package func write(_ plan: Plan) throws(HostError) {
        try refuseOther()
        let file = try grants.stage(path, mode: 0o600)
        try file.write(PlanFile.text(plan))
        try file.commit()
    }

    /// A plan is replaced by the next one, and a file without anything in it; all else is somebody's.
    private func refuseOther() throws(HostError) {
        let file: Descriptor
        do throws(HostError) {
            let absolute = try PathText.absolute(path, in: currentFolder)
            file = try Descriptor.open(absolute, flags: O_RDONLY | O_NONBLOCK, shown: path)
        } catch {
            guard error.kind == .notFound else { throw error }
            return
        }
        let kind = FileStatus.kind(of: try file.status(shown: path))
        guard kind == .file else { throw HostError(.invalid, path, "is a \(kind.rawValue), not a file") }
        let found = try ReadingFile(file, path: path).next(PlanFile.beginning.count)
        guard found.isEmpty || found == PlanFile.beginning else {
            throw HostError(
                .invalid,
                path,
                "is there already, and is no plan",
                hint: "choose another name for --out, or remove it"
            )
        }
    }
}
