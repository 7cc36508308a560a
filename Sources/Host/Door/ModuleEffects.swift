import JSON
import Wire

/// `module`: the text of a Lua module for `require`: one that lies beside the script, else one of a plugin's.
///
/// What a plugin's code requires is looked for among its own files first, and a file of rules has the modules of its folder.
struct ModuleEffects: Sendable {
    /// The folder the script lies in, absolute.
    let folder: String
    let grants: Grants
    /// Told what was read; nil where nothing is run.
    let journal: RunJournal?
    /// The plugin whose code is run in place of a script.
    var own: LoadedPlugin?
    /// The plugins that are enabled.
    var plugins = PluginSet.none
    /// The rules that are served in place of a script.
    var rules: RulesCode?
    /// Bytes that a module may have.
    private static let longest = 4 << 20

    /// Who requires a module.
    private enum Place {
        case folder
        case plugin(LoadedPlugin)
        case rules(Int)
    }

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
        let place = try place(arguments["from"]?.string)
        let found: Answer?
        switch place {
        case .folder: found = try module(beside: candidates)
        case .plugin(let plugin): found = module(candidates, of: plugin)
        case .rules(let number): found = try rules?.module(name, beside: number)
        }
        if let found { return found }
        if rules == nil, let given = try given(name) { return given }
        throw missing(name, candidates, place)
    }

    private func place(_ origin: String?) throws(HostError) -> Place {
        guard let origin else { return own.map(Place.plugin) ?? .folder }
        if let number = RulesCode.number(of: origin) { return .rules(number) }
        if let own, own.manifest.name == origin { return .plugin(own) }
        // The worker says for whom it asks, and is not trusted: what a plugin gives nobody stays its own.
        guard let plugin = plugins.plugin(origin), !plugin.manifest.modules.isEmpty else {
            throw HostError(.notFound, origin, "there is no plugin of that name that has modules for others")
        }
        return .plugin(plugin)
    }

    private func module(beside candidates: [String]) throws -> Answer? {
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
        return nil
    }

    private func module(_ candidates: [String], of plugin: LoadedPlugin) -> Answer? {
        // Of another's plugin what its modules are made of, and not its hooks and commands.
        let others = own?.manifest.name == plugin.manifest.name ? nil : PluginCode.entry
        return candidates.lazy.filter { $0 != others }.compactMap { Self.answer($0, of: plugin) }.first
    }

    private static func answer(_ file: String, of plugin: LoadedPlugin) -> Answer? {
        guard let text = plugin.code.files[file] else { return nil }
        let name = plugin.manifest.name
        return Answer(["path": .string("\(name)/\(file)"), "origin": .string(name)], body: .bytes(text))
    }

    /// The module that a plugin gives to all under that name, the first in load order that has one.
    private func given(_ name: String) throws(HostError) -> Answer? {
        for plugin in plugins.plugins {
            guard let file = plugin.manifest.modules[name] else { continue }
            guard let answer = Self.answer(file, of: plugin) else {
                throw HostError(.notFound, name, "plugin \(plugin.manifest.name) has no file \(file)")
            }
            return answer
        }
        return nil
    }

    private func missing(_ name: String, _ candidates: [String], _ place: Place) -> HostError {
        let looked = "looked for \(candidates.joined(separator: " and "))"
        let hint =
            switch place {
            case _ where name == "test": "Patchbay's own is there only within patchbay test"
            case .folder: "\(looked) beside the script"
            case .plugin(let plugin): "\(looked) in plugin \(plugin.manifest.name)"
            case .rules: "\(looked) beside the rules"
            }
        return HostError(.notFound, name, "there is no such module", hint: hint)
    }
}
