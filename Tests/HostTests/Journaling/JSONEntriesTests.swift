import JSON
import Testing

@testable import Host

@Suite("Objects of a list in a JSON text")
struct JSONEntriesTests {
    private func entries(_ text: String, at path: String = "data") -> [String] {
        var found: [String] = []
        let bytes = Array(text.utf8)
        JSONEntries.walk(bytes, at: path) { id, range in
            found.append("\(id)=\(String(decoding: bytes[range], as: UTF8.self))")
        }
        return found
    }

    @Test("each object is found with the id of its own, wherever it stands in it")
    func found() {
        #expect(
            entries(#"{"data":[{"id":"a"},{"x":{"id":"no"},"id":"b"}]}"#) == [
                #"a={"id":"a"}"#, #"b={"x":{"id":"no"},"id":"b"}"#,
            ]
        )
        #expect(
            entries(#" { "meta" : {"data":[{"id":"no"}]} , "data" : [ { "id" : "a" } ] } "#) == [#"a={ "id" : "a" }"#]
        )
        #expect(
            entries(#"[{"id":"a"},1,null,[{"id":"no"}],"x",{"id":"b"}]"#, at: "") == [
                #"a={"id":"a"}"#, #"b={"id":"b"}"#,
            ]
        )
        #expect(entries(#"{"a":{"b":[{"id":"x"}]}}"#, at: "a.b") == [#"x={"id":"x"}"#])
        #expect(entries(#"{"data":[]}"#).isEmpty)
    }

    @Test("brackets, quotes and escapes within texts are no structure")
    func texts() {
        let odd = #"{"n":"}],\"{[\\","id":"a","m\"":"\\\"","😀":"\u007d"}"#
        #expect(entries(#"{"data":["# + odd + #",{"id":"b"}]}"#) == ["a=" + odd, #"b={"id":"b"}"#])
    }

    @Test("an object without a plain text as its id is passed over")
    func withoutID() {
        #expect(
            entries(#"{"data":[{"id":7},{"ID":"x"},{"id":null},{},{"id":"a\u0062"},{"id":"c"}]}"#) == [#"c={"id":"c"}"#]
        )
    }

    @Test(
        "what is cut off or no JSON gives what came before it, and no more",
        arguments: [
            "", "{", "[", "null", "\"", "{\"data\"", "{\"data\":", "{\"data\":{}}", "{\"data\":[{\"id\":\"a",
            "{\"data\":[}",
            "{\"data\":[{]}", "{\"data\":[{\"id\"}]}", "{\"other\":[{\"id\":\"a\"}]}", "{\"data\":[{\"id\":\"a\"", "]",
            "{\"data\":[,]}",
        ]
    )
    func broken(text: String) { #expect(entries(text).isEmpty) }

    @Test("every beginning of a page is walked without reading beyond it")
    func beginnings() {
        let page = Array(#"{"meta":{"x":[1,2.5e3,true]},"data":[{"id":"a","t":"\\\"]"},{"id":"b","l":[[],{}]}]}"#.utf8)
        for count in 0...page.count {
            var found = 0
            JSONEntries.walk(Array(page.prefix(count)), at: "data") { _, range in
                #expect(range.upperBound <= count)
                found += 1
            }
            #expect(found <= 2)
        }
        #expect(entries(String(decoding: page, as: UTF8.self)).count == 2)
    }

    @Test("an object has its id, and anything else none")
    func id() {
        #expect(JSONEntries.id(Array(#" {"x":[{"id":"no"}],"id":"a"} "#.utf8)) == "a")
        for text in [#"[{"id":"a"}]"#, #"{"x":1}"#, "", #"{"id":"a"} {"#, #"{"id":"a""#] {
            #expect(JSONEntries.id(Array(text.utf8)) == nil, "\(text)")
        }
    }
}
