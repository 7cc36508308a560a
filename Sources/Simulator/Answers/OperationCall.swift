import Catalog
import HTTPTypes
import Hummingbird
import JSON

/// A request that was recognised as one of the catalog's operations, and checked against it.
struct OperationCall: Sendable {
    let call: Call
    let operation: Operation
    /// The values of the path's names, decoded.
    let ids: [String: String]
    /// The JSON body, or the parts of a multipart one by their names; nil for none.
    let body: JSONValue?
    /// Who asks.
    let authorization: Authorization

    var query: FormFields { call.queryItems }

    /// The fields of the body; with files, those of the part that describes them.
    ///
    /// None when the body has none.
    var fields: JSONObject {
        guard operation.content?.media == .multipart, let part = operation.body.first(where: { $0.type == .object })
        else { return body?.object ?? JSONObject() }
        return body?[part.name]?.object ?? JSONObject()
    }

    /// An answer with the status that the catalog promises for success, and a body where it promises one.
    func answer(_ value: JSONValue?, status: Int? = nil) -> Response {
        let status = status ?? operation.success?.status ?? 200
        guard let value, status != 204 else { return .empty(status: status, trackingID: call.trackingID) }
        var writer = AnswerWriter()
        writer.encoded(value.encoded())
        var response = Response.json(writer, status: status, trackingID: call.trackingID)
        if operation.success?.isPlainText == true { response.headers[.contentType] = "text/plain" }
        return response
    }
}
