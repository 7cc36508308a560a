/// What is known of a schedule besides its file: how far its times are accounted for, and whether it is paused.
///
/// Times are milliseconds since 1970.
package struct ScheduleState: Sendable, Equatable {
    package var name: String
    /// When it is due, as one line of text.
    ///
    /// Another one begins anew: what it was due before by the old one is not owed.
    package var timing: String
    /// Every time up to and with this one has its tick.
    package var cursor: Int64
    /// Nil while it is not paused.
    package var pause: Pause?
    /// Whether its latest tick that ended had failed for good, so that the next good one is a recovery.
    package var isFailing = false

    /// Who paused a schedule, and why.
    package struct Pause: Sendable, Equatable {
        package var since: Int64
        /// The user's name at the machine's.
        package var user: String
        package var reason: String?

        package init(since: Int64, user: String, reason: String? = nil) {
            self.since = since
            self.user = user
            self.reason = reason
        }
    }

    package init(name: String, timing: String, cursor: Int64) {
        self.name = name
        self.timing = timing
        self.cursor = cursor
    }
}

/// Something that people are to be told of a schedule, kept until it was told.
package struct ScheduleNotice: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A tick failed for good.
        case failed
        /// A tick is done, and the one before had failed.
        case recovered
        /// The schedule cannot be run as it is.
        case broken
    }

    /// The number it is kept by; 0 until it is entered.
    package var number: Int64 = 0
    package var schedule: String
    package var kind: Kind
    /// The name of the channel that it is sent through.
    package var channel: String
    /// The tick's number; nil where it is about the schedule itself.
    package var tick: Int64?
    /// What it is about where there is no tick: one line for people.
    package var text: String?
    package var made: Int64
    /// How often it was tried to send it.
    package var attempts = 0
    /// When it is tried next.
    package var next: Int64
    /// Why the latest try failed.
    package var failure: String?

    package init(schedule: String, kind: Kind, channel: String, tick: Int64? = nil, text: String? = nil, made: Int64) {
        self.schedule = schedule
        self.kind = kind
        self.channel = channel
        self.tick = tick
        self.text = text
        self.made = made
        next = made
    }
}
