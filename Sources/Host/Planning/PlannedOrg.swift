import Crypto
import FoundationEssentials
import JSON
import Synchronization

/// The org as it would be: what a plan's changes have made of its objects so far.
///
/// Safe to call from any task.
final class PlannedOrg: Sendable {
    /// An object that is there only in the plan, or that the plan has changed.
    struct Object: Sendable {
        var resource: String
        /// The ids that lead to it, with `/` between them.
        var target: String
        /// As it would be; what was there last, where it is deleted.
        var fields: JSONObject
        /// Whether the org has it already.
        var isThere: Bool
        /// As the org has it; nil where it has none.
        var original: JSONObject?
        var isDeleted = false
        /// Fields that are guessed.
        var guessed: [String] = []

        var id: String { String(target[(target.lastIndex(of: "/").map(target.index(after:)) ?? target.startIndex)...]) }
        /// The ids of the path that its list is at.
        var parent: String { target.lastIndex(of: "/").map { String(target[..<$0]) } ?? "" }
    }

    /// The objects of one resource.
    private struct Kind {
        /// In the order in which they came.
        var objects: [Object] = []
        var places: [String: Int] = [:]
        /// Where objects stand that have a text in one of their fields, or had: in small letters.
        var index: [String: Set<Int>] = [:]

        mutating func set(_ object: Object) {
            let place = places[object.target] ?? objects.count
            places[object.target] = place
            if place < objects.count { objects[place] = object } else { objects.append(object) }
            let texts = PlannedFilter.texts(of: object.fields)
            for text in texts.union(object.original.map(PlannedFilter.texts) ?? []) {
                index[text, default: []].insert(place)
            }
        }

        func having(_ texts: [String]?) -> [Object] {
            guard let texts else { return objects }
            let found = texts.reduce(into: Set<Int>()) { $0.formUnion(index[$1] ?? []) }
            return found.sorted().map { objects[$0] }
        }
    }

    private struct State {
        var kinds: [String: Kind] = [:]
        var placeholders: Set<String> = []
        var expected: [ExpectedObject] = []
        /// Where objects were that are deleted.
        var gone: Set<String> = []
        /// The objects to which something was done of which nobody knows what comes of it, by resource; and what it was.
        var doubtful: [String: [String: String]] = [:]
    }

    private let state = Mutex(State())
    /// What all that stands for an id in this plan begins with.
    private let prefix: String
    /// The same of the ids of people, which encode a text.
    private let personPrefix: String

    /// The org of a plan whose run has this seed.
    init(seed: Int64) {
        let hash = SHA256.hash(data: Array("plan \(seed)".utf8)).prefix(4)
        prefix = hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        // Three bytes make four letters; what is left over depends on what follows.
        personPrefix = String(Self.personID(prefix).prefix(40))
    }

    /// The object at a place as the plan has it; nil where the plan has not touched it.
    func object(_ resource: String, _ target: String) -> Object? {
        state.withLock { state in
            state.kinds[resource].flatMap { kind in kind.places[target].map { kind.objects[$0] } }
        }
    }

    /// The objects of a resource that the plan has touched, in the order in which it first did.
    ///
    /// - Parameters:
    ///   - resource: what they are.
    ///   - ids: what their path begins with.
    ///   - texts: what one of their fields is, or was, in small letters; nil for all objects.
    /// - Returns: at least those, since a field may have been another.
    func objects(of resource: String, beneath ids: String = "", having texts: [String]? = nil) -> [Object] {
        state.withLock { $0.kinds[resource]?.having(texts) ?? [] }.filter {
            ids.isEmpty || $0.parent == ids || $0.parent.hasPrefix(ids + "/")
        }
    }

    /// Whether the plan has touched nothing yet, and nothing stands for an id.
    var isUntouched: Bool { state.withLock { $0.kinds.isEmpty && $0.placeholders.isEmpty && $0.doubtful.isEmpty } }

    /// Whether the plan has touched any object of a resource.
    func has(_ resource: String) -> Bool { state.withLock { $0.kinds[resource] != nil } }

    /// Notes what has become of an object.
    func set(_ object: Object) {
        state.withLock { state in
            state.kinds[object.resource, default: Kind()].set(object)
            if object.isDeleted { state.gone.insert(object.target) }
        }
    }

    /// The objects that the plan has touched and that have an id, whatever they are.
    func objects(withID id: String) -> [Object] {
        state.withLock { state in state.kinds.values.compactMap { kind in kind.places[id].map { kind.objects[$0] } } }
    }

    /// Whether what one of these ids leads to was deleted.
    func isGone(_ path: [String]) -> Bool {
        state.withLock { state in
            guard !state.gone.isEmpty else { return false }
            return path.indices.contains { state.gone.contains(path[...$0].joined(separator: "/")) }
        }
    }

    /// Notes that an operation does something to an object, or with an empty target to all of a resource, of which nobody
    /// knows what comes of it.
    func doubt(_ resource: String, _ target: String, since operation: String) {
        state.withLock { $0.doubtful[resource, default: [:]][target] = operation }
    }

    /// What was done to an object, or to any of its resource, of which nobody knows what comes of it; nil for nothing.
    func doubt(_ resource: String, _ target: String?) -> String? {
        state.withLock { state in
            guard let doubtful = state.doubtful[resource] else { return nil }
            return target.map { doubtful[$0] ?? doubtful[""] } ?? doubtful.values.min()
        }
    }

    /// What is to stand for an id that only the service can give.
    func makeID() -> String {
        state.withLock { nextID(&$0) }
    }

    private func nextID(_ state: inout State) -> String {
        let number = String(state.placeholders.count + 1)
        let digits = String(repeating: "0", count: max(0, 12 - number.count)) + number
        let id = "\(prefix)-0000-4000-8000-\(digits)"
        state.placeholders.insert(id)
        return id
    }

    /// What is to stand for the id of a person: the admin API's form of an id.
    func makePersonID() -> (id: String, uuid: String) { state.withLock { nextPersonID(&$0) } }

    private func nextPersonID(_ state: inout State) -> (id: String, uuid: String) {
        let uuid = nextID(&state)
        let id = Self.personID(uuid)
        state.placeholders.insert(id)
        return (id, uuid)
    }

    private static func personID(_ uuid: String) -> String {
        String(Data("ciscospark://us/PEOPLE/\(uuid)".utf8).base64EncodedString().prefix { $0 != "=" })
    }

    /// Whether a text is what stands for an id.
    func isPlaceholder(_ text: String) -> Bool { state.withLock { $0.placeholders.contains(text) } }

    /// Whether what stands for an id is anywhere in a text.
    func mentionsPlaceholder(_ text: String) -> Bool {
        text.contains(prefix + "-0000-") || text.contains(personPrefix)
    }

    /// Notes an object that comes to be without a change of the plan's own; one with these fields that the plan has already
    /// is that object.
    ///
    /// - Parameters:
    ///   - resource: what it is.
    ///   - parent: the ids of the path that its list is at.
    ///   - fields: what it is known by.
    ///   - standsOn: the number of the change that it follows from.
    ///   - object: it as it would be, without its id.
    /// - Returns: it, with what stands for its id.
    func expect(
        _ resource: String,
        parent: String = "",
        fields: JSONObject,
        standsOn: Int?,
        object: () -> JSONObject
    ) -> Object {
        state.withLock { state in
            let texts = fields.compactMap(\.value.string).first.map { [$0.lowercased()] }
            for known in state.kinds[resource]?.having(texts) ?? [] where known.parent == parent && !known.isDeleted {
                if fields.allSatisfy({ Self.isSame($0.key, $0.value, known.fields[$0.key]) }) { return known }
            }
            let id = resource == "person" ? nextPersonID(&state).id : nextID(&state)
            var object = object()
            object["id"] = .string(id)
            let target = parent.isEmpty ? id : "\(parent)/\(id)"
            let expected = Object(
                resource: resource,
                target: target,
                fields: object,
                isThere: false,
                guessed: object.keys.filter { fields[$0] == nil }
            )
            state.kinds[resource, default: Kind()].set(expected)
            state.expected.append(
                ExpectedObject(id: id, resource: resource, parent: parent, fields: fields, standsOn: standsOn)
            )
            return expected
        }
    }

    /// Whether a field has a value: of e-mail addresses capitals are as good as small letters.
    private static func isSame(_ field: String, _ value: JSONValue, _ other: JSONValue?) -> Bool {
        guard EmailField.names.contains(field), let text = value.string else { return other == value }
        return other?.string?.lowercased() == text.lowercased()
    }

    /// What the plan counts on, in the order in which it came up.
    var expected: [ExpectedObject] { state.withLock { $0.expected } }
}
