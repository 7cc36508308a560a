import Host
import JSON
import Journal
import Webex

/// A run as programs read it, whole.
enum RunJSON {
    static func object(_ details: RunDetails) -> JSONValue {
        let run = details.overview.run, digest = details.digest
        var object = details.overview.json
        object["script_hash"] = .string(run.scriptHash)
        object["words"] = .array(run.words.map(JSONValue.string))
        object["arguments"] = EntryJSON.embedded(run.arguments)
        object["folder"] = .string(run.folder)
        object["options"] = EntryJSON.embedded(run.options)
        object["version"] = .string(run.version)
        object["trace"] = EntryJSON.text(RunOptions(text: run.options).trace?.text)
        object["failure"] = EntryJSON.text(run.end?.failure)
        object["summary"] = EntryJSON.embedded(run.end?.summary)
        object["history"] = .array(digest.attempts.map(attempt))
        let statuses = digest.statuses.map { JSONObject.Member(key: $0.status, value: .integer(Int64($0.count))) }
        object["statuses"] = .object(JSONObject(statuses))
        object["reads"] = .array(digest.reads.map { .object(EntryJSON.reads($0)) })
        object["files"] = .array(digest.inputs.map { .object(EntryJSON.input($0)) })
        object["failed"] = .array(details.failed.map(failed))
        object["doubts"] = .array(details.doubts.map(doubt))
        return .object(object)
    }

    private static func attempt(_ attempt: RunDigest.Attempt) -> JSONValue {
        [
            "attempt": .integer(Int64(attempt.number)), "started": .integer(attempt.started),
            "options": EntryJSON.embedded(attempt.options),
            "ended": attempt.end.map { .integer($0.time) } ?? .null,
            "exit_code": attempt.end.map { .integer(Int64($0.exitCode)) } ?? .null,
            "failure": EntryJSON.text(attempt.end?.failure),
        ]
    }

    private static func failed(_ failed: RunDetails.FailedRow) -> JSONValue {
        var object: JSONObject = ["number": .integer(failed.number)]
        for member in EntryJSON.row(failed.row) { object[member.key] = member.value }
        return .object(object)
    }

    private static func doubt(_ doubt: RunDetails.Doubt) -> JSONValue {
        var object: JSONObject = ["number": .integer(doubt.number), "time": .integer(doubt.time)]
        for member in EntryJSON.write(doubt.write) { object[member.key] = member.value }
        object["on_resume"] = .string(doubt.advice.rawValue)
        return .object(object)
    }
}
