import JSON
import Synchronization

/// The results of `run.rows` as JSON Lines (manifest.jsonl): an object for each row, with all that the script returned.
///
/// The members are those of `ResultsFile`, whose columns must become text: here numbers stay numbers and tables keep what
/// they hold, and a member that a row lacks is left out. Rows are written as they come in, and the file appears whole at
/// the end. Safe to call from any thread.
package final class ResultLines: Sendable {
    private let keyName: String
    private let hasKey: Bool
    private let path: String
    private let state: Mutex<StagedWriter>

    /// Names of this file's own that a script cannot give to a column.
    private static let reserved: Set = ["row", "status", "error", "tracking_id"]

    /// - Parameters:
    ///   - path: where it is to stand; must be granted for writing.
    ///   - grants: the paths of the run.
    ///   - keyName: the field that is the rows' key; nil when they have none.
    /// - Throws: `HostError` when the path is not granted, or the key's name is one of the file's own.
    package init(_ path: String, grants: Grants, keyName: String?) throws(HostError) {
        if let keyName, Self.reserved.contains(keyName) { throw ResultsFile.reservedName(keyName, path: path) }
        self.path = path
        self.keyName = keyName ?? "key"
        hasKey = keyName != nil
        state = Mutex(StagedWriter(try grants.stage(path)))
    }

    /// Adds a row's line.
    ///
    /// - Throws: `HostError` when the disk is full, or when the script returned a column under one of the file's own
    ///   names: the row is then added without it.
    package func add(_ result: RowResult) throws(HostError) {
        var row: JSONObject = ["row": .integer(Int64(result.row))]
        if let key = result.key { row[keyName] = .string(key) }
        row["status"] = .string(result.status)
        for member in result.columns where !Self.reserved.contains(member.key) {
            guard !hasKey || member.key != keyName else { continue }
            row[member.key] = Self.inOrder(member.value)
        }
        if let error = result.error { row["error"] = .string(error) }
        if let id = result.trackingID { row["tracking_id"] = .string(id) }
        let line = JSONValue.object(row).encoded()
        try change { writer throws(HostError) in
            try writer.append { bytes in
                bytes.append(contentsOf: line)
                bytes.append(UInt8(ascii: "\n"))
            }
        }
        for name in result.columns.keys where Self.reserved.contains(name) {
            throw ResultsFile.reservedName(name, path: path)
        }
    }

    /// Ends the file: durable under its name, or gone.
    ///
    /// - Parameter keeping: true also after a failed run, so that every row that was begun is accounted for.
    /// - Throws: `HostError`; the file is then gone.
    package func close(keeping: Bool) throws(HostError) {
        try change { writer throws(HostError) in
            guard keeping else {
                writer.file.drop()
                return
            }
            do throws(HostError) {
                try writer.flush()
                try writer.file.commit()
            } catch {
                writer.file.drop()
                throw error
            }
        }
    }

    /// A value with the members of its objects by name: tables of Lua have no order, and two runs are to write the same.
    private static func inOrder(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            let members = object.sorted { $0.key < $1.key }
            return .object(JSONObject(members.map { JSONObject.Member(key: $0.key, value: inOrder($0.value)) }))
        case .array(let items): return .array(items.map(inOrder))
        default: return value
        }
    }

    private func change(_ body: (inout StagedWriter) throws(HostError) -> Void) throws(HostError) {
        let failure = state.withLock { writer -> HostError? in
            do throws(HostError) {
                try body(&writer)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}
