import JSON
import Journal
import Synchronization
import Wire

/// `run.rows`: the rows as they come in, their results, as a table and as lines of JSON, and their failed file.
///
/// The files are kept however the run ends, so that every row is accounted for.
final class RowEffects: Sendable {
    private let grants: Grants
    private let progress: Progress
    private let names: ClaimedNames
    private let currentFolder: String
    /// Where rows are entered; nil where nothing is run.
    private let journal: RunJournal?
    /// Told of rows where the run only plans; nil in every other run.
    private let planner: Planner?
    private let open = Mutex(Open())

    private struct Open {
        var last: Int64 = 0
        var reports: [Int64: Report] = [:]
        /// The first error of a file that could not be written, told when the rows end.
        var failure: (any Error)?
    }

    private final class Report: Sendable {
        let results: ResultsFile?
        let lines: ResultLines?
        let failed: FailedRows?
        /// Where the results stand in the end, for who reads of the run.
        let paths: [String]
        let rows = Mutex(0)
        /// The keys that the worker does not remember itself.
        let seen = SeenKeys()

        init(results: ResultsFile?, lines: ResultLines?, failed: FailedRows?, paths: [String]) {
            self.results = results
            self.lines = lines
            self.failed = failed
            self.paths = paths
        }
    }

    init(
        grants: Grants,
        progress: Progress,
        names: ClaimedNames,
        currentFolder: String,
        journal: RunJournal?,
        planner: Planner? = nil
    ) {
        self.journal = journal
        self.planner = planner
        self.grants = grants
        self.progress = progress
        self.names = names
        self.currentFolder = currentFolder
    }

    func begin(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        let resultsPath = arguments["results"]?.string, linesPath = arguments["lines"]?.string
        let failedPath = arguments["failed"]?.string
        let columns = arguments["columns"]?.array?.compactMap(\.string)
        try claim([resultsPath, linesPath, failedPath].compactMap(\.self))
        let report = Report(
            results: try resultsPath.map { path in
                try ResultsFile(path, grants: grants, keyName: arguments["key"]?.string, columns: columns)
            },
            lines: try linesPath.map { path in
                try ResultLines(path, grants: grants, keyName: arguments["key"]?.string)
            },
            failed: try failedPath.map { try FailedRows($0, grants: grants) },
            paths: [resultsPath, linesPath].compactMap(\.self)
        )
        progress.begin(label: arguments["label"]?.string)
        let number = open.withLock { open in
            open.last += 1
            open.reports[open.last] = report
            return open.last
        }
        return Answer(["id": .integer(number)])
    }

    /// The files must be nobody else's in this run, nor each other's: they are renamed over what stands there.
    private func claim(_ paths: [String]) throws(HostError) {
        var places: Set<String> = []
        for path in paths {
            let place = try PathText.absolute(path, in: currentFolder)
            guard places.insert(place).inserted, names.claim([place], by: "rows") else {
                throw HostError(.invalid, path, "another file of this run has this name", hint: "choose another name")
            }
        }
    }

    /// Takes a row that is done.
    func row(_ arguments: JSONValue, _ data: [UInt8]) {
        let status = arguments["status"]?.string ?? "done"
        // A table of Lua has no order; by name, every run writes the same header.
        let columns = JSONObject((arguments["columns"]?.object ?? [:]).sorted { $0.key < $1.key })
        let row = RowResult(
            row: Int(arguments["row"]?.integer ?? 0),
            key: arguments["key"].flatMap(Self.text),
            status: status,
            columns: columns,
            error: arguments["error"]?.string,
            trackingID: arguments["tracking_id"]?.string
        )
        let isTold = arguments["let_go"]?.bool != true
        let isRemembered = arguments["remembered"]?.bool == true
        // What was let go has not been done, and what is remembered was entered before.
        if isTold, !isRemembered {
            enter(row, content: arguments["content"]?.integer)
            tell(of: row)
        }
        progress.row(
            row,
            fraction: arguments["fraction"]?.number,
            isTold: isTold,
            isRemembered: isRemembered
        )
        let number = arguments["rows"]?.integer ?? 0
        guard let report = open.withLock({ $0.reports[number] }) else { return }
        report.rows.withLock { $0 += 1 }
        // A file that cannot take the row keeps it out of no other.
        note { try report.results?.add(row) }
        note { try report.lines?.add(row) }
        guard status == "failed" else { return }
        note {
            if let header = arguments["header"]?.string { try report.failed?.setHeader(Array(header.utf8)) }
            if !data.isEmpty { try report.failed?.add(data) }
        }
    }

    /// Keeps the first error of a file for the end of the rows.
    private func note(_ write: () throws -> Void) {
        do { try write() } catch { open.withLock { $0.failure = $0.failure ?? error } }
    }

    /// Tells plugins of a row that failed.
    func tell(of row: RowResult) {
        if row.status == "failed" { journal?.hooks?.post(.rowFailed, HookEvents.failed(row)) }
    }

    /// Enters a row that is done.
    ///
    /// `content` is a hash of what it held; nil for one that no later attempt recognises.
    func enter(_ row: RowResult, content: Int64?) {
        planner?.note(row)
        journal?.writer.enter(
            .row(
                JournalEntry.Row(
                    scope: Door.scope,
                    row: Int64(row.row),
                    key: row.key,
                    status: row.status,
                    columns: row.columns.isEmpty
                        ? nil : String(decoding: JSONValue.object(row.columns).encoded(), as: UTF8.self),
                    error: row.error,
                    trackingID: row.trackingID,
                    content: content
                )
            )
        )
    }

    /// The row that had a key before, for keys beyond those that the worker remembers.
    ///
    /// Answered in order: of two rows with one key it is the later that fails.
    func seen(_ arguments: JSONValue, _ data: [UInt8]) throws -> Answer {
        guard let hash = arguments["hash"]?.integer, let row = arguments["row"]?.integer, row > 0,
            let report = open.withLock({ $0.reports[arguments["rows"]?.integer ?? 0] })
        else { throw HostError(.invalid, "run.rows", "has no such rows") }
        return Answer(["row": try report.seen.note(hash, row: row).map(JSONValue.integer) ?? .null])
    }

    func end(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        let report = open.withLock { $0.reports.removeValue(forKey: arguments["rows"]?.integer ?? 0) }
        if let report { try close(report, isWhole: arguments["whole"]?.bool == true) }
        if let failure = open.withLock({ $0.failure }) { throw failure }
        return .done
    }

    /// Keeps the files of rows that a run has left open by ending early.
    func closeAll() throws {
        let left = open.withLock { open in
            defer { open.reports = [:] }
            return Array(open.reports.values)
        }
        var failure: (any Error)?
        for report in left {
            do { try close(report, isWhole: false) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    /// Rows that ended early before the first leave the files of an earlier run alone.
    private func close(_ report: Report, isWhole: Bool) throws {
        let isKept = isWhole || report.rows.withLock { $0 } > 0
        var failure: (any Error)?
        // One that the disk has no room for must not take the others with it.
        do { try report.results?.close(keeping: isKept) } catch { failure = error }
        do { try report.lines?.close(keeping: isKept) } catch { failure = failure ?? error }
        do { try report.failed?.close(keeping: isKept) } catch { failure = failure ?? error }
        if let failure { throw failure }
        // Of a plan they do not stand anywhere.
        if isKept, planner == nil { report.paths.forEach(progress.wrote) }
    }

    private static func text(_ value: JSONValue) -> String? {
        value.string ?? (value.isNull ? nil : String(decoding: value.encoded(), as: UTF8.self))
    }
}
