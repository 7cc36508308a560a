import Glibc

/// In which order a service answers tasks; the documents say ascending.
package enum TaskOrder: String, Sendable, CaseIterable {
    /// By creation; a full answer holds the earliest.
    case ascending
    /// The latest first; a full answer holds the latest.
    case descending
    /// In none; a full answer holds the latest.
    case unordered
}

/// What a simulator is like: its size, its seed, and the habits that the documents leave open.
package struct SimulatorOptions: Sendable {
    /// The port on 127.0.0.1; 0 takes a free one.
    package var port = 0
    /// What determines the org, its tasks and its audio: the same seed and sizes give the same ones.
    package var seed: UInt64 = 1
    /// How many contact-centre users the org has.
    package var users = 50
    /// How many tasks the window of seven days holds.
    package var tasks = 200
    /// How many seconds of audio a stitched recording of a main call has.
    package var recordingSeconds = 3
    /// Whether recordings have many lengths, of which that is the mean, and two channels with silence in them.
    package var variesRecordings = false
    /// How many seconds after the start a fifth of the tasks has no recordings yet.
    package var lateSeconds = 0
    /// The order of tasks in an answer, and with it which of them one that is full holds.
    package var taskOrder = TaskOrder.ascending
    /// How many tasks an answer holds at most, whatever was asked for, without a word; 0 for any number up to 1000.
    package var taskCap = 0
    /// How many tasks a window may have: one with more is refused with 413; 0 for any number.
    package var taskLimit = 0
    /// How many API requests one client id may send in any 60 seconds; 0 for no limit.
    package var rateLimit = 300
    /// Whether a task created in the very millisecond `from` belongs to the answer; the documents leave it open.
    package var fromIsInclusive = false
    /// How many tasks in the middle of the window share one millisecond, beyond the few that always do.
    package var burst = 0
    /// How many seconds an access token lives.
    package var accessTokenSeconds = 1_209_599
    /// How many seconds a refresh token lives after it was last used.
    package var refreshTokenSeconds = 7_775_999
    /// Whether each refresh gives a new refresh token and makes the old one worthless at once; the documents leave it
    /// open.
    package var rotatesRefreshTokens = false
    /// How many seconds a code from the consent page may be exchanged.
    package var codeSeconds = 600
    /// The redirect addresses that the integration is registered with; none: any is taken.
    package var redirectURIs: [String] = []
    /// The size to which the pages of org lists are cut without a word.
    package var pageSizeCap = 100
    /// How many items a bulk request may have.
    ///
    /// One with more is refused as a whole; the documents name no limit.
    package var bulkCap = 100
    /// Whether a PUT with an old `version` is refused with 409; the documents leave it open.
    package var refusesStaleVersions = false
    /// How many seconds it takes until the contact centre hears of people and their licences.
    package var syncSeconds = 2
    /// What goes wrong, of which the first that it is the turn of befalls a request.
    package var faults: [Fault] = []
    /// The time in milliseconds since 1970, by which everything here lapses.
    package var now: @Sendable () -> Int64 = { wallClockMilliseconds() }

    package init() {}
}

/// The wall clock in milliseconds since 1970.
private func wallClockMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
