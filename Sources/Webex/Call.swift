import Catalog
import JSON

/// One call of an operation, as a script means it.
package struct Call: Sendable {
    /// What is called.
    package var operation: Operation
    /// The ids of the path in their order, without the organisation's.
    package var ids: [String]
    /// Names and values of the query; a list becomes one parameter with commas.
    package var query: [(String, JSONValue)]
    /// What is sent as JSON, or as the parts of a form.
    package var body: JSONValue?
    /// The files among the fields of a body that is a form, by the names of the fields.
    package var files: [String: Upload]
    /// The address of a further page as an answer named it, asked for just as it stands; nil: the address is made of
    /// ids and query.
    package var link: String?
    /// Milliseconds within which the call must have ended, waits and retries included; nil: patience decides.
    package var timeout: Int64?
    /// Whether it is checked against the catalog before it is sent.
    package var isChecked: Bool

    /// What sending it does, and so whether it may be sent again: the operation's, unless what is sent says more.
    package var safety: Operation.Safety

    package init(
        operation: Operation,
        ids: [String] = [],
        query: [(String, JSONValue)] = [],
        body: JSONValue? = nil,
        files: [String: Upload] = [:],
        link: String? = nil,
        timeout: Int64? = nil,
        isChecked: Bool = true
    ) {
        self.operation = operation
        self.ids = ids
        self.query = query
        self.body = body
        self.files = files
        self.link = link
        self.timeout = timeout
        self.isChecked = isChecked
        safety = operation.safety
    }
}

/// The answer to a call: any status from 200 to 299.
package struct Answer: Sendable {
    /// The HTTP status; 206 and 207 are successes in part, which who called must look into.
    package var status: Int
    /// The body as it came.
    package var body: [UInt8]
    /// What names the request to the service's support: the service's word, else the one that was sent.
    package var trackingID: String
    /// The address of the next page, where the answer names one.
    package var next: String?
    /// Whether the body is text that is no JSON: of an operation that answers in words, or of a stream.
    package var isText: Bool
    /// Whether an earlier try of the call may have been done too, so that what it was to delete is gone by now.
    package var isRepeat: Bool
    /// The fields whose values were taken out of the body, since they are secrets; each is null in it.
    package var withheld: [String] = []

    package init(
        status: Int,
        body: [UInt8],
        trackingID: String,
        next: String? = nil,
        isText: Bool = false,
        isRepeat: Bool = false
    ) {
        self.status = status
        self.body = body
        self.trackingID = trackingID
        self.next = next
        self.isText = isText
        self.isRepeat = isRepeat
    }
}
