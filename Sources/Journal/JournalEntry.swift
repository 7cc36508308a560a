/// One thing that happened in a run, in the order it happened; what was entered is never changed.
///
/// Bodies, answers and values are JSON texts without secrets. A scope names the rows and steps that it happened within,
/// such as `/rows:email/jane@example.com/step/person`.
package struct JournalEntry: Sendable, Equatable {
    /// Its place among the run's entries, from 1; given by who enters it, rising.
    package var number: Int64
    /// Milliseconds since 1970.
    package var time: Int64
    package var event: Event

    package enum Event: Sendable, Equatable {
        /// The run began, or was gone on with.
        case attempt(Attempt)
        /// A file that the run read, as it was then.
        case input(InputFile)
        /// A change that is about to be sent.
        case write(Write)
        /// What became of changes.
        case outcome(Outcome)
        /// A step that was done.
        case step(Step)
        /// A row that was done.
        case row(Row)
        /// What the script or the host told of.
        case line(Line)
        /// Reads of one operation since the last such entry.
        case reads(Reads)
        /// An attempt ended.
        case end(RunRecord.End)
    }

    package init(number: Int64, time: Int64, event: Event) {
        self.number = number
        self.time = time
        self.event = event
    }
}

extension JournalEntry {
    package struct Attempt: Sendable, Equatable {
        /// Which one, from 1.
        package var attempt: Int
        /// What it was given, where that differs from before; as in `RunRecord.options`.
        package var options: String

        package init(attempt: Int, options: String) {
            self.attempt = attempt
            self.options = options
        }
    }

    package struct InputFile: Sendable, Equatable {
        /// Absolute path.
        package var path: String
        package var bytes: Int64
        /// When it was last written, in milliseconds since 1970.
        package var modified: Int64
        /// SHA-256 in lower-case hex; nil where it was not, or not yet, read for that.
        package var sha256: String?

        package init(path: String, bytes: Int64, modified: Int64, sha256: String? = nil) {
            self.path = path
            self.bytes = bytes
            self.modified = modified
            self.sha256 = sha256
        }
    }

    /// A change of the org, or a request to another host that is no read.
    package struct Write: Sendable, Equatable {
        package var scope: String
        /// The operation's name, such as `user.patch`, or `http.post`.
        package var operation: String
        /// What it changes: the ids of the path, or an address without its query.
        package var target: String
        /// What is sent; nil where that is nothing.
        package var body: String?
        /// The object as it was before, whole; nil where that is not known.
        package var before: String?
        /// What it is known by: equal for changes with the same scope, operation and request.
        package var identity: WriteIdentity
        /// `idempotent`, `create` or `delete`: what sending it again would mean.
        package var safety: String
        /// Its place in a request that holds several, as that request names it; nil where it is alone.
        package var item: Int64?
        /// A hash of what the row held that it is made for; nil outside of rows, and where nobody knows.
        package var content: Int64?

        package init(
            scope: String,
            operation: String,
            target: String,
            body: String?,
            before: String?,
            identity: WriteIdentity,
            safety: String,
            item: Int64? = nil,
            content: Int64? = nil
        ) {
            self.scope = scope
            self.operation = operation
            self.target = target
            self.body = body
            self.before = before
            self.identity = identity
            self.safety = safety
            self.item = item
            self.content = content
        }
    }

    /// What became of the writes with the numbers `first` to `last`; of several for one write the latest counts.
    package struct Outcome: Sendable, Equatable {
        package enum State: String, Sendable, CaseIterable {
            /// The service did it.
            case done
            /// The service did not do it, for certain.
            case refused
            /// Nobody knows: its answer was lost.
            case doubtful
            /// It was in doubt and is sent again; the write that does so has its own outcome.
            case repeated
            /// It was in doubt, and what it was to create is there.
            case adopted
            /// A person said that it was done.
            case settledDone = "settled_done"
            /// A person said that it was not done.
            case settledNot = "settled_not"

            /// Whether the change is known to have happened.
            package var hasHappened: Bool { [.done, .adopted, .settledDone].contains(self) }
        }

        package var first: Int64
        package var last: Int64
        package var state: State
        /// The HTTP status, where an answer came.
        package var status: Int?
        package var trackingID: String?
        /// The head and body of the answer, so that it can be given again: a JSON object `{head=, body=}`; nil where there
        /// is none.
        package var answer: String?
        /// What went wrong.
        package var error: String?

        package init(
            first: Int64,
            last: Int64,
            state: State,
            status: Int? = nil,
            trackingID: String? = nil,
            answer: String? = nil,
            error: String? = nil
        ) {
            self.first = first
            self.last = last
            self.state = state
            self.status = status
            self.trackingID = trackingID
            self.answer = answer
            self.error = error
        }
    }

    package struct Step: Sendable, Equatable {
        /// The step's own scope, its name last.
        package var scope: String
        /// What it gave: a JSON list of values.
        package var value: String
        /// A hash of the row that it is in; nil outside of rows.
        package var content: Int64?
        /// Why its value must not be written back; nil for one that may be.
        package var incomplete: String?

        package init(scope: String, value: String, content: Int64?, incomplete: String?) {
            self.scope = scope
            self.value = value
            self.content = content
            self.incomplete = incomplete
        }
    }

    package struct Row: Sendable, Equatable {
        package var scope: String
        /// Its number in the source, from 1; 0 where it has none.
        package var row: Int64
        /// Its key as text; nil for a row without one, which no later attempt recognises.
        package var key: String?
        /// Its status word: `failed`, `done` or the script's own.
        package var status: String
        /// The columns that the script returned, as a JSON object; nil for none.
        package var columns: String?
        package var error: String?
        package var trackingID: String?
        /// A hash of what it held; nil where that does not matter.
        package var content: Int64?

        package init(
            scope: String,
            row: Int64,
            key: String?,
            status: String,
            columns: String? = nil,
            error: String? = nil,
            trackingID: String? = nil,
            content: Int64? = nil
        ) {
            self.scope = scope
            self.row = row
            self.key = key
            self.status = status
            self.columns = columns
            self.error = error
            self.trackingID = trackingID
            self.content = content
        }
    }

    package struct Line: Sendable, Equatable {
        /// `debug`, `info`, `warn` or `error`.
        package var level: String
        package var text: String

        package init(level: String, text: String) {
            self.level = level
            self.text = text
        }
    }

    package struct Reads: Sendable, Equatable {
        package var operation: String
        package var calls: Int64
        /// Bytes of their answers.
        package var bytes: Int64
        /// How many of them failed.
        package var failed: Int64

        package init(operation: String, calls: Int64, bytes: Int64, failed: Int64) {
            self.operation = operation
            self.calls = calls
            self.bytes = bytes
            self.failed = failed
        }
    }
}

/// What writes are known by: half of a SHA-256 of their scope, operation and request.
package struct WriteIdentity: Sendable, Hashable {
    package var high: Int64
    package var low: Int64

    package init(high: Int64, low: Int64) {
        self.high = high
        self.low = low
    }
}
