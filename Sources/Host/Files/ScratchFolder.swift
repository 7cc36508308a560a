import Glibc

/// A folder for the while that something takes.
package enum ScratchFolder {
    /// Makes a folder, for the user alone, and takes it away behind the body.
    ///
    /// - Parameters:
    ///   - parent: where; absolute.
    ///   - body: is given its path.
    /// - Returns: what the body gives.
    /// - Throws: `HostError` when there can be none; what the body throws.
    package static func use<Value>(in parent: String, _ body: (String) async throws -> Value) async throws -> Value {
        var template = Array("\(parent)/patchbay-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw HostError.system(errno, path: parent) }
        let folder = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { FolderTree.remove(folder) }
        return try await body(folder)
    }
}
