import Catalog
import Host
import Journal

/// Finds the run that a person names: by its id, by a beginning that only one has, or as `last`.
struct RunChoice {
    private let store: any JournalStore

    /// Runs whose ids are looked through for what may have been meant.
    private static let looked = 200

    init(_ store: any JournalStore) {
        self.store = store
    }

    /// The run of that name.
    ///
    /// - Throws: `HostError` when there is none, or several; `JournalError`.
    func choose(_ name: String) async throws -> RunRecord {
        guard let latest = try await store.runs(Self.query(most: 1)).first else { throw Self.nothing(named: name) }
        if name == "last" { return latest }
        guard !name.isEmpty else {
            throw HostError(.invalid, "", "the id of a run is empty", hint: "patchbay runs lists them")
        }
        if let run = try await store.run(name) { return run }
        let found = try await store.runs(Self.query(prefix: name.lowercased(), most: 4))
        if found.count == 1 { return found[0] }
        guard found.isEmpty else {
            let ids = found.prefix(3).map(\.id).joined(separator: ", ") + (found.count > 3 ? " and others" : "")
            throw HostError(.invalid, name, "several runs begin with that: \(ids)", hint: "write more of the id")
        }
        let ids = try await store.runs(Self.query(most: Self.looked)).map(\.id)
        throw HostError(
            .notFound,
            name,
            "there is no such run",
            hint: NearNames.question(name, among: ids) ?? "patchbay runs lists them; the latest is \(latest.id)"
        )
    }

    /// What a name meets where nothing was run yet.
    static func nothing(named name: String) -> HostError {
        HostError(.notFound, name, "there are no runs yet", hint: "patchbay run starts one")
    }

    private static func query(prefix: String? = nil, most: Int) -> RunQuery {
        var query = RunQuery()
        query.idPrefix = prefix
        query.most = most
        return query
    }
}
