import ArgumentParser

/// An address to listen on, as it is typed: `127.0.0.1:8484`, `[::1]:0`.
struct ListenAddress: ExpressibleByArgument, CustomStringConvertible, Equatable {
    let host: String
    let port: Int

    static let usual = ListenAddress(host: "127.0.0.1", port: 8484)

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: port)
    }

    var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    var defaultValueDescription: String { description }

    /// Whether only this machine can reach it.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
