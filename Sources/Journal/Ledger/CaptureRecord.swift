/// Which recording or transcript it is.
package struct CaptureKey: Sendable, Hashable {
    /// Id of the org that it belongs to.
    package var organization: String
    /// The capture's id, as scripts see it.
    package var captureID: String
    /// `recording` or `transcript`, as scripts see it.
    package var kind: String

    package init(organization: String, captureID: String, kind: String) {
        self.organization = organization
        self.captureID = captureID
        self.kind = kind
    }
}

/// What is known of a capture by itself, whatever becomes of it.
package struct CaptureFacts: Sendable, Equatable {
    package var key: CaptureKey
    /// Id of the task that was recorded.
    package var taskID: String
    /// The flat capture with its flat task as JSON, without what the service sent; nil where that is not known.
    package var flat: String?
    /// When the recording began, in milliseconds since 1970; 0 where that is not known, of which the ledger makes the time
    /// at which it was first entered.
    package var started: Int64

    package init(key: CaptureKey, taskID: String, flat: String? = nil, started: Int64 = 0) {
        self.key = key
        self.taskID = taskID
        self.flat = flat
        self.started = started
    }
}

/// A copy of a capture in one sink, whole and durable when it was entered.
package struct CaptureCopy: Sendable, Equatable {
    /// What a look at it has shown last.
    package enum State: String, Sendable {
        case done
        case missing
        case changed
    }

    /// The sink that a folder is.
    package static let folder = "folder"

    package var sink: String
    /// What it is called there, which only one copy of a sink is: the absolute path in a folder.
    package var place: String
    /// Where the sink said it lies.
    package var location: String
    package var bytes: Int64
    /// SHA-256 in lower-case hexadecimal digits.
    package var sha256: String
    /// When it was entered, in milliseconds since 1970.
    package var saved: Int64
    package var state: State
    /// When it was last compared with the sink; nil when it never was.
    package var checked: Int64?
    /// Whether its metadata were written beside it, as a file of their own.
    package var hasMetadata: Bool

    package init(
        sink: String,
        place: String,
        location: String,
        bytes: Int64,
        sha256: String,
        saved: Int64,
        state: State = .done,
        checked: Int64? = nil,
        hasMetadata: Bool = false
    ) {
        self.sink = sink
        self.place = place
        self.location = location
        self.bytes = bytes
        self.sha256 = sha256
        self.saved = saved
        self.state = state
        self.checked = checked
        self.hasMetadata = hasMetadata
    }
}

/// What the ledger knows of a capture.
package struct CaptureRecord: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        /// It was listed, and nothing has become of it yet.
        case seen
        /// Every sink that was wanted has it.
        case exported
        /// A rule or an option leaves it out.
        case skipped
        /// A sink that was wanted does not have it.
        case failed
    }

    package var facts: CaptureFacts
    package var state: State
    /// Why it was skipped.
    package var reason: String?
    /// The rules file, or what else decided.
    package var rule: String?
    /// Why it failed last.
    package var problem: String?
    /// How often it failed.
    package var tries: Int
    /// The run that last had to do with it.
    package var run: String?
    /// When it was last entered, in milliseconds since 1970.
    package var updated: Int64
    package var copies: [CaptureCopy]
    /// Under the form that was asked for: whether it is final, and its place in the folder.
    package var decision: CaptureDecision?
}

/// What became of a capture under one form of export.
package struct CaptureDecision: Sendable, Equatable {
    /// Whether it needs nothing more: exported to all sinks that were wanted, or skipped.
    package var isFinal: Bool
    /// Its absolute path in the folder; nil where none was wanted.
    package var place: String?

    package init(isFinal: Bool, place: String? = nil) {
        self.isFinal = isFinal
        self.place = place
    }
}
