/// What holds for every request of one `Transfer`.
///
/// TLS certificates are always verified: there is deliberately no setting for it.
package struct TransferSettings: Sendable {
    /// A PEM file of certificate authorities to trust instead of the system's.
    package var caFile: String?
    /// A proxy's address as curl takes it; nil leaves it to the environment (`https_proxy`, `no_proxy` and kin).
    package var proxy: String?
    /// Milliseconds within which name, connection and TLS must stand.
    package var connectTimeout: Int
    /// Milliseconds without a single byte after which a request counts as stalled; whole seconds are what curl can do.
    package var stallTimeout: Int
    /// Connections that may be open to one host at once; further requests wait, or share one by HTTP/2.
    package var connectionsPerHost: Int
    /// Threads among which bodies that go to a sink are spread, with them the connections to a host.
    package var sinkThreads: Int
    /// What `User-Agent` says.
    package var userAgent: String
    /// Bytes of one connection's read buffer.
    package var bufferSize: Int

    package init(
        caFile: String? = nil,
        proxy: String? = nil,
        connectTimeout: Int = 10_000,
        stallTimeout: Int = 60_000,
        connectionsPerHost: Int = 16,
        sinkThreads: Int = 2,
        userAgent: String = "patchbay",
        bufferSize: Int = 256 * 1024
    ) {
        self.caFile = caFile
        self.proxy = proxy
        self.connectTimeout = connectTimeout
        self.stallTimeout = stallTimeout
        self.connectionsPerHost = connectionsPerHost
        self.sinkThreads = sinkThreads
        self.userAgent = userAgent
        self.bufferSize = bufferSize
    }
}
