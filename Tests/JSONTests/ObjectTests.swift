import JSON
import Testing

@Suite("objects and accessors")
struct ObjectTests {
    @Test("fields keep their order when replaced and removed, in small and large objects", arguments: [3, 48, 49, 200])
    func order(count: Int) {
        var object = JSONObject()
        for number in 0..<count {
            object["field \(number)"] = .integer(Int64(number))
        }
        object["field 1"] = "new"
        object["field 0"] = nil
        object["last"] = nil
        object["last"] = true
        #expect(object.count == count)
        #expect(object.keys.first == "field 1")
        #expect(object.keys.last == "last")
        #expect(object["field 1"] == "new")
        #expect(object["field 0"] == nil)
        #expect(object["field \(count - 1)"] == .integer(Int64(count - 1)))
        #expect(object["last"] == true)
    }

    @Test("an object is equal to one with another order, not to one with another value")
    func equality() {
        #expect(["a": 1, "b": nil] as JSONValue == ["b": nil, "a": 1])
        #expect(["a": 1, "b": nil] as JSONValue != ["a": 1])
        #expect(["a": 1] as JSONValue != ["a": 2])
        #expect(["a": 1] as JSONValue != ["b": 1])
    }

    @Test("null, absent, empty list and empty object are four things")
    func emptyThings() {
        let value: JSONValue = ["null": nil, "list": [], "object": [:]]
        #expect(value["null"]?.isNull == true)
        #expect(value["absent"] == nil)
        #expect(value["list"] == .array([]))
        #expect(value["object"] == .object([:]))
        #expect(value["list"] != value["object"])
    }

    @Test("accessors give their own kind alone")
    func accessors() {
        let value: JSONValue = ["text": "5", "integer": 5, "number": 5.0, "half": 0.5, "yes": true, "items": [1, 2]]
        #expect(value["text"]?.string == "5")
        #expect(value["text"]?.integer == nil)
        #expect(value["number"]?.integer == nil)
        #expect(value["integer"]?.integer == 5)
        #expect(value["integer"]?.number == 5)
        #expect(value["yes"]?.bool == true)
        #expect(value["integer"]?.bool == nil)
        #expect(value["items"]?.array?.count == 2)
        #expect(value["items"]?[1] == 2)
        #expect(value["items"]?[2] == nil)
        #expect(value["items"]?["a"] == nil)
    }

    @Test("a lenient integer may be text or a whole number, and nothing else")
    func lenientInteger() {
        #expect(JSONValue.string("1700000000000").lenientInteger == 1_700_000_000_000)
        #expect(JSONValue.number(5).lenientInteger == 5)
        #expect(JSONValue.integer(-5).lenientInteger == -5)
        #expect(JSONValue.number(0.5).lenientInteger == nil)
        #expect(JSONValue.number(1e300).lenientInteger == nil)
        #expect(JSONValue.string("5 ").lenientInteger == nil)
        #expect(JSONValue.bool(true).lenientInteger == nil)
    }
}
