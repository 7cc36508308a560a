import Catalog
import Host
import JSON
import Journal

/// Everything that is told of one run.
struct RunDetails {
    /// A row that failed.
    struct FailedRow {
        var number: Int64
        var row: JournalEntry.Row
    }

    /// A change of which nobody knows whether it happened.
    struct Doubt {
        var number: Int64
        var time: Int64
        var write: JournalEntry.Write
        var advice: DoubtAdvice
    }

    let overview: RunOverview
    let digest: RunDigest
    /// The first of the rows that failed.
    let failed: [FailedRow]
    let doubts: [Doubt]

    /// How many failed rows are told; the log has all.
    static let mostFailed = 20

    /// Reads what the journal has of a run.
    ///
    /// - Throws: `JournalError`.
    init(_ run: RunRecord, in place: JournalPlace) async throws(JournalError) {
        let store = place.store
        let (run, state) = try await place.standing(of: run)
        overview = try await RunOverview(run, state, in: store)
        digest = try await RunDigest(run, in: store)
        var failed: [FailedRow] = []
        for number in digest.failed.prefix(Self.mostFailed) {
            guard case .row(let row) = try await store.entry(number, .row, of: run.id)?.event else { continue }
            failed.append(FailedRow(number: number, row: row))
        }
        self.failed = failed
        doubts = overview.doubtful ?? 0 == 0 ? [] : try await Self.doubts(of: run.id, in: store)
    }

    private static func doubts(of run: String, in store: any JournalStore) async throws(JournalError) -> [Doubt] {
        var doubts: [Doubt] = []
        for number in try await store.recollection(of: run).doubtful {
            guard let entry = try await store.entry(number, .write, of: run), case .write(let write) = entry.event
            else {
                continue
            }
            let advice = DoubtAdvice(write, in: .bundled)
            doubts.append(Doubt(number: number, time: entry.time, write: write, advice: advice))
        }
        return doubts
    }
}
