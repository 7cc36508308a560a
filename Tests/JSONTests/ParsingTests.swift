import JSON
import Testing

@Suite("reading JSON")
struct ParsingTests {
    @Test(
        "a fault is named with its place",
        arguments: [
            ("", "line 1, column 1: the text is empty"),
            ("{\n  \"a\": 1,\n}", "line 3, column 1: a field name in double quotes is expected here"),
            ("{\"a\" 1}", "line 1, column 6: a colon must follow the field name"),
            ("{\"é\": 1 2}", "line 1, column 9: a comma or } must follow a field"),
            ("[1 2]", "line 1, column 4: a comma or ] must follow an item"),
            ("[1, ]", "line 1, column 5: a value is expected here"),
            ("[01]", "line 1, column 4: this is no number in JSON"),
            ("[1e999]", "line 1, column 2: this number is too large"),
            ("[1] []", "line 1, column 5: there is more text after the value"),
            ("[\"a\nb\"]", "line 1, column 4: a control character in a text must be escaped"),
            ("[\"\\q\"]", "line 1, column 3: this escape does not exist"),
            ("[{\"a\": [1", "line 1, column 10: the text ends inside a list"),
            ("tru", "line 1, column 1: a value is expected here"),
        ]
    )
    func faults(text: String, message: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.description == message)
    }

    @Test("bytes that are no UTF-8 are refused, with the place in bytes")
    func invalidUTF8() {
        let bytes = Array("{\"name\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
        #expect(error?.problem == "this text is not valid UTF-8")
        #expect(error?.place?.offset == 10)
    }

    @Test("512 levels are read and more are refused")
    func depth() throws {
        let deep = { (levels: Int) in
            String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
        }
        var value = try JSONValue(parsing: deep(512))
        var levels = 0
        while let inner = value[0] {
            value = inner
            levels += 1
        }
        #expect(levels == 512)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: deep(513)) }
        #expect(error?.problem == "nested too deeply")
    }

    @Test(
        "integers that fit stay exact, larger ones become the nearest number",
        arguments: [
            ("9223372036854775807", JSONValue.integer(.max)),
            ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(0x1p63)),
            ("-9223372036854775809", .number(-0x1p63)),
            ("123456789012345678901234567890", .number(1.2345678901234568e29)),
            ("0", .integer(0)),
            ("1E2", .number(100)),
        ]
    )
    func integers(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
        #expect(try JSONValue(parsing: "[\(text), 1]") == [value, 1])
    }

    @Test("half an emoji reads as a replacement character and spoils nothing else")
    func halfSurrogate() throws {
        #expect(
            try JSONValue(parsing: #"["cut \ud83d", "\ude00", "\ud83d\ude00"]"#) == ["cut \u{FFFD}", "\u{FFFD}", "😀"]
        )
    }

    @Test("a byte-order mark is skipped")
    func byteOrderMark() throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == [:])
    }

    @Test("of two fields with one name the last counts, names are told apart by bytes")
    func fieldNames() throws {
        let value = try JSONValue(parsing: "{\"a\":1,\"b\":2,\"a\":3,\"\u{212B}\":4,\"A\u{30A}\":5}")
        #expect(value.object?.keys.count == 4)
        #expect(value["a"] == 3)
        #expect(value["\u{212B}"] == 4)
        #expect(value["A\u{30A}"] == 5)
    }

    @Test("memory that is lent is read in place")
    func rawMemory() throws {
        let value = try Array("  {\"a\": \"\\u0000\"} ".utf8).withUnsafeBytes { try JSONValue(parsing: $0) }
        #expect(value == ["a": "\0"])
    }
}
