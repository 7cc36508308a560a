import Catalog
import HTTPTypes
import Hummingbird

/// The addresses of sign-in, which count against no limit.
enum SignInRoute {
    case authorize, accessToken
    case applicationToken(id: String)

    /// The route of a path; nil when it is not one of sign-in.
    init?(_ path: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        switch Array(segments) {
        case ["v1", "authorize"]: self = .authorize
        case ["v1", "access_token"]: self = .accessToken
        case let parts where parts.count == 4 && parts[0...1] == ["v1", "applications"] && parts[3] == "token":
            self = .applicationToken(id: String(parts[2]))
        default: return nil
        }
    }

    /// The name it is counted by.
    var name: String {
        switch self {
        case .authorize: "authorize"
        case .accessToken: "access_token"
        case .applicationToken: "application_token"
        }
    }
}

/// What a request with a token may ask for.
enum APIRoute {
    /// `GET /v1/people/me`: who the token belongs to.
    case person
    /// `POST /v1/messages`: something is told to people.
    case message
    /// One of the catalog, and the ids of its path.
    case operation(Operation, ids: [String: String])
    case unknown

    init(_ call: Call) {
        if call.request.method == .get, call.path == "/v1/people/me" {
            self = .person
        } else if call.request.method == .post, call.path == "/v1/messages" {
            self = .message
        } else if let match = Self.match(call) {
            self = .operation(match.operation, ids: match.ids)
        } else {
            self = .unknown
        }
    }

    /// The operation of a path; those of the admin API stand below `/v1`, but for identity's and such as say so themselves.
    private static func match(_ call: Call) -> (operation: Operation, ids: [String: String])? {
        let method = call.request.method.rawValue
        func match(_ path: String, _ module: Operation.Module) -> (operation: Operation, ids: [String: String])? {
            Catalog.bundled.match(method: method, path: path, module: module)
        }
        if let found = match(call.path, .cc) { return found }
        if let found = match(call.path, .webex), !found.operation.standsBelowVersion { return found }
        guard call.path.hasPrefix("/v1/") else { return nil }
        return match(String(call.path.dropFirst(3)), .webex).flatMap { $0.operation.standsBelowVersion ? $0 : nil }
    }

    /// The name it is counted by.
    var name: String {
        switch self {
        case .person: "people_me"
        case .message: "messages"
        case .operation(let operation, _): operation.name
        case .unknown: "unknown"
        }
    }

    /// The scopes of which a token needs one; empty where nobody knows.
    var scopes: [String] {
        switch self {
        case .person: ["spark:people_read"]
        case .message: ["spark:messages_write"]
        case .operation(let operation, _): operation.scopes
        case .unknown: []
        }
    }

    /// The form of its errors.
    var errorForm: ServiceFault.Form {
        switch self {
        case .person, .message: .webex
        case .operation(let operation, _): operation.module == .webex ? .webex : .contactCentre
        case .unknown: .contactCentre
        }
    }
}

extension Operation {
    /// Whether the documents leave out the `/v1` that its path stands below.
    fileprivate var standsBelowVersion: Bool {
        module == .webex && !path.hasPrefix("/identity/") && !path.hasPrefix("/v1/")
    }
}
