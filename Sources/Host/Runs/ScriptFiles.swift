import Glibc

extension ScriptFile {
    /// A script that a verb wrote itself, and no person has seen.
    ///
    /// - Parameters:
    ///   - text: its Lua.
    ///   - name: what messages call it.
    ///   - path: what it is called where a path is shown; nil for the name.
    ///   - folder: absolute path of the folder that modules would be read from.
    package init(generated text: String, name: String, path: String? = nil, folder: String) {
        self.path = path ?? name
        self.name = name
        self.folder = folder
        source = Array(text.utf8)
    }

    /// The script at a path, or all scripts that lie in a folder, by name; those of folders in it are its modules.
    ///
    /// - Throws: `HostError` for what is not there or no text, and for a folder without a script.
    package static func all(at path: String, currentFolder: String) throws(HostError) -> [ScriptFile] {
        let absolute = try PathText.absolute(path, in: currentFolder)
        var status = stat()
        guard stat(absolute, &status) == 0, FileStatus.kind(of: status) == .folder else {
            return [try ScriptFile(path, currentFolder: currentFolder)]
        }
        let open = try Descriptor.open(absolute, flags: O_RDONLY | O_DIRECTORY, shown: path)
        let names = try FolderEntry.read(open, shown: path).map(\.name).filter {
            $0.hasSuffix(".lua") && !$0.hasPrefix(".")
        }
        guard !names.isEmpty else {
            throw HostError(
                .notFound,
                path,
                "there is no script in this folder",
                hint: "name a .lua file, or another folder"
            )
        }
        var scripts: [ScriptFile] = []
        for name in names.sorted() {
            let inside = path == "." ? name : path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            scripts.append(try ScriptFile(inside, currentFolder: currentFolder))
        }
        return scripts
    }
}
