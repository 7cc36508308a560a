import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// An answer that is an error, in the form that the part of the service has for it.
struct ServiceFault: Error, Sendable {
    /// How the body is written.
    enum Form: Sendable {
        /// `{trackingId, error{key, message[{description}]}}`, as the contact centre answers.
        case contactCentre
        /// `{message, errors[{description}], trackingId}`, as sign-in and the admin API answer.
        case webex
        /// The same with OAuth's `error` and `error_description` beside it, as the token endpoint may answer.
        case oauth(error: String)
        /// XML with a code, as the object store answers.
        case objectStore(code: String)
    }

    /// What is said of a token that is not accepted.
    static let badToken = "the access token is missing, unknown or has lapsed"
    /// What is said of a token without the scope that is needed, which the service does not name.
    static let notAllowed = "the token does not have the permission for this request"

    let status: Int
    let description: String
    var form = Form.contactCentre
    /// The whole seconds that a client must wait.
    var retryAfter: Int?
    /// The length of the file, where a range does not fit in it.
    var wholeLength: Int?

    init(_ status: Int, _ description: String, form: Form = .contactCentre) {
        self.status = status
        self.description = description
        self.form = form
    }

    /// The answer to the request of that name.
    func response(trackingID: String) -> Response {
        var headers = HTTPFields()
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if let wholeLength { headers[.contentRange] = "bytes */\(wholeLength)" }
        var writer = AnswerWriter()
        switch form {
        case .contactCentre:
            writeBody(trackingID: trackingID, into: &writer)
        case .webex:
            writeWebexBody(oauthError: nil, trackingID: trackingID, into: &writer)
        case .oauth(let error):
            writeWebexBody(oauthError: error, trackingID: trackingID, into: &writer)
        case .objectStore(let code):
            return xml(code: code, headers: headers)
        }
        return .json(writer, status: status, trackingID: trackingID, headers: headers)
    }

    /// `{trackingId, error{key, message[{description}]}}` as a value.
    func body(trackingID: String) -> JSONValue {
        let message: JSONValue = [["description": .string(description)]]
        return ["trackingId": .string(trackingID), "error": ["key": .string(String(status)), "message": message]]
    }

    /// Writes `{trackingId, error{key, message[{description}]}}`.
    func writeBody(trackingID: String, into writer: inout AnswerWriter) {
        writer.beginObject()
        writer.field("trackingId", trackingID)
        writer.key("error")
        writer.beginObject()
        writer.field("key", String(status))
        writeMessages(into: &writer, key: "message")
        writer.endObject()
        writer.endObject()
    }

    private func writeWebexBody(oauthError: String?, trackingID: String, into writer: inout AnswerWriter) {
        writer.beginObject()
        writer.field("message", description)
        writeMessages(into: &writer, key: "errors")
        writer.field("trackingId", trackingID)
        if let oauthError {
            writer.field("error", oauthError)
            writer.field("error_description", description)
        }
        writer.endObject()
    }

    private func writeMessages(into writer: inout AnswerWriter, key: StaticString) {
        writer.key(key)
        writer.beginArray()
        writer.beginObject()
        writer.field("description", description)
        writer.endObject()
        writer.endArray()
    }

    private func xml(code: String, headers: HTTPFields) -> Response {
        var headers = headers
        headers[.contentType] = "application/xml"
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>\(code)</Code><Message>\(description)</Message></Error>
            """
        return Response(
            status: .init(code: status),
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}

extension Response {
    /// An answer without a body.
    static func empty(status: Int, trackingID: String) -> Response {
        Response(status: .init(code: status), headers: [.trackingID: trackingID])
    }

    /// An object as the answer.
    static func json(_ object: JSONObject, trackingID: String) -> Response {
        var writer = AnswerWriter()
        writer.encoded(JSONValue.object(object).encoded())
        return .json(writer, trackingID: trackingID)
    }

    /// An answer of the API: JSON, with the name of its request.
    static func json(
        _ writer: AnswerWriter,
        status: Int = 200,
        trackingID: String,
        headers: HTTPFields = HTTPFields()
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        headers[.trackingID] = trackingID
        return Response(status: .init(code: status), headers: headers, body: .init(byteBuffer: writer.buffer))
    }
}
