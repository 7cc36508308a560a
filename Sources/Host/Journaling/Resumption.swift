import Journal

/// A run that is to go on: whether it can, and what has changed since.
package struct Resumption: Sendable {
    package let past: Run.Past
    /// The script as it is now.
    package let script: ScriptFile
    /// The plugin whose command is run, as it is now; nil for a run of anything else.
    package let plugin: LoadedPlugin?
    /// The plan that the run carries out, as it was kept; nil for a run of a script.
    package let plan: Plan?

    /// Looks a run up that has ended early, or was cut off.
    ///
    /// - Parameters:
    ///   - record: the run.
    ///   - place: where it was entered.
    ///   - plugins: finds the plugin of a name; nil within where none is installed.
    /// - Throws: `HostError` that says why it cannot go on; `JournalError`.
    package init(
        _ record: RunRecord,
        in place: JournalPlace,
        plugins: (String) async throws -> LoadedPlugin? = { _ in nil }
    ) async throws {
        let subject = "run \(record.id)"
        guard record.kind != .call else {
            throw HostError(
                .invalid,
                subject,
                "was a single call, which is not resumed",
                hint: "see what became of it with patchbay runs show \(record.id), and call it again if need be"
            )
        }
        guard !record.isSimulated else {
            throw HostError(
                .invalid,
                subject,
                "ran on a simulator that ended with it, so there is nothing to go on with",
                hint:
                    "run it again; to try a resume, start patchbay simulator --write-profile NAME and run with that profile"
            )
        }
        guard !record.plans else {
            throw HostError(
                .invalid,
                subject,
                "was a plan: nothing was changed, and there is nothing to go on with",
                hint: "plan again with the command that made it: patchbay run --plan, or patchbay undo"
            )
        }
        guard !place.locks.isRunning(record.id) else {
            throw HostError(
                .invalid,
                subject,
                "is running now",
                hint: "follow it with patchbay runs log \(record.id) --follow"
            )
        }
        guard record.end?.exitCode != ExitCode.done else {
            throw HostError(
                .invalid,
                subject,
                "is done: there is nothing to resume",
                hint: Self.anew(record, in: place)
            )
        }
        switch record.kind {
        case .apply:
            (plan, plugin) = (try place.plans.plan(of: record.id), nil)
            script = ScriptFile(.applying, folder: record.folder)
        case .hooks:
            throw HostError(
                .invalid,
                subject,
                "is what hooks of a plugin did during another run, and is not resumed",
                hint: "go on with that run: patchbay runs"
            )
        case .command:
            (script, plugin) = try await Self.command(record, plugins)
            plan = nil
        default:
            (plan, plugin) = (nil, nil)
            script = try ScriptFile(record.script, currentFolder: record.folder)
        }
        past = Run.Past(record: record, recollection: try await place.store.recollection(of: record.id))
    }

    /// The plugin that a run was one of, and its file.
    private static func command(
        _ record: RunRecord,
        _ plugins: (String) async throws -> LoadedPlugin?
    ) async throws -> (ScriptFile, LoadedPlugin) {
        let words = record.pluginCommand
        guard let plugin = try await plugins(words.plugin) else {
            throw HostError(
                .notFound,
                "run \(record.id)",
                "was of the plugin \(words.plugin), which is not installed any more",
                hint: "install it again, or look at the run: patchbay runs show \(record.id)"
            )
        }
        guard plugin.manifest.commands.contains(where: { $0.name == words.command }) else {
            throw HostError(
                .notFound,
                "run \(record.id)",
                "was of the command \(words.command), which the plugin \(words.plugin) does not have any more"
            )
        }
        return (ScriptFile(PluginRole(plugin, .command(words.command))), plugin)
    }

    /// What to do in place of going on with a run that is done.
    private static func anew(_ record: RunRecord, in place: JournalPlace) -> String {
        guard record.kind == .apply else { return "run the script again to do its work anew" }
        let undone = try? place.plans.plan(of: record.id).undoes
        return "plan again with " + (undone.map { "patchbay undo \($0)" } ?? "patchbay run --plan")
    }

    /// What is not as it was when the run began: a sentence for each file that has changed.
    package var changes: [String] {
        var changes: [String] = []
        if let plugin {
            if plugin.code.hash != past.record.scriptHash {
                changes.append("the plugin \(plugin.manifest.name) has changed since")
            }
        } else if plan == nil, script.hash != past.record.scriptHash {
            changes.append("the script \(past.record.script) has changed since")
        }
        return changes + past.recollection.inputs.compactMap(Self.change)
    }

    /// What has become of a file that was read; nil where nothing has.
    private static func change(_ input: JournalEntry.InputFile) -> String? {
        let change = "\(input.path) has changed since:"
        do throws(HostError) {
            guard let now = try FileHash.stamp(input.path) else { return "\(change) it is no file any more" }
            guard now.bytes == input.bytes else { return "\(change) it had \(input.bytes) bytes and has \(now.bytes)" }
            guard let hash = input.sha256 else {
                // There was no time for one: who has put it back with another time may say so with --force.
                return now.modified == input.modified ? nil : "\(change) it was written again"
            }
            return try FileHash.of(input.path).sha256 == hash ? nil : "\(change) its content is another"
        } catch {
            return error.kind == .notFound ? "\(input.path) is gone" : error.description
        }
    }

    /// Refuses to go on where something has changed.
    ///
    /// - Throws: `HostError` that names what.
    package func checkUnchanged() throws(HostError) {
        let changes = changes
        guard !changes.isEmpty else { return }
        throw HostError(
            .invalid,
            "run \(past.record.id)",
            changes.joined(separator: "\n    "),
            hint: "put back what was there, or go on all the same with --force: rows that have changed are done anew"
        )
    }
}

extension Recollection {
    /// What the run goes on with, in words: `12 rows and 3 steps are remembered, 40 changes were made, 2 are in doubt`.
    var summary: String {
        let writes = writes.values.flatMap(\.self)
        let made = writes.count { $0.state?.hasHappened == true }
        let doubtful = writes.count(where: \.isDoubtful)
        let rows = Self.counted(self.rows.count, "row"), steps = Self.counted(self.steps.count, "step")
        var text =
            "\(rows) and \(steps) are remembered, \(Self.counted(made, "change")) \(made == 1 ? "was" : "were") made"
        if doubtful > 0 { text += ", \(doubtful) \(doubtful == 1 ? "is" : "are") in doubt" }
        return text
    }

    private static func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}

extension RunRecord {
    /// What was run, as a person may have typed it: a script without its folder, or a plugin and its command.
    ///
    /// - Parameter script: as a run's record or a plan has it.
    /// - Returns: the words.
    package static func shortName(_ script: String) -> [String] {
        let owner = PluginRole.owner("")
        guard !script.hasPrefix(owner) else {
            return script.dropFirst(owner.count).split(separator: "/", maxSplits: 1).map(String.init)
        }
        return [script.split(separator: "/").last.map(String.init) ?? script]
    }

    /// The plugin and the command that a run of the kind `command` was of.
    package var pluginCommand: (plugin: String, command: String) {
        let named = script.dropFirst(PluginRole.owner("").count)
        let words = named.split(separator: "/", maxSplits: 1).map(String.init)
        return (words.first ?? "", words.dropFirst().first ?? "")
    }
}

extension Run {
    /// What is known of a run that is to go on.
    package struct Past: Sendable {
        package var record: RunRecord
        package var recollection: Recollection
        /// Whether it goes on although what it reads has changed.
        package var isForced = false

        package init(record: RunRecord, recollection: Recollection) {
            self.record = record
            self.recollection = recollection
        }
    }
}
