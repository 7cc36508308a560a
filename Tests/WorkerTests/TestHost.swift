import CLinux
import Glibc
import TestSupport
import Testing
import Wire

/// The host's end of a real worker, for tests: starts the binary, answers its effects, and keeps what it said.
///
/// Used on the thread that made it: the worker dies with that thread.
final class TestHost {
    /// What a test does about an effect: `nil` leaves it without an answer.
    typealias Handler = (_ id: UInt64, _ request: Request) -> Answer?

    let process: pid_t
    private(set) var socket: Int32
    private var decoder = FrameDecoder()
    private var status: Int32?

    /// Notices and effects in the order they came, as "name arguments data".
    private(set) var log: [String] = []
    private(set) var printed = ""
    private(set) var cancelled: [UInt64] = []
    private(set) var ending: Ending?
    /// Ids of effects that have no answer yet.
    private(set) var open: Set<UInt64> = []
    private(set) var mostOpen = 0

    /// The worker that was built beside the tests.
    static var executable: String { ProductBinaries.folder + "/patchbay-worker" }

    init() throws {
        var pair: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0)
        defer { close(pair[1]) }
        socket = pair[0]
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("patchbay-worker"), strdup("\(getpid())"), nil]
        defer { arguments.forEach { free($0) } }
        var started: pid_t = 0
        try #require(clinux_spawn_with_socket(Self.executable, &arguments, pair[1], &started) == 0)
        process = started
    }

    deinit {
        if socket >= 0 { close(socket) }
        if status == nil {
            kill(process, SIGKILL)
            _ = try? wait()
        }
    }

    /// Sends the script; with a clock, its worker is paced.
    func start(
        _ source: String,
        name: String = "script.lua",
        memory: Int = 64 << 20,
        cpuSeconds: UInt64 = 20,
        clock: Int64? = nil
    ) {
        let facts =
            #"{"id":"r","profile":"test","started":1795219200000,"folder":"/s","seed":7,"zone":{"name":"UTC","transitions":[]}}"#
        var writer = PayloadWriter()
        Start(
            run: Array(facts.utf8),
            name: name,
            source: Array(source.utf8),
            memoryLimit: UInt64(memory),
            cpuSeconds: cpuSeconds,
            clock: clock
        ).write(to: &writer)
        send(writer.bytes)
    }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    func answer(_ id: UInt64, _ answer: Answer) {
        open.remove(id)
        var writer = PayloadWriter()
        answer.write(to: &writer, id: id)
        send(writer.bytes)
    }

    func hangUp() {
        close(socket)
        socket = -1
    }

    /// Takes what comes until the worker has hung up.
    func serve(_ handler: Handler = { _, _ in Answer(succeeded: true) }) throws {
        try serve(until: { false }, handler)
    }

    /// Takes what comes until `enough` says so, or the worker has hung up.
    func serve(until enough: () -> Bool, _ handler: Handler = { _, _ in Answer(succeeded: true) }) throws {
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while !enough() {
            var event = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            // A worker that says nothing for this long hangs: no test leaves one alone on purpose.
            try #require(poll(&event, 1, 120_000) > 0, "the worker says nothing")
            let count = recv(socket, &chunk, chunk.count, 0)
            if count <= 0 { return }
            chunk.prefix(count).withUnsafeBytes { decoder.append($0) }
            while let frame = try decoder.next() { try take(frame, handler) }
        }
    }

    private func take(_ frame: Frame, _ handler: Handler) throws {
        switch frame.kind {
        case .effect:
            let request = try Request(frame)
            log.append(Self.line(request))
            open.insert(frame.id)
            mostOpen = max(mostOpen, open.count)
            if let answer = handler(frame.id, request) { self.answer(frame.id, answer) }
        case .notice:
            let request = try Request(frame)
            if request.name == "print" {
                printed += String(decoding: request.data, as: UTF8.self)
            } else {
                log.append(Self.line(request))
            }
        case .cancel:
            cancelled.append(frame.id)
            open.remove(frame.id)
        case .ending: ending = try Ending(frame)
        case .start, .answer, .turn: Issue.record("a worker sent a frame of kind \(frame.kind)")
        }
    }

    private static func line(_ request: Request) -> String {
        [
            request.name, String(decoding: request.arguments, as: UTF8.self),
            String(decoding: request.data, as: UTF8.self),
        ]
        .filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Returns when the worker has used that much CPU, counted in the kernel's ticks of 10 ms.
    func waitForCPU(milliseconds: Int) throws {
        for _ in 0..<10_000 {
            let file = try #require(fopen("/proc/\(process)/stat", "r"))
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 1024)
            let count = fread(&bytes, 1, bytes.count, file)
            // The name stands in brackets and may hold blanks; user and system time are the 12th and 13th behind it.
            let fields = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: ")").last?.split(
                separator: " "
            )
            let ticks = (fields ?? []).dropFirst(11).prefix(2).compactMap { Int($0) }.reduce(0, +)
            if ticks * 10 >= milliseconds { return }
            usleep(2000)
        }
        Issue.record("the worker uses no CPU")
    }

    /// The worker's wait status: the exit code, or the negated signal that ended it.
    func wait() throws -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while waitpid(process, &raw, 0) < 0 { try #require(errno == EINTR) }
        let signal = raw & 0x7f
        let result = signal == 0 ? (raw >> 8) & 0xff : -signal
        status = result
        return result
    }

    /// Runs a script to its end on a host that answers every effect with nothing.
    static func run(
        _ source: String,
        memory: Int = 64 << 20,
        cpuSeconds: UInt64 = 20,
        _ handler: Handler = { _, _ in Answer(succeeded: true) }
    ) throws -> TestHost {
        let host = try TestHost()
        host.start(source, memory: memory, cpuSeconds: cpuSeconds)
        try host.serve(handler)
        return host
    }
}

extension Answer {
    /// An answer with a head of JSON.
    static func head(_ json: String, body: Body = .none) -> Answer {
        Answer(succeeded: true, head: Array(json.utf8), body: body)
    }

    /// An answer that failed.
    static func failure(_ json: String) -> Answer { Answer(succeeded: false, head: Array(json.utf8)) }
}
