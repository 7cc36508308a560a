import Catalog
import Hummingbird
import JSON

/// What the actions of several resources need: objects by their ids, and lists of some of them.
struct ActionTools {
    let service: Service
    let asked: OperationCall

    var org: Org { service.org }
    /// The method and the end of the path, behind the org: `GET v2/user/by-ci-user-id/{id}`.
    var name: String {
        let parts = asked.operation.path.split(separator: "/").dropFirst(2)
        return "\(asked.operation.method) \(parts.joined(separator: "/"))"
    }

    /// The collection of a resource; 404 where there is none.
    func collection(_ resource: String) throws(ServiceFault) -> OrgCollection {
        guard let collection = org[resource] else { throw ServiceFault(404, "there are no \(resource)s") }
        return collection
    }

    /// The number of the object of an id; 404 when there is none.
    func index(_ resource: String, _ id: String?) throws(ServiceFault) -> Int {
        guard let index = id.flatMap(try collection(resource).index) else {
            throw ServiceFault(404, "no \(resource) has the id \(id ?? "")")
        }
        return index
    }

    /// The object of an id; 404 when there is none.
    func object(_ resource: String, _ id: String?) throws(ServiceFault) -> JSONObject {
        try collection(resource).object(try index(resource, id))
    }

    /// A list of objects in the form of the operation, page by page.
    ///
    /// - Parameters:
    ///   - objects: all of them.
    ///   - more: what the form has that the object itself does not.
    /// - Returns: the answer.
    /// - Throws: 400 for a page that cannot be.
    func list(
        _ objects: [JSONObject],
        more: (JSONObject) -> JSONObject = { _ in JSONObject() }
    ) throws(ServiceFault) -> Response {
        let page = try ListPage(asked.query, asked.operation.paging, cap: service.options.pageSizeCap)
        let fields = asked.operation.entryShape?.fields ?? []
        let shapes = ShapeMaker(name: asked.operation.resource)
        let entries = page.range(of: objects.count).map { place -> JSONValue in
            let whole = objects[place].merging(more(objects[place]))
            guard !fields.isEmpty else { return .object(whole) }
            var entry = JSONObject()
            for field in fields {
                entry[field.name] = whole[field.name]
                if field.isRequired, entry[field.name] == nil { entry[field.name] = shapes.least(field) }
            }
            return .object(entry)
        }
        return ListAnswer(asked: asked, org: org, page: page, count: objects.count).response(entries)
    }

    /// Changes an object by other fields, and counts that; for whoever holds `writing`.
    func change(_ resource: String, _ index: Int, _ fields: JSONObject) throws(ServiceFault) {
        let collection = try collection(resource)
        var object = collection.object(index).merging(fields)
        try ReferenceTable.check(object, of: resource, in: org)
        guard object != collection.object(index) else { return }
        ServiceStamps.renew(&object, now: asked.call.now)
        collection.replace(index, with: object)
        service.writes.add("\(resource)/\(collection.id(index))")
    }
}
