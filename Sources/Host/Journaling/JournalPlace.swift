import Journal

/// Where runs are entered, and where it is known which of them are running.
package struct JournalPlace: Sendable {
    package var store: any JournalStore
    package var locks: RunLocks
    /// The plans that runs carry out.
    package var plans: PlanCopies
    /// Who is saving which recording just now.
    package var places: PlaceLocks

    /// The journal of a state folder, opened when the first run is entered.
    package init(folder: String, opening journal: JournalOnDemand) {
        store = SQLiteJournal(journal)
        locks = RunLocks(folder: folder + "/runs")
        plans = PlanCopies(folder: folder + "/plans")
        places = PlaceLocks(path: folder + "/exports.lock")
    }
}
