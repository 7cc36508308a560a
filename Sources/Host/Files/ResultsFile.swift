import JSON
import Synchronization

/// What became of one row of `run.rows`.
package struct RowResult: Sendable {
    /// The line in the source, or the row's number where the source has no lines.
    package var row: Int
    package var key: String?
    /// `done`, `failed`, or the word that the script returned.
    package var status: String
    /// What else the script returned, in its order.
    package var columns: JSONObject
    package var error: String?
    /// The service's tracking id of the request that failed.
    package var trackingID: String?

    package init(
        row: Int,
        key: String?,
        status: String,
        columns: JSONObject = [:],
        error: String? = nil,
        trackingID: String? = nil
    ) {
        self.row = row
        self.key = key
        self.status = status
        self.columns = columns
        self.error = error
        self.trackingID = trackingID
    }
}

/// The results file of `run.rows` (results.csv, manifest.csv): a line for each row, under columns that show only as rows
/// come in.
///
/// Columns: `row`, the key under its own name, `status`, those that the script returned, `error`, `tracking_id`. Rows are
/// spooled to the disk, so that a million need no more memory than one; the file itself is written at the end, and
/// appears whole. Safe to call from any thread.
package final class ResultsFile: Sendable {
    private let file: StagedFile
    private let hasKey: Bool
    private let isFixed: Bool
    private let state: Mutex<State>

    private struct State {
        var spool: RowSpool
        /// The key's name, empty when rows have none, and then the script's columns.
        var columns: [String]
        var numbers: [String: Int]
    }

    /// Names of this file's own that a script cannot give to a column.
    private static let reserved: Set = ["row", "status", "error", "tracking_id"]
    /// Columns of the script's that are kept: a table whose every row has columns of its own grows with its square.
    private static let mostColumns = 500
    private static let firstFields = ["row", "status", "error", "tracking_id"]

    /// - Parameters:
    ///   - path: where it is to stand; must be granted for writing.
    ///   - grants: the paths of the run.
    ///   - keyName: the field that is the rows' key; nil when they have none.
    ///   - columns: the script's columns and their order, when it fixed them: others are then left out.
    /// - Throws: `HostError` when the path is not granted, or a name is one of the file's own.
    package init(
        _ path: String,
        grants: Grants,
        keyName: String?,
        columns: [String]? = nil
    ) throws(HostError) {
        file = try grants.stage(path)
        let spool = RowSpool(try grants.stage(path))
        isFixed = columns != nil
        hasKey = keyName != nil
        let own = [keyName ?? ""] + (columns ?? []).filter { $0 != keyName }
        for name in own where Self.reserved.contains(name) { throw Self.reservedName(name, path: path) }
        state = Mutex(
            State(
                spool: spool,
                columns: own,
                numbers: Dictionary(zip(own, own.indices), uniquingKeysWith: { first, _ in first })
            )
        )
    }

    /// Adds a row's line.
    ///
    /// - Throws: `HostError` when the disk is full; or when the script returned a column under one of the file's own
    ///   names, or too many: the row is then added without it.
    package func add(_ result: RowResult) throws(HostError) {
        let own: [String?] = [String(result.row), result.status, result.error, result.trackingID]
        var cells: [(column: Int, text: String)] = []
        for (index, text) in own.enumerated() {
            if let text { cells.append((index, text)) }
        }
        let fixed = cells
        let failure = state.withLock { state -> HostError? in
            var cells = fixed
            if let key = result.key { cells.append((Self.firstFields.count, key)) }
            for member in result.columns where !Self.reserved.contains(member.key) {
                guard let number = number(of: member.key, in: &state), number > 0 else { continue }
                if let text = Self.text(member.value) { cells.append((Self.firstFields.count + number, text)) }
            }
            do throws(HostError) {
                try state.spool.append(cells)
            } catch {
                return error
            }
            let isFull =
                !isFixed && result.columns.keys.contains { state.numbers[$0] == nil && !Self.reserved.contains($0) }
            return isFull ? Self.tooManyColumns(file.path) : nil
        }
        if let failure { throw failure }
        for name in result.columns.keys where Self.reserved.contains(name) {
            throw Self.reservedName(name, path: file.path)
        }
    }

    /// Ends the file: durable under its name, or gone.
    ///
    /// - Parameter keeping: true also after a failed run, so that every row that was begun is accounted for.
    /// - Throws: `HostError`; the file is then gone.
    package func close(keeping: Bool) throws(HostError) {
        let failure = state.withLock { state -> HostError? in
            defer { state.spool.drop() }
            guard keeping else {
                file.drop()
                return nil
            }
            do throws(HostError) {
                try write(&state)
                try file.commit()
                return nil
            } catch {
                file.drop()
                return error
            }
        }
        if let failure { throw failure }
    }

    /// The number of a column: 0 is the key's; nil when columns are fixed and it is none of them.
    private func number(of name: String, in state: inout State) -> Int? {
        if let known = state.numbers[name] { return known }
        guard !isFixed, state.columns.count < Self.mostColumns else { return nil }
        state.numbers[name] = state.columns.count
        state.columns.append(name)
        return state.columns.count - 1
    }

    private func write(_ state: inout State) throws(HostError) {
        var writer = StagedWriter(file)
        let own = Self.firstFields.count
        let shown = hasKey ? state.columns.indices : state.columns.indices.dropFirst()
        // Spooled order: the file's own four, then the key and the script's. Shown order: as the contract has it.
        let before = hasKey ? [0, own, 1] : [0, 1]
        let order = before + shown.filter { $0 > 0 }.map { own + $0 } + [2, 3]
        let names = Self.firstFields + state.columns
        try writer.append { CSVLine.append(order.map { names[$0] }, to: &$0) }
        try state.spool.replay(columns: names.count) { cells throws(HostError) in
            try writer.append { bytes in CSVLine.append(order.map { cells[$0] }, to: &bytes) }
        }
        try writer.flush()
    }

    private static func text(_ value: JSONValue) -> String? {
        if value.isNull { return nil }
        return value.string ?? String(decoding: value.encoded(), as: UTF8.self)
    }

    private static func tooManyColumns(_ path: String) -> HostError {
        HostError(
            .invalid,
            path,
            "the rows return more than \(mostColumns) different columns; further ones were left out",
            hint: "return the same columns from every row, or name them: columns = { … }"
        )
    }

    static func reservedName(_ name: String, path: String) -> HostError {
        HostError(
            .invalid,
            path,
            "a column named '\(name)' is the results file's own",
            hint: "give the script's another name"
        )
    }
}
