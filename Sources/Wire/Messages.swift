/// What a script asks or tells: the payload of an effect and of a notice.
package struct Request: Sendable, Equatable {
    /// Which effect it is, such as `call`, `download` or `print`.
    package var name: String
    /// The rows and steps of the script that it is asked within, such as `/rows:email/jane@example.com/step/person`; empty
    /// outside of all.
    package var scope: String
    /// Its arguments as JSON; empty when there are none.
    package var arguments: [UInt8]
    /// Bytes that are no JSON: what to print, what to write.
    package var data: [UInt8]

    package init(name: String, scope: String = "", arguments: [UInt8] = [], data: [UInt8] = []) {
        self.name = name
        self.scope = scope
        self.arguments = arguments
        self.data = data
    }

    package init(_ frame: Frame) throws(WireError) {
        var reader = PayloadReader(frame)
        name = try reader.text()
        scope = try reader.text()
        arguments = Array(try reader.counted())
        data = Array(reader.rest())
    }

    /// Writes the parts of the payload of an effect's or a notice's frame.
    package func write(to payload: inout PayloadWriter) {
        payload.appendCounted(name.utf8)
        payload.appendCounted(scope.utf8)
        payload.appendCounted(arguments)
        payload.appendRest(data)
    }
}

/// What became of an effect.
package struct Answer: Sendable, Equatable {
    /// What follows the head.
    package enum Body: Sendable, Equatable {
        case none
        /// JSON as the service sent it, untouched; the worker makes Lua values of it in one pass.
        case json([UInt8])
        /// Bytes that Lua gets as a string.
        case bytes([UInt8])
    }

    /// true: the head is what the effect gives.
    ///
    /// False: it is an error (`kind`, `message` …).
    package var succeeded: Bool
    /// JSON; empty reads as nil.
    package var head: [UInt8]
    package var body: Body

    package init(succeeded: Bool, head: [UInt8] = [], body: Body = .none) {
        self.succeeded = succeeded
        self.head = head
        self.body = body
    }

    package init(_ frame: Frame) throws(WireError) {
        var reader = PayloadReader(frame)
        succeeded = try reader.byte() == 1
        let kind = try reader.byte()
        head = Array(try reader.counted())
        switch kind {
        case 1: body = .json(Array(reader.rest()))
        case 2: body = .bytes(Array(reader.rest()))
        default: body = .none
        }
    }

    /// Appends the answer to effect `id` as a frame.
    package func write(to writer: inout PayloadWriter, id: UInt64) {
        writer.frame(.answer, id: id) { payload in
            payload.append(UInt8(succeeded ? 1 : 0))
            switch body {
            case .none:
                payload.append(UInt8(0))
                payload.appendCounted(head)
            case .json(let bytes):
                payload.append(UInt8(1))
                payload.appendCounted(head)
                payload.appendRest(bytes)
            case .bytes(let bytes):
                payload.append(UInt8(2))
                payload.appendCounted(head)
                payload.appendRest(bytes)
            }
        }
    }
}

/// The script and what it is to know of its run.
package struct Start: Sendable, Equatable {
    /// Facts of the run as JSON, for the bundled Lua modules.
    package var run: [UInt8]
    /// The script's name in messages: `export-recordings.lua`.
    package var name: String
    /// Its text.
    package var source: [UInt8]
    /// Bytes that Lua may use.
    package var memoryLimit: UInt64
    /// Seconds of CPU that the worker may use.
    package var cpuSeconds: UInt64
    /// What the time is, in milliseconds since 1970, for a worker that is paced: its time stands still but for turns.
    ///
    /// Nil: the worker has the machine's clock, and takes answers as they come.
    package var clock: Int64?

    package init(
        run: [UInt8],
        name: String,
        source: [UInt8],
        memoryLimit: UInt64,
        cpuSeconds: UInt64,
        clock: Int64? = nil
    ) {
        self.clock = clock
        self.run = run
        self.name = name
        self.source = source
        self.memoryLimit = memoryLimit
        self.cpuSeconds = cpuSeconds
    }

    package init(_ frame: Frame) throws(WireError) {
        var reader = PayloadReader(frame)
        memoryLimit = try reader.number()
        cpuSeconds = try reader.number()
        clock = try reader.byte() == 1 ? Int64(bitPattern: try reader.number()) : nil
        run = Array(try reader.counted())
        name = try reader.text()
        source = Array(reader.rest())
    }

    package func write(to writer: inout PayloadWriter) {
        writer.frame(.start) { payload in
            payload.append(memoryLimit)
            payload.append(cpuSeconds)
            payload.append(UInt8(clock == nil ? 0 : 1))
            if let clock { payload.append(clock) }
            payload.appendCounted(run)
            payload.appendCounted(name.utf8)
            payload.appendRest(source)
        }
    }
}

/// The end of a turn of a paced worker: the answers before it are taken together, at this time.
package struct Turn: Sendable, Equatable {
    /// The name of the notice by which a paced worker says that it waits for its next turn.
    package static let awaited = "turn"

    /// Milliseconds since 1970.
    package var time: Int64

    package init(time: Int64) { self.time = time }

    package init(_ frame: Frame) throws(WireError) {
        var reader = PayloadReader(frame)
        time = Int64(bitPattern: try reader.number())
    }

    package func write(to writer: inout PayloadWriter) { writer.frame(.turn) { $0.append(time) } }
}

/// The passing of a time that nobody waits for, in a worker whose run only plans.
package enum TimePassed {
    /// The name of the notice: its arguments say how far the run is `ahead` of the clock, in milliseconds, and its bytes where in
    /// the script one of those slept whom it wakes.
    package static let notice = "time_passed"
}

/// How a script ended.
package struct Ending: Sendable, Equatable {
    /// The way it ended.
    package enum Outcome: UInt8, Sendable {
        case done = 0
        /// It raised, or could not be loaded.
        case failed = 1
        /// It hit a limit; the message is the limit's name.
        case limit = 2
    }

    package var outcome: Outcome
    package var message: String
    /// The script's own frames, a line each; empty when there are none.
    package var traceback: String
    /// The error value as JSON when it was a table, else empty.
    package var value: [UInt8]

    package init(_ outcome: Outcome, message: String = "", traceback: String = "", value: [UInt8] = []) {
        self.outcome = outcome
        self.message = message
        self.traceback = traceback
        self.value = value
    }

    package init(_ frame: Frame) throws(WireError) {
        var reader = PayloadReader(frame)
        outcome = Outcome(rawValue: try reader.byte()) ?? .failed
        message = try reader.text()
        traceback = try reader.text()
        value = Array(reader.rest())
    }

    package func write(to writer: inout PayloadWriter) {
        writer.frame(.ending) { payload in
            payload.append(outcome.rawValue)
            payload.appendCounted(message.utf8)
            payload.appendCounted(traceback.utf8)
            payload.appendRest(value)
        }
    }
}
