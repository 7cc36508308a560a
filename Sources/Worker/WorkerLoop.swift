import Glibc
import LuaKit
import Wire

/// The loop of a worker: runs every coroutine that can go on, then waits for the host's answers.
///
/// One thread, one connection, no other source of events. A task is a coroutine that the loop itself resumes: the
/// script, and whatever `async` starts. It waits for an effect, or it is parked until another task wakes it.
final class WorkerLoop {
    /// Effects that may be under way at once; those of further coroutines wait their turn in the worker.
    static let mostEffects = 1000
    /// Bytes of frames that are gathered before they go out although coroutines could go on.
    private static let flushAbove = 128 << 10

    private struct Waiter {
        let task: Int
        let thread: LuaThread
    }

    private struct Sleeper {
        let waiter: Waiter
        /// Where in the script it began to sleep.
        let place: String
    }

    private let connection: Connection
    private let vm: LuaVM
    private var ready: [(task: Int, thread: LuaThread, values: [LuaValue])] = []
    private var parked: [Int: LuaThread] = [:]
    /// Tasks that wait until nothing else can run, in order.
    private var idlers: [Waiter] = []
    private var asked: [UInt64: Waiter] = [:]
    private var effectOf: [Int: UInt64] = [:]
    /// Effects that wait for their turn, in order; those before `firstHeld` have gone out or were cancelled.
    private var held: [(id: UInt64, request: Request?)] = []
    private var firstHeld = 0
    /// The rows and steps that a task is within; none of a task that is outside of all.
    private var scopes: [Int: String] = [:]
    /// Tasks that were cancelled while they could run: their next wait ends at once.
    private var cancelled: Set<Int> = []
    private var underWay = 0
    private var lastEffect: UInt64 = 0
    private var lastTask = 0
    /// The task whose code runs now, and its thread.
    private var current: (task: Int, thread: LuaThread)?

    /// Who sleeps in a run that only plans, and how far it is ahead of the clock for it.
    private var slept = SleptTime<Sleeper>()
    /// Of a worker that is paced; else nil.
    private var pace: Pace?

    /// A loop that takes answers as they come; with a `clock`, it waits for the host to say which are a turn.
    init(vm: LuaVM, connection: Connection, clock: Int64? = nil) {
        self.vm = vm
        self.connection = connection
        pace = clock.map(Pace.init)
    }

    /// Runs `main` and what it starts until `main` ends, and says how.
    ///
    /// An error that no task catches ends all.
    func run(_ main: LuaThread) throws(WireError) -> Ending {
        let main = add(main)
        while true {
            if let ending = runReady(until: main) { return ending }
            if !idlers.isEmpty {
                for waiter in idlers { ready.append((waiter.task, waiter.thread, [])) }
                idlers = []
                continue
            }
            if asked.isEmpty {
                if passTime() { continue }
                wakeStuck()
                continue
            }
            for frame in try nextAnswers() where frame.kind == .answer { take(try Answer(frame), id: frame.id) }
        }
    }

    /// Waits for what the host has to say: whatever has come, or the next turn.
    private func nextAnswers() throws(WireError) -> [Frame] {
        if pace != nil { tell(Request(name: Turn.awaited)) }
        connection.flush()
        while true {
            let frames = try connection.receive()
            vm.endIfSignalled()
            guard pace != nil else { return frames }
            if let turn = try pace?.take(frames) { return turn }
        }
    }

    /// Milliseconds since 1970.
    func now() -> Int64 { clock() + slept.ahead }

    private func clock() -> Int64 {
        if let time = pace?.now() { return time }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Makes a task of a thread, within the scope of the running one; it runs when its turn comes.
    func add(_ thread: LuaThread) -> Int {
        lastTask += 1
        if let current, let scope = scopes[current.task] { scopes[lastTask] = scope }
        ready.append((lastTask, thread, []))
        return lastTask
    }

    /// The task whose code runs.
    var currentTask: Int { current?.task ?? 0 }

    /// The rows and steps that the running task is within.
    var scope: String {
        get { current.flatMap { scopes[$0.task] } ?? "" }
        set { if let current { scopes[current.task] = newValue.isEmpty ? nil : newValue } }
    }

    /// Sends an effect; the running task waits for its answer.
    func ask(_ request: Request) {
        guard let current else { return }
        if cancelled.remove(current.task) != nil {
            ready.append((current.task, current.thread, Self.cancelledAnswer))
            return
        }
        lastEffect += 1
        asked[lastEffect] = Waiter(task: current.task, thread: current.thread)
        effectOf[current.task] = lastEffect
        if underWay < Self.mostEffects {
            send(lastEffect, request)
        } else {
            held.append((lastEffect, request))
        }
    }

    /// Tells the host something that needs no answer.
    func tell(_ request: Request) {
        connection.outgoing.frame(.notice) { request.write(to: &$0) }
        if connection.outgoing.bytes.count > Self.flushAbove { connection.flush() }
    }

    /// The running task waits until it is woken.
    func park() {
        guard let current else { return }
        if cancelled.remove(current.task) != nil {
            ready.append((current.task, current.thread, [Self.cancelledReason]))
            return
        }
        parked[current.task] = current.thread
    }

    /// The running task waits until every other one waits too: for an answer, for another task, or as this one does.
    ///
    /// So what many coroutines want can be gathered and sent at once. A cancel does not end this wait, it ends by itself
    /// before anything new can come in; the wait after it does.
    func idle() {
        guard let current else { return }
        idlers.append(Waiter(task: current.task, thread: current.thread))
    }

    /// The running task waits for a time to pass that nobody waits for: that of a run which only plans.
    ///
    /// `place` is where it sleeps, for the host, which ends what sleeps for ever.
    func sleep(_ milliseconds: Int64, place: String) {
        guard let current else { return }
        if cancelled.remove(current.task) != nil {
            ready.append((current.task, current.thread, [Self.cancelledReason]))
            return
        }
        let waiter = Waiter(task: current.task, thread: current.thread)
        let sleeper = Sleeper(waiter: waiter, place: place)
        slept.lay(sleeper, task: current.task, now: now(), milliseconds: milliseconds)
    }

    /// Lets the time pass until somebody who sleeps wakes, and tells the host; false where nobody sleeps.
    private func passTime() -> Bool {
        let woken = slept.pass(now: now())
        guard let first = woken.first else { return false }
        for sleeper in woken { ready.append((sleeper.waiter.task, sleeper.waiter.thread, [])) }
        let ahead = Array("{\"ahead\":\(slept.ahead)}".utf8)
        tell(Request(name: TimePassed.notice, arguments: ahead, data: Array(first.place.utf8)))
        // It may do nothing else: the host must hear of it.
        connection.flush()
        return true
    }

    /// Wakes a parked task; `reason` is what its wait returns.
    ///
    /// A task that is not parked is left alone.
    func wake(_ task: Int, reason: LuaValue = .nil) {
        guard let thread = parked.removeValue(forKey: task) else { return }
        ready.append((task, thread, [reason]))
    }

    /// Ends the wait of a task with an error of the kind `cancelled`, and tells the host that nobody waits any more.
    ///
    /// A task that does not wait now keeps the answer it has, and its next wait is ended instead.
    func cancel(_ task: Int) {
        if let effect = effectOf.removeValue(forKey: task), let waiter = asked.removeValue(forKey: effect) {
            if let position = placeHeld(effect) {
                held[position].request = nil
            } else {
                connection.outgoing.frame(.cancel, id: effect) { _ in }
                finishOne()
            }
            ready.append((task, waiter.thread, Self.cancelledAnswer))
        } else if let sleeper = slept.end(task) {
            ready.append((task, sleeper.waiter.thread, [Self.cancelledReason]))
        } else if parked[task] != nil {
            wake(task, reason: Self.cancelledReason)
        } else {
            cancelled.insert(task)
        }
    }

    private static let cancelledAnswer: [LuaValue] = [.boolean(false), .json(Array(#"{"kind":"cancelled"}"#.utf8))]
    private static let cancelledReason = LuaValue.string(Array("cancelled".utf8))

    /// Where an effect is held; ids count up, so the place is found by halving.
    private func placeHeld(_ effect: UInt64) -> Int? {
        var low = firstHeld
        var high = held.count
        while low < high {
            let middle = (low + high) / 2
            if held[middle].id < effect { low = middle + 1 } else { high = middle }
        }
        return low < held.count && held[low].id == effect ? low : nil
    }

    private func runReady(until main: Int) -> Ending? {
        var position = 0
        while position < ready.count {
            let (task, thread, values) = ready[position]
            position += 1
            current = (task, thread)
            let outcome = thread.resume(values)
            current = nil
            switch outcome {
            case .failed(let failure):
                return Ending(
                    .failed,
                    message: failure.message,
                    traceback: failure.traceback,
                    value: failure.value ?? []
                )
            case .finished where task == main: return Ending(.done)
            case .finished:
                cancelled.remove(task)
                scopes[task] = nil
            case .waiting: break
            }
            if position == 1024 {
                ready.removeFirst(position)
                position = 0
            }
            if connection.outgoing.bytes.count > Self.flushAbove { connection.flush() }
        }
        ready.removeAll(keepingCapacity: true)
        return nil
    }

    /// Nothing is asked and nothing can run: each parked task waits for another one.
    ///
    /// They are told, the script's first.
    private func wakeStuck() {
        if let first = parked.keys.min() { wake(first, reason: .string(Array("stuck".utf8))) }
    }

    private func send(_ id: UInt64, _ request: Request) {
        underWay += 1
        connection.outgoing.frame(.effect, id: id) { request.write(to: &$0) }
    }

    private func finishOne() {
        underWay -= 1
        while underWay < Self.mostEffects, firstHeld < held.count {
            let next = held[firstHeld]
            firstHeld += 1
            if let request = next.request { send(next.id, request) }
        }
        // Taken off in large pieces: many coroutines may wait their turn, and each removal moves the rest.
        if firstHeld == held.count || firstHeld >= 4096 {
            held.removeFirst(firstHeld)
            firstHeld = 0
        }
    }

    private func take(_ answer: Answer, id: UInt64) {
        // An answer that crossed a cancel finds nobody; its effect was counted off then.
        guard let waiter = asked.removeValue(forKey: id) else { return }
        effectOf[waiter.task] = nil
        finishOne()
        let head: LuaValue = answer.head.isEmpty ? .nil : .json(answer.head)
        let body: LuaValue =
            switch answer.body {
            case .none: .nil
            case .json(let bytes): .json(bytes)
            case .bytes(let bytes): .string(bytes)
            }
        ready.append((waiter.task, waiter.thread, [.boolean(answer.succeeded), head, body]))
    }
}
