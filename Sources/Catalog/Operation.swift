/// One operation of the API, as facts: where it is sent, what it takes, and what sending it twice would mean.
package struct Operation: Sendable, Equatable {
    /// The name of the operation: `resource.verb`, such as `task.list`.
    ///
    /// Versions of one operation share it; all but the one that scripts get bear their number: `user.list@1`.
    package let name: String
    /// The HTTP method in capitals.
    package let method: String
    /// The path below the base address, with its ids in braces: `/organization/{orgid}/v2/user`.
    package let path: String
    /// Which of the profile's addresses the path stands under.
    package let base: Base
    /// The version that the path names; 1 where it names none.
    package let version: Int
    /// What sending it does, and so whether it may be sent again.
    package let safety: Safety
    /// How the rest of a long answer is asked for; nil when the answer comes whole.
    package let paging: Paging?
    /// The key of the answer under which the list stands, empty when the answer is the list; nil when it is one object.
    package let listPath: String?
    /// Whether its list leaves array fields out, so that an entry is no whole object and must not be written back.
    package let omitsArrays: Bool
    /// Whether the service has announced its end.
    package let isDeprecated: Bool
    /// The query parameters, in the order of the documents.
    package let query: [Parameter]
    /// The headers that a caller may give; one that is read-only is filled in by the host.
    package let headers: [Parameter]
    /// What is sent as the body; nil when the operation takes none.
    package let content: Content?
    /// What the service answers when it went well, the lowest status first.
    package let answers: [Answer]

    /// The scopes of which a token needs one, the smallest first; empty where neither documents nor guides say.
    package let scopes: [String]

    /// What a person is asked to grant for it, where that is more than the first of `scopes`.
    package let asksFor: [String]

    /// The names in the braces of `path`, in their order, the organisation's among them.
    package let pathParameters: [String]

    /// The field by which people name one object of this list: `email` for users, `name` for most; nil for no such list.
    package let naturalKey: String?

    /// Whether it erases a whole collection; nil when it does not.
    package let erases: Erasure?

    /// The lists of the body whose entries are a change each; empty where a request changes one object.
    package let countedLists: [String]

    /// Fields of the answer that hold tokens, which stay in the host.
    package let withheld: [String]

    /// An operation; what is left out is none of what documents mention.
    package init(
        name: String,
        method: String,
        path: String,
        base: Base,
        version: Int = 1,
        safety: Safety,
        paging: Paging? = nil,
        listPath: String? = nil,
        omitsArrays: Bool = false,
        isDeprecated: Bool = false,
        query: [Parameter] = [],
        headers: [Parameter] = [],
        content: Content? = nil,
        answers: [Answer] = [],
        scopes: [String] = [],
        asksFor: [String]? = nil,
        naturalKey: String? = nil,
        erases: Erasure? = nil,
        countedLists: [String] = [],
        withheld: [String] = []
    ) {
        self.name = name
        self.method = method
        self.path = path
        self.base = base
        self.version = version
        self.safety = safety
        self.paging = paging
        self.listPath = listPath
        self.omitsArrays = omitsArrays
        self.isDeprecated = isDeprecated
        self.query = query
        self.headers = headers
        self.content = content
        self.answers = answers
        self.scopes = scopes
        self.asksFor = asksFor ?? Array(scopes.prefix(1))
        self.naturalKey = naturalKey
        self.erases = erases
        self.countedLists = countedLists
        self.withheld = withheld
        pathParameters = PathPattern(path).names
    }

    /// What the operation is about, the part of its name before the point: `user`.
    package var resource: String { String(name.prefix { $0 != "." }) }

    /// What it does, the part of its name behind the point without a version: `list`.
    package var verb: String { String(name.drop { $0 != "." }.dropFirst().prefix { $0 != "@" }) }

    /// Whether scripts get another version of it, unless they ask for this one.
    package var isOlderVersion: Bool { name.contains("@") }

    /// The Lua module that it belongs to.
    package var module: Module { base == .contactCentre ? .cc : .webex }

    /// The fields of its body's object; empty when it takes no body, or another one.
    package var body: [Parameter] { content.map { $0.value.type == .object ? $0.value.fields : [] } ?? [] }

    /// The ids that a script gives by position: those of the path without the organisation's, which the host fills in.
    package var pathIDs: [String] { pathParameters.filter { !Self.isOrganization($0) } }

    /// Whether a path parameter names the organisation: the documents write `orgid` and `orgId`.
    package static func isOrganization(_ pathParameter: String) -> Bool { pathParameter.lowercased() == "orgid" }
}

extension Operation {
    /// The address an operation's path is added to.
    package enum Base: String, Sendable {
        /// The region's contact-centre address, such as `https://api.wxcc-us1.cisco.com`.
        case contactCentre = "contact_centre"
        /// The address of sign-in and of the admin operations, such as `https://webexapis.com/v1`.
        case webex
    }

    /// The module by which Lua names an operation.
    package enum Module: String, Sendable, CaseIterable {
        /// The contact centre.
        case cc
        /// People, licences and all else of the organisation.
        case webex
    }

    /// What sending an operation does to the service, and so when it may be repeated.
    package enum Safety: String, Sendable {
        /// Changes nothing.
        ///
        /// Some reads are POSTs, such as `capture.query`.
        case read
        /// A change that has the same outcome when it is sent twice.
        case idempotent
        /// Makes or does something anew each time.
        case create
        /// Takes something away.
        case delete
    }

    /// How an operation hands out a list that is longer than one answer.
    package enum Paging: String, Sendable {
        /// `page` counts from 0, `pageSize` is cut silently.
        ///
        /// It ends on `meta.totalPages`, on `rel` being `last`, or where neither is told on an empty page.
        case page
        /// No page numbers: ascending by creation, so the next request starts `from` where this answer ended.
        case from
        /// `page` counts from 0, `size` is 10 by default; a bare list, or an object with totals.
        case flowPage = "flow_page"
        /// The answer's `Link` header has the address of the next page.
        case link
        /// `startIndex` counts from 1, `count` is how many.
        case scim
        /// `offset` counts from 0, `max` is how many.
        case offset
        /// The answer's `next` is given back as `next`; `limit` is how many.
        case next
        /// `start` counts from 0, `limit` is how many.
        case start
        /// The answer says from which id to go on, which is given as `nextStartId`.
        case startID = "start_id"
    }

    /// Whether an operation erases a whole collection.
    package enum Erasure: Sendable, Equatable {
        case always
        /// When this field of the body is true.
        case when(String)
    }

    /// A body.
    package struct Content: Sendable, Equatable {
        /// How it is written.
        package let media: Media
        /// Whether a request without it is refused.
        package let isRequired: Bool
        /// What it is, as a parameter named `body`: an object, or a list.
        package let value: Parameter

        package init(media: Media = .json, isRequired: Bool, value: Parameter) {
            self.media = media
            self.isRequired = isRequired
            self.value = value
        }
    }

    /// The ways in which a body is written, by their media types.
    package enum Media: String, Sendable {
        case json = "application/json"
        case jsonPatch = "application/json-patch+json"
        /// A part for each field: JSON, or the bytes of a file.
        case multipart = "multipart/form-data"
    }

    /// An answer of the service's when it went well.
    package struct Answer: Sendable, Equatable {
        /// The HTTP status, 200 to 299.
        package let status: Int
        /// What comes with it, as a parameter named `answer`; nil when nothing does.
        package let value: Parameter?
        /// Whether it is declared as plain text, whatever it holds.
        package let isPlainText: Bool

        package init(status: Int, value: Parameter?, isPlainText: Bool = false) {
            self.status = status
            self.value = value
            self.isPlainText = isPlainText
        }
    }
}
