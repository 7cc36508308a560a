import Webex

/// The words that a person typed for a plugin's settings.
package struct PluginSettings: Sendable {
    private let manifest: PluginManifest

    package init(_ manifest: PluginManifest) { self.manifest = manifest }

    private var declared: [ArgumentDeclaration] { manifest.settings.arguments }

    /// Each setting as one word, `--name=value`, with paths made absolute: what it means does not depend on where it is read.
    ///
    /// - Parameters:
    ///   - words: as they were typed.
    ///   - folder: where.
    /// - Returns: the words.
    /// - Throws: `HostError` for a setting that there is none of, or one without its value.
    package func normalised(_ words: [String], typedIn folder: String) throws(HostError) -> [String] {
        var normalised: [String] = []
        let given: [String: [String]]
        do throws(HostError) {
            let tokens = try ArgumentTokens(words, declared: declared, script: manifest.name)
            guard !tokens.asksForHelp else {
                throw HostError(.invalid, "", "--help is no setting", hint: "see patchbay plugin show \(manifest.name)")
            }
            given = tokens.given
        } catch {
            throw HostError(
                error.kind,
                "plugin \(manifest.name)",
                error.description,
                hint: declared.isEmpty
                    ? "it has no settings" : "settings are \(declared.map(\.name).joined(separator: ", "))"
            )
        }
        for setting in declared {
            for text in given[setting.key] ?? [] {
                let value = setting.type.isPath ? try PathText.absolute(text, in: folder) : text
                normalised.append("\(setting.name)=\(value)")
            }
        }
        return normalised
    }

    /// Settings with others in the places of those of the same names; both are normalised.
    package func merged(_ before: [String], with new: [String]) -> [String] {
        let names = Set(new.map { $0.prefix { $0 != "=" } })
        return before.filter { !names.contains($0.prefix { $0 != "=" }) } + new
    }

    /// The settings that must be given and are not, as they are typed.
    package func missing(in words: [String]) -> [String] {
        let given = Set(words.map { String($0.prefix { $0 != "=" }) })
        return declared.filter { $0.isRequired && !given.contains($0.name) }.map {
            "\($0.name) \($0.type.placeholder)"
        }
    }

    /// Refuses values that do not fit; what is missing is for who uses the plugin to refuse.
    ///
    /// - Parameters:
    ///   - words: normalised.
    ///   - ground: knows the stored secrets.
    /// - Throws: `HostError` that names plugin, setting, value and the way out.
    func check(_ words: [String], on ground: Run.Ground) throws(HostError) {
        var manifest = manifest
        let given = Set(words.map { String($0.prefix { $0 != "=" }) })
        // Also where some are missing still: a secret typed as its value must not be kept.
        manifest.settings = ScriptArguments(
            about: nil,
            arguments: declared.filter { given.contains($0.name) }
        )
        let plugin = LoadedPlugin(
            manifest: manifest,
            code: PluginCode(files: [:], folder: nil),
            permissions: PluginPermissions(),
            settings: words
        )
        _ = try plugin.resolvedSettings(
            in: ArgumentContext(
                now: ground.clock.now(),
                zone: ground.zone,
                currentFolder: "/",
                script: manifest.name,
                secrets: ground.secrets
            )
        )
    }
}
