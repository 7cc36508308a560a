import Glibc
import Host

/// A redirect URI that this machine itself can answer: plain http on a loopback interface.
struct LoopbackAddress: Equatable {
    /// The numeric addresses to listen on; both for `localhost`, since browsers try either first.
    let hosts: [String]
    let port: Int
    /// Begins with a slash.
    let path: String

    /// Nil when the URI is none that this machine can answer, such as an https address with nothing behind it.
    init?(_ redirectURI: String) {
        guard redirectURI.lowercased().hasPrefix("http://") else { return nil }
        let rest = redirectURI.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" }
        self.path = path.isEmpty ? "/" : String(path)
        let host: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
        } else {
            host = authority.prefix { $0 != ":" }
        }
        switch host.lowercased() {
        case "localhost": hosts = ["127.0.0.1", "::1"]
        case "::1": hosts = ["::1"]
        case let number where number.hasPrefix("127."): hosts = [number]
        default: return nil
        }
        let port = authority.split(separator: "]").last.flatMap { $0.firstIndex(of: ":").map { $0 } }
        guard let colon = port else {
            self.port = 80
            return
        }
        guard let number = Int(authority[authority.index(after: colon)...]) else { return nil }
        self.port = number
    }
}
