import Catalog
import JSON
import Synchronization
import Webex

/// Reads objects that are about to be changed, whole: those that are asked for meanwhile share the next request.
///
/// Safe to call from any task.
final class TargetReader: Sendable {
    /// The list that objects are read from.
    private struct Place: Hashable {
        var resource: String
        var parent: String
    }

    private typealias Waiter = CheckedContinuation<JSONObject?, any Error>

    private struct State {
        var waiting: [Place: [(id: String, waiter: Waiter)]] = [:]
        var busy: Set<Place> = []
    }

    /// Ids that one filter names at most, so that its address stays short enough for every proxy.
    static let most = 60

    private let catalog: Catalog
    private let read: @Sendable (Call) async throws -> Webex.Answer
    private let state = Mutex(State())

    /// - Parameters:
    ///   - catalog: tells how objects are read.
    ///   - read: sends a read.
    init(catalog: Catalog, read: @escaping @Sendable (Call) async throws -> Webex.Answer) {
        self.catalog = catalog
        self.read = read
    }

    /// Whether objects of a resource can be read by their ids.
    func canRead(_ resource: String, _ target: String) -> Bool {
        catalog["\(resource).get"].map { $0.pathIDs.count == target.split(separator: "/").count } ?? false
    }

    /// The object at a place, whole; nil where there is none.
    ///
    /// - Throws: what keeps it from being read.
    func whole(_ resource: String, _ target: String) async throws -> JSONObject? {
        let path = target.split(separator: "/").map(String.init)
        let place = Place(resource: resource, parent: path.dropLast().joined(separator: "/"))
        let parents = path.count - 1
        guard let list = Self.list(of: resource, parents: parents, in: catalog), let id = path.last else {
            return try await single(resource, path)
        }
        return try await withCheckedThrowingContinuation { waiter in
            let begins = state.withLock { state in
                state.waiting[place, default: []].append((id, waiter))
                return state.busy.insert(place).inserted
            }
            if begins { Task { await serve(place, list) } }
        }
    }

    /// Several objects of one place, whole, by their ids; those that are not there are left out.
    ///
    /// - Throws: what keeps them from being read.
    func whole(_ resource: String, parent: [String], ids: [String]) async throws -> [String: JSONObject] {
        let place = Place(resource: resource, parent: parent.joined(separator: "/"))
        if let list = Self.list(of: resource, parents: parent.count, in: catalog) {
            return try await objects(ids, place, parent, list)
        }
        return try await withThrowingTaskGroup(of: (String, JSONObject?).self) { group in
            for id in Set(ids) { group.addTask { (id, try await self.single(resource, parent + [id])) } }
            var found: [String: JSONObject] = [:]
            for try await (id, object) in group { found[id] = object }
            return found
        }
    }

    /// The list by which several can be read at once: it leaves nothing out, and takes a filter by ids.
    static func list(of resource: String, parents: Int, in catalog: Catalog) -> Operation? {
        guard let list = catalog["\(resource).list"], !list.omitsArrays, list.listPath != nil, list.paging == .page,
            list.query.contains(where: { $0.name == "filter" }), list.pathIDs.count == parents
        else { return nil }
        return list
    }

    private func serve(_ place: Place, _ list: Operation) async {
        // Those that are asked for in the same turn of the script come together.
        await Task.yield()
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.waiting[place, default: []].prefix(Self.most))
                state.waiting[place]?.removeFirst(batch.count)
                if batch.isEmpty { state.busy.remove(place) }
                return batch
            }
            guard !batch.isEmpty else { return }
            let path = place.parent.split(separator: "/").map(String.init)
            do {
                let found = try await objects(batch.map(\.id), place, path, list)
                for entry in batch { entry.waiter.resume(returning: found[entry.id]) }
            } catch {
                for entry in batch { entry.waiter.resume(throwing: error) }
            }
        }
    }

    private func objects(
        _ ids: [String],
        _ place: Place,
        _ path: [String],
        _ list: Operation
    ) async throws -> [String: JSONObject] {
        let different = Set(ids).sorted()
        if different.count == 1 {
            return try await single(place.resource, path + different).map { [different[0]: $0] } ?? [:]
        }
        let names = different.map { String(decoding: JSONValue.string($0).encoded(), as: UTF8.self) }
        var call = Call(operation: list, ids: path, isChecked: false)
        call.query = [
            ("filter", .string("id=in=(\(names.joined(separator: ",")))")), ("page", 0),
            ("pageSize", .integer(Int64(Self.most))),
        ]
        let answer: JSONValue
        do { answer = try JSONValue(parsing: try await read(call).body) } catch let error as WebexError
            where error.kind == .notFound && error.status == 404
        {
            // What they lie in is gone, and they are gone with it.
            return [:]
        }
        let entries = list.listPath?.isEmpty == true ? answer.array : answer[list.listPath ?? ""]?.array
        var found: [String: JSONObject] = [:]
        for entry in entries ?? [] {
            if let object = entry.object, let id = object["id"]?.string { found[id] = object }
        }
        // One that says how many there are, and gives as many, knows of no others.
        if let total = answer["meta"]?["totalRecords"]?.lenientInteger, total == Int64(found.count) { return found }
        // A service that cuts its pages short leaves some out.
        for id in different where found[id] == nil { found[id] = try await single(place.resource, path + [id]) }
        return found
    }

    private func single(_ resource: String, _ path: [String]) async throws -> JSONObject? {
        guard let operation = catalog["\(resource).get"], operation.pathIDs.count == path.count else { return nil }
        do {
            let answer = try await read(Call(operation: operation, ids: path, isChecked: false))
            return operation.object(in: try JSONValue(parsing: answer.body))
        } catch let error as WebexError where error.kind == .notFound && error.status == 404 {
            return nil
        }
    }
}
