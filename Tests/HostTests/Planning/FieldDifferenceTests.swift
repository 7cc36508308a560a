import JSON
import Testing

@testable import Host

@Suite("Where two objects differ")
struct FieldDifferenceTests {
    private typealias Step = FieldDifference.Step

    private func all(_ old: JSONObject, _ new: JSONObject) -> [FieldDifference] {
        FieldDifference.all(from: old, to: new)
    }

    private func field(_ names: String..., then change: FieldDifference.Change) -> FieldDifference {
        FieldDifference(names.map(Step.field), change)
    }

    @Test("field by field, in the order of the object; what is alike is left out")
    func fields() {
        let found = all(["a": 1, "b": "x", "c": true], ["c": true, "b": "y", "a": 2, "d": 0])
        #expect(
            found == [
                field("a", then: .value(from: 1, to: 2)), field("b", then: .value(from: "x", to: "y")),
                field("d", then: .value(from: nil, to: 0)),
            ]
        )
    }

    @Test("null, an empty list and no field at all are the same nothing; empty texts and false are something")
    func nothing() {
        #expect(all(["a": nil, "b": [], "c": nil], ["b": nil, "c": []]).isEmpty)
        #expect(
            all(["a": ""], [:]).count == 1 && all([:], ["a": false]).count == 1 && all(["a": 0], ["a": nil]).count == 1
        )
        #expect(all(["a": 1], ["a": 1.0]).count == 1)
    }

    @Test("lists of ids are what comes and what goes, however often an entry is there")
    func sets() {
        #expect(
            all(["l": ["a", "b"]], ["l": ["b", "c"]])
                == [field("l", then: .entries(added: ["c"], removed: ["a"], kept: 1))]
        )
        #expect(all(["l": ["a"]], [:]) == [field("l", then: .entries(added: [], removed: ["a"], kept: 0))])
        #expect(
            all(["l": ["a"]], ["l": ["a", "a"]]) == [field("l", then: .entries(added: ["a"], removed: [], kept: 1))]
        )
        #expect(all(["l": ["a", "b"]], ["l": ["b", "a"]]) == [field("l", then: .order(["b", "a"]))])
    }

    @Test("objects within are compared by dotted paths, also where one side has none")
    func nested() {
        #expect(
            all(["a": ["b": ["c": 1, "d": 2]]], ["a": ["b": ["c": 3, "d": 2]]])
                == [field("a", "b", "c", then: .value(from: 1, to: 3))]
        )
        #expect(all([:], ["a": ["b": 1]]) == [field("a", "b", then: .value(from: nil, to: 1))])
        #expect(all(["a": ["b": 1]], [:]) == [field("a", "b", then: .value(from: 1, to: nil))])
        #expect(all(["a": ["b": 1]], ["a": "x"]) == [field("a", then: .value(from: ["b": 1], to: "x"))])
    }

    @Test("entries that are objects are known by their id, whatever it is called")
    func keyed() {
        let old: JSONValue = [["queueId": "a", "rank": 1], ["queueId": "b", "rank": 2]]
        let new: JSONValue = [["queueId": "a", "rank": 1], ["queueId": "c", "rank": 2], ["queueId": "b", "rank": 3]]
        #expect(
            all(["l": old], ["l": new]) == [
                field("l", then: .entries(added: [["queueId": "c", "rank": 2]], removed: [], kept: 2)),
                FieldDifference(
                    [.field("l"), .entry("b"), .field("rank")],
                    .value(from: 2, to: 3)
                ),
            ]
        )
    }

    @Test("entries that nothing tells apart are compared by their places")
    func placed() {
        let old: JSONValue = [["order": 1, "groups": [["teamId": "a"]]], ["order": 2]]
        let new: JSONValue = [["order": 1, "groups": [["teamId": "b"]]], ["order": 2], ["order": 3]]
        #expect(
            all(["l": old], ["l": new]) == [
                FieldDifference(
                    [.field("l"), .place(1), .field("groups")],
                    .entries(added: [["teamId": "b"]], removed: [["teamId": "a"]], kept: 0)
                ),
                FieldDifference([.field("l"), .place(3)], .value(from: nil, to: ["order": 3])),
            ]
        )
        #expect(all(["l": [["a": 1], "x"]], ["l": [["a": 1], "y"]]).count == 1)
    }

    @Test("property: nothing differs from itself, and each field that differs is told")
    func property() {
        var numbers = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let old = Self.object(&numbers), new = Self.object(&numbers)
            #expect(all(old, old).isEmpty)
            let told = Set(all(old, new).map(\.path[0]).map { "\($0)" })
            let names = Set(old.keys + new.keys)
            let differing = names.filter { name in
                func something(_ object: JSONObject) -> JSONValue? {
                    object[name].flatMap { $0.isNull || $0.array?.isEmpty == true ? JSONValue?.none : $0 }
                }
                return something(old) != something(new)
            }
            // Within objects and lists, nothing may stand against nothing.
            #expect(told.isSubset(of: Set(differing.map { "\(Step.field($0))" })))
            for name in differing where Self.isPlain(old[name]) && Self.isPlain(new[name]) {
                #expect(told.contains("\(Step.field(name))"), "\(name) of \(old) and \(new)")
            }
        }
    }

    private static func isPlain(_ value: JSONValue?) -> Bool { value?.object == nil && value?.array == nil }

    private static func object(_ numbers: inout SeededGenerator) -> JSONObject {
        let values: [JSONValue] = [
            nil, [], "", "a", 1, false, ["a"], ["b", "a"], ["x": 1], ["x": nil], [["id": "a"]], [["id": "b", "n": 1]],
            [:],
        ]
        var object: JSONObject = [:]
        for name in ["p", "q", "r"] where Bool.random(using: &numbers) {
            object[name] = values[Int.random(in: values.indices, using: &numbers)]
        }
        return object
    }

    @Test("a change tells neither stamps nor ids of its own; what is guessed is marked")
    func ofChanges() {
        let before: JSONObject = ["id": "u", "version": 1, "lastUpdatedTime": 5, "mobile": "1"]
        var after = before
        after["version"] = 2
        var change = PlanSample.update("user", "u", from: before, to: after)
        #expect(change.differences.isEmpty)
        after["mobile"] = "2"
        change.after = after
        #expect(change.differences == [field("mobile", then: .value(from: "1", to: "2"))])
        var person = PlanSample.create("person", "p", ["lastName": "B", "active": true, "name": "A"])
        person.after?["displayName"] = "A B"
        person.guessed = ["id", "displayName"]
        #expect(person.differences.map(\.path) == ["name", "lastName", "active", "displayName"].map { [.field($0)] })
        #expect(person.differences.map(\.isGuessed) == [false, false, false, true])
        var raw = PlannedChange("POST /odd", action: .other, safety: "create")
        (raw.query, raw.body) = (["q": 1], ["id": "seen", "version": 3])
        #expect(raw.differences.map(\.path) == ["q", "id", "version"].map { [.field($0)] })
    }
}

/// The same numbers every time.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
