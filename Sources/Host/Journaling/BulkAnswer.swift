import JSON
import Journal
import Webex
import Wire

/// The answer to a request for many: one entry for each, by its number.
enum BulkAnswer {
    /// The field of request and answer that holds the entries.
    static let list = "items"
    /// The field of an entry that numbers it.
    static let number = "itemIdentifier"

    /// The entries of an answer by their numbers.
    static func entries(_ answer: Wire.Answer) -> [Int64: JSONValue] {
        guard case .json(let bytes) = answer.body, let body = try? JSONValue(parsing: bytes) else { return [:] }
        let entries = body[list]?.array ?? []
        return Dictionary(entries.compactMap { entry in entry[number]?.lenientInteger.map { ($0, entry) } }) {
            first,
            _ in
            first
        }
    }

    /// An answer of these entries.
    static func answer(_ entries: [JSONValue], head: JSONValue) -> Wire.Answer {
        Wire.Answer(head, body: .json(JSONValue.object([list: .array(entries)]).encoded()))
    }

    /// An entry under another number.
    static func entry(_ entry: JSONValue?, numbered item: Int64?) -> JSONValue {
        var fields = entry?.object ?? ["status": 200]
        fields[number] = item.map(JSONValue.integer)
        return .object(fields)
    }

    /// The answer with a 204 for each of these items of which it says that there is no such thing.
    ///
    /// They were to be deleted, and were sent before: that time did it.
    static func answer(_ answer: Wire.Answer, goneIfUnknown items: Set<Int64>) -> Wire.Answer {
        guard !items.isEmpty, case .json(let bytes) = answer.body, var body = try? JSONValue(parsing: bytes).object,
            let entries = body[list]?.array
        else { return answer }
        var told = answer
        body[list] = .array(
            entries.map { entry in
                guard let item = entry[number]?.lenientInteger, items.contains(item),
                    entry["status"]?.lenientInteger == 404
                else { return entry }
                return [number: .integer(item), "status": 204]
            }
        )
        told.body = .json(JSONValue.object(body).encoded())
        return told
    }

    /// What became of entries that were sent, as outcomes of their writes, the first of which has the number `first`.
    ///
    /// `text` is the answer as the journal keeps it. One outcome for all, and one more for each that was not done.
    static func outcomes(
        of drafts: [WriteDraft],
        from first: Int64,
        answer: Wire.Answer,
        text: String,
        status: Int,
        trackingID: String?
    ) -> [JournalEntry.Outcome] {
        let told = entries(answer)
        var outcomes = [
            JournalEntry.Outcome(
                first: first,
                last: first + Int64(drafts.count) - 1,
                state: .done,
                status: status,
                trackingID: trackingID,
                answer: text
            )
        ]
        for (place, draft) in drafts.enumerated() {
            let entry = draft.item.flatMap { told[$0] }
            let status = entry?["status"]?.lenientInteger.map(Int.init)
            if let status, (200..<300).contains(status) { continue }
            let number = first + Int64(place)
            let isRefused = status.map { $0 >= 400 && !StatusMeaning.mayHaveHappened($0) } ?? false
            outcomes.append(
                JournalEntry.Outcome(
                    first: number,
                    last: number,
                    state: isRefused ? .refused : .doubtful,
                    status: status,
                    trackingID: trackingID,
                    error: entry.map { $0["apiError"] ?? $0 }.map { String(decoding: $0.encoded(), as: UTF8.self) }
                        ?? "the answer does not tell of it"
                )
            )
        }
        return outcomes
    }
}
