import GRDB

/// Which captures are meant; what is nil does not matter.
package struct LedgerFilter: Sendable, Equatable {
    package var organization: String
    /// The recordings that began at this instant or later, in milliseconds since 1970.
    package var from: Int64?
    /// Those that began before this one.
    package var to: Int64?
    package var state: CaptureRecord.State?
    /// A queue's name or id, in any case.
    package var queue: String?
    /// An agent's name or id, in any case.
    package var agent: String?
    /// A sink that has a copy.
    package var sink: String?

    package init(organization: String) { self.organization = organization }
}

/// How far a walk over the ledger has come.
package struct LedgerCursor: Sendable, Equatable {
    package var started: Int64
    package var number: Int64

    package init(started: Int64, number: Int64) {
        self.started = started
        self.number = number
    }
}

extension CaptureLedger {
    /// A page of captures, in the order of their beginnings.
    ///
    /// - Parameters:
    ///   - filter: which are meant.
    ///   - cursor: behind which one it begins; nil for the first page.
    ///   - count: how many at most.
    /// - Returns: the captures, and where the next page begins; nil where there is none.
    /// - Throws: `JournalError`.
    package func page(
        _ filter: LedgerFilter,
        after cursor: LedgerCursor?,
        count: Int
    ) throws -> (records: [CaptureRecord], next: LedgerCursor?) {
        try database().read { connection in
            let rows = try Row.fetchAll(
                connection,
                sql: Self.selection(filter),
                arguments: Self.arguments(filter, after: cursor, count: count)
            )
            let records = try rows.map { try LedgerRows.record($0, connection) }
            guard rows.count == count, let last = rows.last else { return (records, nil) }
            return (records, LedgerCursor(started: last["started"], number: last["number"]))
        }
    }

    private static func selection(_ filter: LedgerFilter) -> String {
        var conditions = ["organization = :organization", "(started, number) > (:started, :number)"]
        if filter.to != nil { conditions.append("started < :to") }
        if filter.state != nil { conditions.append("state = :state") }
        if filter.queue != nil { conditions.append(named("queue")) }
        if filter.agent != nil { conditions.append(named("agent")) }
        if filter.sink != nil {
            conditions.append("EXISTS (SELECT * FROM capture_copies WHERE capture = number AND sink = :sink)")
        }
        return """
            SELECT * FROM captures WHERE \(conditions.joined(separator: " AND ")) ORDER BY started, number LIMIT :count
            """
    }

    /// Whether a field of the flat task, or its id, has the value of that name.
    private static func named(_ field: String) -> String {
        """
        :\(field) COLLATE NOCASE IN
            (json_extract(facts, '$.task.\(field)'), json_extract(facts, '$.task.\(field)_id'))
        """
    }

    private static func arguments(_ filter: LedgerFilter, after cursor: LedgerCursor?, count: Int) -> StatementArguments
    {
        // Behind the last that began before the window, or the last one of the page before.
        let beginning = LedgerCursor(started: filter.from ?? Int64.min, number: Int64.min)
        let cursor = cursor ?? beginning
        var arguments: StatementArguments = [
            "organization": filter.organization, "started": cursor.started, "number": cursor.number, "count": count,
        ]
        let optional: [(String, (any DatabaseValueConvertible)?)] = [
            ("to", filter.to), ("state", filter.state?.rawValue), ("queue", filter.queue), ("agent", filter.agent),
            ("sink", filter.sink),
        ]
        for case (let name, let value?) in optional { arguments += [name: value] }
        return arguments
    }
}
