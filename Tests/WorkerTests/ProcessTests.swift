import Glibc
import Testing
import Wire

@Suite("a worker's process")
struct ProcessTests {
    /// A worker that has run into an effect and waits.
    private func waitingWorker() throws -> TestHost {
        let host = try TestHost()
        host.start("require('async').sleep(1)")
        try host.serve(until: { !host.open.isEmpty }, { _, _ in nil })
        return host
    }

    private func contents(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"), "\(path)")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private func entries(_ path: String) throws -> [String] {
        let folder = try #require(opendir(path), "\(path)")
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    @Test("it is sealed, without an environment, and holds four descriptors")
    func sealed() throws {
        let host = try waitingWorker()
        let proc = "/proc/\(host.process)"
        let status = try contents("\(proc)/status").split(separator: "\n").map {
            $0.split(whereSeparator: \.isWhitespace)
        }
        let fields = Dictionary(status.map { ($0.first ?? "", $0.dropFirst().joined(separator: " ")) }) { first, _ in
            first
        }
        #expect(fields["NoNewPrivs:"] == "1")
        #expect(fields["Seccomp:"] == "2")
        #expect(fields["Threads:"] == "1")
        #expect(try contents("\(proc)/environ") == "")
        #expect(try entries("\(proc)/fd") == ["0", "1", "2", "3"])
        #expect(try contents("\(proc)/cmdline") == "patchbay-worker\0\(getpid())\0")
        var target = [CChar](repeating: 0, count: 256)
        for descriptor in 0...1 {
            let count = readlink("\(proc)/fd/\(descriptor)", &target, 255)
            #expect(String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) == "/dev/null")
        }
    }

    @Test("its limits are set")
    func limits() throws {
        let host = try waitingWorker()
        let lines = try contents("/proc/\(host.process)/limits").split(separator: "\n")
        func limit(_ name: String) -> [Substring] {
            (lines.first { $0.hasPrefix(name) } ?? "").dropFirst(26).split(whereSeparator: \.isWhitespace)
        }
        #expect(limit("Max cpu time").prefix(2) == ["20", "22"])
        #expect(limit("Max address space").first == "\((64 << 20) + (2 << 30))")
        #expect(limit("Max core file size").prefix(2) == ["0", "0"])
        #expect(limit("Max file size").prefix(2) == ["0", "0"])
        #expect(limit("Max open files").prefix(2) == ["16", "16"])
    }

    @Test("it ends when its host hangs up, though it waits")
    func hangUp() throws {
        let host = try waitingWorker()
        host.hangUp()
        #expect(try host.wait() == 0)
    }

    @Test("it ends when its host hangs up while it talks")
    func hangUpWhileTalking() throws {
        let host = try TestHost()
        host.start("while true do print(('x'):rep(1000)) end")
        try host.serve(until: { host.printed.count > 100_000 })
        host.hangUp()
        // By the signal for a broken pipe, or by itself when the write says so.
        #expect([0, -SIGPIPE].contains(try host.wait()))
    }

    @Test("it ends with the process that started it, though others hold its socket")
    func parentDies() throws {
        var pair: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        // The kernel ends it with the thread that started it, so a thread is all that has to go.
        final class Box: @unchecked Sendable { var process: pid_t = 0 }
        let box = Box()
        var thread = pthread_t()
        let socket = pair[1]
        let path = TestHost.executable
        let body = ThreadBody { box.process = ThreadBody.spawn(path, socket) }
        try #require(
            pthread_create(
                &thread,
                nil,
                { context in
                    context.map { Unmanaged<ThreadBody>.fromOpaque($0).takeRetainedValue().run() }
                    return nil
                },
                Unmanaged.passRetained(body).toOpaque()
            ) == 0
        )
        pthread_join(thread, nil)
        var status: Int32 = 0
        while waitpid(box.process, &status, 0) < 0 { try #require(errno == EINTR) }
        #expect(status & 0x7f == SIGKILL)
        close(pair[0])
        close(pair[1])
    }

    @Test("started by hand it says who starts it")
    func byHand() throws {
        var process: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("patchbay-worker"), nil]
        defer { arguments.forEach { free($0) } }
        try #require(posix_spawn(&process, TestHost.executable, nil, nil, &arguments, nil) == 0)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
        #expect((status >> 8) & 0xff == 70)
    }

    @Test("bytes that are no frame end it")
    func malformed() throws {
        let host = try TestHost()
        host.send([UInt8](repeating: 255, count: 64))
        try host.serve()
        #expect(try host.wait() == 70)
    }
}
