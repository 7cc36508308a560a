import JSON
import Synchronization
import Wire

extension TestBench {
    /// `test_run`: a whole run of another script, for a test; `test_replay`: one that a recording answers.
    func effects(on ground: Run.Ground, _ request: Run.Request) -> [String: Door.EffectHandler] {
        [
            "test_run": { [self] arguments, _ in
                var asked = Run.Request(
                    script: try script(arguments["script"]?.string ?? "", ground),
                    arguments: arguments["words"]?.array?.compactMap(\.string) ?? []
                )
                asked.limits = request.limits
                try permit(arguments["options"] ?? [:], &asked)
                return try await run(asked, ground)
            },
            "test_replay": { [self] arguments, _ in
                let script = try script(arguments["script"]?.string ?? "", ground)
                let recording = try recording(arguments["recording"]?.string ?? "")
                try recording.check(script, words: [])
                // It has the words of its recording, and opens none of the files that they name.
                var asked = Run.Request(script: script, arguments: recording.header.words)
                asked.limits = request.limits
                asked.replay = recording
                return try await run(asked, ground)
            },
        ]
    }

    private func run(_ request: Run.Request, _ ground: Run.Ground) async throws -> Answer {
        let said = Said()
        var ground = ground
        ground.console = Console(redaction: ground.console.redaction) { said.take(isData: $0, $1) }
        ground.org = try makeOrg()
        let run = try Run(request, on: ground)
        let outcome = await withTaskCancellationHandler {
            await run.run()
        } onCancel: {
            run.interrupt()
        }
        let head: JSONValue = [
            "exit_code": .integer(Int64(outcome.exitCode)),
            "errors": .string(String(decoding: said.errors, as: UTF8.self)),
            "run": .string(run.id),
        ]
        return Answer(head, body: .bytes(said.output))
    }

    /// The script at a path that is seen from the file of tests.
    private func script(_ path: String, _ ground: Run.Ground) throws(HostError) -> ScriptFile {
        let absolute = try PathText.absolute(path, in: file.folder)
        let (folder, name) = PathText.split(absolute)
        let reach =
            PathText.relative(absolute, to: bounds.writable) != nil
            ? bounds.writable : bounds.readableFolder(of: absolute)
        guard let reach else {
            throw HostError(
                .denied,
                path,
                "a test runs only scripts that lie beside it or beneath the current folder",
                hint: "start patchbay test in a folder that holds both"
            )
        }
        let grants = Grants(
            [try PathGrant(reach, .read, .folder, origin: .folder, currentFolder: reach)],
            currentFolder: file.folder,
            forbidden: ground.outOfReach
        )
        let open: Descriptor
        do throws(HostError) { open = try grants.openForReading(absolute) } catch {
            guard error.kind == .notFound else { throw error }
            throw HostError(.notFound, path, "there is no such script", hint: "its path is seen from \(file.name)")
        }
        return try ScriptFile(open, path: path, name: name, folder: folder)
    }

    /// The recording at a path that is seen from the file of tests.
    private func recording(_ path: String) throws(HostError) -> Recording {
        let absolute = try PathText.absolute(path, in: file.folder)
        // Where it really lies: a link is no way out of what a test may read.
        let place = RealPath.existing(absolute) ?? absolute
        guard bounds.readableFolder(of: absolute) != nil, bounds.holds(place) else {
            throw HostError(
                .denied,
                path,
                "a test reads only recordings that lie beside it or beneath the current folder",
                hint: "start patchbay test in a folder that holds both"
            )
        }
        return try Recording(path, currentFolder: file.folder)
    }

    /// What a test lets the script do; the names are those of the command line.
    private func permit(_ options: JSONValue, _ request: inout Run.Request) throws(HostError) {
        func flag(_ name: String) throws(HostError) -> Bool {
            guard let value = options[name], !value.isNull else { return false }
            guard let flag = value.bool else { throw HostError(.invalid, name, "is true or false") }
            return flag
        }
        request.bounds = bounds
        request.permissions.isReadOnly = try flag("read_only")
        request.permissions.allowsDeletes = try flag("allow_deletes")
        request.permissions.allowsRaw = try flag("allow_raw")
        if let changes = options["allow_changes"], !changes.isNull {
            guard let number = changes.integer, number >= 0 else {
                throw HostError(.invalid, "allow_changes", "is a whole number from 0")
            }
            request.permissions.changes = Int(number)
        }
        request.allowsWrite = try flag("allow_write")
        guard request.allowsWrite else { return }
        request.grants.append(
            try PathGrant(folder.work, .write, .folder, origin: .folder, currentFolder: folder.work)
        )
    }
}

/// What a run has said, data apart from all else.
private final class Said: Sendable {
    private let bytes = Mutex((output: [UInt8](), errors: [UInt8]()))

    func take(isData: Bool, _ more: [UInt8]) {
        bytes.withLock { bytes in
            if isData { bytes.output += more } else { bytes.errors += more }
        }
    }

    var output: [UInt8] { bytes.withLock { $0.output } }
    var errors: [UInt8] { bytes.withLock { $0.errors } }
}
