import HTTPTypes
import Hummingbird
import JSON

/// `POST /v1/captures/query`: what was recorded of up to ten tasks, each file behind a signed address.
struct CaptureEndpoint {
    /// What a request asks for, after it was checked.
    private struct Query {
        var taskIDs: [String] = []
        var expirationMinutes: Int64 = 30
        var segments = false
        var virtualAgents = false
    }

    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func answer(_ call: Call) async throws(ServiceFault) -> Response {
        let query = try parse(await call.body())
        let book = service.captures
        var writer = AnswerWriter(capacity: 8192)
        writer.beginObject()
        writer.key("meta")
        writer.beginObject()
        writer.field("orgId", service.org.id)
        writer.field("urlExpiration", query.expirationMinutes)
        writer.endObject()
        writer.key("data")
        writer.beginArray()
        for id in query.taskIDs {
            let task = book.tasks.ids.index(of: id).flatMap { $0 < book.tasks.count && !isMissing($0, call) ? $0 : nil }
            writer.beginObject()
            writer.field("taskId", id)
            writer.key("recording")
            writer.beginArray()
            for capture in task.map({
                book.recordings(of: $0, segments: query.segments, virtualAgents: query.virtualAgents)
            }) ?? [] {
                write(capture, query, call, into: &writer)
            }
            writer.endArray()
            writer.key("transcription")
            writer.beginArray()
            if let transcript = task.flatMap(book.transcript) {
                writeTranscript(transcript, query, call, into: &writer)
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(writer, trackingID: call.trackingID)
    }

    /// Whether what was recorded of a task is not there yet.
    private func isMissing(_ task: Int, _ call: Call) -> Bool {
        service.lateRecordings.isMissing(at: call.now) && service.captures.isLate(task)
    }

    private func parse(_ body: [UInt8]) throws(ServiceFault) -> Query {
        guard let document = try? JSONValue(parsing: body), let fields = document["query"]?.object else {
            throw ServiceFault(400, "the body must be an object with a query")
        }
        var query = Query()
        guard let ids = fields["taskIds"]?.array, (1...10).contains(ids.count) else {
            throw ServiceFault(400, "taskIds must hold 1 to 10 ids")
        }
        query.taskIDs = ids.compactMap(\.string).filter(isUUID)
        guard query.taskIDs.count == ids.count else { throw ServiceFault(400, "taskIds must be UUIDs") }
        guard Set(query.taskIDs).count == ids.count else { throw ServiceFault(400, "taskIds must be unique") }
        if let minutes = fields["urlExpiration"] {
            guard let integer = minutes.integer, (1...60).contains(integer) else {
                throw ServiceFault(400, "urlExpiration must be 1 to 60")
            }
            query.expirationMinutes = integer
        }
        if let orgID = fields["orgId"]?.string, orgID != service.org.id {
            throw ServiceFault(403, "the token is not for this organization")
        }
        query.segments = try flag(fields, "includeSegments")
        query.virtualAgents = try flag(fields, "includeVARecordings")
        return query
    }

    private func flag(_ fields: JSONObject, _ name: String) throws(ServiceFault) -> Bool {
        guard let value = fields[name] else { return false }
        guard let flag = value.bool else { throw ServiceFault(400, "\(name) must be true or false") }
        return flag
    }

    private func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { group in group.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }

    private func write(_ capture: CaptureBook.Capture, _ query: Query, _ call: Call, into writer: inout AnswerWriter) {
        let book = service.captures
        let start = book.startTime(capture)
        var isSegment = false
        if case .segment = capture.part { isSegment = true }
        writer.beginObject()
        writer.key("id")
        writer.id(book.ids, capture.index)
        writer.field("segment", isSegment)
        writer.key("attributes")
        writer.beginObject()
        writer.field("fileName", CaptureFile.name(capture, in: book))
        writer.field("filePath", address(capture, query, call))
        writer.field("startTime", start)
        writer.field("stopTime", start + Int64(book.seconds(capture)) * 1000)
        writer.key("participants")
        writer.beginArray()
        for participant in participants(capture) { writer.string(participant) }
        writer.endArray()
        let isVirtual = capture.part == .virtualAgent
        writer.field("channel1", "Caller")
        writer.field("channel2", isVirtual ? "VA" : "Agent")
        writer.field("callType", capture.part == .consult ? "consult" : isVirtual ? "va-main" : "main")
        writer.field("sensitive", service.tasks.hash.happens(.capture, capture.task, use: 6, inThousand: 50))
        writer.endObject()
        writer.endObject()
    }

    /// The agent by the id of Common Identity, and the customer's number with most of it hidden.
    private func participants(_ capture: CaptureBook.Capture) -> [String] {
        let number = service.tasks.customerNumber(capture.task)
        let masked = number.prefix(2) + "****" + number.suffix(4)
        let owner = service.tasks.owner(capture.task, of: service.org.userCount)
        let agent = owner.map(service.org.commonIdentityID(ofUser:))
        return [agent, String(masked)].compactMap(\.self)
    }

    private func writeTranscript(
        _ capture: CaptureBook.Capture,
        _ query: Query,
        _ call: Call,
        into writer: inout AnswerWriter
    ) {
        let start = service.captures.startTime(capture)
        writer.beginObject()
        writer.field("Source", "Calling")
        writer.field("Provider", "WebexAI")
        writer.key("id")
        writer.id(service.captures.ids, capture.index)
        writer.field("fileName", CaptureFile.name(capture, in: service.captures))
        writer.field("filePath", address(capture, query, call))
        writer.field("startTime", String(start))
        writer.field("languageCode", "en-US")
        writer.field("createTime", String(start + Int64(service.captures.seconds(capture)) * 1000))
        writer.endObject()
    }

    private func address(_ capture: CaptureBook.Capture, _ query: Query, _ call: Call) -> String {
        let id = service.captures.ids.text(capture.index)
        // An encoded blank and slash: an address must be used just as it is, or its signature fails.
        let path = "/media/\(service.org.id)/\(id)/call%20media%2F\(id)\(CaptureFile.ending(capture))"
        let signed = service.signer.query(path: path, expires: call.now + query.expirationMinutes * 60_000)
        return "http://\(call.request.head.authority ?? "127.0.0.1")\(path)?\(signed)"
    }
}
