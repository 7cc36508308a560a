import JSON
import Synchronization

/// What was read while a plan was made, for the names of objects that it mentions by their ids: they cost no request.
///
/// Bodies are kept as they came and looked into once, at the end. Safe to call from any task.
final class SeenNames: Sendable {
    private struct State {
        var bodies: [[UInt8]] = []
        var size = 0
    }

    /// Bytes that are kept; what comes later is not.
    private let most: Int
    private let state = Mutex(State())

    /// What `most` bytes of answers tell.
    init(most: Int = 64 << 20) { self.most = most }

    /// Keeps an answer.
    func note(_ body: [UInt8]) {
        state.withLock { state in
            guard !body.isEmpty, state.size + body.count <= most else { return }
            state.bodies.append(body)
            state.size += body.count
        }
    }

    /// The names of those of these ids that were seen.
    func names(of ids: Set<String>) -> [String: String] {
        var names: [String: String] = [:]
        for body in state.withLock({ $0.bodies }) {
            guard let value = try? JSONValue(parsing: body) else { continue }
            Self.collect(value, ids, into: &names)
        }
        return names
    }

    private static func collect(_ value: JSONValue, _ ids: Set<String>, into names: inout [String: String]) {
        switch value {
        case .array(let entries): for entry in entries { collect(entry, ids, into: &names) }
        case .object(let object):
            if let id = object["id"]?.string, ids.contains(id), let name = name(of: object) { names[id] = name }
            for field in object {
                switch field.value {
                case .array, .object: collect(field.value, ids, into: &names)
                default: continue
                }
            }
        default: return
        }
    }

    /// What people call an object, by the fields that objects of the service have for that.
    static func name(of object: JSONObject) -> String? {
        for field in ["name", "email", "displayName", "userName", "title"] {
            if let name = object[field]?.string, !name.isEmpty { return name }
        }
        return object["emails"]?[0]?.string
    }
}
