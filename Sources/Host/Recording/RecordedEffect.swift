import JSON
import Webex
import Wire

/// A line of a recording: an effect, and what came of it in which turn of the worker's loop.
struct RecordedEffect: Sendable {
    /// Counts up in the order of asking.
    var number: Int64
    /// When it was answered; nil for one that was cancelled, or under way at the end.
    var turn: Turn?
    var asked: AskedEffect
    /// Nil as well for one that a replay carries out itself.
    var answer: Wire.Answer?

    /// A turn of the worker's loop.
    struct Turn: Sendable, Equatable {
        /// Counts up from 1.
        var number: Int64
        /// Milliseconds since 1970.
        var time: Int64
    }

    /// The file that it opened, and the number by which the script knows that; nil when it opened none.
    var openedFile: (number: Int64, path: String)? {
        guard ["file_open", "file_create"].contains(asked.name), let path = asked.arguments["path"]?.string,
            let head = answer.flatMap({ try? JSONValue(parsing: $0.head) }), let number = head["id"]?.integer
        else { return nil }
        return (number, path)
    }

    /// Reads a line; nil where a field is not as it must be.
    init?(_ line: JSONValue) {
        guard let name = line["effect"]?.string, let number = line["n"]?.integer,
            let scope = line["scope"]?.string, let arguments = line["arguments"]
        else { return nil }
        self.number = number
        turn = nil
        if let turn = line["turn"] {
            guard let number = turn.integer, let time = line["time"]?.integer else { return nil }
            self.turn = Turn(number: number, time: time)
        }
        var data: AskedEffect.Data?
        if let value = line["data"] {
            guard let bytes = value["bytes"]?.integer, let hash = value["sha256"]?.string else { return nil }
            data = AskedEffect.Data(bytes: bytes, sha256: hash, text: value["text"]?.string)
        }
        asked = AskedEffect(scope: scope, name: name, arguments: arguments, data: data)
        answer = nil
        guard let value = line["answer"] else { return }
        guard let answer = Self.answer(value) else { return nil }
        self.answer = answer
    }

    private static func answer(_ value: JSONValue) -> Wire.Answer? {
        guard let succeeded = value["ok"]?.bool else { return nil }
        var answer = Wire.Answer(succeeded: succeeded, head: value["head"]?.encoded() ?? [])
        if let json = value["json"] {
            answer.body = .json(json.encoded())
        } else if let text = value["text"]?.string {
            answer.body = .bytes(Array(text.utf8))
        } else if let digits = value["hex"]?.string ?? value["broken_json"]?.string {
            guard let bytes = Hexadecimal.bytes(digits) else { return nil }
            answer.body = value["hex"] == nil ? .json(bytes) : .bytes(bytes)
        }
        return answer
    }

    /// The line of an effect that was asked as `number`, with its break at the end.
    static func line(
        _ asked: AskedEffect,
        number: UInt64,
        turn: Turn?,
        answer: Wire.Answer?,
        _ discretion: Discretion
    ) -> [UInt8] {
        var fields: JSONObject = ["effect": .string(asked.name), "n": .integer(Int64(number))]
        fields["turn"] = turn.map { .integer($0.number) }
        fields["time"] = turn.map { .integer($0.time) }
        fields["scope"] = .string(asked.scope)
        fields["arguments"] = asked.arguments
        fields["data"] = asked.data.map { data in
            var fields: JSONObject = ["bytes": .integer(data.bytes), "sha256": .string(data.sha256)]
            fields["text"] = data.text.map(JSONValue.string)
            return .object(fields)
        }
        var line = JSONValue.object(fields).encoded()
        if let answer {
            line.removeLast()
            line += Array(#","answer":"#.utf8) + text(answer, of: asked.name, discretion) + Array("}".utf8)
        }
        return line + [UInt8(ascii: "\n")]
    }

    private static func text(_ answer: Wire.Answer, of effect: String, _ discretion: Discretion) -> [UInt8] {
        var text = Array((answer.succeeded ? #"{"ok":true"# : #"{"ok":false"#).utf8)
        if !answer.head.isEmpty { text += Array(#","head":"#.utf8) + oneLine(discretion.head(answer.head, of: effect)) }
        switch answer.body {
        case .none: break
        case .json(let bytes):
            let told = discretion.applied(to: bytes)
            // As the service sent it, but for breaks between its values; what is no JSON a script is told of.
            text +=
                (try? JSONValue(parsing: told)) == nil
                ? field("broken_json", .string(Hexadecimal.text(told))) : Array(#","json":"#.utf8) + oneLine(told)
        case .bytes(let bytes):
            let told = discretion.applied(to: bytes)
            text +=
                String(validating: told, as: UTF8.self).map { field("text", .string($0)) }
                ?? field("hex", .string(Hexadecimal.text(told)))
        }
        return text + Array("}".utf8)
    }

    private static func field(_ name: String, _ value: JSONValue) -> [UInt8] {
        Array(",\"\(name)\":".utf8) + value.encoded()
    }

    private static func oneLine(_ json: [UInt8]) -> [UInt8] {
        // A text in JSON holds no break as such: what there is stands between values. A mark of its order may stand first.
        json.drop { [0xEF, 0xBB, 0xBF].contains($0) }.map {
            $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0
        }
    }
}

extension Hexadecimal {
    /// The bytes of pairs of digits; nil for anything else.
    fileprivate static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[place]), let low = value(digits[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        Character(UnicodeScalar(digit)).hexDigitValue.map(UInt8.init)
    }
}
