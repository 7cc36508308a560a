import Glibc

/// A folder of a test's own, gone with all that lies in it when the test lets go of it.
package final class TemporaryFolder: Sendable {
    /// Its real path, without a slash at the end.
    package let path: String

    package struct Failure: Error, CustomStringConvertible {
        package var path: String
        package var errno: Int32
        package var description: String { "\(path): \(String(cString: strerror(errno)))" }
    }

    package init() throws(Failure) {
        // A person's own may let a group in, which is refused for what Patchbay trusts.
        umask(0o022)
        var template = Array("/tmp/patchbay-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw Failure(path: "/tmp", errno: errno) }
        path = made
    }

    deinit { Self.remove(path) }

    /// The path of what lies in it.
    package func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file, and the folders above it; gives its path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Writes bytes into a file of it; gives its path.
    @discardableResult
    package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        if let slash = name.lastIndex(of: "/") { try makeFolder(String(name[..<slash])) }
        let file = path(name)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(path: file, errno: errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(path: file, errno: errno) }
            rest = rest.dropFirst(count)
        }
        return file
    }

    /// Makes a folder, and those above it; gives its path.
    @discardableResult
    package func makeFolder(_ name: String) throws -> String {
        var folder = path
        for part in name.split(separator: "/") {
            folder += "/" + part
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw Failure(path: folder, errno: errno) }
        }
        return folder
    }

    /// A symbolic link.
    package func link(_ name: String, to target: String) throws {
        guard symlink(target, path(name)) == 0 else { throw Failure(path: path(name), errno: errno) }
    }

    /// The text of a file in it; nil when there is none.
    package func text(_ name: String) -> String? { SmallFile.text(path(name)) }

    package func bytes(_ name: String) -> [UInt8]? { SmallFile.bytes(path(name)) }

    package func exists(_ name: String) -> Bool { Glibc.access(path(name), F_OK) == 0 }

    /// The relative paths of all files in it, however deep, dotfiles too, sorted.
    package func files() -> [String] { Self.files(path, "").sorted() }

    private static func files(_ folder: String, _ prefix: String) -> [String] {
        SmallFile.names(folder).flatMap { name -> [String] in
            isFolder(folder + "/" + name) ? files(folder + "/" + name, prefix + name + "/") : [prefix + name]
        }
    }

    private static func remove(_ path: String) {
        if isFolder(path) {
            for name in SmallFile.names(path) { remove(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    /// A link to a folder is none: what it leads to is not the test's.
    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
