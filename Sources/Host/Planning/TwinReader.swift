import Catalog
import JSON
import Synchronization
import Webex

/// Asks the org whether names are taken: those that are asked for meanwhile share the next request, where the list takes a
/// filter that names several.
///
/// Safe to call from any task.
final class TwinReader: Sendable {
    /// The list that is asked.
    private struct Place: Hashable {
        var resource: String
        var parent: [String]
    }

    private typealias Waiter = CheckedContinuation<Set<String>, any Error>

    private struct State {
        var waiting: [Place: [(search: TwinSearch, waiter: Waiter)]] = [:]
        var busy: Set<Place> = []
    }

    private let read: @Sendable (Call) async throws -> Webex.Answer
    private let state = Mutex(State())

    /// - Parameter read: sends a read.
    init(read: @escaping @Sendable (Call) async throws -> Webex.Answer) { self.read = read }

    /// The ids of the objects with a name; none where the list cannot say.
    ///
    /// - Throws: what keeps it from being asked.
    func ids(_ search: TwinSearch, _ list: Operation) async throws -> Set<String> {
        guard Self.takesSeveral(list) else { return try await single(search, list) }
        let place = Place(resource: search.resource, parent: search.parent)
        return try await withCheckedThrowingContinuation { waiter in
            let begins = state.withLock { state in
                state.waiting[place, default: []].append((search, waiter))
                return state.busy.insert(place).inserted
            }
            if begins { Task { await serve(place, list) } }
        }
    }

    private static func takesSeveral(_ list: Operation) -> Bool {
        list.paging == .page && list.query.contains { $0.name == "filter" }
    }

    private func serve(_ place: Place, _ list: Operation) async {
        // Those that are asked for in the same turn of the script come together.
        await Task.yield()
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.waiting[place, default: []].prefix(TargetReader.most))
                state.waiting[place]?.removeFirst(batch.count)
                if batch.isEmpty { state.busy.remove(place) }
                return batch
            }
            guard !batch.isEmpty else { return }
            do {
                let found = try await several(batch.map(\.search), list)
                for (place, entry) in batch.enumerated() { entry.waiter.resume(returning: found[place]) }
            } catch {
                for entry in batch { entry.waiter.resume(throwing: error) }
            }
        }
    }

    private func several(_ searches: [TwinSearch], _ list: Operation) async throws -> [Set<String>] {
        let values = Set(searches.map(\.value)).sorted()
        guard let first = searches.first, values.count > 1 else {
            guard let first = searches.first else { return [] }
            let found = try await single(first, list)
            return searches.map { _ in found }
        }
        let names = values.map { String(decoding: JSONValue.string($0).encoded(), as: UTF8.self) }
        var call = Call(operation: list, ids: first.parent, isChecked: false)
        call.query = [
            ("filter", .string("\(first.key)=in=(\(names.joined(separator: ",")))")), ("page", 0),
            ("pageSize", .integer(Int64(TargetReader.most))),
        ]
        guard let (entries, total) = try await asked(call, list) else { return searches.map { _ in [] } }
        // Of a page that may leave some out nothing is concluded.
        if total == Int64(entries.count) { return searches.map { Self.ids($0, entries) } }
        var found: [Set<String>] = []
        for search in searches { found.append(try await single(search, list)) }
        return found
    }

    private func single(_ search: TwinSearch, _ list: Operation) async throws -> Set<String> {
        var call = Call(operation: list, ids: search.parent, isChecked: false)
        let text = String(decoding: JSONValue.string(search.value).encoded(), as: UTF8.self)
        if list.query.contains(where: { $0.name == "filter" }) {
            let isSCIM = list.paging == .scim
            call.query = [("filter", .string(isSCIM ? "\(search.key) eq \(text)" : "\(search.key)==\(text)"))]
        } else {
            call.query = [(search.key, .string(search.value))]
        }
        return Self.ids(search, try await asked(call, list)?.entries ?? [])
    }

    /// The entries of a page and how many there are on all; nil for a list that takes no such filter, and can say nothing.
    private func asked(_ call: Call, _ list: Operation) async throws -> (entries: [JSONObject], total: Int64?)? {
        let answer: Webex.Answer
        do { answer = try await read(call) } catch let error as WebexError where error.kind == .invalid { return nil }
        let value = try JSONValue(parsing: answer.body)
        let path = list.listPath ?? ""
        let entries = path.isEmpty ? value.array : value[path]?.array
        return ((entries ?? []).compactMap(\.object), value["meta"]?["totalRecords"]?.lenientInteger)
    }

    private static func ids(_ search: TwinSearch, _ entries: [JSONObject]) -> Set<String> {
        Set(entries.filter(search.fits).compactMap { $0["id"]?.string })
    }
}
