import Catalog
import Hummingbird
import JSON

/// Flows: what is imported can be exported again and published.
struct FlowActions {
    private let service: Service
    private let asked: OperationCall

    init(_ service: Service, _ asked: OperationCall) {
        self.service = service
        self.asked = asked
    }

    /// Answers such an action; nil for what is none.
    func answer() throws(ServiceFault) -> Response? {
        guard let flows = service.org.flows else { return nil }
        let id = asked.ids["flowId"] ?? ""
        switch "\(asked.operation.method) \(asked.operation.path.split(separator: ":").dropFirst().first ?? "")" {
        case "GET ": return try list(flows)
        case "GET export":
            let index = try index(id, flows)
            let flow = flows.object(index)
            return asked.answer(flow["content"] ?? .object(Self.listed(flow).merging(["flowId": .string(id)])))
        case "POST publish":
            let index = try index(id, flows)
            let flow = service.org.write {
                var flow = flows.object(index)
                flow["status"] = "Published"
                flow["version"] = .integer((flow["version"]?.integer ?? 0) + 1)
                flows.replace(index, with: flow)
                return flow
            }
            service.writes.add("flow/\(id)")
            return asked.answer(.object(Self.listed(flow)))
        case "POST import": return try load(flows)
        default: return nil
        }
    }

    private func index(_ id: String, _ flows: OrgCollection) throws(ServiceFault) -> Int {
        guard let index = flows.index(of: id) else { throw ServiceFault(404, "no flow has the id \(id)") }
        return index
    }

    private static func listed(_ flow: JSONObject) -> JSONObject { JSONObject(flow.filter { $0.key != "content" }) }

    private func list(_ flows: OrgCollection) throws(ServiceFault) -> Response {
        var found = flows.numbers.map { Self.listed(flows.object($0)) }
        if let type = asked.query["flowType"] { found = found.filter { $0["flowType"]?.string == type } }
        if let part = asked.query["partialNameSearch"]?.lowercased() {
            found = found.filter { $0["name"]?.string?.lowercased().contains(part) == true }
        }
        if let ids = asked.query["ids"]?.split(separator: ",").map(String.init) {
            found = found.filter { ids.contains($0["id"]?.string ?? "") }
        }
        let page = try ListPage(asked.query, .flowPage, cap: service.options.pageSizeCap)
        let shown = page.range(of: found.count).map { JSONValue.object(found[$0]) }
        return ListAnswer(asked: asked, org: service.org, page: page, count: found.count).response(shown)
    }

    /// Makes a flow of a file; one of that name is replaced only when that was asked for.
    private func load(_ flows: OrgCollection) throws(ServiceFault) -> Response {
        guard let content = asked.body?["file"], let name = content["name"]?.string else {
            throw ServiceFault(400, "the file must be the JSON of a flow with a name")
        }
        let flow = try service.org.write { () throws(ServiceFault) in
            let known = flows.holders(of: name, at: "name").first
            guard known == nil || asked.query["overwrite"] == "true" else {
                throw ServiceFault(409, "there is a flow with the name \(name) already")
            }
            let type = asked.query["flowType"] ?? content["flowType"]?.string ?? "FLOW"
            let index = known ?? flows.append { service.org.flow(id: $0, now: asked.call.now) }
            let flow = flows.object(index).merging([
                "name": .string(name), "flowType": .string(type), "status": "Draft", "content": content,
            ])
            flows.replace(index, with: flow)
            service.writes.add("flow/\(flows.id(index))")
            return flow
        }
        return asked.answer(.object(Self.listed(flow)))
    }
}

extension Org {
    /// The flows of the one project that every org has.
    fileprivate var flows: OrgCollection? { collection("flow", parents: [""]) }

    /// A flow before anything is known of it.
    fileprivate func flow(id: String, now: Int64) -> JSONObject {
        let time = JSONValue.string(InstantText.iso(now))
        return [
            "id": .string(id), "orgId": .string(self.id), "createdBy": "administrator@example.com",
            "createdDate": time, "lastModifiedBy": "administrator@example.com", "lastModifiedDate": time, "version": 1,
        ]
    }
}
