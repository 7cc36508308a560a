import Catalog
import JSON
import Journal
import Webex
import Wire

/// The error that a script gets for an effect that failed: `kind`, `message`, and what else is known.
enum EffectFailure {
    /// The answer that makes the binding raise; no secret that the host knows of is in it.
    static func answer(_ error: any Error, _ redaction: Redaction) -> Wire.Answer {
        Wire.Answer(succeeded: false, head: redaction.applied(to: JSONValue.object(fields(error)).encoded()))
    }

    private static func fields(_ error: any Error) -> JSONObject {
        switch error {
        case let error as WebexError: fields(error)
        case let error as HostError: fields(error)
        case let error as CatalogError: fields(error)
        case let error as JournalError:
            ["kind": "unavailable", "message": .string(error.description), "final": true]
        case let error as UndecidedWrite:
            [
                "kind": "in_doubt", "operation": .string(error.draft.operation), "final": true,
                "message": error.isSettled
                    ? "an earlier attempt is said to have done this, and what it made is not found"
                    : "an earlier attempt may have done this, and nobody can tell",
            ]
        case is CancellationError: ["kind": "cancelled"]
        default: ["kind": "unavailable", "message": .string("\(error)")]
        }
    }

    private static func fields(_ error: HostError) -> JSONObject {
        let message = error.subject.isEmpty ? error.problem : "\(error.subject): \(error.problem)"
        var fields: JSONObject = ["kind": .string(error.kind.rawValue), "message": .string(message)]
        fields["hint"] = error.hint.map(JSONValue.string)
        if error.isFinal { fields["final"] = true }
        return fields
    }

    private static func fields(_ error: CatalogError) -> JSONObject {
        let subject = [error.parameter, error.value.map { "is \($0), but" }].compactMap(\.self)
        var fields: JSONObject = ["kind": "invalid", "operation": .string(error.operation)]
        fields["message"] = .string((subject + [error.reason]).joined(separator: " "))
        fields["hint"] = error.hint.map(JSONValue.string)
        return fields
    }

    private static func fields(_ error: WebexError) -> JSONObject {
        if let cause = error.cause as? HostError { return fields(cause) }
        var fields: JSONObject = ["kind": .string(error.kind.rawValue), "message": .string(error.message)]
        fields["status"] = error.status.map { .integer(Int64($0)) }
        fields["operation"] = error.operation.map(JSONValue.string)
        fields["tracking_id"] = error.trackingID.map(JSONValue.string)
        fields["hint"] = error.hint.map(JSONValue.string)
        fields["answer"] = error.answer.flatMap { bytes in
            (try? JSONValue(parsing: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self))
        }
        if error.kind == .inDoubt { fields["write"] = error.entry.map(JSONValue.integer) }
        // Signed out, every further call fails alike.
        if error.kind == .signedOut { fields["final"] = true }
        return fields
    }
}
