import Glibc
import TestSupport
import Testing

@testable import Schedule

@Suite("What the service manager is told")
struct DaemonNotifyTests {
    /// A socket as a service manager has one.
    private final class Manager {
        let descriptor: Int32

        init(_ name: String) throws {
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            var bytes = Array(name.utf8)
            if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(2 + bytes.count + (bytes[0] == 0 ? 0 : 1))
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            try #require(bound == 0)
        }

        deinit { close(descriptor) }

        /// The next message; empty when there is none.
        var next: String {
            var bytes = [UInt8](repeating: 0, count: 1000)
            let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
        }
    }

    @Test("a socket with a path and one without hear the same", arguments: [false, true])
    func told(isAbstract: Bool) throws {
        let folder = try TemporaryFolder()
        let name = isAbstract ? "@patchbay-test-\(getpid())" : folder.path("notify")
        let manager = try Manager(name)
        let notify = DaemonNotify(environment: ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "3000000"])
        #expect(notify.watchdog == 3000)
        notify.ready("serves 2 schedules")
        #expect(manager.next == "READY=1\nSTATUS=serves 2 schedules\nMAINPID=\(getpid())")
        notify.alive()
        #expect(manager.next == "WATCHDOG=1")
        notify.reloading()
        #expect(manager.next.hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        notify.stopping(within: 90_000)
        #expect(manager.next == "STOPPING=1\nEXTEND_TIMEOUT_USEC=90000000")
    }

    @Test("without a manager, or with another process's watchdog, nothing is sent and none is fed")
    func nobody() {
        DaemonNotify(environment: [:]).ready("x")
        #expect(DaemonNotify(environment: ["WATCHDOG_USEC": "1000000"]).watchdog == nil)
        let other = ["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"]
        #expect(DaemonNotify(environment: other).watchdog == nil)
        DaemonNotify(environment: ["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 200)]).ready("x")
    }
}
