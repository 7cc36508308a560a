import Glibc

/// Reads HTTP/1.1 requests with a Content-Length, one after the other, from a blocking socket.
struct RequestReader {
    struct Parsed {
        var method: String
        var target: String
        var headers: [String: String]
        var body: [UInt8]
    }

    private let socket: Int32
    private var kept: [UInt8] = []

    init(_ socket: Int32) { self.socket = socket }

    /// The next request; nil at the end of the connection, or when it is no HTTP.
    mutating func next() -> Parsed? {
        guard let head = head() else { return nil }
        let lines = head.split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while kept.count < length { guard fill() else { return nil } }
        let body = Array(kept.prefix(length))
        kept.removeFirst(length)
        return Parsed(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
    }

    private mutating func head() -> String? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            let starts = kept.indices.dropLast(3)
            if let start = starts.first(where: { kept[$0] == 13 && kept[$0..<$0 + 4].elementsEqual(end) }) {
                let text = String(decoding: kept[..<start], as: UTF8.self)
                kept.removeFirst(start + 4)
                return text
            }
            guard fill() else { return nil }
        }
    }

    private mutating func fill() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &piece, piece.count, 0)
        guard count > 0 else { return false }
        kept.append(contentsOf: piece[..<count])
        return true
    }
}
