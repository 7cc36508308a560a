import ArgumentParser
import Host
import JSON
import Journal

/// `patchbay runs export`: the audit, a record for each write.
struct RunsExportVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write an audit: a record for each change that runs made or tried to make.",
        discussion: """
            Who changed what and when, with the body that was sent, the object as it was before where that is known, and \
            what came of it: done, refused, in_doubt, under_way; or, of one that had been in doubt, repeated, adopted, \
            settled_done, settled_not. The earliest run comes first. Stored secrets stand in it as their names.

              patchbay runs export --since "last month" --format csv --out audit.csv
            """
    )

    /// How a record is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case jsonl, csv
    }

    @OptionGroup var filter: RunFilter

    @Option(help: "A JSON object a line, or comma-separated values under a heading.")
    var format = Format.jsonl

    @Option(help: ArgumentHelp("The file to write, in place of one that is there.", valueName: "file"))
    var out: String?

    @Option(help: ArgumentHelp("Only so many runs, the latest.", valueName: "n"))
    var limit: Int?

    func validate() throws {
        if let limit, limit <= 0 { throw ValidationError("--limit is \(limit), but must be 1 or more") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let query = try filter.query(from: surroundings.currentFolder())
            let place = try surroundings.runs()
            let output = try AuditOutput(out, surroundings)
            if format == .csv { try output.append { CSVLine.append(AuditRecord.names, to: &$0) } }
            var count = 0
            if let place {
                for id in try await chosen(query, in: place) { count += try await export(id, from: place, to: output) }
            }
            try output.close()
            guard let path = output.path else { return }
            surroundings.console.say("wrote \(count) \(count == 1 ? "write" : "writes") to \(path)")
        }
    }

    /// The ids of the runs, the earliest first.
    private func chosen(_ query: RunQuery, in place: JournalPlace) async throws -> [String] {
        var pages = RunPages(place, query, states: Set(filter.outcome))
        var ids: [String] = []
        while ids.count < limit ?? .max, let (run, _) = try await pages.next() { ids.append(run.id) }
        return ids.reversed()
    }

    /// Writes the records of a run; gives how many there are.
    private func export(_ id: String, from place: JournalPlace, to output: AuditOutput) async throws -> Int {
        // It may have been pruned since.
        guard let found = try await place.store.run(id) else { return 0 }
        let (run, state) = try await place.standing(of: found)
        var history = try await WriteHistory(place.store, run: id)
        var created = CreatedObject()
        var count = 0
        while let item = try await history.next() {
            let made = created.id(item)
            let record = AuditRecord(run: run, isRunning: state == .running, item: item, made: made)
            try output.append { bytes in
                switch format {
                case .csv: CSVLine.append(record.cells, to: &bytes)
                case .jsonl: bytes += record.json.encoded() + [UInt8(ascii: "\n")]
                }
            }
            count += 1
        }
        return count
    }
}
