import Host

/// How a scheduler works.
package struct SchedulerSettings: Sendable {
    /// How many runs may be under way at once, over all schedules.
    package var atMost: Int
    /// Milliseconds that runs have to end by themselves when the daemon stops.
    package var grace: Int64
    /// Whose runs they are.
    package var owner: ProcessIdentity
    /// Why no run may begin now; nil while they may.
    package var gate: @Sendable () -> HostError?
    /// Whether the process that a tick is owned by runs still.
    package var isAlive: @Sendable (String) -> Bool
    /// Who is told what happens; nil for nobody.
    package var listener: (any SchedulerListener)?

    package init(
        atMost: Int = 4,
        grace: Int64 = 300_000,
        owner: ProcessIdentity = .own,
        gate: @escaping @Sendable () -> HostError? = { nil },
        isAlive: @escaping @Sendable (String) -> Bool = { ProcessIdentity.isAlive($0) },
        listener: (any SchedulerListener)? = nil
    ) {
        self.atMost = atMost
        self.grace = grace
        self.owner = owner
        self.gate = gate
        self.isAlive = isAlive
        self.listener = listener
    }
}
