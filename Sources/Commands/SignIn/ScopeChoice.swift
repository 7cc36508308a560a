import Catalog
import Host

/// Which scopes a sign-in asks for.
struct ScopeChoice {
    /// `--scopes`, as it was typed.
    let scopes: String?
    /// `--for`: scripts, whose calls decide.
    let scripts: [String]

    /// What was said; else what was granted before, so that signing in again loses nothing; else the fewest for reading.
    func scopes(granted: String?, _ surroundings: Surroundings) throws(HostError) -> [String] {
        if let scopes {
            let names = Self.names(scopes)
            guard !names.isEmpty else { throw HostError(.invalid, "--scopes", "names no scope") }
            return names
        }
        if !scripts.isEmpty { return try used(surroundings) }
        let before = granted.map(Self.names) ?? []
        return before.isEmpty ? Self.reading : before
    }

    /// The fewest scopes with which the contact centre can be read.
    ///
    /// Those of its neighbours (Journey, data sources, the organisation's people and licences) and of call monitoring are
    /// asked for by who needs them: an integration is rarely registered for all.
    static var reading: [String] {
        let catalog = Catalog.bundled
        let reads = catalog.names.compactMap { catalog[$0] }.filter { $0.module == .cc && $0.safety == .read }
        return Set(reads.compactMap(\.scopes.first).filter { $0.hasPrefix("cjp:") }).sorted()
    }

    private func used(_ surroundings: Surroundings) throws(HostError) -> [String] {
        var all: Set<String> = []
        for path in scripts {
            let script = try ScriptFile(path, currentFolder: surroundings.currentFolder())
            let used = ScriptScopes(of: script, catalog: .bundled)
            for doubt in used.doubts {
                surroundings.console.say("\(surroundings.console.colored("warning:", .warning)) \(path):\(doubt)")
            }
            all.formUnion(used.scopes)
        }
        guard !all.isEmpty else {
            throw HostError(
                .invalid,
                "--for",
                "these scripts call no operation that needs a scope",
                hint: "name the scopes with --scopes, or in a line of the script: -- scopes: cjp:config_read"
            )
        }
        return all.sorted()
    }

    private static func names(_ text: String) -> [String] {
        Set(text.split { $0.isWhitespace || $0 == "," }.map(String.init)).sorted()
    }
}
