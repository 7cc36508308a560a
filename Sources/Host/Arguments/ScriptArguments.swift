import Catalog
import JSON

/// What a script takes on the command line, as `run.args` declared it.
package struct ScriptArguments: Sendable, Equatable {
    /// What the script says of itself.
    package let about: String?
    package let arguments: [ArgumentDeclaration]

    /// Arguments that were read before.
    package init(about: String?, arguments: [ArgumentDeclaration]) {
        self.about = about
        self.arguments = arguments
    }

    /// Reads a declaration: `{"about": text, "arguments": [{"name": …, "type": …, …}]}`.
    ///
    /// - Throws: `HostError` of kind `invalid` that names the argument and the mistake.
    package init(declaration: JSONValue) throws(HostError) {
        guard let object = declaration.object else {
            throw HostError(.invalid, "run.args", "takes a table of arguments")
        }
        for name in object.keys where name != "about" && name != "arguments" {
            throw HostError(
                .invalid,
                "run.args",
                "unknown field '\(name)'",
                hint: NearNames.question(name, among: ["about"]) ?? "besides arguments there is only 'about'"
            )
        }
        if let about = object["about"], !about.isNull, about.string == nil {
            throw HostError(.invalid, "run.args", "'about' must be a text")
        }
        about = object["about"]?.string
        var read: [ArgumentDeclaration] = []
        for (index, entry) in (object["arguments"]?.array ?? []).enumerated() {
            read.append(try ArgumentDeclaration(entry, place: index + 1))
        }
        arguments = read
        try checkTogether()
        try checkDefaults()
    }

    private func checkTogether() throws(HostError) {
        var seen: [String: String] = ["help": "--help", "h": "-h"]
        var openEnded: ArgumentDeclaration?
        for argument in arguments {
            if let other = seen.updateValue(argument.name, forKey: argument.key) {
                let problem = other == argument.name ? "is declared twice" : "has the same name as \(other)"
                throw HostError(.invalid, "run.args: " + argument.name, problem, hint: "give it another name")
            }
            guard !argument.isOption else { continue }
            if let before = openEnded, before.isMany || argument.isRequired {
                throw HostError(
                    .invalid,
                    "run.args: " + argument.name,
                    "stands behind \(before.name), which \(before.isMany ? "takes all that follow" : "may be left out")",
                    hint: "change their order, or make one an option"
                )
            }
            if argument.isMany || !argument.isRequired { openEnded = argument }
        }
    }

    /// Defaults are read now, so that a mistake shows before somebody relies on one.
    ///
    /// Paths depend on the machine.
    private func checkDefaults() throws(HostError) {
        let anywhere = ArgumentContext(now: 0, zone: .utc, currentFolder: "/", script: "SCRIPT")
        for argument in arguments where !argument.type.isPath && argument.type != .secret {
            guard let value = argument.defaultValue else { continue }
            do throws(HostError) {
                _ = try ArgumentValue(argument, anywhere).fromDefault(value)
            } catch {
                throw HostError(
                    .invalid,
                    "run.args: " + argument.name,
                    "its default does not fit: \(error.problem)",
                    hint: error.hint
                )
            }
        }
        for argument in arguments where argument.type.isPath || argument.type == .secret {
            guard let value = argument.defaultValue else { continue }
            let items = argument.isMany ? value.array ?? [value] : [value]
            guard items.allSatisfy({ $0.string != nil }) else {
                throw HostError(.invalid, "run.args: " + argument.name, "its default does not fit: it must be a text")
            }
        }
    }
}

/// What values depend on besides what was typed.
package struct ArgumentContext: Sendable {
    /// Milliseconds since 1970 that count as now.
    package let now: Int64
    /// The profile's zone.
    package let zone: ZoneRules
    /// Absolute path of the folder that paths are relative to.
    package let currentFolder: String
    /// The script as it was typed, for messages.
    package let script: String
    /// The stored secrets that arguments may name; nil where nobody looks whether they are there.
    package let secrets: SecretFile?

    package init(
        now: Int64,
        zone: ZoneRules,
        currentFolder: String,
        script: String,
        secrets: SecretFile? = nil
    ) {
        self.now = now
        self.zone = zone
        self.currentFolder = currentFolder
        self.script = script
        self.secrets = secrets
    }
}

/// The values of a script's arguments, and what naming them has granted.
package struct ResolvedArguments: Sendable {
    /// One field for each argument in the order of their declaration, `null` where there is no value.
    package let values: JSONObject
    package let grants: [PathGrant]
    /// The names of the secrets that the script may use from now on.
    package let secrets: [String]
}
