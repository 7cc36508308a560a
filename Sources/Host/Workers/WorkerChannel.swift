import CLinux
import Glibc
import Synchronization
import Wire

/// The host's end of the socket to a worker.
///
/// One thread reads (`run`); any thread sends. What the socket does not take at once is kept and goes out from the
/// reading thread, so that a worker that is busy with Lua blocks nobody.
final class WorkerChannel: Sendable {
    private struct Outgoing {
        var bytes: [UInt8] = []
        var sent = 0
        var isEmpty: Bool { sent == bytes.count }
    }

    private let socket: Int32
    private let wake: Int32
    private let outgoing = Mutex(Outgoing())

    /// Takes over `socket` and closes it with itself.
    init(socket: Int32) throws(HostError) {
        self.socket = socket
        wake = clinux_event()
        guard wake >= 0 else { throw HostError(.unavailable, "worker", "no descriptor is left to talk to it") }
    }

    deinit {
        close(socket)
        close(wake)
    }

    /// Sends whole frames; those that cannot go at once go later, in order.
    func send(_ frames: [UInt8]) {
        let kept = outgoing.withLock { outgoing in
            var sent = 0
            if outgoing.isEmpty {
                sent = frames.withUnsafeBytes {
                    max(0, Glibc.send(socket, $0.baseAddress, $0.count, Self.sendFlags))
                }
                if sent == frames.count { return false }
            }
            outgoing.bytes.append(contentsOf: frames[sent...])
            return true
        }
        if kept { wakeReader() }
    }

    /// Reads until the worker's end is closed, giving each batch of frames to `take`; a frame that is malformed throws.
    func run(_ take: ([Frame]) -> Void) throws(WireError) {
        var decoder = FrameDecoder()
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { chunk.deallocate() }
        while true {
            waitForEvents()
            sendKept()
            let count = recv(socket, chunk.baseAddress, chunk.count, Int32(MSG_DONTWAIT))
            if count == 0 { return }
            if count < 0 {
                if errno == EAGAIN || errno == EINTR { continue }
                return
            }
            decoder.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            var frames: [Frame] = []
            while let frame = try decoder.next() { frames.append(frame) }
            if !frames.isEmpty { take(frames) }
        }
    }

    private static let sendFlags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)

    private func wakeReader() {
        var one: UInt64 = 1
        _ = write(wake, &one, 8)
    }

    private func waitForEvents() {
        let pending = outgoing.withLock { !$0.isEmpty }
        var events = [
            pollfd(fd: socket, events: Int16(POLLIN) | (pending ? Int16(POLLOUT) : 0), revents: 0),
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&events, 2, -1)
        if events[1].revents != 0 {
            var count: UInt64 = 0
            _ = read(wake, &count, 8)
        }
    }

    private func sendKept() {
        outgoing.withLock { outgoing in
            guard !outgoing.isEmpty else { return }
            let count = outgoing.bytes.withUnsafeBytes {
                Glibc.send(
                    socket,
                    $0.baseAddress?.advanced(by: outgoing.sent),
                    $0.count - outgoing.sent,
                    Self.sendFlags
                )
            }
            if count > 0 { outgoing.sent += count }
            if outgoing.isEmpty { outgoing = Outgoing() }
        }
    }
}
