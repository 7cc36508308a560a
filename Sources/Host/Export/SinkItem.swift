import JSON

/// A recording as sinks are told of it.
package struct SinkItem: Sendable, Equatable {
    /// The name it is to have: relative, and safe on every file system.
    package var path: String
    package var contentType: String
    package var captureID: String
    package var taskID: String
    /// The flat capture with its flat task under `task`, without what the service sent.
    package var facts: JSONObject
    /// What stands in the JSON beside it; empty where none is wanted.
    package var metadata: JSONObject

    package init(
        path: String,
        contentType: String,
        captureID: String,
        taskID: String,
        facts: JSONObject = [:],
        metadata: JSONObject = [:]
    ) {
        self.path = path
        self.contentType = contentType
        self.captureID = captureID
        self.taskID = taskID
        self.facts = facts
        self.metadata = metadata
    }
}

/// What was written in all: by it a sink knows that nothing is missing.
package struct SavedBytes: Sendable, Equatable {
    package var bytes: Int64
    /// SHA-256 in lower-case hexadecimal digits.
    package var sha256: String

    package init(bytes: Int64, sha256: String) {
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// A whole recording on the disk, for a sink that takes files.
package struct SinkFile: Sendable, Equatable {
    /// Absolute.
    package var path: String
    package var saved: SavedBytes

    package init(path: String, saved: SavedBytes) {
        self.path = path
        self.saved = saved
    }
}

/// What was found in a sink where a copy should lie.
package struct FoundCopy: Sendable, Equatable {
    package var bytes: Int64
    /// SHA-256 in lower-case hexadecimal digits; nil where the place keeps none.
    package var sha256: String?

    package init(bytes: Int64, sha256: String?) {
        self.bytes = bytes
        self.sha256 = sha256
    }
}
