import Crypto
import JSON
import Synchronization
import Webex
import Wire

/// Files of rules as their worker gets them: texts that were read once, and the modules that lie beside them.
final class RulesCode: Sendable {
    /// One file.
    struct File: Sendable {
        /// As it was named.
        let path: String
        /// The name in messages.
        let name: String
        /// The folder that its modules lie in, absolute.
        let folder: String
        let text: [UInt8]
    }

    let files: [File]
    private let outOfReach: [String]
    /// Told of each module that was read: where it lies, and what it holds.
    private let read: @Sendable (_ path: String, _ text: [UInt8]) -> Void
    /// Texts of modules by their places: all workers of a run get the same.
    private let modules = Mutex<[String: [UInt8]]>([:])
    private static let longest = 4 << 20
    private static let prefix = "rules:"

    /// - Parameters:
    ///   - files: the files, in order.
    ///   - outOfReach: folders and files that no script reaches.
    ///   - read: hears of each module that is read.
    init(
        _ files: [File],
        outOfReach: [String],
        read: @escaping @Sendable (_ path: String, _ text: [UInt8]) -> Void
    ) {
        self.files = files
        self.outOfReach = outOfReach
        self.read = read
    }

    /// The number of the file, from 1, that requires something; nil for what is no file of rules.
    static func number(of origin: String) -> Int? {
        origin.hasPrefix(prefix) ? Int(origin.dropFirst(prefix.count)) : nil
    }

    /// What the worker is told.
    var facts: JSONValue { ["role": "rules", "files": .array(files.map { .string($0.name) })] }

    /// SHA-256 of the files and of all modules that they have required so far, in lower-case hex.
    var hash: String {
        var hash = SHA256()
        for file in files {
            hash.update(data: Array("\(file.name)\0\(file.text.count)\0".utf8))
            hash.update(data: file.text)
        }
        for (place, text) in modules.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            hash.update(data: Array("\(PathText.split(place).name)\0\(text.count)\0".utf8))
            hash.update(data: text)
        }
        return Hexadecimal.text(hash.finalize())
    }

    /// `rules_source`: the text of a file.
    func source(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        guard let number = arguments["file"]?.integer, let file = file(Int(number)) else {
            throw HostError(.invalid, "rules_source", "there is no such file")
        }
        return Wire.Answer([:], body: .bytes(file.text))
    }

    /// The file of a number from 1; a worker says it, so it may be any number.
    private func file(_ number: Int) -> File? { number >= 1 && number <= files.count ? files[number - 1] : nil }

    /// Whatever else a rule asks for.
    func refuse(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        throw HostError(
            .denied,
            "",
            "rules only answer: they reach no org, no host and no file",
            hint: "what they need to know stands in the task and the capture"
        )
    }

    /// The module of that name beside a file; nil where there is none.
    func module(_ name: String, beside number: Int) throws -> Wire.Answer? {
        guard let folder = file(number)?.folder, let candidates = ModulePlace.files(of: name) else { return nil }
        let grant = try PathGrant(folder, .read, .folder, origin: .folder, currentFolder: folder)
        let grants = Grants([grant], currentFolder: folder, forbidden: outOfReach)
        for candidate in candidates {
            let place = "\(folder)/\(candidate)"
            let known = modules.withLock { $0[place] }
            guard let text = try known ?? self.text(place, candidate, grants) else { continue }
            modules.withLock { $0[place] = text }
            return Wire.Answer(["path": .string(candidate)], body: .bytes(text))
        }
        return nil
    }

    private func text(_ place: String, _ candidate: String, _ grants: Grants) throws -> [UInt8]? {
        guard try grants.status(place)?.kind == .file else { return nil }
        let text = try Self.text(ReadingFile(try grants.openForReading(place), path: candidate), candidate)
        read(place, text)
        return text
    }

    /// The text of an open file.
    ///
    /// - Throws: `HostError` for one that is longer than rules may be.
    static func text(_ file: ReadingFile, _ path: String) throws(HostError) -> [UInt8] {
        let text = try file.next(longest + 1)
        guard text.count <= longest else {
            throw HostError(.invalid, path, "is longer than the \(SizeText.shown(Int64(longest))) of rules")
        }
        return text
    }
}
