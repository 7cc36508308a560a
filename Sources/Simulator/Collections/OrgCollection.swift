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
        /// Makes it with no more than some fields, where that is cheaper.
        var makeOnly: (@Sendable (Int, [String]) -> JSONObject)?
    }

    fileprivate struct State {
        /// The objects that are no longer as they were made, by their numbers.
        var changed: [Int: JSONObject] = [:]
        var deleted: Set<Int> = []
        /// The number of the next object that is created.
        var next: Int
        /// The numbers there are; nil when that is all below `next`, or must be found out anew.
        var present: [Int]?
        /// Those that somebody asked for.
        var indexes: [TextIndex.Key: TextIndex] = [:]
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

    /// An object with some of its fields at least.
    private func object(_ index: Int, only names: [String], _ state: State) -> JSONObject {
        guard state.changed[index] == nil, index < seed.count, let makeOnly = seed.makeOnly else {
            return object(index, state)
        }
        return makeOnly(index, names)
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
            state.learn(index, from: self.object(index, state), to: object)
            state.changed[index] = object
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
            state.learn(index, from: nil, to: object)
            return index
        }
    }

    /// Takes an object away; its number is never given again.
    func remove(_ index: Int) {
        state.withLock { state in
            guard index < state.next, state.deleted.insert(index).inserted else { return }
            state.learn(index, from: object(index, state), to: nil)
            state.changed[index] = nil
            state.present = nil
        }
    }

    /// The numbers of the objects that are wanted, in order; nil when nothing is asked and no object was ever deleted,
    /// so that they are 0 up to but not including `count`.
    ///
    /// - Parameters:
    ///   - filter: conditions, nil for none.
    ///   - search: words, nil for none.
    ///   - order: nil for that of creation.
    ///   - question: all three as text, by which the answer is found again.
    /// - Returns: the numbers.
    func matches(
        _ filter: Filter?,
        _ search: Search? = nil,
        _ order: ListOrder? = nil,
        question: String
    ) -> [Int]? {
        guard filter != nil || search != nil || order != nil else {
            return state.withLock(\.deleted.isEmpty) ? nil : numbers
        }
        return state.withLock { state in
            if let known = state.answers[question] { return known }
            var found = found(filter, search, &state)
            if let order {
                found = order.sorted(found) { object($0, only: [order.field], state)[order.field] }
            }
            if state.answers.count >= Self.keptAnswers { state.answers = [:] }
            state.answers[question] = found
            return found
        }
    }

    /// The numbers of the objects that hold a text at a path such as `callDistributionGroups.agentGroups.teamId`.
    func holders(of text: String, at path: String, ignoringCase: Bool = false) -> [Int] {
        state.withLock { holders(of: text, at: TextIndex.Key(path: path, ignoresCase: ignoringCase), &$0) }
    }

    private func found(_ filter: Filter?, _ search: Search?, _ state: inout State) -> [Int] {
        let candidates = candidates(filter, &state)
        let isAsked = filter != nil || search != nil
        let names = (filter?.fields ?? []) + (search?.columns ?? [])
        return candidates.filter { index in
            guard !state.deleted.contains(index) else { return false }
            guard isAsked else { return true }
            let object = object(index, only: names, state)
            return filter?.matches(object) != false && search?.matches(object) != false
        }
    }

    /// The objects that are worth a look: all of them, unless the filter asks for certain texts in a field.
    private func candidates(_ filter: Filter?, _ state: inout State) -> [Int] {
        guard let (field, texts) = filter?.necessary else { return Array(0..<state.next) }
        if field == "id" { return Set(texts.compactMap(ids.index).filter { $0 < state.next }).sorted() }
        let key = TextIndex.Key(path: field, ignoresCase: false)
        guard texts.count != 1 else { return holders(of: texts[0], at: key, &state) }
        return Set(texts.flatMap { holders(of: $0, at: key, &state) }).sorted()
    }

    private func holders(of text: String, at key: TextIndex.Key, _ state: inout State) -> [Int] {
        if let known = state.indexes[key] { return known[text] }
        var index = TextIndex(key)
        for number in 0..<state.next where !state.deleted.contains(number) {
            index.change(number, from: nil, to: object(number, only: [key.field], state))
        }
        state.indexes[key] = index
        return index[text]
    }
}

extension OrgCollection.State {
    /// Has the indexes know what became of an object, and forgets what was found before.
    fileprivate mutating func learn(_ index: Int, from before: JSONObject?, to after: JSONObject?) {
        answers = [:]
        for key in Array(indexes.keys) { indexes[key]?.change(index, from: before, to: after) }
    }
}
