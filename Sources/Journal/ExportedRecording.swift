/// A recording that was saved once: what the ledger remembers of it.
package struct ExportedRecording: Sendable, Equatable {
    /// Id of the org that it belongs to.
    package var organization: String
    /// The capture's id, unique within its org.
    package var captureID: String
    /// Absolute path it was saved under.
    ///
    /// The same capture may be saved under several.
    package var path: String
    /// Length of the file.
    package var bytes: Int64
    /// SHA-256 of the file, in lower-case hex.
    package var sha256: String
    /// Id of the task that was recorded.
    package var taskID: String
    /// `recording` or `transcript`, as scripts see it.
    package var kind: String
    /// When it was saved, in milliseconds since 1970.
    package var exported: Int64

    package init(
        organization: String,
        captureID: String,
        path: String,
        bytes: Int64,
        sha256: String,
        taskID: String,
        kind: String,
        exported: Int64
    ) {
        self.organization = organization
        self.captureID = captureID
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
        self.taskID = taskID
        self.kind = kind
        self.exported = exported
    }
}
