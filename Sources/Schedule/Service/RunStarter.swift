import Host

/// What a process is to do for a tick.
package struct RunOrder: Sendable {
    package enum Way: Sendable, Equatable {
        /// Begins the run of this id.
        case begin
        /// Goes on with it.
        case resume
    }

    package var schedule: ScheduleDefinition
    /// The run's id, which is known before the process is started.
    package var run: String
    package var way: Way

    package init(schedule: ScheduleDefinition, run: String, way: Way) {
        self.schedule = schedule
        self.run = run
        self.way = way
    }
}

/// Starts runs, each as a host process of its own.
package protocol RunStarter: Sendable {
    /// Starts what is ordered; returns as soon as the process is there.
    ///
    /// - Throws: `HostError` when there can be no such process.
    func start(_ order: RunOrder) async throws(HostError) -> any StartedRun

    /// A run that another process started and that runs now; nil when it does not.
    func adopted(_ run: String) async throws(HostError) -> (any StartedRun)?

    /// How a run stands.
    func standing(of run: String) async throws(HostError) -> RunStanding
}

/// A run in a process of its own.
package protocol StartedRun: Sendable {
    /// Waits for its end.
    ///
    /// A cancel of the task ends the wait with `cutOff`, and not the run.
    func end() async -> RunStanding

    /// Has it end in order, so that it can be gone on with.
    func interrupt()

    /// Ends it at once.
    func kill()
}

/// How the journal has a run.
package enum RunStanding: Sendable, Equatable {
    /// It is not there: its process never came so far.
    case unknown
    case running
    /// Its process is gone without a word.
    case cutOff
    /// It ended with this exit code of the contract, and what was told as its failure.
    case ended(Int32, failure: String?)
}
