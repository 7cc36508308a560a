import JSON
import Journal
import Wire

/// An answer as the journal keeps it: a JSON object with the head, and the body as JSON or as text.
struct RecordedAnswer: Sendable {
    let answer: Wire.Answer

    /// Reads what the journal has; an answer without anything where that is nothing.
    init(_ text: String?) {
        guard let text, let value = try? JSONValue(parsing: Array(text.utf8)) else {
            answer = .done
            return
        }
        let head = value["head"] ?? .null
        if let json = value["json"] {
            answer = Wire.Answer(head, body: .json(json.encoded()))
        } else if let text = value["text"]?.string {
            answer = Wire.Answer(head, body: .bytes(Array(text.utf8)))
        } else {
            answer = Wire.Answer(head)
        }
    }

    /// What the journal keeps of an answer.
    static func text(_ answer: Wire.Answer) -> String {
        var text = Array(#"{"head":"#.utf8) + (answer.head.isEmpty ? Array("null".utf8) : answer.head)
        switch answer.body {
        case .none: break
        // As it came: an answer was read as JSON before it got here, or cannot be read by anyone.
        case .json(let bytes): text += Array(#","json":"#.utf8) + bytes
        case .bytes(let bytes):
            text += Array(#","text":"#.utf8) + JSONValue.string(String(decoding: bytes, as: UTF8.self)).encoded()
        }
        return String(decoding: text + [UInt8(ascii: "}")], as: UTF8.self)
    }

    /// The answer to a create whose object is known to be there: itself, or as one entry of a request for many.
    static func found(_ object: JSONValue, by write: JournalEntry.Write) -> Wire.Answer {
        guard let item = write.item else {
            return Wire.Answer(["status": 200], body: .json(object.encoded()))
        }
        let address = write.target + "/" + (object["id"]?.string ?? "")
        return BulkAnswer.answer(
            [[BulkAnswer.number: .integer(item), "status": 200, "href": .string(address)]],
            head: ["status": 207]
        )
    }
}
