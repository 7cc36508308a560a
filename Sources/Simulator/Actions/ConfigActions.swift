import Catalog
import Hummingbird
import JSON

/// What can be asked of single resources of the configuration.
struct ConfigActions {
    private let tools: ActionTools
    private var asked: OperationCall { tools.asked }

    init(_ service: Service, _ asked: OperationCall) {
        self.init(ActionTools(service: service, asked: asked))
    }

    init(_ tools: ActionTools) { self.tools = tools }

    /// Answers such an action; nil for what is none.
    func answer() throws(ServiceFault) -> Response? {
        switch tools.name {
        case "GET dial-number/numbers-only": return asked.answer(try texts("dial_number", "dialledNumber"))
        case "GET contact-number/all-numbers": return asked.answer(try texts("contact_number", "number"))
        case "GET cad-variable/reportable-count":
            let variables = try tools.collection("global_variable")
            let count = variables.numbers.count { variables.object($0)["reportable"] == true }
            return asked.answer(["reportableCount": .integer(Int64(count))])
        case "GET outdial-ani/entry":
            // Of the ones nobody looked at yet, too.
            let books = try tools.collection("outdial_ani")
            let entries = books.numbers.compactMap { book in
                tools.org.collection("outdial_ani_entry", parents: [books.id(book)])
            }
            return try tools.list(entries.flatMap { book in book.numbers.map(book.object) })
        case "POST agent-personal-greeting/delete-reference": return try forget(in: "personal_greeting")
        case "POST skill/populate-json-attr/{id}":
            _ = try tools.index("skill", asked.ids["id"])
            return asked.answer(nil)
        case "POST resource-collection/update-resource": return try collect()
        default: return nil
        }
    }

    private func texts(_ resource: String, _ field: String) throws(ServiceFault) -> JSONValue {
        let collection = try tools.collection(resource)
        return .array(collection.numbers.compactMap { collection.object($0)[field] })
    }

    /// Takes the ids of a body's `references` out of all objects of a resource.
    func forget(in resource: String) throws(ServiceFault) -> Response {
        let collection = try tools.collection(resource)
        let ids = asked.fields["references"]?.object?.compactMap(\.value.string) ?? []
        tools.org.write {
            for id in ids {
                for row in ReferenceTable.rows where row.resource == resource {
                    ReferenceTable.forget(id, row.target, in: collection)
                }
            }
        }
        return asked.answer(["code": 200, "details": .object(JSONObject()), "links": []])
    }

    /// Puts an object into the one resource collection that the body names.
    private func collect() throws(ServiceFault) -> Response {
        let ids = asked.fields["resourceCollections"]?.array?.compactMap { $0["id"]?.string } ?? []
        guard ids.count == 1 else { throw ServiceFault(400, "resourceCollections must name exactly one") }
        let id = asked.fields["resourceId"] ?? ""
        let type = asked.fields["resourceType"] ?? ""
        try tools.org.write { () throws(ServiceFault) in
            let index = try tools.index("resource_collection", ids[0])
            let collection = try tools.collection("resource_collection").object(index)
            var resources = collection["resources"]?.array ?? []
            let place = resources.firstIndex { $0["name"] == type }
            let known = place.flatMap { resources[$0]["ids"]?.array } ?? []
            let entry: JSONValue = ["name": type, "accessLevel": "SPECIFIC", "ids": .array(known + [id])]
            if let place { resources[place] = entry } else { resources.append(entry) }
            try tools.change("resource_collection", index, ["resources": .array(resources)])
        }
        return asked.answer(["response": [["id": id, "resourceType": type, "status": 201]]])
    }
}
