import Catalog
import JSON
import Simulator
import Testing

@Suite("Every operation of the catalog")
struct EveryOperationTests {
    /// The fields of bodies that must lead to objects, and whose.
    private static let references = [
        "siteId": "site", "multimediaProfileId": "multimedia_profile", "workTypeId": "work_type",
        "entryPointId": "entry_point", "skillId": "skill", "agentId": "user", "queueId": "queue",
        "selectedGlobalVariableId": "global_variable", "userProfileId": "user_profile", "userId": "user",
        "teamId": "team", "skillProfileId": "skill_profile", "resourceCollection": "resource_collection",
    ]
    /// What the names in paths stand for, where that is not the operation's own resource.
    private static let parameters = [
        "addressBookId": "address_book", "outDialAniId": "outdial_ani", "autoCsatId": "auto_csat",
        "workspaceId": "journey_workspace", "locationId": "workspace_location", "skillId": "skill",
        "userid": "user", "userId": "scim_user", "groupId": "group",
    ]

    @Test("each is answered as the catalog says, when it is asked as the catalog says")
    func all() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            var references: [String: String] = [:]
            for (field, resource) in Self.references { references[field] = try await catalog.firstID(resource) }
            let order: [Operation.Safety: Int] = [.read: 0, .create: 1, .idempotent: 2, .delete: 3]
            let operations = Catalog.bundled.names.compactMap { Catalog.bundled[$0] }
                .sorted { (order[$0.safety] ?? 0, $0.name) < (order[$1.safety] ?? 0, $1.name) }
            #expect(operations.count == 566)
            for (ordinal, operation) in operations.enumerated()
            where operation.path != "/applications/{applicationId}/token" {
                let sample = SampleBody(references: references, ordinal: ordinal)
                let ids = try await self.ids(operation, catalog, sample)
                let query = self.query(operation, client)
                let answer = try await catalog.call(
                    operation.name,
                    ids,
                    query: query,
                    body: body(operation, sample, ids, client)
                )
                #expect((200..<300).contains(answer.status), "\(operation.name): \(answer.status) \(answer.text)")
                guard (200..<300).contains(answer.status) else { continue }
                let promised = try #require(
                    operation.answers.first { $0.status == answer.status },
                    "\(operation.name): \(answer.status) is not promised"
                )
                guard let shape = promised.value, answer.status != 204 else { continue }
                guard !answer.body.isEmpty else {
                    Issue.record("\(operation.name): \(answer.status) without a body")
                    continue
                }
                let fault = ShapeFit.fault(try answer.json(), shape, omitsArrays: operation.omitsArrays)
                // The documents say that a search answers with text, and that every task has a queue.
                guard operation.path != "/search", operation.name != "task.list" else { continue }
                #expect(fault == nil, "\(operation.name): \(fault ?? "") in \(answer.text.prefix(300))")
            }
        }
    }

    private func query(_ operation: Operation, _ client: SimulatorClient) -> [String: String] {
        var query: [String: String] = [:]
        for parameter in operation.query where parameter.isRequired {
            switch parameter.name {
            case "from", "startTime":
                query[parameter.name] = parameter.type == .integer ? "\(client.ready.from)" : "2026-01-15T00:00:00Z"
            case "to", "endTime":
                query[parameter.name] = parameter.type == .integer ? "\(client.ready.to)" : "2026-01-16T00:00:00Z"
            case "orgId": query[parameter.name] = client.ready.orgID
            default: query[parameter.name] = SampleBody(references: [:], ordinal: 0).value(parameter).text
            }
        }
        return query
    }

    private func body(
        _ operation: Operation,
        _ sample: SampleBody,
        _ ids: [String],
        _ client: SimulatorClient
    ) -> JSONValue? {
        var body = sample.body(of: operation)
        switch operation.path {
        case "/people":
            if operation.method == "POST" {
                body = ["emails": [.string("new\(sample.ordinal)@example.com")], "displayName": "New"]
            }
        case "/licenses/users": body = ["email": "agent00001@example.com", "licenses": []]
        case "/identity/scim/{orgId}/v2/Users":
            if operation.method == "POST" {
                body = [
                    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userType": "user",
                    "userName": .string("scim\(sample.ordinal)@example.com"),
                ]
            }
        case "/v1/captures/query":
            body = ["query": ["taskIds": ["20098631-fa9b-4e0d-9c06-406719ef8db7"]]]
        case "/identity/scim/{orgId}/v2/Users/{userId}":
            if operation.method == "PATCH" { body = patch("displayName") }
        case "/groups/{groupId}", "/identity/scim/{orgId}/v2/Groups/{groupId}":
            if operation.method == "PATCH" { body = patch("displayName") }
        case "/admin/v1/api/person/workspace-id/{workspaceId}/person-id/{personId}":
            if operation.method == "PATCH" { body = [["op": "add", "path": "/firstName", "value": "Ada"]] }
        case "/flow-store/{orgId}/project/{projectId}/flows:import":
            body = ["file": .string("{\"name\": \"flow\(sample.ordinal)\"}")]
        case "/organization/{orgid}/resource-collection/update-resource":
            body?.set("resourceCollections", [["id": .string(sample.references["resourceCollection"] ?? "")]])
        default: break
        }
        if operation.verb == "update", body?["id"] != nil, let id = ids.last { body?.set("id", .string(id)) }
        return body
    }

    private func patch(_ path: String) -> JSONValue {
        [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [["op": "replace", "path": .string(path), "value": "New"]],
        ]
    }

    /// Ids for a path: of objects that are there, and for a delete of ones that nobody needs.
    private func ids(_ operation: Operation, _ catalog: CatalogClient, _ sample: SampleBody) async throws -> [String] {
        var ids: [String] = []
        for (place, parameter) in operation.pathIDs.enumerated() {
            let isOwn = place == operation.pathIDs.count - 1
            ids.append(try await id(parameter, operation, ids, isOwn: isOwn, catalog, sample))
        }
        return ids
    }

    private func id(
        _ parameter: String,
        _ operation: Operation,
        _ parents: [String],
        isOwn: Bool,
        _ catalog: CatalogClient,
        _ sample: SampleBody
    ) async throws -> String {
        let own = operation.resource
        let resource = isOwn && parameter == "id" ? own : Self.parameters[parameter] ?? own
        switch parameter {
        case "ciUserId": return try #require(try await catalog.list("user.list").first?["ciUserId"]?.string)
        case "id" where operation.path.contains("by-ci-user-id"):
            return try #require(try await catalog.list("user.list").first?["ciUserId"]?.string)
        case "id" where operation.path.contains("by-skill-profile-id"):
            return try await catalog.firstID("skill_profile")
        case "id" where operation.path.contains("by-team-id"): return try await catalog.firstID("team")
        case "id" where resource == "callback" || resource == "subscription": break
        case "projectId", "identity", "aliases", "dncListName", "campaignId": return "sample"
        case "phoneNumber": return try await created("dnc_number", parents, catalog, sample, key: "phoneNumber")
        case "templateName":
            return try await created("journey_template", Array(parents.prefix(1)), catalog, sample, key: "name")
        case "actionName": return try await created("journey_action", parents, catalog, sample, key: "name")
        case "templateId": return try await created("journey_template", Array(parents.prefix(1)), catalog, sample)
        case "personId" where operation.path.hasPrefix("/admin"), "personId" where operation.path.hasPrefix("/v1/api"),
            "primaryPersonId":
            return try await created("journey_person", Array(parents.prefix(1)), catalog, sample)
        case "contactListId": return try await created("contact_list", parents, catalog, sample)
        case "groupId" where operation.path.hasPrefix("/identity"): return try await catalog.firstID("scim_group")
        default: break
        }
        let canCreate = Catalog.bundled["\(resource).create"] != nil && resource != "scim_user" && resource != "person"
        if operation.safety == .delete || (resource != "user" && canCreate && Self.parameters[parameter] == nil) {
            if canCreate { return try await created(resource, parents, catalog, sample) }
        }
        guard let list = Catalog.bundled["\(resource).list"], list.pathIDs.count <= parents.count,
            !list.query.contains(where: \.isRequired)
        else {
            return "sample"
        }
        let entries = try await catalog.list(list.name, Array(parents.prefix(list.pathIDs.count)))
        return entries.first?["id"]?.string ?? "sample"
    }

    /// The id, or another field, of an object that is made for the purpose.
    private func created(
        _ resource: String,
        _ parents: [String],
        _ catalog: CatalogClient,
        _ sample: SampleBody,
        key: String = "id"
    ) async throws -> String {
        let create = try Catalog.bundled.operation(named: "\(resource).create")
        let number = 100_000 + sample.ordinal * 100 + parents.count * 10 + (key == "id" ? 0 : 1)
        let body = SampleBody(references: sample.references, ordinal: number).body(of: create)
        let answer = try await catalog.call(create.name, Array(parents.prefix(create.pathIDs.count)), body: body)
        #expect((200..<300).contains(answer.status), "\(create.name): \(answer.text)")
        // What is only accepted names nothing.
        guard !answer.body.isEmpty else { return "sample" }
        let json = try answer.json()
        let object = json["data"]?["workspaces"]?[0] ?? json["data"] ?? json
        let id = object[key] ?? object["contactId"] ?? object["contactListId"] ?? object["reportId"] ?? body?[key]
        return id?.string ?? "sample"
    }
}

extension JSONValue {
    /// A value as a query has it.
    fileprivate var text: String {
        string ?? integer.map { "\($0)" } ?? bool.map { "\($0)" } ?? array?.first?.text ?? ""
    }

    fileprivate mutating func set(_ key: String, _ value: JSONValue) {
        guard var object else { return }
        object[key] = value
        self = .object(object)
    }
}
