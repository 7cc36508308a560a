import JSON
import Journal
import Synchronization
import Webex

/// The plugins that are told of a run, in load order.
///
/// Only `before_write` is waited for: it alone can refuse something. All other events wait in a line of each plugin, so that
/// none holds the run or another plugin up, and one that loops or crashes harms nothing but itself. Safe to call from any task.
final class RunHooks: Sendable {
    /// Milliseconds that plugins have in all to hear of the end: first of all that they have not heard yet, then of the end alone.
    private static let lastWords: (all: Int64, end: Int64) = (20_000, 10_000)
    /// Milliseconds that they have to hear of the end when a person has ended the run.
    private static let shortWords: Int64 = 2000
    /// Milliseconds that a person waits without a word.
    private static let silence: Int64 = 1000

    private let plugins: [HookedPlugin]
    private let run: JSONObject
    private let redaction: Redaction
    private let clock: WallClock
    private let notes: HookNotes
    private let state = Mutex(State())

    private struct State {
        /// Whether the run has ended, and plugins are waited for.
        var isFinishing = false
        /// Whether a person has ended it.
        var isInterrupted = false
    }

    /// The hooks of a run; nil where no plugin has any.
    ///
    /// - Parameters:
    ///   - ground: what the run stands on, with its plugins.
    ///   - run: what every event tells of it.
    ///   - wanted: the hooks that may be called in it.
    ///   - permissions: what a person said that the run may do: hooks do no more.
    ///   - plans: whether the run only plans, and so do the hooks.
    ///   - own: the plugin whose command the run is; nil for any other run.
    init?(
        on ground: Run.Ground,
        run: JSONObject,
        wanted: Set<PluginManifest.Hook>,
        permitting permissions: Permissions,
        plans: Bool,
        besides own: String? = nil
    ) {
        let plugins = ground.plugins.plugins.filter {
            !$0.manifest.hooks.isDisjoint(with: wanted) && $0.manifest.name != own
        }
        guard !plugins.isEmpty else { return nil }
        let notes = HookNotes(ground.console)
        self.notes = notes
        self.run = run
        redaction = ground.console.redaction
        clock = ground.clock
        self.plugins = plugins.map { plugin in
            var plugin = plugin
            plugin.only(wanted)
            let served = ServedRun.of(plugin, on: ground, permitting: permissions, plans: plans)
            return HookedPlugin(plugin, served, clock: ground.clock) { notes.warn($0) }
        }
    }

    /// Has warnings entered into the journal of the run too.
    func enter(into journal: RunJournal) { notes.enter(into: journal) }

    private func isHeard(_ hook: PluginManifest.Hook) -> Bool { plugins.contains { $0.has(hook) } }

    /// Tells of something; nobody waits for it.
    ///
    /// - Parameters:
    ///   - hook: what it is.
    ///   - facts: what the event has besides the run.
    func post(_ hook: PluginManifest.Hook, _ facts: @autoclosure () -> JSONObject) {
        guard isHeard(hook) else { return }
        let event = event(facts())
        // In the lock, so that all plugins hear of events in one order.
        state.withLock { _ in
            var before: HookedPlugin.Telling?
            for plugin in plugins where plugin.has(hook) { before = plugin.tell(hook, event, behind: before) ?? before }
        }
    }

    /// Why changes may not be sent, by their places; empty where all may.
    func refusals(of drafts: [WriteDraft]) async -> [Int: String] {
        guard isHeard(.beforeWrite) else { return [:] }
        var refusals: [Int: String] = [:]
        for (place, draft) in drafts.enumerated() {
            guard let refusal = await refusal(of: draft) else { continue }
            let shown = redaction.applied(to: refusal)
            refusals[place] = shown
            notes.note("\(draft.operation) \(draft.target): \(shown)")
        }
        return refusals
    }

    private func refusal(of draft: WriteDraft) async -> String? {
        guard let write = try? HookEvents.write(draft) else {
            return "plugins cannot be told what is to be sent, so it is not sent: its body is no JSON that can be read"
        }
        let event = event(write)
        for plugin in plugins where plugin.has(.beforeWrite) {
            if let refusal = await plugin.refusal(of: event) { return refusal }
        }
        return nil
    }

    /// Tells of the end, and waits until all have heard of all, or their time is over.
    func finish(_ facts: JSONObject) async {
        post(.runFinished, facts)
        let isInterrupted = state.withLock { state in
            state.isFinishing = true
            return state.isInterrupted
        }
        let lines = plugins
        let all = Task {
            await withTaskGroup { group in
                for plugin in lines {
                    group.addTask {
                        await plugin.drain()
                        await plugin.close(within: ServedRun.patience)
                    }
                }
            }
        }
        let word = Task {
            try await clock.sleep(Self.silence)
            tellWhoIsAwaited()
        }
        await wait(for: all, isShort: isInterrupted)
        word.cancel()
        for plugin in lines { plugin.tellDropped() }
    }

    private func wait(for all: Task<Void, Never>, isShort: Bool) async {
        if !isShort {
            if await Deadline.isMet(by: all, within: Self.lastWords.all, clock) { return }
            // Who has not heard of all by now is told at least that the run has ended.
            for plugin in plugins { plugin.hurry() }
        }
        let rest = isShort ? Self.shortWords : Self.lastWords.end
        if await Deadline.isMet(by: all, within: rest, clock) { return }
        await giveUp()
        await all.value
    }

    /// A person has ended the run: plugins hear of its end and of nothing else, and when that is under way, of nothing more.
    func interrupt() {
        let isFinishing = state.withLock { state in
            state.isInterrupted = true
            return state.isFinishing
        }
        for plugin in plugins { plugin.hurry() }
        if isFinishing { Task { await giveUp() } }
    }

    private func giveUp() async {
        for plugin in plugins { plugin.giveUp() }
        for plugin in plugins { await plugin.close(within: 0) }
    }

    private func tellWhoIsAwaited() {
        let names = plugins.filter(\.isBusy).map(\.name)
        guard !names.isEmpty, !state.withLock({ $0.isInterrupted }) else { return }
        let plugins = "\(names.count == 1 ? "plugin" : "plugins") \(names.joined(separator: ", "))"
        notes.say("waiting for \(plugins) to hear of the run; Ctrl-C ends that")
    }

    /// An event as plugins get it, without secrets.
    private func event(_ facts: JSONObject) -> JSONValue {
        var event = facts
        event["run"] = .object(run)
        return redaction.applied(to: .object(event))
    }
}

/// What is told of hooks: on the console, and in the journal as lines of the run.
final class HookNotes: Sendable {
    private let console: Console
    private let journal = Mutex<RunJournal?>(nil)

    init(_ console: Console) { self.console = console }

    func enter(into journal: RunJournal) { self.journal.withLock { $0 = journal } }

    /// Warns a person.
    func warn(_ line: String) {
        console.say("\(console.colored("warning:", .warning)) \(Console.plain(line))")
        note(line)
    }

    /// Tells a person what is going on.
    func say(_ line: String) { console.say(Console.plain(line)) }

    /// Enters what the run itself tells a person.
    func note(_ line: String) { journal.withLock { $0 }?.tell(line, level: "warn") }
}

extension LoadedPlugin {
    /// Leaves it these of its hooks.
    fileprivate mutating func only(_ hooks: Set<PluginManifest.Hook>) {
        var manifest = manifest
        manifest.hooks.formIntersection(hooks)
        self = LoadedPlugin(
            manifest: manifest,
            code: code,
            permissions: permissions,
            settings: settings,
            settingsFolder: settingsFolder
        )
    }
}
