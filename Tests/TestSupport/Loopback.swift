import Glibc

/// What went wrong between a test and a server of its own.
package struct LoopbackFailure: Error {
    package var text: String

    package init(text: String) { self.text = text }
}

/// Asks a server on this machine, without any code of the product.
package enum Loopback {
    /// What a server answered.
    package struct Answer {
        package var status: Int
        package var body: [UInt8]

        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// The body of an answer 200.
    package static func body(of method: String, _ target: String, sending text: String = "", port: UInt16) throws
        -> [UInt8]
    {
        let answer = try answer(to: method, target, sending: text, port: port)
        guard answer.status == 200 else { throw LoopbackFailure(text: "\(target): \(answer.status) \(answer.text)") }
        return answer.body
    }

    /// Whatever a server answers; a host is `127.0.0.1` or `::1`.
    package static func answer(
        to method: String,
        _ target: String,
        sending text: String = "",
        host: String = "127.0.0.1",
        port: UInt16
    ) throws -> Answer {
        let connection = try question(method, target, sending: text, host: host, port: port)
        defer { close(connection) }
        // What an answer needs longer for has gone wrong.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        return try read(from: connection, target)
    }

    /// Sends a question whose answer nobody may wait for: closing the descriptor breaks the connection.
    package static func question(
        _ method: String,
        _ target: String,
        sending text: String = "",
        host: String = "127.0.0.1",
        port: UInt16
    ) throws -> Int32 {
        let connection = try connection(host, port)
        var atOnce = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
        let head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Length: \(text.utf8.count)\r\n"
        _ = Array((head + "Connection: close\r\n\r\n" + text).utf8).withUnsafeBytes {
            send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        return connection
    }

    /// A port of 127.0.0.1 that nobody listens on.
    package static func freePort() throws -> UInt16 {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(probe, $0, size) == 0 && getsockname(probe, $0, &size) == 0
            }
        }
        guard isBound else { throw LoopbackFailure(text: "no free port") }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func connection(_ host: String, _ port: UInt16) throws -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let place = found?.pointee else {
            throw LoopbackFailure(text: "\(host) is no address")
        }
        defer { freeaddrinfo(found) }
        let connection = socket(place.ai_family, place.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard connection >= 0 else { throw LoopbackFailure(text: "no socket") }
        guard connect(connection, place.ai_addr, place.ai_addrlen) == 0 else {
            close(connection)
            throw LoopbackFailure(text: "nobody listens on port \(port) of \(host)")
        }
        return connection
    }

    private static func read(from connection: Int32, _ target: String) throws -> Answer {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        var whole: Int?
        // Not every server closes a connection that it was asked to close.
        while bytes.count < whole ?? .max {
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { break }
            bytes += piece[..<count]
            if whole == nil { whole = announcedLength(bytes) }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("HTTP/1.1 "), let status = Int(text.dropFirst(9).prefix(3)),
            let end = text.firstRange(of: "\r\n\r\n")
        else { throw LoopbackFailure(text: "\(target): no answer: \(text.prefix(40))") }
        return Answer(status: status, body: Array(text[end.upperBound...].utf8))
    }

    /// How long an answer is with its head, once the head is there and if it says so.
    private static func announcedLength(_ bytes: [UInt8]) -> Int? {
        guard let head = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n\r\n").first else { return nil }
        let lines = head.split(separator: "\r\n").map { $0.lowercased() }
        guard head.utf8.count + 4 <= bytes.count, let line = lines.first(where: { $0.hasPrefix("content-length:") }),
            let length = Int(line.dropFirst("content-length:".count).drop { $0 == " " })
        else { return nil }
        return head.utf8.count + 4 + length
    }
}
