import Hummingbird
import JSON

/// `/identity/scim/{orgId}/v2/Bulk`: many changes of users in one request, until as many failed as may fail.
struct SCIMBulk {
    private static let most = 100

    private let asked: OperationCall
    private let users: SCIMEndpoint
    private let org: Org

    init(_ service: Service, _ asked: OperationCall) throws(ServiceFault) {
        self.asked = asked
        users = try SCIMEndpoint(service, asked)
        org = service.org
    }

    /// Answers with what became of each operation, in their order.
    func answer() throws(ServiceFault) -> Response {
        let key = asked.fields["operations"] == nil ? "Operations" : "operations"
        guard let operations = asked.fields[key]?.array, (1...Self.most).contains(operations.count) else {
            throw ServiceFault(400, "\(key) must hold 1 to \(Self.most) operations")
        }
        let allowed = asked.fields["failOnErrors"]?.lenientInteger ?? 1
        var failures: Int64 = 0
        var outcomes: [JSONValue] = []
        for operation in operations where failures < allowed {
            var outcome = JSONObject()
            for name in ["method", "path", "bulkId"] { outcome[name] = operation[name] }
            do throws(ServiceFault) {
                outcome["status"] = .string(String(try perform(operation, &outcome)))
            } catch {
                failures += 1
                outcome["status"] = .string(String(error.status))
                outcome["response"] = ["status": .string(String(error.status)), "detail": .string(error.description)]
            }
            outcomes.append(.object(outcome))
        }
        var answer: JSONObject = [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"], "failOnErrors": .integer(allowed),
        ]
        answer[key] = .array(outcomes)
        return asked.answer(.object(answer))
    }

    /// Carries one out; its status.
    private func perform(_ operation: JSONValue, _ outcome: inout JSONObject) throws(ServiceFault) -> Int {
        let parts = operation["path"]?.string?.split(separator: "/").map(String.init) ?? []
        guard parts.first == "Users", parts.count <= 2 else {
            throw ServiceFault(400, "the simulator changes Users in bulk, by their paths")
        }
        // The data may be an object or the text of one.
        let text = operation["data"]?.string.flatMap { try? JSONValue(parsing: $0) }
        let data = (text ?? operation["data"])?.object ?? JSONObject()
        switch (operation["method"]?.string, parts.count) {
        case ("POST", 1):
            let index = try users.create(data)
            outcome["location"] = .string(location(users.uuid(index)))
            return 201
        case ("PATCH", 2):
            _ = try users.patch(parts[1], data)
            outcome["location"] = .string(location(parts[1]))
            return 200
        case ("DELETE", 2):
            try users.remove(parts[1])
            return 204
        default: throw ServiceFault(400, "method must be POST for Users, PATCH or DELETE for one of them")
        }
    }

    private func location(_ uuid: String) -> String { "/identity/scim/\(org.id)/v2/Users/\(uuid)" }
}
