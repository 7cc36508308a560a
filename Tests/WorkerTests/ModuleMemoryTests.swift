import Glibc
import LuaKit
import TestSupport
import Testing
import Wire

@testable import Worker

/// The memory cap hit inside every function of the standard modules: VM, loop and modules as a worker has them, in this
/// process, so that a test can choose the allocation that fails.
@Suite("the memory cap in the standard modules")
struct ModuleMemoryTests {
    static let cases: [(name: String, source: String)] = [
        (
            "async",
            """
            async.map({1, 2}, function(i) async.sleep(1) return i end) async.each({1}, {progress = "p"}, print)
            async.all(print, print) async.timeout("1s", function() async.sleep(1) end)
            local t = async.spawn(function() async.sleep(1) return 1, 2 end) t:wait() t:cancel()
            pcall(async.each, {1, 2}, function() error("x") end)
            """
        ),
        (
            "channel",
            """
            local c = async.channel(1) local t = async.spawn(function() for v in c:each() do print(v) end end)
            for i = 1, 3 do c:send(i) end c:close() t:wait()
            """
        ),
        (
            "csv",
            """
            for row in csv.rows("x") do print(row.a) end csv.split("a|b", "|") csv.write("y", {{a = 1, b = "x,y"}}, {columns = {"a", "b"}})
            """
        ),
        ("json", #"json.decode('{"a":[1,null]}') json.encode({a = {1}}) json.write("x", {b = 1, a = 2}) json.array{}"#),
        ("fs", "fs.join('a', 'b') fs.read('x') fs.write('x', 'y') fs.exists('x') fs.list('x')"),
        (
            "time",
            """
            time.parse("2026-11-01T10:00:00Z") time.format(0, "%F %T %z") time.iso(0) time.floor(0, "week") time.split(0, 9, 3)
            os.date("%c", 0) os.time{year = 2026, month = 1, day = 1} time.duration("1h30m") time.format(0, "%F", "+02:00")
            """
        ),
        ("log and print", "log.info('text', {a = 1}) print('a', 1, nil, {})"),
        (
            "run",
            """
            run.args{{"--a", "text"}} run.report{key = 1} run.progress(1, 2, "x")
            run.rows(csv.rows("x"), {key = "a", results = "r"}, function(row) if row.a == "1" then error("x") end return {status = "s", c = 1} end)
            """
        ),
        (
            "cc",
            """
            cc.user.get("1") for user in cc.user.each() do print(user.id) end for task in cc.task.each{from = 1, to = 9} do print(task.id) end
            pcall(cc.user.get, nil)
            """
        ),
        (
            "recordings",
            """
            for capture in recordings.captures(recordings.tasks{from = 1, to = 9}, {transcripts = true}) do
                recordings.download(capture, recordings.name(capture, "{date}/{queue}-{capture_id}{extension}"), {metadata = true})
            end
            """
        ),
        ("require", "require('mine') pcall(require, 'csv') package.preload.x = function() return 1 end require('x')"),
        (
            "errors",
            "pcall(time.parse, 'x') local ok, e = pcall(fs.read) print(tostring(e)) pcall(function() return csv.nothing end)"
        ),
    ]

    private static let head = """
        local async, csv, json, fs, time, log, run, cc, recordings = require "async", require "csv", require "json", require "fs", \
        require "time", require "log", require "run", require "cc", require "recordings"
        begin()

        """

    @Test(
        "an allocation of a module may fail: the script ends with an error, and the VM goes on",
        arguments: cases.indices
    )
    func everyAllocation(index: Int) throws {
        let (name, source) = Self.cases[index]
        var allocation = 1
        var failures = 0
        while true {
            let worker = try InProcessWorker(Self.head + source + "\nfinish()", failingFrom: UInt64(allocation))
            let ending = try worker.run()
            #expect(try worker.isUsable(), "\(name), allocation \(allocation)")
            if ending.outcome == .done, worker.allocationsSufficed { break }
            if ending.outcome == .failed {
                failures += 1
                let message = ending.message
                #expect(
                    ["not enough memory", "cannot be shown", "every coroutine"].contains { message.contains($0) },
                    "\(name), allocation \(allocation): \(message)"
                )
            }
            try #require(allocation < 20_000, "\(name) never ends well")
            // Each of the first, where a call begins; then samples, since each is a VM of its own.
            allocation += allocation < 60 ? 1 : 13 + allocation / 20
        }
        #expect(failures > 5, "\(name)")
    }
}

/// A worker's VM and loop in this process, whose effects a thread answers.
private final class InProcessWorker {
    private let vm: LuaVM
    private let loop: WorkerLoop
    private let socket: Int32
    /// Whether the script came to its end: once an allocation fails all after it do, so that it cannot.
    private(set) var allocationsSufficed = false

    init(_ source: String, failingFrom allocation: UInt64) throws {
        var pair: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0)
        socket = pair[0]
        EffectAnswerer(socket: pair[1]).start()
        vm = try LuaVM(memoryLimit: 64 << 20)
        loop = WorkerLoop(vm: vm, connection: Connection(descriptor: pair[0]))
        NativeFunctions.define(in: vm, loop: loop)
        vm.define("start") { call in
            call.reply(.string(Array("script.lua".utf8)))
            call.reply(.string(Array(source.utf8)))
            let facts =
                #"{"id":"r","profile":"p","started":1,"folder":"/s","seed":7,"zone":{"name":"UTC","transitions":[]}}"#
            call.reply(.json(Array(facts.utf8)))
            return .values
        }
        vm.define("arm") { [unowned vm] _ in
            vm.failAllocation(allocation)
            return .values
        }
        vm.define("disarm") { [unowned self] _ in
            vm.failAllocation(0)
            allocationsSufficed = true
            return .values
        }
    }

    deinit { close(socket) }

    /// Runs the script; the allocations are counted from its call of `begin`.
    func run() throws -> Ending {
        let prologue = try vm.load(
            Array("local native = ... begin, finish = native.arm, native.disarm".utf8),
            name: "=patchbay/test",
            native: true
        )
        #expect(prologue.resume() == .finished)
        let main = try #require(BundledModules.source("main"))
        let ending = try loop.run(try vm.load(main, name: "=patchbay/main", native: true))
        vm.failAllocation(0)
        return ending
    }

    func isUsable() throws -> Bool {
        let source =
            "local native = ... assert(native.json_encode{ a = { 1 } } == '{\"a\":[1]}') assert(#('x'):rep(1000) == 1000)"
        return try vm.load(Array(source.utf8), name: "@check.lua", native: true).resume() == .finished
    }
}

/// A host that gives each effect a plausible answer.
private final class EffectAnswerer {
    private let socket: Int32

    init(socket: Int32) { self.socket = socket }

    func start() {
        var thread = pthread_t()
        let error = pthread_create(
            &thread,
            nil,
            { context in
                context.map { Unmanaged<EffectAnswerer>.fromOpaque($0).takeRetainedValue().serve() }
                return nil
            },
            Unmanaged.passRetained(self).toOpaque()
        )
        if error == 0 { pthread_detach(thread) }
    }

    private func serve() {
        defer { close(socket) }
        var decoder = FrameDecoder()
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(socket, &chunk, chunk.count, 0)
            guard count > 0 else { return }
            chunk.prefix(count).withUnsafeBytes { decoder.append($0) }
            var out = PayloadWriter()
            while let frame = try? decoder.next() {
                guard frame.kind == .effect, let request = try? Request(frame) else { continue }
                Self.answer(request).write(to: &out, id: frame.id)
            }
            _ = send(socket, out.bytes, out.bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    private static func answer(_ request: Request) -> Answer {
        let arguments = String(decoding: request.arguments, as: UTF8.self)
        switch request.name {
        case "file_open", "file_create", "rows_begin": return .head(#"{"id":1}"#)
        case "file_read": return .head(#"{"ended":true}"#, body: .bytes(Array("a,b\n1,2\n3,\"x\"\n".utf8)))
        case "file_list": return .head(#"[{"name":"x","folder":false}]"#)
        case "file_exists": return .head(#"{"exists":true}"#)
        case "module": return .head(#"{"path":"mine.lua"}"#, body: .bytes(Array("return { 1 }".utf8)))
        case "args": return .head(#"{"a":"x"}"#)
        case "download": return .head(#"{"path":"x","bytes":1,"downloaded":true}"#)
        case "call": return .head(#"{"status":200}"#, body: .json(Array(body(arguments).utf8)))
        default: return Answer(succeeded: true)
        }
    }

    private static func body(_ arguments: String) -> String {
        if arguments.contains("capture.query") {
            return
                #"{"data":[{"taskId":"t1","recording":[{"id":"c1","attributes":{"fileName":"a.wav","startTime":2,"participants":[]}}],"transcription":[{"id":"c2"}]}]}"#
        }
        if arguments.contains("task.list") {
            return
                #"{"data":[{"id":"t1","attributes":{"createdTime":2,"queue":{"name":"q"}}},{"id":"t2","attributes":{"createdTime":3}}]}"#
        }
        return #"{"data":[{"id":"u1"},{"id":"u2"}],"meta":{"totalPages":1},"id":"u1"}"#
    }
}
