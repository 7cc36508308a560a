extension ScriptFile {
    /// The module of that name, beside the script that is run in that folder; nil for one of Patchbay's own, or none.
    func module(_ name: String, in folder: String) -> ScriptFile? {
        let path = name.replacing(".", with: "/")
        for file in ["\(path).lua", "\(path)/init.lua"] {
            if let found = try? ScriptFile(file, currentFolder: folder) { return found }
        }
        return nil
    }
}
