import Glibc

/// Where a path really lies.
enum RealPath {
    /// The path of what is there, with its symbolic links resolved; nil when nothing is.
    static func existing(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    /// The path with its symbolic links resolved, as far as it exists; the rest is taken as text.
    static func resolve(_ path: String) -> String {
        if let place = existing(path) { return place }
        let (folder, name) = PathText.split(path)
        guard !name.isEmpty, folder != path else { return path }
        let resolved = resolve(folder)
        return resolved == "/" ? "/" + name : resolved + "/" + name
    }
}
