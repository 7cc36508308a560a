import Catalog
import Hummingbird
import JSON

/// Who refers to an object: the kinds of those that do, and a page of those of one kind.
struct IncomingReferences {
    private let endpoint: CollectionEndpoint

    init(_ endpoint: CollectionEndpoint) { self.endpoint = endpoint }

    /// Answers with the objects of the kind that `type` names, by its word in paths or in the catalog; without it with
    /// those of all kinds.
    func response() throws(ServiceFault) -> Response {
        let asked = endpoint.asked
        let org = endpoint.service.org
        let id = endpoint.collection.id(try endpoint.index())
        let holders = ReferenceTable.holders(of: id, endpoint.plan.resource, in: org)
        let type = asked.query["type"]
        let wanted = holders.filter { type == nil || type == $0.resource || type == Self.word(of: $0.resource) }
        let found = wanted.flatMap { holder in holder.indexes.map { (holder.resource, $0) } }
        let page = try ListPage(asked.query, .page, cap: endpoint.service.options.pageSizeCap)
        let entries = page.range(of: found.count).compactMap { place -> JSONValue? in
            let (resource, index) = found[place]
            return org[resource].map { entry($0.object(index), of: resource) }
        }
        var meta = JSONObject()
        meta["orgid"] = .string(org.id)
        meta["page"] = .integer(page.number)
        meta["pageSize"] = .integer(Int64(page.size))
        meta["totalPages"] = .integer(Int64(page.pages(of: found.count)))
        meta["totalRecords"] = .integer(Int64(found.count))
        meta["links"] = .object(JSONObject())
        meta["referencedEntities"] = .array(holders.map { .string(Self.word(of: $0.resource)) })
        if let current = wanted.first { meta["currentEntity"] = .string(Self.word(of: current.resource)) }
        return asked.answer([
            "description": .string("References to the \(endpoint.plan.resource) \(id)"), "meta": .object(meta),
            "data": .array(entries),
        ])
    }

    private func entry(_ object: JSONObject, of resource: String) -> JSONValue {
        let names = [object["firstName"], object["lastName"]].compactMap { $0?.string }
        let name = object["name"] ?? object["dialledNumber"] ?? .string(names.joined(separator: " "))
        var entry = JSONObject()
        entry["id"] = object["id"]
        entry["name"] = name
        entry["additionalAttributes"] = ["entityType": .string(Self.word(of: resource))]
        for (field, source) in [("createdDate", "createdTime"), ("lastModifiedDate", "lastUpdatedTime")] {
            entry[field] = object[source]?.integer.map { .string(InstantText.iso($0)) }
        }
        entry["version"] = object["version"]
        return .object(entry)
    }

    /// What paths call a resource: `agent-profile`.
    static func word(of resource: String) -> String {
        let path = Catalog.bundled["\(resource).list"]?.path ?? ""
        return path.split(separator: "/").last { !$0.hasPrefix("{") }.map(String.init) ?? resource
    }
}
