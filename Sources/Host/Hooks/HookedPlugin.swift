import JSON
import Synchronization
import Webex

/// A plugin that is told of a run: its worker, and the events that it has not been told of yet.
final class HookedPlugin: Sendable {
    /// Events that may wait; those that come beyond are dropped, but never the end of the run.
    private static let mostWaiting = 1000
    /// Milliseconds that those further on in load order wait for this one in the course of a run, and once more at its end.
    private static let patience: Int64 = 1000
    /// Failures of a hook that are told one by one.
    private static let failuresTold = 3

    let plugin: LoadedPlugin
    private let served: ServedRun
    private let clock: WallClock
    /// Warns of what went wrong, on the console and in the journal.
    private let warn: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// An event on its way to a plugin.
    struct Telling: Sendable {
        let plugin: HookedPlugin
        let task: Task<Void, Never>
    }

    private struct State {
        /// The event that was taken last.
        var last: Task<Void, Never>?
        /// Events that it has not been told of.
        var waiting = 0
        var dropped = 0
        /// Milliseconds that others have waited for it.
        var awaited: Int64 = 0
        /// Whether nothing but the end of the run is told.
        var isHurried = false
        /// Whether nothing more is told.
        var isOver = false
        var isGivenUp = false
        var failures: [PluginManifest.Hook: Int] = [:]
    }

    /// - Parameters:
    ///   - plugin: the plugin.
    ///   - served: its worker.
    ///   - clock: the time of day.
    ///   - warn: hears of what goes wrong.
    init(_ plugin: LoadedPlugin, _ served: ServedRun, clock: WallClock, warn: @escaping @Sendable (String) -> Void) {
        self.plugin = plugin
        self.served = served
        self.clock = clock
        self.warn = warn
    }

    var name: String { plugin.manifest.name }

    func has(_ hook: PluginManifest.Hook) -> Bool { plugin.manifest.hooks.contains(hook) }

    /// Whether there is something that it has not been told of yet.
    var isBusy: Bool { state.withLock { $0.waiting > 0 } }

    /// Has it told of an event behind those before.
    ///
    /// Who comes after another in load order is told after it, unless that one has let others wait for long.
    ///
    /// - Returns: nil where too many events wait already, and this one is dropped.
    func tell(_ hook: PluginManifest.Hook, _ event: JSONValue, behind other: Telling?) -> Telling? {
        let task: Task<Void, Never>? = state.withLock { state in
            guard !state.isOver, state.waiting < Self.mostWaiting || hook == .runFinished else {
                state.dropped += 1
                return nil
            }
            state.waiting += 1
            let before = state.last
            let task = Task {
                await before?.value
                if let other { await other.plugin.letPass(other.task, atEnd: hook == .runFinished) }
                await self.deliver(hook, event)
            }
            state.last = task
            return task
        }
        return task.map { Telling(plugin: self, task: $0) }
    }

    /// Waits until it has been told of an event, as long as others have patience with it.
    private func letPass(_ task: Task<Void, Never>, atEnd: Bool) async {
        let left = atEnd ? Self.patience : Self.patience - state.withLock { $0.awaited }
        guard left > 0 else { return }
        let began = clock.now()
        _ = await Deadline.isMet(by: task, within: left, clock)
        let took = clock.now() - began
        state.withLock { $0.awaited += max(0, took) }
    }

    private func deliver(_ hook: PluginManifest.Hook, _ event: JSONValue) async {
        let isDropped = state.withLock { state in
            let isDropped = state.isOver || state.isHurried && hook != .runFinished
            if isDropped {
                state.dropped += 1
                state.waiting -= 1
            }
            return isDropped
        }
        guard !isDropped else { return }
        do throws(ServedFailure) {
            _ = try await served.call("hooks/\(hook.rawValue)", [event])
        } catch {
            fail(hook, error)
        }
        state.withLock { $0.waiting -= 1 }
    }

    /// Asks whether a change may be sent.
    ///
    /// - Returns: why not; nil where it may. Whoever cannot be asked, or answers something else, lets nothing through.
    func refusal(of event: JSONValue) async -> String? {
        do throws(ServedFailure) {
            let said = try await served.call("hooks/\(PluginManifest.Hook.beforeWrite.rawValue)", [event])
            let answer = said[0] ?? .null
            if answer.isNull || answer.bool == true { return nil }
            guard answer.bool == false else {
                throw ServedFailure("it returned \(Self.shown(answer)) where true, or false and a reason, is asked for")
            }
            return "plugin \(name) refuses this: \(said[1]?.string ?? "it gives no reason")"
        } catch {
            fail(.beforeWrite, error)
            return "plugin \(name) could not be asked about this, so it is not sent: \(error.message)"
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        let text = String(decoding: value.encoded(), as: UTF8.self)
        return text.count <= 60 ? text : text.prefix(60) + "…"
    }

    private func fail(_ hook: PluginManifest.Hook, _ failure: ServedFailure) {
        let isOff = served.isOff
        let (count, isNews) = state.withLock { state in
            let count = (state.failures[hook] ?? 0) + 1
            state.failures[hook] = count
            let isNews = !state.isGivenUp
            if isOff { state.isGivenUp = true }
            return (count, isNews && !state.isOver)
        }
        guard isNews else { return }
        if count <= Self.failuresTold {
            warn("plugin \(name): \(hook.rawValue): \(failure.message)")
        } else if count == Self.failuresTold + 1 {
            warn("plugin \(name): further failures of \(hook.rawValue) are not told")
        }
        if isOff { warn("plugin \(name) is not asked any more in this run: its worker ended too often") }
    }

    /// Waits until it has been told of all.
    func drain() async { await state.withLock { $0.last }?.value }

    /// Ends its worker; what it is doing gets a moment.
    func close(within grace: Int64) async {
        await served.close(within: grace)
    }

    /// Tells it nothing more but the end of the run.
    func hurry() { state.withLock { $0.isHurried = true } }

    /// Tells it nothing more.
    func giveUp() { state.withLock { $0.isOver = true } }

    /// Tells how many events it has missed.
    func tellDropped() {
        let dropped = state.withLock { $0.dropped }
        guard dropped > 0 else { return }
        let events = dropped == 1 ? "1 event was" : "\(dropped) events were"
        warn("\(events) not told to plugin \(name): it was not done with those before")
    }
}
