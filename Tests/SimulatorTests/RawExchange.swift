import Foundation
import Glibc
import Simulator
import Testing

/// One request over a socket of its own, and all that came back, as no HTTP client would show it.
struct RawExchange: Sendable {
    /// How the connection ended.
    enum End: Sendable, Equatable {
        case closed, reset, nothingMore
    }

    let bytes: [UInt8]
    let end: End

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The bytes behind the head.
    var body: [UInt8] {
        let mark = Array("\r\n\r\n".utf8)
        guard let head = bytes.firstRange(of: mark) else { return [] }
        return Array(bytes[head.upperBound...])
    }

    /// What the head promises of the body's length.
    var contentLength: Int? {
        text.lowercased().firstRange(of: "content-length: ").flatMap { range in
            Int(text[range.upperBound...].prefix { $0.isNumber })
        }
    }

    /// Sends a request with the first access token and reads until the connection ends or is silent for so long.
    static func send(
        _ method: String,
        _ target: String,
        body: String = "",
        to ready: ReadyLine,
        silence: Int = 30_000,
        withToken: Bool = true
    ) async throws -> RawExchange {
        let port = try #require(ready.apiURL.split(separator: ":").last.flatMap { UInt16($0) })
        let authorization = withToken ? "Authorization: Bearer \(ready.accessToken)\r\n" : ""
        let request =
            "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\(authorization)"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        // A thread of its own: those of the simulator must not wait for it.
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: exchange(Array(request.utf8), port: port, silence: silence))
            }
        }
    }

    private static func exchange(_ request: [UInt8], port: UInt16, silence: Int) -> RawExchange {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var timeout = timeval(tv_sec: silence / 1000, tv_usec: silence % 1000 * 1000)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafeBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { pointer in
                pointer.baseAddress.map { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            }
        }
        guard connected == 0, Glibc.send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return RawExchange(bytes: [], end: .reset)
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &chunk, chunk.count, 0)
            guard count > 0 else {
                let end: End = count == 0 ? .closed : errno == ECONNRESET ? .reset : .nothingMore
                return RawExchange(bytes: bytes, end: end)
            }
            bytes += chunk.prefix(count)
        }
    }
}
