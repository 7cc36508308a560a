import JSON
import Synchronization

/// One kind of objects of the org, such as its teams, in the order in which lists show them.
///
/// Objects are made from their numbers when they are asked for, and only those that were changed are kept, so that
/// fifty thousand users cost nothing until somebody looks at them. Safe to call from any task.
final class OrgCollection: Sendable {
    private struct State {
        /// The objects that are no longer as they were made, by their numbers.
        var changed: [Int: JSONObject] = [:]
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
    let count: Int
    /// The fields that can be filtered by.
    let fields: [String: FieldKind]
    /// The columns that can be searched.
    let searchColumns: [String]
    private let omitsArrays: Bool
    private let ids: SeededID
    private let make: @Sendable (Int) -> JSONObject
    private let state = Mutex(State())

    /// Makes a collection of `count` objects.
    ///
    /// - Parameters:
    ///   - resource: the catalog's name of it: `user`.
    ///   - count: how many there are.
    ///   - ids: how numbers hide in ids.
    ///   - omitsArrays: whether its list leaves fields out that hold lists.
    ///   - fields: fields that objects may have, beside those of the first.
    ///   - make: makes the object of a number, the same each time.
    init(
        _ resource: String,
        count: Int,
        ids: SeededID,
        omitsArrays: Bool,
        fields: [String: FieldKind],
        make: @escaping @Sendable (Int) -> JSONObject
    ) {
        self.resource = resource
        self.count = count
        self.ids = ids
        self.omitsArrays = omitsArrays
        self.make = make
        var known = fields
        for member in make(0) { known[member.key] = FieldKind(member.value) ?? known[member.key] }
        for name in Self.unfiltered { known[name] = nil }
        self.fields = known
        searchColumns = resource == "user" ? ["firstName", "lastName", "email"] : ["name"]
    }

    /// The number of the object that has an id; nil when none has.
    func index(of id: String) -> Int? {
        ids.index(of: id).flatMap { $0 < count ? $0 : nil }
    }

    /// The object of a number below `count`, as it is now.
    func object(_ index: Int) -> JSONObject {
        state.withLock { $0.changed[index] } ?? make(index)
    }

    /// An object as lists show it.
    func listed(_ object: JSONObject) -> JSONObject {
        omitsArrays ? JSONObject(object.filter { $0.value.array == nil }) : object
    }

    /// Puts another object in the place of one.
    ///
    /// - Parameters:
    ///   - index: its number.
    ///   - change: gives the new object for the present one; nobody else changes it meanwhile.
    /// - Returns: the new object.
    /// - Throws: what `change` throws; the object is then as it was.
    func change(
        _ index: Int,
        _ change: (JSONObject) throws(ServiceFault) -> JSONObject
    ) throws(ServiceFault) -> JSONObject {
        try state.withLock { state throws(ServiceFault) in
            let object = try change(state.changed[index] ?? make(index))
            state.changed[index] = object
            state.answers = [:]
            for field in state.indexes.keys {
                for text in Self.texts(object[field]) { state.indexes[field]?[text, default: []].append(index) }
            }
            return object
        }
    }

    /// The numbers of the objects that a filter and a search want, in order; nil when there is neither.
    ///
    /// - Parameters:
    ///   - filter: conditions, nil for none.
    ///   - search: words, nil for none.
    ///   - question: both as text, by which the answer is found again.
    /// - Returns: the numbers.
    func matches(_ filter: Filter?, _ search: Search?, question: String) -> [Int]? {
        guard filter != nil || search != nil else { return nil }
        return state.withLock { state in
            if let known = state.answers[question] { return known }
            let candidates = candidates(filter, &state)
            let found = candidates.filter { index in
                let object = state.changed[index] ?? make(index)
                return filter?.matches(object) != false && search?.matches(object) != false
            }
            if state.answers.count >= Self.keptAnswers { state.answers = [:] }
            state.answers[question] = found
            return found
        }
    }

    /// The objects that are worth a look: all of them, unless the filter asks for certain texts in a field.
    private func candidates(_ filter: Filter?, _ state: inout State) -> [Int] {
        guard let (field, texts) = filter?.necessary else { return Array(0..<count) }
        if field == "id" { return Set(texts.compactMap(index)).sorted() }
        if state.indexes[field] == nil {
            var index: [String: [Int]] = [:]
            for number in 0..<count {
                for text in Self.texts((state.changed[number] ?? make(number))[field]) {
                    index[text, default: []].append(number)
                }
            }
            state.indexes[field] = index
        }
        return Set(texts.flatMap { state.indexes[field]?[$0] ?? [] }).sorted()
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        value.map { $0.array ?? [$0] }?.compactMap(\.string) ?? []
    }
}
