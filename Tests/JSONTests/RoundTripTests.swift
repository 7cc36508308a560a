import JSON
import Testing

@Suite("what is written reads back unchanged")
struct RoundTripTests {
    @Test("any value survives compact and pretty text", arguments: 0..<40 as Range<UInt64>)
    func anyValue(seed: UInt64) throws {
        var values = GeneratedValue(seed: seed)
        for _ in 0..<25 {
            let value = values.next()
            #expect(try JSONValue(parsing: value.encoded()) == value)
            #expect(try JSONValue(parsing: value.pretty()) == value)
        }
    }

    @Test("text that was read is written the same, fields in their order")
    func sameText() throws {
        let text =
            #"{"b":1,"a":[true,false,null,{},[]],"é":"\n\u0001\"\\/","c":-0.5,"d":1e+300,"e":9223372036854775807}"#
        #expect(String(decoding: try JSONValue(parsing: text).encoded(), as: UTF8.self) == text)
    }

    @Test("a generated value is equal to itself alone", arguments: 0..<10 as Range<UInt64>)
    func generatorTellsApart(seed: UInt64) {
        var values = GeneratedValue(seed: seed)
        let first = values.next()
        #expect(first == first)
        #expect(.array([first]) != JSONValue.array([first, first]))
    }

    @Test("integers stay integers and numbers stay numbers")
    func numberKinds() throws {
        #expect(try JSONValue(parsing: "1") == 1)
        #expect(try JSONValue(parsing: "1.0") == 1.0)
        #expect(try JSONValue(parsing: "1") != .number(1))
        #expect(String(decoding: JSONValue.number(1).encoded(), as: UTF8.self) == "1.0")
        #expect(String(decoding: JSONValue.integer(1).encoded(), as: UTF8.self) == "1")
    }

    @Test("canonical text does not depend on the order of fields or on how a whole number was written")
    func canonical() throws {
        let one = try JSONValue(parsing: #"{"b":1.0,"a":{"z":null,"y":[2,1]},"é":0.5,"B":1e3}"#)
        let other = try JSONValue(parsing: #"{"é":0.5,"a":{"y":[2,1],"z":null},"B":1000,"b":1}"#)
        #expect(one.canonical() == other.canonical())
        let text = String(decoding: one.canonical(), as: UTF8.self)
        #expect(text == #"{"B":1000,"a":{"y":[2,1],"z":null},"b":1,"é":0.5}"#)
    }

    @Test("canonical text tells apart what differs, to the byte")
    func canonicalDiffers() {
        #expect(JSONValue.array([]).canonical() != JSONValue.object([:]).canonical())
        #expect(JSONValue.string("é").canonical() != JSONValue.string("e\u{301}").canonical())
        #expect(JSONValue.number(0x1p53).canonical() != JSONValue.integer(1 << 53).canonical())
    }

    @Test("pretty text is indented by two spaces, and empty containers stay on their line")
    func pretty() {
        let value: JSONValue = ["name": "a", "list": [1, ["x": nil]], "none": [], "empty": [:]]
        let expected = """
            {
              "name": "a",
              "list": [
                1,
                {
                  "x": null
                }
              ],
              "none": [],
              "empty": {}
            }

            """
        #expect(String(decoding: value.pretty(), as: UTF8.self) == expected)
    }
}
