import Catalog
import Hummingbird
import JSON

/// The operations that do something of their own, which no rule for all resources tells.
///
/// They are known by method and path, which the service's documents fix, and not by the catalog's names.
enum OwnActions {
    /// Answers such an operation; nil for all others.
    static func answer(_ service: Service, _ asked: OperationCall) throws(ServiceFault) -> Response? {
        let operation = asked.operation
        let path = operation.path
        if path == "/people" || path == "/people/{personId}" { return try PersonEndpoint(service, asked).answer() }
        if path.hasPrefix("/licenses") { return try LicenseEndpoint(service, asked).answer() }
        if path.hasPrefix("/identity/scim/") { return try scim(service, asked) }
        if path.contains("/user/") || path.contains("/user-profile/") {
            return try UserActions(service, asked).answer()
        }
        if path.contains("/contact-service-queue") { return try QueueActions(service, asked).answer() }
        if path.hasPrefix("/organization/") { return try ConfigActions(service, asked).answer() }
        if path.hasPrefix("/admin/v1/api/") { return try JourneyActions(service, asked).answer() }
        if path.hasPrefix("/flow-store/") { return try FlowActions(service, asked).answer() }
        switch "\(operation.method) \(path)" {
        case "POST /search": return try SearchEndpoint(service, asked).answer()
        case "GET /organizations": return asked.answer(["items": [organization(service)]])
        case "GET /organizations/{orgId}": return asked.answer(organization(service))
        case "GET /v1/ewt": return waitingTime(service, asked)
        case "GET /groups/{groupId}/members": return try members(service, asked)
        default: return nil
        }
    }

    private static func scim(_ service: Service, _ asked: OperationCall) throws(ServiceFault) -> Response? {
        switch asked.operation.path {
        case "/identity/scim/v2/Users/me": try SCIMEndpoint(service, asked).me()
        case "/identity/scim/{orgId}/v2/Users", "/identity/scim/{orgId}/v2/Users/{userId}":
            try SCIMEndpoint(service, asked).answer()
        case "/identity/scim/{orgId}/v2/Bulk": try SCIMBulk(service, asked).answer()
        case "/identity/scim/{orgId}/v2/Groups/{groupId}/Members": try members(service, asked)
        default: nil
        }
    }

    /// The one organization that there is.
    private static func organization(_ service: Service) -> JSONValue {
        [
            "id": .string(EncodedID.text("ORGANIZATION", service.org.id)), "displayName": "Example Organization",
            "created": .string(InstantText.iso(service.org.maker.createdTime)),
        ]
    }

    /// The members of a group, beside its name.
    private static func members(_ service: Service, _ asked: OperationCall) throws(ServiceFault) -> Response {
        let id = asked.ids["groupId"] ?? ""
        let groups = asked.operation.path.hasPrefix("/groups") ? "group" : "scim_group"
        guard let collection = service.org[groups], let index = collection.index(of: id),
            let plan = service.org.plan(of: groups)
        else { throw ServiceFault(404, "there is no group with the id \(id)") }
        let answer = ObjectAnswer(plan: plan, operation: asked.operation, org: service.org)
        return asked.answer(answer.value(collection.object(index)))
    }

    /// How long somebody who calls now would wait; no body when nobody knows, as for a queue that is not there.
    private static func waitingTime(_ service: Service, _ asked: OperationCall) -> Response {
        guard let id = asked.query["queueId"], service.org["queue"]?.index(of: id) != nil else {
            return asked.answer(nil, status: 204)
        }
        return asked.answer(["estimatedWaitTime": 42.5], status: 200)
    }
}
