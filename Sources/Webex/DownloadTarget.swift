/// Where a download goes: a temporary file of the host's, as a rule.
///
/// Called from the transfer's thread, one call after the other, never two at once. What it throws ends the download and
/// is the `cause` of its error. It makes nothing final: that is for who asked, once `download` has returned.
package protocol DownloadTarget: Sendable {
    /// Takes the next bytes; they are valid during the call alone.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Drops everything written so far: the download begins again.
    func restart() throws
}

/// Where a download goes that may take its time over each piece, such as a place on the network.
///
/// Called from one task, one call after the other. Makes nothing final either.
package protocol AsyncDownloadTarget: Sendable {
    /// Takes the next bytes; the download waits until it returns.
    func write(_ bytes: [UInt8]) async throws
    /// Drops everything written so far: the download begins again.
    func restart() async throws
}

/// A download that came whole.
package struct Downloaded: Sendable, Equatable {
    package var bytes: Int64
    /// SHA-256 of the content, in lower-case hexadecimal digits.
    package var sha256: String

    package init(bytes: Int64, sha256: String) {
        self.bytes = bytes
        self.sha256 = sha256
    }
}
