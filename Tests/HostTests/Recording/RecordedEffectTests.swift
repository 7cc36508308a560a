import JSON
import Testing
import Webex
import Wire

@testable import Host

@Suite("Lines of a recording")
struct RecordedEffectTests {
    private static let turn = RecordedEffect.Turn(number: 3, time: 1_795_219_200_000)

    private func read(_ line: [UInt8]) throws -> RecordedEffect {
        #expect(line.last == UInt8(ascii: "\n") && !line.dropLast().contains(UInt8(ascii: "\n")))
        return try #require(RecordedEffect(try JSONValue(parsing: Array(line.dropLast()))))
    }

    private func asked(_ name: String, _ arguments: JSONValue, _ data: [UInt8] = [], secret: String? = nil)
        -> AskedEffect
    {
        let redaction = Redaction()
        secret.map(redaction.add)
        let request = Request(name: name, scope: "/rows/a", arguments: arguments.encoded(), data: data)
        return AskedEffect(request, arguments, Discretion(redaction))
    }

    @Test(
        "an answer comes back as it was, whatever it holds",
        arguments: [
            .none, .json(Array(#"{"a":[1,1.5,null,{}],"b":"\u00e4\n"}"#.utf8)), .json(Array("nix {".utf8)), .json([]),
            .bytes([]), .bytes(Array("ä\n\"".utf8)), .bytes([0, 255, 10]),
        ] as [Wire.Answer.Body],
        [true, false]
    )
    func answers(body: Wire.Answer.Body, succeeded: Bool) throws {
        let answer = Wire.Answer(succeeded: succeeded, head: Array(#"{"status":200}"#.utf8), body: body)
        let asked = asked("call", ["operation": "team.list", "arguments": [[:]]])
        let line = RecordedEffect.line(asked, number: 7, turn: Self.turn, answer: answer, Discretion(Redaction()))
        let effect = try read(line)
        #expect(effect.number == 7 && effect.turn == Self.turn && effect.asked.identity == asked.identity)
        let found = try #require(effect.answer)
        #expect(found.succeeded == succeeded && found.head == answer.head)
        guard case .json(let bytes) = body, let value = try? JSONValue(parsing: bytes) else {
            #expect(found.body == body)
            return
        }
        guard case .json(let told) = found.body else { throw HostError(.invalid, "", "is no JSON") }
        #expect(try JSONValue(parsing: told) == value)
    }

    @Test("JSON that came over several lines, or with a mark before it, takes one")
    func lines() throws {
        let body = Array("\u{FEFF}{\r\n  \"a\": [\n1]\n}\n".utf8)
        let line = RecordedEffect.line(
            asked("call", ["operation": "team.list"]),
            number: 1,
            turn: Self.turn,
            answer: Wire.Answer(succeeded: true, body: .json(body)),
            Discretion(Redaction())
        )
        #expect(try read(line).answer?.body == .json(Array(#"{"a":[1]}"#.utf8)))
    }

    @Test("an effect is known by what it asks, where it does, and what goes with it; not by the order of fields")
    func identity() {
        let one = asked("http", ["url": "http://e.com", "method": "POST"], [1, 2])
        #expect(one.identity == asked("http", ["method": "POST", "url": "http://e.com"], [1, 2]).identity)
        for other in [
            asked("http", ["url": "http://e.com", "method": "PUT"], [1, 2]),
            asked("http", ["url": "http://e.com", "method": "POST"], [1, 3]),
            asked("request", ["url": "http://e.com", "method": "POST"], [1, 2]),
            AskedEffect(scope: "/rows/b", name: "http", arguments: one.arguments, data: one.data),
        ] {
            #expect(one.identity != other.identity)
        }
        let declared: JSONValue = ["arguments": [["name": "--a", "type": "text", "help": "a"]], "about": "x"]
        let reworded: JSONValue = ["arguments": [["name": "--a", "type": "text", "help": "b"]], "about": "y"]
        let changed: JSONValue = ["arguments": [["name": "--b", "type": "text", "help": "a"]], "about": "x"]
        #expect(asked("args", declared).identity == asked("args", reworded).identity)
        #expect(asked("args", declared).identity != asked("args", changed).identity)
    }

    @Test("secrets stand in no part of a line, and make no difference")
    func secrets() throws {
        let secret = "top-secret-of-this-process"
        let redaction = Redaction()
        redaction.add(secret)
        let arguments: JSONValue = [
            "url": .string("http://e.com/\(secret)"),
            "headers": ["Authorization": "plain-text-key", "X-Api-Key": "plain-text-key", "X-Name": "n"],
        ]
        let asked = asked("http", arguments, Array(#"{"password":"plain-text-key"}"#.utf8), secret: secret)
        let answer = Wire.Answer(
            succeeded: true,
            head: Array(#"{"headers":{"set-cookie":"plain-text-key"}}"#.utf8),
            body: .bytes(Array("\(secret) is what I heard".utf8))
        )
        let line = RecordedEffect.line(asked, number: 1, turn: Self.turn, answer: answer, Discretion(redaction))
        let text = String(decoding: line, as: UTF8.self)
        #expect(!text.contains("secret-of") && !text.contains("plain-text-key"), "\(text)")
        #expect(text.contains("X-Name") && text.contains("is what I heard"))
        // A replay's process knows of no secret but what stands in the recording.
        #expect(try read(line).asked.identity == asked.identity)
    }

    @Test("a password that a script writes into a call is not kept")
    func password() throws {
        let catalogued = asked(
            "call",
            ["operation": "desktop_layout.create", "arguments": [["password": "plain-text-key", "name": "n"]]]
        )
        #expect(!String(decoding: catalogued.arguments.encoded(), as: UTF8.self).contains("plain-text-key"))
    }

    @Test("a request for many has its entries, each within its own row", arguments: [true, false])
    func entries(hasScopes: Bool) {
        let items: JSONValue = [
            ["itemIdentifier": 1, "item": ["id": "a", "workPhone": "1"], "requestAction": "SAVE"],
            ["itemIdentifier": 2, "item": ["id": "b", "workPhone": "2"], "requestAction": "SAVE"],
        ]
        var arguments: JSONObject = ["operation": "user.bulk_patch", "arguments": [["items": items]]]
        if hasScopes { arguments["scopes"] = ["/rows/x", "/rows/y"] }
        let asked = asked("call", .object(arguments))
        #expect(asked.entries.map(\.scope) == (hasScopes ? ["/rows/x", "/rows/y"] : ["/rows/a", "/rows/a"]))
        #expect(asked.entries.map(\.item) == [1, 2])
        #expect(Set(asked.entries.map(\.identity)).count == 2)
    }
}
