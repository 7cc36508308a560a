import JSON
import Synchronization

/// One kind of objects of the org, such as its teams, in the order in which lists show them.
///
/// The first ones come from the seed: they are made from their numbers when they are asked for, and only those that
/// were changed are kept, so that fifty thousand users cost nothing until somebody looks at them. Whatever clients
/// create gets the numbers after theirs. Safe to call from any task.
final class OrgCollection: Sendable {
    /// What an org starts with.
    struct Seed: Sendable {
        static let none = Seed(count: 0) { _ in JSONObject() }

        let count: Int
        /// Makes the object of a number below `count`, the same each time.
        let make: @Sendable (Int) -> JSONObject
    }

    fileprivate struct State {
        /// The objects that are no longer as they were made, by their numbers.
        var changed: [Int: JSONObject] = [:]
        var deleted: Set<Int> = []
        /// The number of the next object that is created.
        var next: Int
        /// The numbers there are; nil when that is all below `next`, or must be found out anew.
        var present: [Int]?
        /// Of some text fields, the numbers of the objects that have a text in it, or had before they were changed.
        var indexes: [String: [String: [Int]]] = [:]
        /// What the last questions found, until something changes: a list is asked for page by page.
        var answers: [String: [Int]] = [:]
    }

    /// How many questions' answers are kept.
    private static let keptAnswers = 16
    /// What the documents exclude from filters.
    private static let unfiltered = ["organizationId", "createdTime", "lastUpdatedTime"]

    let resource: String
    /// The fields that can be filtered by.
    let fields: [String: FieldKind]
    /// The columns that can be searched.
    let searchColumns: [String]
    private let ids: ObjectID
    private let seed: Seed
    private let state: Mutex<State>

    /// Makes a collection.
    ///
    /// - Parameters:
    ///   - resource: the catalog's name of it: `user`.
    ///   - ids: how numbers hide in ids.
    ///   - fields: fields that objects may have, beside those of the first.
    ///   - seed: the objects it starts with.
    init(_ resource: String, ids: ObjectID, fields: [String: FieldKind], seed: Seed) {
        self.resource = resource
        self.ids = ids
        self.seed = seed
        state = Mutex(State(next: seed.count))
        var known = fields
        if seed.count > 0 {
            for member in seed.make(0) { known[member.key] = FieldKind(member.value) ?? known[member.key] }
        }
        for name in Self.unfiltered { known[name] = nil }
        self.fields = known
        searchColumns =
            resource == "user"
            ? ["firstName", "lastName", "email"]
            : ["name", "description", "number", "dialledNumber"].filter { known[$0] == .text || $0 == "name" }
    }

    /// How many objects there are.
    var count: Int { state.withLock { $0.next - $0.deleted.count } }

    /// The number of the object that has an id; nil when none has.
    func index(of id: String) -> Int? {
        guard let number = ids.index(of: id) else { return nil }
        return state.withLock { number < $0.next && !$0.deleted.contains(number) } ? number : nil
    }

    /// The id of a number.
    func id(_ index: Int) -> String { ids.text(index) }

    /// The object of a number that `index`, `numbers` or `matches` gave, as it is now.
    func object(_ index: Int) -> JSONObject {
        state.withLock { $0.changed[index] } ?? made(index)
    }

    private func made(_ index: Int) -> JSONObject { index < seed.count ? seed.make(index) : JSONObject() }

    private func object(_ index: Int, _ state: State) -> JSONObject {
        state.changed[index] ?? made(index)
    }

    /// The numbers of all objects, in order.
    var numbers: [Int] {
        state.withLock { state in
            if let present = state.present { return present }
            let present = (0..<state.next).filter { !state.deleted.contains($0) }
            if !state.deleted.isEmpty { state.present = present }
            return present
        }
    }

    /// Puts another object in the place of one.
    func replace(_ index: Int, with object: JSONObject) {
        state.withLock { state in
            guard !state.deleted.contains(index), index < state.next else { return }
            state.changed[index] = object
            state.learn(object, index)
        }
    }

    /// Adds an object.
    ///
    /// - Parameter make: makes it of the id it gets.
    /// - Returns: its number.
    @discardableResult
    func append(_ make: (_ id: String) -> JSONObject) -> Int {
        state.withLock { state in
            let index = state.next
            let object = make(ids.text(index))
            state.next += 1
            state.present?.append(index)
            state.changed[index] = object
            state.learn(object, index)
            return index
        }
    }

    /// Takes an object away; its number is never given again.
    func remove(_ index: Int) {
        state.withLock { state in
            guard index < state.next, state.deleted.insert(index).inserted else { return }
            state.changed[index] = nil
            state.present = nil
            state.answers = [:]
        }
    }

    /// The numbers of the objects that a filter and a search want, in order; nil when there is neither and no object
    /// was ever deleted, so that they are 0 up to but not including `count`.
    ///
    /// - Parameters:
    ///   - filter: conditions, nil for none.
    ///   - search: words, nil for none.
    ///   - question: both as text, by which the answer is found again.
    /// - Returns: the numbers.
    func matches(_ filter: Filter?, _ search: Search?, question: String) -> [Int]? {
        guard filter != nil || search != nil else {
            return state.withLock(\.deleted.isEmpty) ? nil : numbers
        }
        return state.withLock { state in
            if let known = state.answers[question] { return known }
            let found = candidates(filter, &state).filter { index in
                guard !state.deleted.contains(index) else { return false }
                let object = object(index, state)
                return filter?.matches(object) != false && search?.matches(object) != false
            }
            if state.answers.count >= Self.keptAnswers { state.answers = [:] }
            state.answers[question] = found
            return found
        }
    }

    /// The numbers of the objects that hold a text at a path such as `callDistributionGroups.agentGroups.teamId`.
    func holders(of text: String, at path: String) -> [Int] {
        state.withLock { state in
            let candidates = Set(index(path, &state)[text] ?? [])
            return candidates.sorted()
                .filter { !state.deleted.contains($0) && Self.texts(object($0, state), path).contains(text) }
        }
    }

    /// The objects that are worth a look: all of them, unless the filter asks for certain texts in a field.
    private func candidates(_ filter: Filter?, _ state: inout State) -> [Int] {
        guard let (field, texts) = filter?.necessary else { return Array(0..<state.next) }
        if field == "id" { return Set(texts.compactMap(ids.index).filter { $0 < state.next }).sorted() }
        let index = index(field, &state)
        return Set(texts.flatMap { index[$0] ?? [] }).sorted()
    }

    private func index(_ path: String, _ state: inout State) -> [String: [Int]] {
        if let known = state.indexes[path] { return known }
        var index: [String: [Int]] = [:]
        for number in 0..<state.next where !state.deleted.contains(number) {
            for text in Self.texts(object(number, state), path) { index[text, default: []].append(number) }
        }
        state.indexes[path] = index
        return index
    }

    /// All texts that an object holds at a path, in lists too.
    static func texts(_ object: JSONObject, _ path: String) -> [String] {
        // Most paths are a field, and fifty thousand objects may be looked through.
        guard path.utf8.contains(UInt8(ascii: ".")) else {
            return object[path].map { $0.array ?? [$0] }?.compactMap(\.string) ?? []
        }
        var values: [JSONValue] = [.object(object)]
        for key in path.split(separator: ".") {
            values = values.flatMap { value in
                (value.array ?? [value]).compactMap { $0[key: key] }
            }
        }
        return values.flatMap { $0.array ?? [$0] }.compactMap(\.string)
    }
}

extension OrgCollection.State {
    /// Has the indexes know of an object's texts.
    fileprivate mutating func learn(_ object: JSONObject, _ index: Int) {
        answers = [:]
        for path in indexes.keys {
            for text in OrgCollection.texts(object, path) { indexes[path]?[text, default: []].append(index) }
        }
    }
}

extension JSONValue {
    /// The field whose name is a part of a path.
    fileprivate subscript(key key: Substring) -> JSONValue? { self[String(key)] }
}
