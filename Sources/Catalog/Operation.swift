/// One operation of the API, as facts: where it is sent, what it takes, and what sending it twice would mean.
package struct Operation: Sendable, Equatable {
    /// The name scripts use, `resource.verb`, such as `task.list`.
    package let name: String
    /// The HTTP method in capitals.
    package let method: String
    /// The path below the base address, with its ids in braces: `/organization/{orgid}/v2/user`.
    package let path: String
    /// Which of the profile's addresses the path stands under.
    package let base: Base
    /// What sending it does, and so whether it may be sent again.
    package let safety: Safety
    /// How the rest of a long answer is asked for; nil when the answer comes whole.
    package let paging: Paging?
    /// The key of the answer under which the list stands; nil when the answer is one object.
    package let listPath: String?
    /// Whether its list leaves array fields out, so that an entry is no whole object and must not be written back.
    package let omitsArrays: Bool
    /// Whether the service has announced its end.
    package let isDeprecated: Bool
    /// The query parameters, in the order of the documents.
    package let query: [Parameter]
    /// The fields of the JSON body; empty when the operation takes none.
    package let body: [Parameter]

    /// The scopes of which a token needs one, the smallest first; empty where neither documents nor guides say.
    package let scopes: [String]

    /// What a person is asked to grant for it, where that is more than the first of `scopes`.
    package let asksFor: [String]

    /// The names in the braces of `path`, in their order, the organisation's among them.
    package let pathParameters: [String]

    /// The field by which people name one object of this list: `email` for users, `name` for most; nil for no such list.
    package let naturalKey: String?

    /// An operation; what is left out is none of what documents mention.
    package init(
        name: String,
        method: String,
        path: String,
        base: Base,
        safety: Safety,
        paging: Paging? = nil,
        listPath: String? = nil,
        omitsArrays: Bool = false,
        isDeprecated: Bool = false,
        query: [Parameter] = [],
        body: [Parameter] = [],
        scopes: [String] = [],
        asksFor: [String]? = nil,
        naturalKey: String? = nil
    ) {
        self.name = name
        self.method = method
        self.path = path
        self.base = base
        self.safety = safety
        self.paging = paging
        self.listPath = listPath
        self.omitsArrays = omitsArrays
        self.isDeprecated = isDeprecated
        self.query = query
        self.body = body
        self.scopes = scopes
        self.asksFor = asksFor ?? Array(scopes.prefix(1))
        self.naturalKey = naturalKey
        pathParameters = PathPattern(path).names
    }

    /// What the operation is about, the part of its name before the point: `user`.
    package var resource: String { String(name.prefix { $0 != "." }) }

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

    /// What sending an operation does to the service, and so when it may be repeated.
    package enum Safety: String, Sendable {
        /// Changes nothing.
        ///
        /// Some reads are POSTs, such as `capture.query`.
        case read
        /// A change that has the same outcome when it is sent twice.
        case idempotent
        /// Makes something new each time.
        case create
        /// Takes something away.
        case delete
    }

    /// How an operation hands out a list that is longer than one answer.
    package enum Paging: String, Sendable {
        /// `page` counts from 0, `pageSize` is cut silently, `meta.totalPages` says when it ends.
        case page
        /// No page numbers: ascending by creation, so the next request starts `from` where this answer ended.
        case from
    }
}
