import Glibc

/// Where a path really lies.
enum RealPath {
    /// The path with its symbolic links resolved, as far as it exists; the rest is taken as text.
    static func resolve(_ path: String) -> String {
        if let pointer = realpath(path, nil) {
            defer { free(pointer) }
            return String(cString: pointer)
        }
        let (folder, name) = PathText.split(path)
        guard !name.isEmpty, folder != path else { return path }
        let resolved = resolve(folder)
        return resolved == "/" ? "/" + name : resolved + "/" + name
    }
}
