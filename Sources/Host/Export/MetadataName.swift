/// What the JSON beside a recording is called.
enum MetadataName {
    /// The name of the file with `.json` in place of its ending, unless that is its own name.
    ///
    /// - Parameter path: the recording's path, relative or absolute.
    /// - Returns: the path of its metadata, in the same folder.
    static func beside(_ path: String) -> String {
        let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex, name[dot...] != ".json" else {
            return path + ".json"
        }
        return path.dropLast(name[dot...].count) + ".json"
    }
}
