import CLuaBridge
import Glibc
import LuaKit
import Wire

/// A worker process: gives up all authority, then runs one script over the socket its host gave it.
package enum Worker {
    /// The descriptor of the socket; the host opens it for its child, and no other but standard error's.
    package static let socket: Int32 = 3
    /// What a worker may map beyond its Lua memory: the program itself, and frames under way.
    private static let roomBesideLua: UInt64 = 2 << 30

    /// Runs the script that the host sends, and does not return.
    package static func main() -> Never {
        guard CommandLine.arguments.count == 2, let host = Int32(CommandLine.arguments[1]) else {
            fail("patchbay-worker is started by patchbay run, never by hand")
        }
        check(pb_sandbox_die_with(host), "die with its host")
        let connection = Connection(descriptor: socket)
        do {
            let start = try firstFrame(connection)
            check(
                pb_sandbox_limits(start.cpuSeconds, start.memoryLimit + roomBesideLua),
                "set its limits"
            )
            check(pb_sandbox_seal(), "give up its system calls")
            let ending = try run(start, connection)
            ending.write(to: &connection.outgoing)
            connection.flush()
            exit(0)
        } catch {
            fail("\(error)")
        }
    }

    private static func firstFrame(_ connection: Connection) throws -> Start {
        while true {
            if let frame = try connection.receive().first { return try Start(frame) }
        }
    }

    private static func run(_ start: Start, _ connection: Connection) throws -> Ending {
        let vm = try LuaVM(memoryLimit: Int(start.memoryLimit))
        vm.onLimit { limit, traceback in
            let name =
                switch limit {
                case .cpu: "cpu-time"
                case .memory: "max-memory"
                case .timeout: "timeout"
                }
            Ending(.limit, message: name, traceback: traceback).write(to: &connection.outgoing)
            connection.flush()
            exit(0)
        }
        try vm.endOnSignals()
        let loop = WorkerLoop(vm: vm, connection: connection, clock: start.clock)
        NativeFunctions.define(in: vm, loop: loop)
        vm.define("start") { call in
            call.reply(.string(Array(start.name.utf8)))
            call.reply(.string(start.source))
            call.reply(.json(start.run))
            return .values
        }
        guard let source = BundledModules.source("main") else { fail("its main module is missing") }
        return try loop.run(try vm.load(source, name: "=patchbay/main", native: true))
    }

    private static func check(_ error: Int32, _ what: String) {
        if error != 0 { fail("cannot \(what): \(String(cString: strerror(error)))") }
    }

    private static func fail(_ message: String) -> Never {
        let line = Array("patchbay-worker: \(message)\n".utf8)
        _ = write(2, line, line.count)
        exit(70)
    }
}
