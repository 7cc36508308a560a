import Journal

/// Forgets runs that are old, but for those that something may still be made of.
package struct RunPruning: Sendable {
    /// What is to be forgotten, and why other old runs are not.
    package struct Plan: Sendable, Equatable {
        /// The ids of the runs that are to be forgotten.
        package var runs: [String] = []
        /// Old runs that are running.
        package var running = 0
        /// Old runs that could be gone on with: they were cut off.
        package var cutOff = 0
        /// Old runs with changes that are in doubt.
        package var inDoubt = 0

        package init() {}
    }

    private let place: JournalPlace
    /// Runs that are removed in one transaction: others who write wait no longer than that takes.
    private static let batch = 20

    package init(_ place: JournalPlace) { self.place = place }

    /// Whether a run is to be forgotten, and else why not; enters that in a plan.
    ///
    /// - Parameters:
    ///   - run: a run.
    ///   - state: how it stands.
    ///   - isAll: whether also what was cut off, or is in doubt, is to be forgotten.
    ///   - plan: what is entered in.
    /// - Throws: `JournalError`.
    package func weigh(
        _ run: RunRecord,
        _ state: RunState,
        all isAll: Bool,
        into plan: inout Plan
    ) async throws(JournalError) {
        if state == .running {
            plan.running += 1
        } else if isAll || run.isSimulated || run.plans {
            // Of a simulator that has ended nothing can be gone on with, nor looked at; nor of what was only planned.
            plan.runs.append(run.id)
        } else if state == .cutOff {
            plan.cutOff += 1
        } else if try await place.store.counts(of: run.id).doubtful > 0 {
            plan.inDoubt += 1
        } else {
            plan.runs.append(run.id)
        }
    }

    /// What is to be forgotten of all that is old.
    ///
    /// - Parameters:
    ///   - limit: the time before which they ended, in milliseconds since 1970.
    ///   - isAll: whether also what was cut off, or is in doubt, is to be forgotten.
    ///   - kept: runs that stay, however old.
    /// - Returns: which, and how many stay.
    /// - Throws: `JournalError`.
    package func plan(
        before limit: Int64,
        all isAll: Bool,
        keeping kept: Set<String> = []
    ) async throws(JournalError) -> Plan {
        var query = RunQuery()
        query.before = limit
        var pages = RunPages(place, query, states: [])
        var plan = Plan()
        while let (run, state) = try await pages.next() {
            // One that began long ago may have been gone on with yesterday.
            guard run.end.map({ $0.time < limit }) ?? true, !kept.contains(run.id) else { continue }
            try await weigh(run, state, all: isAll, into: &plan)
        }
        return plan
    }

    /// Forgets runs; those that somebody has gone on with by now stay.
    ///
    /// - Returns: how many were forgotten.
    /// - Throws: `HostError`; `JournalError`.
    package func remove(_ runs: [String]) async throws -> Int {
        var count = 0
        var rest = runs[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.batch)
            rest = rest.dropFirst(batch.count)
            var locks: [RunLock] = []
            defer { for lock in locks { lock.release() } }
            var free: [String] = []
            for run in batch {
                guard let lock = try place.locks.take(run) else { continue }
                locks.append(lock)
                free.append(run)
            }
            count += try await place.store.remove(free)
            for run in free { place.plans.remove(run) }
        }
        return count
    }
}
