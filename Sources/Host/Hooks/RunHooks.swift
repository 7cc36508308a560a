import JSON
import Journal
import Synchronization
import Webex

/// The plugins that are told of a run, in load order.
///
/// Only `before_write` is waited for: it alone can refuse something. All other events wait in a line of their own, so that no
/// plugin holds a run up, and one that loops or crashes harms nothing but itself. Safe to call from any task.
final class RunHooks: Sendable {
    /// Milliseconds that plugins have in all to hear of the end.
    private static let lastWords: Int64 = 30_000
    /// Milliseconds that those further on in load order wait for one before them.
    private static let patience: Int64 = 1000

    private let plugins: [HookedPlugin]
    private let run: JSONObject
    private let redaction: Redaction
    private let clock: WallClock
    private let notes: HookNotes
    private let state = Mutex(State())

    private struct State {
        var last: Task<Void, Never>?
        var waiting = 0
        var dropped = 0
    }

    /// The hooks of a run; nil where no plugin has any.
    ///
    /// - Parameters:
    ///   - ground: what the run stands on, with its plugins.
    ///   - run: what every event tells of it.
    ///   - wanted: the hooks that may be called in it.
    ///   - plans: whether the run only plans, and so do the hooks.
    init?(on ground: Run.Ground, run: JSONObject, wanted: Set<PluginManifest.Hook>, plans: Bool) {
        let plugins = ground.plugins.plugins.filter { !$0.manifest.hooks.isDisjoint(with: wanted) }
        guard !plugins.isEmpty else { return nil }
        let notes = HookNotes(ground.console)
        self.notes = notes
        self.run = run
        redaction = ground.console.redaction
        clock = ground.clock
        self.plugins = plugins.map { plugin in
            var plugin = plugin
            plugin.only(wanted)
            let served = ServedRun.of(plugin, on: ground, plans: plans)
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
        state.withLock { state in
            guard state.waiting < HookedPlugin.mostWaiting else {
                state.dropped += 1
                return
            }
            state.waiting += 1
            let before = state.last
            state.last = Task {
                await before?.value
                for plugin in self.plugins { await plugin.tell(hook, event, patience: Self.patience) }
                self.state.withLock { $0.waiting -= 1 }
            }
        }
    }

    /// Why changes may not be sent, by their places; empty where all may.
    func refusals(of drafts: [WriteDraft]) async -> [Int: String] {
        guard isHeard(.beforeWrite) else { return [:] }
        var refusals: [Int: String] = [:]
        for (place, draft) in drafts.enumerated() {
            let event = event(["write": HookEvents.write(draft)])
            for plugin in plugins where plugin.has(.beforeWrite) {
                guard let refusal = await plugin.refusal(of: event) else { continue }
                let shown = redaction.applied(to: refusal)
                refusals[place] = shown
                notes.note("\(draft.operation) \(draft.target): \(shown)")
                break
            }
        }
        return refusals
    }

    /// Tells of the end, and waits until all have heard of all, or their time is over.
    func finish(_ facts: JSONObject) async {
        post(.runFinished, facts)
        let lines = plugins
        let all = Task {
            await self.state.withLock { $0.last }?.value
            for plugin in lines { await plugin.drain() }
            for plugin in lines { await plugin.close(within: ServedRun.patience) }
        }
        if await !Deadline.isMet(by: all, within: Self.lastWords, clock) {
            for plugin in lines { plugin.giveUp() }
            for plugin in lines { await plugin.close(within: 0) }
            await all.value
        }
        for plugin in lines { plugin.tellDropped() }
        let dropped = state.withLock { $0.dropped }
        if dropped > 0 { notes.warn("\(dropped) events came faster than plugins could be told of them") }
    }

    /// An event as plugins get it, without secrets.
    private func event(_ facts: JSONObject) -> JSONValue {
        var event = facts
        event["run"] = .object(run)
        let text = redaction.applied(to: JSONValue.object(event).encoded())
        return (try? JSONValue(parsing: text)) ?? ["run": .object(run)]
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
