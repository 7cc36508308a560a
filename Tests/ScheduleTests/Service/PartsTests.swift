import Glibc
import TestSupport
import Testing
import Webex

@testable import Schedule

@Suite("Scheduler: its parts")
struct PartsTests {
    @Test("a process is known again by its text, and by nothing else")
    func identity() throws {
        let own = ProcessIdentity.own
        #expect(own.process == getpid() && own.isAlive && ProcessIdentity(own.text) == own)
        #expect(ProcessIdentity.isAlive(own.text))
        let others = [
            ProcessIdentity(boot: own.boot, process: own.process, start: own.start + 1),
            ProcessIdentity(boot: "another", process: own.process, start: own.start),
            ProcessIdentity(boot: own.boot, process: .max, start: own.start),
        ]
        for other in others { #expect(!other.isAlive && ProcessIdentity(other.text) == other) }
        for text in ["", "boot", "boot 1", "boot x 1", "boot 1 x", "boot -1 1", "boot 1 2 3"] {
            #expect(ProcessIdentity(text) == nil && !ProcessIdentity.isAlive(text))
        }
    }

    @Test("a process that has ended is not alive, whether or not its end was asked for")
    func ended() throws {
        let child = endingProcess()
        #expect(child > 0)
        var info = siginfo_t()
        // Waits for the end, and leaves the process as it is.
        #expect(waitid(P_PID, id_t(child), &info, WEXITED | WNOWAIT) == 0)
        #expect(ProcessIdentity(of: child) == nil)
        #expect(waitpid(child, nil, 0) == child)
        #expect(ProcessIdentity(of: child) == nil)
    }

    /// A process that ends at once.
    private func endingProcess() -> pid_t {
        var process: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        defer { free(arguments[0]) }
        return posix_spawn(&process, "/bin/true", nil, nil, &arguments, environ) == 0 ? process : -1
    }

    @Test("what is due comes in order, and is due until it is set anew")
    func queue() {
        var queue = DueQueue()
        #expect(queue.first == nil)
        for (name, time) in [("d", 4), ("a", 3), ("c", 1), ("b", 3), ("e", 9)] as [(String, Int64)] {
            queue.set(name, time)
        }
        #expect(queue.first == 1 && queue.due(by: 0).isEmpty)
        #expect(queue.due(by: 3) == ["c", "a", "b"])
        #expect(queue.due(by: 3) == ["c", "a", "b"])
        queue.set("c", 7)
        queue.set("a", nil)
        queue.set("b", 2)
        queue.set("b", 3)
        #expect(queue.due(by: 4) == ["b", "d"] && queue.first == 3)
        #expect(queue.times == ["b": 3, "c": 7, "d": 4, "e": 9])
    }

    @Test("a queue of many gives each when it is due, like a sorted list")
    func manyQueued() {
        var queue = DueQueue()
        var generator = SeededChance(seed: 7)
        var times: [String: Int64] = [:]
        for _ in 0..<3_000 {
            let name = "s\(Int.random(in: 0..<200, using: &generator))"
            let time = Int64.random(in: 0..<1_000, using: &generator)
            times[name] = time
            queue.set(name, time)
        }
        for now in stride(from: Int64(0), through: 1_000, by: 50) {
            let due = times.filter { $0.value <= now }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            #expect(queue.due(by: now) == due.map(\.key))
            for (name, _) in due {
                times[name] = nil
                queue.set(name, nil)
            }
        }
        #expect(queue.first == nil)
    }

    @Test("an alarm ends a sleep, and one that rang before nobody slept ends the next")
    func alarm() async {
        let alarm = Alarm(), clock = SteppedClock(0)
        alarm.ring()
        await alarm.sleep(1_000, clock.wall)
        let sleep = Task { await alarm.sleep(1_000, clock.wall) }
        #expect(await clock.slept() == 1_000)
        alarm.ring()
        await sleep.value
        let second = Task { await alarm.sleep(1_000, clock.wall) }
        #expect(await clock.slept() == 1_000)
        clock.set(1_000)
        await second.value
        let third = Task { await alarm.sleep(1_000, clock.wall) }
        third.cancel()
        await third.value
    }
}
