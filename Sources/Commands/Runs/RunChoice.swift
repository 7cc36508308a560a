import Host
import Journal

/// The run that a person names: by its id, the beginning of it, or as the last one.
struct RunChoice {
    private let store: any JournalStore

    init(_ store: any JournalStore) { self.store = store }

    /// - Throws: `HostError` when there is none, or several; `JournalError`.
    func choose(_ name: String) async throws -> RunRecord {
        var query = RunQuery()
        query.most = 2
        if name != "last" { query.idPrefix = name }
        let runs = try await store.runs(query)
        guard let first = runs.first else {
            throw HostError(.notFound, name, "there is no such run", hint: "patchbay runs lists them")
        }
        guard name == "last" || runs.count == 1 || first.id == name else {
            throw HostError(.invalid, name, "is the beginning of several runs", hint: "write more of it")
        }
        return first
    }
}
