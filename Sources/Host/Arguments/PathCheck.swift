import Catalog
import Glibc

/// Looks whether a path can be what an argument asks for, before a script begins.
///
/// Nothing is made yet. Whatever changes until the path is opened shows there.
struct PathCheck {
    private let argument: ArgumentDeclaration
    private let currentFolder: String

    init(_ argument: ArgumentDeclaration, currentFolder: String) {
        self.argument = argument
        self.currentFolder = currentFolder
    }

    /// - Throws: `HostError` that names the argument, the path and what is wrong with it.
    func check(_ path: String) throws(HostError) {
        let absolute: String
        do throws(HostError) {
            absolute = try PathText.absolute(path, in: currentFolder)
        } catch {
            throw HostError(.invalid, argument.name, error.problem)
        }
        switch argument.type {
        case .file: try checkInput(path, absolute)
        case .folder: try checkFolder(path, absolute)
        default: try checkOutput(path, absolute)
        }
    }

    private func checkInput(_ path: String, _ absolute: String) throws(HostError) {
        guard let kind = try kind(absolute, shown: path) else {
            throw mistake("there is no file \(path)", hint: nearby(path, absolute))
        }
        guard kind == .file else { throw mistake("\(path) is a \(kind.rawValue), not a file") }
        guard access(absolute, R_OK) == 0 else {
            throw mistake("\(path) may not be read", hint: "check its owner and mode")
        }
    }

    private func checkFolder(_ path: String, _ absolute: String) throws(HostError) {
        guard let kind = try kind(absolute, shown: path) else { return try checkCanMake(path, absolute) }
        guard kind == .folder else { throw mistake("\(path) is a \(kind.rawValue), not a folder") }
        try checkWritable(absolute, shown: path)
    }

    private func checkOutput(_ path: String, _ absolute: String) throws(HostError) {
        if let kind = try kind(absolute, shown: path), kind != .file {
            throw mistake("\(path) is a \(kind.rawValue), not a file")
        }
        try checkCanMake(path, absolute)
    }

    /// Looks at the nearest folder that is there already.
    private func checkCanMake(_ path: String, _ absolute: String) throws(HostError) {
        var folder = PathText.split(absolute).folder
        while try kind(folder, shown: path) == nil { folder = PathText.split(folder).folder }
        guard try kind(folder, shown: path) == .folder else {
            throw mistake("\(path) cannot be made: \(folder) is a file, not a folder")
        }
        try checkWritable(folder, shown: folder)
    }

    private func checkWritable(_ folder: String, shown: String) throws(HostError) {
        guard access(folder, W_OK | X_OK) == 0 else {
            throw mistake("the folder \(shown) may not be written", hint: "check its owner and mode, or choose another")
        }
    }

    /// What lies there, links followed; nil when nothing does.
    private func kind(_ absolute: String, shown: String) throws(HostError) -> FileStatus.Kind? {
        var status = stat()
        guard stat(absolute, &status) == 0 else {
            if errno == ENOENT { return nil }
            // Above a file there can be nothing: what is wrong shows at the file itself.
            if errno == ENOTDIR { return nil }
            throw mistake(HostError.system(errno, path: shown).description)
        }
        return FileStatus.kind(of: status)
    }

    private func nearby(_ path: String, _ absolute: String) -> String? {
        let (folder, name) = PathText.split(absolute)
        guard let opened = try? Descriptor.open(folder, flags: O_RDONLY | O_DIRECTORY, shown: folder),
            let entries = try? FolderEntry.read(opened, shown: folder)
        else { return "the folder \(folder) is not there either, or may not be read" }
        return NearNames.question(name, among: entries.lazy.filter { !$0.isFolder }.map(\.name))
            ?? (path.hasPrefix("/") ? nil : "paths are relative to \(currentFolder)")
    }

    private func mistake(_ problem: String, hint: String? = nil) -> HostError {
        HostError(.invalid, argument.name, problem, hint: hint)
    }
}
