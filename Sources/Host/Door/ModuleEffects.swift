import JSON
import Wire

/// `module`: the text of a Lua module that lies beside the script, for `require`.
struct ModuleEffects: Sendable {
    /// The folder the script lies in, absolute.
    let folder: String
    let grants: Grants
    /// Told what was read; nil where nothing is run.
    let journal: RunJournal?
    /// Bytes that a module may have.
    private static let longest = 4 << 20

    func module(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        let name = arguments["name"]?.string ?? ""
        guard let candidates = ModulePlace.files(of: name) else {
            throw HostError(
                .invalid,
                name,
                "is no name of a module",
                hint: "folders are separated by dots: require \"lib.names\""
            )
        }
        for candidate in candidates {
            let full = "\(folder)/\(candidate)"
            guard try grants.status(full)?.kind == .file else { continue }
            let file = ReadingFile(try grants.openForReading(full), path: candidate)
            let source = try file.next(Self.longest + 1)
            guard source.count <= Self.longest else {
                throw HostError(
                    .invalid,
                    candidate,
                    "is longer than the \(SizeText.shown(Int64(Self.longest))) of a module"
                )
            }
            if try !grants.isPlanned(full) { journal?.inputs.given(full, source) }
            return Answer(["path": .string(candidate)], body: .bytes(source))
        }
        throw HostError(
            .notFound,
            name,
            "there is no such module",
            hint: name == "test"
                ? "Patchbay's own is there only within patchbay test"
                : "looked for \(candidates.joined(separator: " and ")) beside the script"
        )
    }
}
