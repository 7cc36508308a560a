import Catalog
import JSON

extension PluginManifest {
    private static let fields = [
        "name", "version", "needs", "summary", "after", "permissions", "settings", "commands", "hooks", "modules",
        "sinks",
    ]

    /// Reads what a `plugin.lua` returned, as the worker told it.
    ///
    /// - Parameters:
    ///   - told: the table, with `{"function": true}` in place of functions.
    ///   - shown: what messages call the plugin until its name is known.
    /// - Throws: `HostError` of kind `invalid` that names plugin, field, value and the way out.
    package init(_ told: JSONValue, shown: String) throws(HostError) {
        let name = try Self.name(ManifestTable(told, of: shown))
        try ManifestLimits(shown: name).check(told)
        let table = try ManifestTable(told, of: name)
        try table.refuseOthers(than: Self.fields)
        self.init(
            name: name,
            version: try table.needed("version", example: "1.0.0"),
            needs: try table.needed("needs", example: "1.0"),
            summary: try table.needed("summary", example: "What it is for, in a sentence.")
        )
        guard let version = PluginVersion(version), version.parts == 3 else {
            throw table.mistake("version", "'\(version)' is no version", hint: "versions are like 1.0.0")
        }
        guard PluginVersion(needs) != nil else {
            throw table.mistake("needs", "'\(needs)' is no version of Patchbay", hint: "versions are like 1.0")
        }
        after = try table.texts("after", example: "another-plugin")
        for other in after where !Self.isName(other) || other == name {
            let why = other == name ? "names itself" : "'\(other)' is no name of a plugin"
            throw table.mistake("after", why)
        }
        permissions = try PluginPermissions(table.table("permissions"))
        settings = try Self.settings(table)
        commands = try Self.commands(table.table("commands"))
        hooks = try Self.hooks(table.table("hooks"))
        modules = try Self.modules(table.table("modules"))
        sinks = try Self.sinks(table.table("sinks"))
    }

    private static func name(_ table: ManifestTable) throws(HostError) -> String {
        let name = try table.needed("name", example: "my-plugin")
        guard isName(name) else {
            throw table.mistake(
                "name",
                "'\(name)' is no name of a plugin",
                hint: "it is made of lower-case letters, digits and dashes, and begins with a letter"
            )
        }
        return name
    }

    /// Whether a text can be the name of a plugin, or of a command of one.
    package static func isName(_ text: String) -> Bool {
        guard text.utf8.count <= 40, text.last != "-" else { return false }
        return text.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil
    }

    /// Its settings as options: what a script reads as `only_failures` is typed `--only-failures`.
    private static func settings(_ table: ManifestTable) throws(HostError) -> ScriptArguments {
        guard let value = table["settings"] else { return ScriptArguments(about: nil, arguments: []) }
        let entries = try list(value, "settings", table)
        var options: [JSONValue] = []
        for entry in entries {
            let name = entry["name"]?.string ?? ""
            guard name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, var object = entry.object else {
                throw table.mistake(
                    "settings",
                    "'\(name)' is no name of a setting",
                    hint: "it is made of lower-case letters, digits and underscores, without dashes"
                )
            }
            object["name"] = .string("--" + name.replacing("_", with: "-"))
            options.append(.object(object))
        }
        return try arguments(options, about: nil, at: "settings", table)
    }

    private static func commands(_ table: ManifestTable) throws(HostError) -> [Command] {
        var commands: [Command] = []
        for name in table.names {
            guard isName(name), name != "help" else {
                throw table.mistake(
                    name,
                    "is no name of a command",
                    hint: "a command is named like export or try-rules"
                )
            }
            let command = try table.table(name)
            try command.refuseOthers(than: ["about", "args", "run"])
            try command.checkFunction("run", takes: "args, settings")
            let about = try command.text("about", example: "What it does.")
            let entries = try command["args"].map { value throws(HostError) in try list(value, "args", command) } ?? []
            commands.append(
                Command(name: name, arguments: try arguments(entries, about: about, at: "args", command))
            )
        }
        return commands
    }

    private static func hooks(_ table: ManifestTable) throws(HostError) -> Set<Hook> {
        try table.refuseOthers(than: Hook.allCases.map(\.rawValue))
        for name in table.names { try table.checkFunction(name, takes: "event, settings") }
        return Set(table.names.compactMap(Hook.init))
    }

    private static func modules(_ table: ManifestTable) throws(HostError) -> [String: String] {
        var modules: [String: String] = [:]
        for name in table.names {
            guard ModulePlace.files(of: name) != nil else { throw table.mistake(name, "is no name of a module") }
            let file = try table.needed(name, example: "\(name).lua")
            guard FileName.isSafe(file), file.hasSuffix(".lua") else {
                throw table.mistake(
                    name,
                    "'\(file)' is no Lua file of the plugin",
                    hint: "write \(name) = \"\(name).lua\""
                )
            }
            modules[name] = file
        }
        return modules
    }

    private static func sinks(_ table: ManifestTable) throws(HostError) -> [Sink] {
        var sinks: [Sink] = []
        for name in table.names {
            guard isName(name) else { throw table.mistake(name, "is no name of a sink", hint: "name it like archive") }
            let sink = try table.table(name)
            try sink.refuseOthers(than: ["about", "put"])
            try sink.checkFunction("put", takes: "file, settings")
            sinks.append(Sink(name: name, about: try sink.text("about", example: "Where recordings go.")))
        }
        return sinks
    }

    private static func list(
        _ value: JSONValue,
        _ field: String,
        _ table: ManifestTable
    ) throws(HostError) -> [JSONValue] {
        if let list = value.array { return list }
        guard value.object?.isEmpty == true else {
            throw table.mistake(
                field,
                "is \(ManifestTable.word(value)), not a list",
                hint: #"write \#(field) = { { "name", "text", help = "…" } }"#
            )
        }
        return []
    }

    /// Declarations as `run.args` has them, with the place in the manifest in what is told of a mistake.
    private static func arguments(
        _ entries: [JSONValue],
        about: String?,
        at field: String,
        _ table: ManifestTable
    ) throws(HostError) -> ScriptArguments {
        var declaration: JSONObject = ["arguments": .array(entries)]
        declaration["about"] = about.map(JSONValue.string)
        do throws(HostError) { return try ScriptArguments(declaration: .object(declaration)) } catch {
            let name = error.subject.replacing("run.args", with: "").drop { $0 == ":" || $0 == " " }
            throw table.mistake(name.isEmpty ? field : "\(field): \(name)", error.problem, hint: error.hint)
        }
    }
}

/// A version such as 1.0 or 1.2.3; what is left out is 0.
package struct PluginVersion: Sendable, Comparable {
    private let numbers: [Int]
    /// How many numbers were written.
    let parts: Int

    /// Reads one; nil for anything but one to three numbers with points between.
    package init?(_ text: String) {
        let read = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        let numbers = read.compactMap(\.self)
        guard numbers.count == read.count, (1...3).contains(numbers.count) else { return nil }
        parts = numbers.count
        self.numbers = numbers + [Int](repeating: 0, count: 3 - numbers.count)
    }

    package static func < (left: PluginVersion, right: PluginVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    package static func == (left: PluginVersion, right: PluginVersion) -> Bool { left.numbers == right.numbers }
}
