import Host
import JSON

/// What was found in a plugin's files.
struct PluginCheckReport {
    private let place: PluginPlace
    /// Nil where it could not be read.
    private let manifest: PluginManifest?
    /// Why not.
    private let mistake: HostError?
    private let checks: [CheckReport]
    /// What is no mistake, and may be none of what was meant.
    private let notes: [String]

    /// Looks through a plugin.
    ///
    /// - Parameters:
    ///   - place: the plugin.
    ///   - store: evaluates the manifest.
    ///   - surroundings: where mistakes of syntax are told.
    ///   - isForPrograms: whether these are only kept.
    /// - Throws: what kept a worker from being started.
    init(
        _ place: PluginPlace,
        _ store: PluginStore,
        _ surroundings: Surroundings,
        isForPrograms: Bool
    ) async throws {
        self.place = place
        var manifest: PluginManifest?
        var mistake: HostError?
        do {
            let source = PluginSource(.folder, place.shown)
            manifest = try await store.candidate(place.files, from: source).manifest
        } catch let error as HostError { mistake = error }
        self.manifest = manifest
        self.mistake = mistake
        let others = Set((try? await store.manifests().flatMap(\.modules.keys)) ?? []).union(
            manifest?.modules.keys.map(\.self) ?? []
        )
        var checks: [CheckReport] = []
        for (name, text) in place.files.files.sorted(by: { $0.key < $1.key }) where name.hasSuffix(".lua") {
            let folder = place.folder ?? "/"
            let script = ScriptFile(
                generated: String(decoding: text, as: UTF8.self),
                name: name,
                path: name,
                folder: folder
            )
            checks.append(
                try await CheckReport(
                    script,
                    surroundings,
                    isForPrograms: isForPrograms,
                    modules: others.union(place.files.moduleNames),
                    alone: true
                )
            )
        }
        self.checks = checks
        notes = manifest.map(store.strangers) ?? []
    }

    /// Whether nothing is wrong.
    var isFine: Bool { mistake == nil && place.changes.isEmpty && checks.allSatisfy(\.isFine) }

    /// Mistakes on standard error; else what the plugin is on standard output.
    func tell(_ surroundings: Surroundings) throws {
        let console = surroundings.console
        func say(_ text: String) { console.say("\(console.colored("error:", .bad)) \(Console.plain(text))") }
        for check in checks { check.tellProblems(console) }
        // What Lua cannot read was told with its line; that nothing came of it is no news.
        if let mistake, checks.allSatisfy(\.isReadable) { say(mistake.description) }
        for change in place.changes { say("plugin \(place.shown): \(change)") }
        if !place.changes.isEmpty {
            console.say("take it as its source has it: patchbay plugin update \(place.shown)")
        }
        if place.hasNamesake {
            let folder = "./\(place.shown)"
            console.say("this is the one that is installed; for the folder: patchbay plugin check \(folder)")
        }
        for note in notes { surroundings.warn("plugin \(place.shown): \(note)") }
        guard isFine, let manifest else { return }
        var lines = ["\(manifest.name) \(manifest.version)  fine"]
        lines += PluginText.additions(manifest).map { "  " + $0 } + ["  it may:"]
        lines += manifest.permissions.lines.map { "    " + $0 } + ["  sha256 \(place.files.hash)"]
        try surroundings.emit(Array((Console.plain(lines.joined(separator: "\n")) + "\n").utf8))
    }

    /// The same for programs.
    var json: JSONValue {
        [
            "plugin": .string(manifest?.name ?? place.shown), "ok": .bool(isFine),
            "version": manifest.map { .string($0.version) } ?? .null,
            "sha256": .string(place.files.hash),
            "mistake": mistake.map { .string($0.description) } ?? .null,
            "changes": .array(place.changes.map(JSONValue.string)),
            "permissions": manifest?.permissions.json ?? .null,
            "files": .array(checks.map(\.json)),
        ]
    }
}
