import Hummingbird
import JSON

/// `GET /v1/tasks`: tasks ascending by creation, without page numbers.
struct TaskEndpoint {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func answer(_ call: Call) throws(ServiceFault) -> Response {
        let query = call.queryItems
        guard let from = try query.integer("from") else { throw ServiceFault(400, "from is required") }
        let to = try query.integer("to") ?? call.now
        let pageSize = try query.integer("pageSize") ?? 100
        guard pageSize >= 1 else { throw ServiceFault(400, "pageSize must be 1 to 1000") }
        if let orgID = query["orgId"], orgID != service.org.id {
            throw ServiceFault(403, "the token is not for this organization")
        }
        let channels = try channels(query["channelTypes"])
        let first = service.options.fromIsInclusive ? from : from &+ 1
        let window = TaskWindow(book: service.tasks, first: first, stop: to, channels: channels)
        let limit = service.options.taskLimit
        if limit > 0, window.earliest(limit + 1).count > limit {
            throw ServiceFault(413, "the result is too large: ask for a smaller window")
        }
        let cap = service.options.taskCap > 0 ? min(service.options.taskCap, 1000) : 1000
        return write(window.tasks(in: service.options.taskOrder, Int(min(pageSize, Int64(cap)))), call)
    }

    private func channels(_ text: String?) throws(ServiceFault) -> Set<TaskBook.Channel> {
        guard let text, !text.isEmpty else { return Set(TaskBook.Channel.allCases) }
        var channels: Set<TaskBook.Channel> = []
        for name in text.split(separator: ",") {
            guard let channel = TaskBook.Channel(rawValue: String(name)) else {
                throw ServiceFault(400, "channelTypes must be email, chat, telephony or social")
            }
            channels.insert(channel)
        }
        return channels
    }

    private func write(_ selected: [Int], _ call: Call) -> Response {
        let tasks = service.tasks
        var writer = AnswerWriter(capacity: 128 + selected.count * 640)
        writer.beginObject()
        writer.key("meta")
        writer.beginObject()
        writer.field("orgId", service.org.id)
        writer.endObject()
        writer.key("data")
        writer.beginArray()
        for task in selected { write(task, tasks.channel(task), tasks.createdTime(task), into: &writer) }
        writer.endArray()
        writer.endObject()
        return .json(writer, trackingID: call.trackingID)
    }

    private func write(_ task: Int, _ channel: TaskBook.Channel, _ created: Int64, into writer: inout AnswerWriter) {
        let tasks = service.tasks
        writer.beginObject()
        writer.key("id")
        writer.id(tasks.ids, task)
        writer.key("attributes")
        writer.beginObject()
        if let owner = tasks.owner(task, of: service.org.userCount) {
            writer.key("owner")
            service.org.writeOwner(owner, into: &writer)
        }
        if let queue = tasks.queue(task, of: service.org.queueNames.count) {
            writer.key("queue")
            writer.encoded(service.org.queueNames[queue])
        }
        writer.field("channelType", channel.rawValue)
        writer.field("status", tasks.isAbandoned(task) ? "abandoned" : "completed")
        writer.field("createdTime", created)
        writer.field("lastUpdatedTime", created + tasks.duration(task))
        writeCaptureRequested(task, into: &writer)
        let customer = customer(task, channel)
        let isOutbound = tasks.hash.happens(.task, task, use: 13, inThousand: 100)
        writer.field("origin", isOutbound ? "+18005550100" : customer)
        writer.field("destination", isOutbound ? customer : "+18005550100")
        writer.field("direction", isOutbound ? "outbound" : "inbound")
        writer.field("reasonCode", Self.reasons[tasks.hash.number(.task, task, use: 14, below: Self.reasons.count)])
        writer.endObject()
        writer.endObject()
    }

    private static let reasons = ["Credit", "Sale", "Complaint", "Question", "Callback"]

    /// The field says no more than what was asked for: it may be null, and nothing may have been kept.
    private func writeCaptureRequested(_ task: Int, into writer: inout AnswerWriter) {
        if service.tasks.hash.happens(.task, task, use: 15, inThousand: 60) {
            writer.null("captureRequested")
        } else {
            writer.field("captureRequested", service.tasks.isRecorded(task))
        }
    }

    private func customer(_ task: Int, _ channel: TaskBook.Channel) -> String {
        switch channel {
        case .telephony: service.tasks.customerNumber(task)
        case .chat, .email, .social:
            "customer\(service.tasks.hash.number(.task, task, use: 10, below: 10_000))@example.net"
        }
    }
}
