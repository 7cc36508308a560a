import Glibc
import JSON
import Journal
import Wire

/// What `run --record` kept of a run, to be replayed.
///
/// Its effects are known by what they ask; what came of each is read when it is wanted.
package final class Recording: Sendable {
    /// What is kept at hand of an effect.
    struct Entry: Sendable {
        var number: Int64
        var turn: RecordedEffect.Turn?
        var scope: String
        var operation: String
        var identity: WriteIdentity
        /// What the entries of a request for many are known by, with their numbers.
        var entries: [(identity: WriteIdentity, item: Int64)]
        /// Whether it is told of when a replay does not ask for it.
        var isMissed: Bool
        var place: Int64
        var length: Int
    }

    /// As it was typed.
    package let path: String
    package let header: RecordingHeader
    /// The exit code of the run.
    package let exitCode: Int32
    /// In the order of their answers; those that had none stand where they were cancelled, or last.
    let entries: [Entry]
    /// The paths of the files that the script opened, by the numbers it got for them.
    let files: [Int64: String]
    private let file: Descriptor

    /// Reads a recording.
    ///
    /// - Throws: `HostError` for what is none, is damaged or cut off, or was made by a newer Patchbay.
    package init(_ path: String, currentFolder: String) throws(HostError) {
        self.path = path
        file = try Self.open(path, currentFolder: currentFolder)
        var lines = RecordingLines(file, path: path)
        header = try Self.header(try lines.next(), path: path)
        var entries: [Entry] = []
        var files: [Int64: String] = [:]
        var number = 1
        var end: JSONValue?
        while let line = try lines.next() {
            number += 1
            guard line.isWhole, end == nil else { break }
            guard let value = try? JSONValue(parsing: line.bytes) else { throw Self.damaged(path, line: number) }
            if let told = value["end"] {
                end = told
                continue
            }
            guard let effect = RecordedEffect(value) else { throw Self.damaged(path, line: number) }
            if let opened = effect.openedFile { files[opened.number] = opened.path }
            entries.append(Self.entry(effect, place: line.place, length: line.bytes.count))
        }
        guard let end else {
            throw HostError(
                .invalid,
                path,
                "is cut off after \(entries.count) effects",
                hint: "record the run again with --record"
            )
        }
        guard end["effects"]?.integer == Int64(entries.count), let code = end["exit_code"]?.integer,
            let exitCode = Int32(exactly: code)
        else { throw Self.damaged(path, line: number) }
        self.exitCode = exitCode
        self.entries = entries
        self.files = files
    }

    /// Whether it can be replayed with this script and these words behind it.
    ///
    /// - Parameters:
    ///   - script: the script that is to be run; its text may have changed.
    ///   - words: what was typed behind it; a replay has the words of its recording.
    ///   - force: whether the script may have another name.
    /// - Throws: `HostError` that says what differs.
    package func check(_ script: ScriptFile, words: [String], force: Bool = false) throws(HostError) {
        guard script.name == header.script || force else {
            throw HostError(
                .invalid,
                path,
                "is a recording of \(header.script), not of \(script.name)",
                hint: "add --force if the script has been renamed"
            )
        }
        guard words.isEmpty || words == header.words else {
            let recorded = header.words.map(ShellWord.quoted).joined(separator: " ")
            throw HostError(
                .invalid,
                path,
                "was recorded with \(recorded.isEmpty ? "no arguments" : recorded)",
                hint: "leave the script's arguments out: a replay has those of its recording"
            )
        }
    }

    /// An effect with what came of it.
    ///
    /// - Throws: `HostError` where the file cannot be read, or has been changed since.
    func effect(_ entry: Entry) throws(HostError) -> RecordedEffect {
        let bytes = try RecordingLines.bytes(of: file, at: entry.place, count: entry.length, path: path)
        guard let value = try? JSONValue(parsing: bytes), let effect = RecordedEffect(value),
            effect.asked.identity == entry.identity
        else { throw HostError(.unavailable, path, "has been changed while it was replayed") }
        return effect
    }

    private static func entry(_ effect: RecordedEffect, place: Int64, length: Int) -> Entry {
        let kind = EffectKind(effect.asked)
        return Entry(
            number: effect.number,
            turn: effect.turn,
            scope: effect.asked.scope,
            operation: kind.operation,
            identity: effect.asked.identity,
            entries: effect.asked.entries.compactMap { draft in draft.item.map { (draft.identity, $0) } },
            isMissed: kind.isMissed && effect.turn != nil,
            place: place,
            length: length
        )
    }

    private static func open(_ path: String, currentFolder: String) throws(HostError) -> Descriptor {
        let absolute = try PathText.absolute(path, in: currentFolder)
        let file: Descriptor
        do throws(HostError) {
            file = try Descriptor.open(absolute, flags: O_RDONLY | O_NONBLOCK, shown: path)
        } catch {
            guard error.kind == .notFound else { throw error }
            throw HostError(.notFound, path, "there is no such recording", hint: "patchbay run --record FILE makes one")
        }
        let kind = FileStatus.kind(of: try file.status(shown: path))
        guard kind == .file else { throw HostError(.invalid, path, "is a \(kind.rawValue), not a recording") }
        return file
    }

    private static func header(
        _ line: (place: Int64, bytes: [UInt8], isWhole: Bool)?,
        path: String
    ) throws(HostError) -> RecordingHeader {
        let value = line.flatMap { try? JSONValue(parsing: $0.bytes) }
        guard let value, let format = value[RecordingHeader.mark]?.integer else {
            throw HostError(.invalid, path, "is no recording", hint: "patchbay run --record FILE makes one")
        }
        guard format <= RecordingHeader.format else {
            let version = value["version"]?.string ?? "?"
            throw HostError(
                .invalid,
                path,
                "was made by a newer Patchbay, \(version): its format is \(format), this one reads \(RecordingHeader.format)",
                hint: "replay it with that version"
            )
        }
        guard let header = RecordingHeader(value) else { throw damaged(path, line: 1) }
        return header
    }

    private static func damaged(_ path: String, line: Int) -> HostError {
        HostError(.invalid, path, "is damaged: line \(line) is not as it must be", hint: "record the run again")
    }
}
