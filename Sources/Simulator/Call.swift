import HTTPTypes
import Hummingbird
import NIOCore

/// One request, as the endpoints see it.
struct Call: Sendable {
    let request: Request
    /// The path as it came, still encoded.
    let path: String
    /// What stands after the question mark as it came, empty when nothing does.
    let query: String
    /// The moment it came, in milliseconds since 1970.
    let now: Int64
    /// The request's name in answers: what the client sent as `TrackingId`, else one of ours.
    let trackingID: String

    init(_ request: Request, now: Int64, trackingID: @autoclosure () -> String) {
        self.request = request
        self.now = now
        self.trackingID = request.headers[.trackingID] ?? trackingID()
        let target = request.head.path ?? "/"
        let mark = target.firstIndex(of: "?")
        path = String(target[..<(mark ?? target.endIndex)])
        query = mark.map { String(target[target.index(after: $0)...]) } ?? ""
    }

    /// What was asked for: `METHOD path?query`, as it came.
    var target: String { "\(request.method.rawValue) \(request.head.path ?? "/")" }

    /// The access token it bears, empty when it bears none.
    var bearerToken: Substring {
        let authorization = request.headers[.authorization] ?? ""
        return authorization.hasPrefix("Bearer ") ? authorization.dropFirst(7) : ""
    }

    /// The query's names and values, decoded.
    var queryItems: FormFields { FormFields(query) }

    /// The whole body; 413 for one of more bytes than `limit`, a megabyte unless files are expected.
    func body(limit: Int = 1 << 20) async throws(ServiceFault) -> [UInt8] {
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return buffer.getBytes(at: buffer.readerIndex, length: buffer.readableBytes) ?? []
        } catch {
            throw ServiceFault(413, "the body is too long or was broken off")
        }
    }
}

extension HTTPField.Name {
    /// The header by which the service names a request.
    static let trackingID = named("TrackingId")
    static let link = named("Link")
    static let retryAfter = named("Retry-After")

    /// A header of that name; a name that cannot be one is a mistake in this file.
    private static func named(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
        return field
    }
}
