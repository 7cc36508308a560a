import Glibc

/// A port of 127.0.0.1 that refuses every connection as long as this is held, since nobody else can get it.
package final class DeafPort: Sendable {
    /// There was no free port.
    package struct Failure: Error {}

    /// `http://127.0.0.1:PORT`.
    package let url: String
    private let place: Int32

    /// Takes a free port.
    package init() throws(Failure) {
        let place = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isTaken = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(place, $0, size) == 0 && getsockname(place, $0, &size) == 0
            }
        }
        guard isTaken else {
            close(place)
            throw Failure()
        }
        self.place = place
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    }

    deinit { close(place) }
}
