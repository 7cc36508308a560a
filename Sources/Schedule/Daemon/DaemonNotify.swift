import Glibc

/// Tells the service manager that started the daemon how it stands, as `sd_notify` does; nothing where there is none.
package struct DaemonNotify: Sendable {
    /// Milliseconds within which the manager wants to hear from the daemon each time; nil where it does not.
    package let watchdog: Int64?
    private let socket: String?

    /// - Parameter environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` are looked up in it.
    package init(environment: [String: String]) {
        socket = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        let isMine = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let interval = environment["WATCHDOG_USEC"].flatMap(Int64.init).map { $0 / 1000 }
        watchdog = socket != nil && isMine ? interval.flatMap { $0 > 0 ? $0 : nil } : nil
    }

    /// Says that the daemon serves.
    package func ready(_ status: String) { send("READY=1\nSTATUS=\(status)\nMAINPID=\(getpid())") }

    /// Says that it reads its schedules anew, and with `ready` that it has.
    package func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send("RELOADING=1\nMONOTONIC_USEC=\(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)")
    }

    /// Says that it ends, and how long that may take.
    package func stopping(within milliseconds: Int64) {
        send("STOPPING=1\nEXTEND_TIMEOUT_USEC=\(milliseconds * 1000)")
    }

    /// Says that it lives.
    package func alive() { send("WATCHDOG=1") }

    private func send(_ text: String) {
        guard let socket else { return }
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socket.utf8)
        let isAbstract = path.first == UInt8(ascii: "@")
        if isAbstract { path[0] = 0 }
        let room = MemoryLayout.size(ofValue: address.sun_path)
        // A path ends with a NUL, an abstract name with its length.
        guard path.count < room else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + path.count + (isAbstract ? 0 : 1) }
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length ?? 0))
            }
        }
    }
}
