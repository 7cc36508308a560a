import Glibc
import JSON

extension PluginStore {
    /// Switches a plugin on or off.
    ///
    /// - Returns: whether it was otherwise before.
    /// - Throws: `HostError` for one that is not there, or one with which the others would have no order.
    package func setEnabled(_ name: String, _ isEnabled: Bool) async throws -> Bool {
        try await locked {
            if BundledPlugins.files(name) != nil {
                let before = try bundledState(name)
                guard before.isEnabled != isEnabled else { return false }
                try enter(before.json(isEnabled: isEnabled), of: name)
                return true
            }
            let found: PluginRecord?
            do throws(HostError) { found = try record(name) } catch {
                // Whoever cannot run anything on account of it must be able to switch it off.
                guard !isEnabled else { throw error }
                guard !isForcedOff(name) else { return false }
                try PrivateFolder.made("\(folder)/\(name)").replace(Self.offName, [])
                return true
            }
            guard var record = found else { throw unknown(name) }
            guard record.isEnabled != isEnabled else { return false }
            if isEnabled { try await checkBeside(record.manifest) }
            record.isEnabled = isEnabled
            try enter(record)
            return true
        }
    }

    /// Gives a plugin settings; those of other names stay.
    ///
    /// - Parameters:
    ///   - name: the plugin.
    ///   - words: settings as they were typed.
    ///   - folder: where.
    ///   - isFresh: whether those of before are all let go.
    /// - Returns: those that are missing still.
    /// - Throws: `HostError` for a setting or a value that does not fit.
    package func set(_ name: String, _ words: [String], typedIn folder: String, isFresh: Bool) async throws -> [String]
    {
        try await locked {
            if let files = BundledPlugins.files(name) {
                var state = try bundledState(name)
                let settings = PluginSettings(try await bundledManifest(name, files))
                let new = try settings.normalised(words, typedIn: folder)
                state.settings = settings.merged(isFresh ? [] : state.settings, with: new)
                try settings.check(state.settings, on: evaluation.ground)
                try enter(state.json(isEnabled: state.isEnabled), of: name)
                return settings.missing(in: state.settings)
            }
            guard var record = try record(name) else { throw unknown(name) }
            let settings = PluginSettings(record.manifest)
            let new = try settings.normalised(words, typedIn: folder)
            record.settings = settings.merged(isFresh ? [] : record.settings, with: new)
            try settings.check(record.settings, on: evaluation.ground)
            try enter(record)
            return settings.missing(in: record.settings)
        }
    }
}

extension PluginStore {
    /// Whether a plugin whose record cannot be read was switched off.
    package func isForcedOff(_ name: String) -> Bool { access("\(folder)/\(name)/\(Self.offName)", F_OK) == 0 }

    /// Refuses settings that do not fit a plugin which is about to be installed.
    ///
    /// - Parameters:
    ///   - words: as they were typed.
    ///   - manifest: the plugin.
    ///   - folder: where they were typed.
    /// - Returns: those that are missing.
    /// - Throws: `HostError` that names plugin, setting, value and the way out.
    package func check(
        _ words: [String],
        of manifest: PluginManifest,
        typedIn folder: String
    ) throws(HostError) -> [String] {
        let settings = PluginSettings(manifest)
        let normalised = try settings.normalised(words, typedIn: folder)
        try settings.check(normalised, on: evaluation.ground)
        return settings.missing(in: normalised)
    }

    /// Why an installed plugin cannot be used; nil where it can.
    package func problem(_ name: String, _ record: PluginRecord) -> HostError? {
        do throws(HostError) {
            try rules.checkNeeds(record.manifest)
            _ = try files(name, record)
            return nil
        } catch {
            return error
        }
    }

    /// Whether a plugin that is part of the program is switched on, and its settings.
    package func state(ofBundled name: String) throws(HostError) -> (isEnabled: Bool, settings: [String]) {
        let state = try bundledState(name)
        return (state.isEnabled, state.settings)
    }
}
