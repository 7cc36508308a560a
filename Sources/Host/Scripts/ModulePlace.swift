/// Where the modules lie that a script requires: beside it, folders separated by dots.
enum ModulePlace {
    /// The files that may be the module of a name, from the script's folder, in the order in which they are looked for.
    ///
    /// - Returns: nil for what names no module: an empty name, or one that would leave the folder.
    static func files(of name: String) -> [String]? {
        let path = name.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "/")
        return FileName.isSafe(path) ? ["\(path).lua", "\(path)/init.lua"] : nil
    }
}

extension ScriptFile {
    /// The module of that name beside the script that is run in that folder, read as a run reads it: nothing that lies
    /// outside, links included.
    ///
    /// - Returns: nil for one of Patchbay's own, or none.
    func module(_ name: String, in folder: String) -> ScriptFile? {
        guard let files = ModulePlace.files(of: name),
            let grant = try? PathGrant(folder, .read, .folder, origin: .folder, currentFolder: folder)
        else { return nil }
        let grants = Grants([grant], currentFolder: folder, forbidden: [])
        for file in files {
            guard let open = try? grants.openForReading("\(folder)/\(file)") else { continue }
            let place = PathText.split("\(folder)/\(file)")
            return try? ScriptFile(open, path: file, name: place.name, folder: place.folder)
        }
        return nil
    }
}
