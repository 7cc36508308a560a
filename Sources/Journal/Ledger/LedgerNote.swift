/// One thing that the ledger is to remember.
package enum LedgerNote: Sendable {
    /// The captures of a task were listed.
    case asked(TaskAsking)
    /// A capture is left out.
    case skipped(CaptureFacts, LedgerStamp, reason: String?, rule: String?)
    /// A sink has a capture whole and durably; what had that place before is forgotten.
    case saved(CaptureFacts, CaptureCopy, LedgerStamp)
    /// Every sink that was wanted has it.
    case exported(CaptureFacts, LedgerStamp, place: String?, rule: String?)
    /// A sink that was wanted does not have it.
    case failed(CaptureFacts, LedgerStamp, problem: String)
    /// What a look at a copy has shown.
    case checked(sink: String, place: String, CaptureCopy.State, at: Int64)
}

/// When something was entered, by which run, and under which form of export.
package struct LedgerStamp: Sendable, Equatable {
    /// Milliseconds since 1970.
    package var time: Int64
    package var run: String?
    /// All that decides what is exported, and how, as text; nil for what was saved by itself.
    package var form: String?

    package init(time: Int64, run: String? = nil, form: String? = nil) {
        self.time = time
        self.run = run
        self.form = form
    }
}

/// A task whose captures were asked for, and what they are.
package struct TaskAsking: Sendable, Equatable {
    package var organization: String
    package var taskID: String
    package var stamp: LedgerStamp
    /// Whether no further captures of it are to be expected.
    package var isSettled: Bool
    package var captures: [CaptureFacts]

    package init(
        organization: String,
        taskID: String,
        stamp: LedgerStamp,
        isSettled: Bool,
        captures: [CaptureFacts]
    ) {
        self.organization = organization
        self.taskID = taskID
        self.stamp = stamp
        self.isSettled = isSettled
        self.captures = captures
    }
}

/// What the ledger knows of a task under a form of export.
package struct KnownTask: Sendable, Equatable {
    /// When its captures were asked for, in milliseconds since 1970.
    package var asked: Int64
    /// Whether no further captures were to be expected then.
    package var isSettled: Bool
    /// The captures that were listed, in the order of their beginnings.
    package var captures: [CaptureRecord]

    /// Whether nothing is left to do for it.
    package var isDone: Bool { isSettled && captures.allSatisfy { $0.decision?.isFinal == true } }
}
