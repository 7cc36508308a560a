import Glibc
import Journal
import TestSupport
import Testing
import Webex

@testable import Host
@testable import Schedule

@Suite("Processes of runs")
struct HostProcessesTests {
    @Test("a process that ends before its run is entered is judged by its code, and by the last error that it told")
    func early() async throws {
        let scene = try DaemonScene()
        let started = try await scene.processes("echo 'run X' >&2; echo 'error: no such file; look' >&2; exit 2")
            .start(scene.order())
        #expect(await started.end() == .ended(2, failure: "no such file; look"))
        let again = try await scene.processes("exit 3").start(scene.order())
        #expect(await again.end() == .ended(3, failure: nil))
    }

    @Test("one that is killed before its run is entered has begun nothing; one whose run goes on was cut off")
    func killed() async throws {
        let scene = try DaemonScene()
        let early = try await scene.processes("kill -9 $$").start(scene.order())
        #expect(await early.end() == .unknown)
        try await scene.enter(end: 130)
        let later = try await scene.processes("kill -9 $$").start(scene.order(.resume))
        #expect(await later.end() == .cutOff)
    }

    @Test("the journal says how a run ended, and a resume that did not come so far says it itself")
    func journal() async throws {
        let scene = try DaemonScene()
        let gate = scene.folder.path("gate")
        #expect(mkfifo(gate, 0o600) == 0)
        let processes = try scene.processes("read line <'\(gate)'; exit 1")
        let started = try await processes.start(scene.order())
        try await scene.enter(end: 6, failure: "the service is away")
        #expect(try await processes.standing(of: DaemonScene.run) == .ended(6, failure: "the service is away"))
        try open(gate)
        #expect(await started.end() == .ended(6, failure: "the service is away"))
        let resumed = try await scene.processes("echo 'error: the script has changed' >&2; exit 2")
            .start(scene.order(.resume))
        #expect(await resumed.end() == .ended(2, failure: "the script has changed"))
    }

    @Test(
        "a run that another process has begun or gone on with is waited for by whoever came second",
        arguments: [RunOrder.Way.begin, .resume]
    )
    func second(way: RunOrder.Way) async throws {
        let scene = try DaemonScene()
        let lock = try #require(try scene.place.locks.take(DaemonScene.run))
        try await scene.enter()
        // The clock's first sleep is the end of the other process.
        let clock = WallClock(now: { 0 }) { _ in
            try await scene.place.store.update(scene.record(end: 4, failure: "2 rows failed"))
            lock.release()
        }
        let started = try await scene.processes("echo 'error: is running now' >&2; exit 2", clock: clock)
            .start(scene.order(way))
        #expect(await started.end() == .ended(4, failure: "2 rows failed"))
    }

    @Test("the process leads a group of its own in the schedule's folder, with a trace, and inherits nothing else")
    func surroundings() async throws {
        let scene = try DaemonScene()
        let own = open("/dev/null", O_RDONLY)
        defer { close(own) }
        let environment = ["PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "1", "PLACE": "here"]
        let started = try await scene.processes(
            """
            echo "words $*"; echo "folder $PWD"; env | sort
            echo "group $(ps -o pgid= -p $$ 2>/dev/null || cut -d' ' -f5 /proc/$$/stat) $$"
            for name in /proc/$$/fd/*; do readlink $name; done; exit 0
            """,
            environment: environment
        ).start(scene.order())
        #expect(await started.end() == .ended(0, failure: nil))
        let log = try #require(scene.folder.text("state/logs/nightly/\(DaemonScene.run).log"))
        let lines = log.split(separator: "\n")
        #expect(
            lines[0].hasPrefix("words run --run-id \(DaemonScene.run) ")
                && lines[0].hasSuffix(" " + scene.folder.path("work/night.lua"))
        )
        #expect(log.contains("folder \(scene.folder.path("work"))\n") && log.contains("PLACE=here\n"))
        #expect(!log.contains("NOTIFY_SOCKET") && !log.contains("WATCHDOG"))
        let trace = RunTrace(folder: scene.folder.path("state")).id(of: DaemonScene.run)
        #expect(log.contains(/TRACEPARENT=00-[0-9a-f]{32}-[0-9a-f]{16}-01/) && log.contains("00-\(trace)-"))
        let group = try #require(log.firstMatch(of: /group +(\d+) (\d+)/))
        #expect(group.1 == group.2)
        // Besides the three there is only the script itself, which the shell reads.
        let open = lines.drop { !$0.hasPrefix("group") }.dropFirst().filter { $0.hasPrefix("/") }
        #expect(open.filter { $0 == "/dev/null" }.count == 1, "\(open)")
        #expect(open.filter { $0.hasSuffix(".log") }.count == 2 && open.count <= 4, "\(open)")
    }

    @Test("an interrupt reaches the process alone, and a kill all that it has started")
    func signals() async throws {
        let scene = try DaemonScene()
        let ready = scene.folder.path("ready")
        #expect(mkfifo(ready, 0o600) == 0)
        let script = "trap 'exit 130' INT; echo x >'\(ready)'; while :; do sleep 100 & wait $!; done"
        let interrupted = try await scene.processes(script).start(scene.order())
        try read(ready)
        interrupted.interrupt()
        #expect(await interrupted.end() == .ended(130, failure: nil))
        let killed = try await scene.processes("sleep 100 & echo $! >'\(ready)'; wait").start(scene.order())
        let child = try #require(pid_t(try read(ready)))
        killed.kill()
        #expect(await killed.end() == .unknown)
        // Gone, or dead and not asked for its end yet.
        #expect(await ends(child))
    }

    @Test("who no longer waits leaves the run as it is")
    func cancelled() async throws {
        let scene = try DaemonScene()
        let ready = scene.folder.path("ready")
        #expect(mkfifo(ready, 0o600) == 0)
        let started = try await scene.processes("echo $$ >'\(ready)'; exec sleep 100").start(scene.order())
        let process = try #require(pid_t(try read(ready)))
        let wait = Task { await started.end() }
        wait.cancel()
        #expect(await wait.value == .cutOff)
        #expect(kill(process, 0) == 0)
        started.kill()
        #expect(await ends(process))
    }

    @Test("a run of an earlier daemon is found by its lock, watched to its end, and interrupted by the pid in it")
    func adopted() async throws {
        let scene = try DaemonScene()
        let processes = try scene.processes("exit 0")
        #expect(try await processes.adopted(DaemonScene.run) == nil)
        #expect(try await processes.standing(of: DaemonScene.run) == .unknown)
        try await scene.enter()
        #expect(try await processes.standing(of: DaemonScene.run) == .cutOff)
        let lock = try #require(try scene.place.locks.take(DaemonScene.run))
        #expect(try await processes.standing(of: DaemonScene.run) == .running)
        let clock = WallClock(now: { 0 }) { _ in lock.release() }
        let run = try #require(try await scene.processes("exit 0", clock: clock).adopted(DaemonScene.run))
        #expect(await run.end() == .cutOff)
    }

    @Test("a folder that is gone and a program that is gone are told apart")
    func missing() async throws {
        let scene = try DaemonScene()
        var order = try scene.order()
        order.schedule.folder = scene.folder.path("nowhere")
        let processes = try scene.processes("exit 0")
        await #expect(throws: HostError(.notFound, scene.folder.path("nowhere"), "there is no such file or folder")) {
            _ = try await processes.start(order)
        }
        unlink(scene.folder.path("patchbay"))
        let error = await #expect(throws: HostError.self) { _ = try await processes.start(scene.order()) }
        #expect(error?.subject == scene.folder.path("patchbay") && error?.hint == "install patchbay there again")
    }

    /// Lets a script go on that reads from a pipe.
    private func open(_ pipe: String) throws {
        let descriptor = Glibc.open(pipe, O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        _ = write(descriptor, "x\n", 2)
        close(descriptor)
    }

    private func open(_ path: String, _ flags: Int32) -> Int32 { Glibc.open(path, flags | O_CLOEXEC) }

    /// What a script writes to a pipe.
    @discardableResult
    private func read(_ pipe: String) throws -> String {
        (SmallFile.text(pipe) ?? "").split(separator: "\n").first.map(String.init) ?? ""
    }

    private func ends(_ process: pid_t) async -> Bool {
        for _ in 0..<6000 {
            let stat = SmallFile.text("/proc/\(process)/stat")
            if stat?.split(separator: ")").last?.hasPrefix(" Z") ?? true { return true }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return false
    }
}
