import ArgumentParser
import Glibc
import Host

/// Where an option's text is read from, as it is typed: the path of a file, or `-` for standard input.
///
/// For what must not stand on a command line, where every process of the machine may read it.
struct TextSource: ExpressibleByArgument {
    private let path: String

    /// Bytes that are taken; a token's or a secret's file has a hundredth of it.
    private static let longest = 1 << 20

    private static let wayOut = "name a file with the text, or - for standard input"

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        path = argument
    }

    /// Whether it is standard input, which only one option can read.
    var isStandardInput: Bool { path == "-" }

    /// All of it.
    ///
    /// A secret's file that others may read is taken, since what is in it is no secret any more or soon will be none,
    /// and told of: nobody but the person can tell whether a colleague's group is meant to.
    /// - Parameter console: where to warn; nil where the text is no secret.
    /// - Returns: the text as it is, its last line end included.
    /// - Throws: `HostError` that names the file, and nothing of its content.
    func text(secret console: Console? = nil) throws(HostError) -> String {
        let shown = isStandardInput ? "standard input" : path
        let descriptor = isStandardInput ? 0 : open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno != ENOENT else { throw HostError(.notFound, shown, "there is no such file", hint: Self.wayOut) }
            let problem = "cannot be opened: \(String(cString: strerror(errno)))"
            throw HostError(.invalid, shown, problem, hint: "check its owner and mode, or name another file")
        }
        defer { if !isStandardInput { close(descriptor) } }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        guard !isKnown || status.st_mode & S_IFMT != S_IFDIR else {
            throw HostError(.invalid, shown, "is a folder, not a file", hint: Self.wayOut)
        }
        if let console, !isStandardInput, isKnown, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o044 != 0 {
            console.say(console.colored("warning:", .warning) + " others may read \(path); chmod 600 it")
        }
        let bytes = try bytes(descriptor, shown)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HostError(.invalid, shown, "is no UTF-8 text")
        }
        return text
    }

    private func bytes(_ descriptor: Int32, _ shown: String) throws(HostError) -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw HostError(.unavailable, shown, String(cString: strerror(errno))) }
            guard count > 0 else { return all }
            all += piece[..<count]
            guard all.count <= Self.longest else { throw HostError(.invalid, shown, "is longer than 1 MiB") }
        }
    }
}
