import Hummingbird
import JSON
import Synchronization

/// `POST /v1/messages`: a message to a room or a person, kept for whoever asks `/_control/messages`.
///
/// Any id is taken for that of a room, and any address for that of a person: the stand-in has neither to look them up.
struct MessageEndpoint {
    private let service: Service

    init(_ service: Service) { self.service = service }

    func answer(_ call: Call, _ authorization: Authorization) async throws(ServiceFault) -> Response {
        guard let body = try? JSONValue(parsing: try await call.body()).object else {
            throw ServiceFault(400, "the body must be a JSON object", form: .webex)
        }
        let receivers = ["roomId", "toPersonEmail", "toPersonId"].filter { body[$0]?.string?.isEmpty == false }
        guard receivers.count == 1 else {
            throw ServiceFault(400, "exactly one of roomId, toPersonEmail and toPersonId is required", form: .webex)
        }
        if let address = body["toPersonEmail"]?.string, !address.contains("@") {
            throw ServiceFault(400, "toPersonEmail is no e-mail address", form: .webex)
        }
        let words = ["text", "markdown"].compactMap { body[$0]?.string }.filter { !$0.isEmpty }
        guard let longest = words.map(\.utf8.count).max() else {
            throw ServiceFault(400, "text or markdown is required", form: .webex)
        }
        guard longest <= MessageBook.longest else {
            throw ServiceFault(400, "a message has at most \(MessageBook.longest) bytes", form: .webex)
        }
        var message = JSONObject()
        message["id"] = .string(EncodedID.text("MESSAGE", call.trackingID))
        for name in ["roomId", "toPersonEmail", "toPersonId", "text", "markdown"] { message[name] = body[name] }
        message["personEmail"] = authorization.person.map(JSONValue.string)
        message["created"] = .string(InstantText.iso(call.now))
        service.messages.add(message)
        return .json(message, trackingID: call.trackingID)
    }
}

/// The messages that were sent, in their order.
///
/// Safe to share.
final class MessageBook: Sendable {
    /// Bytes that one may have.
    static let longest = 7_439

    private let kept = Mutex<[JSONObject]>([])

    var messages: [JSONObject] { kept.withLock { $0 } }

    func add(_ message: JSONObject) { kept.withLock { $0.append(message) } }
}
