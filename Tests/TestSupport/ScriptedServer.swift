import Glibc
import Synchronization

/// An HTTP server on a loopback port that answers what a test tells it, misbehaviour included.
///
/// Real sockets, one blocking thread a connection; it shares no code with the client it stands before.
package final class ScriptedServer: Sendable {
    /// One request as it came over the wire.
    package struct Request: Sendable {
        package var method: String
        /// Path and query, still percent-encoded.
        package var target: String
        /// Names in lower case.
        package var headers: [String: String]
        package var body: [UInt8]
        /// How many requests came before it.
        package var index: Int
        /// Which connection brought it, counted from 0.
        package var connection: Int

        package var path: String { String(target.prefix { $0 != "?" }) }
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// What to send, and how to part.
    package struct Reply: Sendable {
        /// What happens to the connection after the body.
        package enum Ending: Sendable { case keep, close, reset, silence }

        package var status: Int
        package var headers: [(String, String)]
        package var body: [UInt8]
        /// The length that is announced when it is not that of the body.
        package var announcedLength: Int?
        package var ending: Ending

        package init(
            _ status: Int = 200,
            _ body: String = "",
            headers: [(String, String)] = [],
            announcedLength: Int? = nil,
            ending: Ending = .keep
        ) {
            self.init(
                status,
                bytes: Array(body.utf8),
                headers: headers,
                announcedLength: announcedLength,
                ending: ending
            )
        }

        package init(
            _ status: Int,
            bytes: [UInt8],
            headers: [(String, String)] = [],
            announcedLength: Int? = nil,
            ending: Ending = .keep
        ) {
            self.status = status
            self.headers = headers
            self.body = bytes
            self.announcedLength = announcedLength
            self.ending = ending
        }

        /// The connection is closed without a byte of answer.
        package static let nothing = Reply(0, "", ending: .close)
        /// The connection is reset without a byte of answer.
        package static let reset = Reply(0, "", ending: .reset)
        /// No answer ever comes.
        package static let silence = Reply(0, "", ending: .silence)
    }

    private struct State {
        var requests: [Request] = []
        var sockets: Set<Int32> = []
        var connections = 0
        var isStopped = false
        var bytesSent = 0
    }

    /// `http://127.0.0.1:PORT`.
    package let url: String
    private let listener: Int32
    private let state = Mutex(State())
    private let handler: @Sendable (Request) -> Reply

    /// Listens on a free port and answers until `stop`.
    package init(_ handler: @escaping @Sendable (Request) -> Reply) throws(SetupFailure) {
        self.handler = handler
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = self.listener
        let stands = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard stands else { throw SetupFailure(errno: errno) }
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        DetachedThread.start { self.accept() }
    }

    /// No loopback socket could be had.
    package struct SetupFailure: Error { package var errno: Int32 }

    /// All requests so far, in the order they came.
    package var requests: [Request] { state.withLock { $0.requests } }

    /// Bytes of answers that the system has taken from it so far, also of such as are not yet whole.
    package var bytesSent: Int { state.withLock { $0.bytesSent } }

    /// How many connections were opened so far.
    package var connections: Int { state.withLock { $0.connections } }

    /// Closes the listener and every connection.
    package func stop() {
        let sockets = state.withLock { state in
            state.isStopped = true
            return state.sockets
        }
        for open in sockets { shutdown(open, Int32(SHUT_RDWR)) }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            guard connection >= 0 else { break }
            let number = state.withLock { state -> Int? in
                guard !state.isStopped else { return nil }
                state.sockets.insert(connection)
                state.connections += 1
                return state.connections - 1
            }
            guard let number else {
                close(connection)
                break
            }
            DetachedThread.start { self.serve(connection, number: number) }
        }
        close(listener)
    }

    private func serve(_ connection: Int32, number: Int) {
        var reader = RequestReader(connection)
        while let parsed = reader.next() {
            let request = state.withLock { state in
                let request = Request(
                    method: parsed.method,
                    target: parsed.target,
                    headers: parsed.headers,
                    body: parsed.body,
                    index: state.requests.count,
                    connection: number
                )
                state.requests.append(request)
                return request
            }
            guard send(handler(request), to: connection, withBody: parsed.method != "HEAD") else { break }
        }
        state.withLock { _ = $0.sockets.remove(connection) }
        close(connection)
    }

    /// False when the connection is over.
    private func send(_ reply: Reply, to connection: Int32, withBody: Bool) -> Bool {
        if reply.status > 0 {
            var head = "HTTP/1.1 \(reply.status) Scripted\r\n"
            for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
            if reply.status != 204, reply.status != 304 {
                head += "Content-Length: \(reply.announcedLength ?? reply.body.count)\r\n"
            }
            guard write(Array((head + "\r\n").utf8) + (withBody ? reply.body : []), to: connection) else {
                return false
            }
        }
        switch reply.ending {
        case .keep: return true
        case .close: return false
        case .reset:
            var abrupt = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
            return false
        case .silence:
            // Until the other side gives up, or `stop` ends it.
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
            return false
        }
    }

    private func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            done += count
            state.withLock { $0.bytesSent += count }
        }
        return true
    }
}
