import Hummingbird
import JSON

/// Takes away the inactive objects that nobody refers to, a batch with each request.
struct Purge {
    private let endpoint: CollectionEndpoint

    init(_ endpoint: CollectionEndpoint) { self.endpoint = endpoint }

    /// Looks at as many objects as a page has, from the one that `nextStartId` names; the answer names the next one in
    /// its details and in a link.
    func response() throws(ServiceFault) -> Response {
        let collection = endpoint.collection
        let start = endpoint.asked.query["nextStartId"] ?? ""
        var purged = 0
        var next: String?
        try endpoint.service.org.write { () throws(ServiceFault) in
            let first = start.isEmpty ? 0 : try endpoint.index(of: start)
            let batch = collection.numbers.drop { $0 < first }
            next = batch.dropFirst(endpoint.service.options.pageSizeCap).first.map(collection.id)
            for index in batch.prefix(endpoint.service.options.pageSizeCap) where isPurged(index) {
                collection.remove(index)
                endpoint.count(index)
                purged += 1
            }
        }
        var details: JSONObject = ["purgedCount": .integer(Int64(purged))]
        var links: [JSONValue] = []
        if let next {
            details["nextStartId"] = .string(next)
            links = [["name": "next", "href": .string("\(endpoint.asked.call.path)?nextStartId=\(next)")]]
        }
        return endpoint.asked.answer(["code": 200, "details": .object(details), "links": .array(links)])
    }

    private func isPurged(_ index: Int) -> Bool {
        let object = endpoint.collection.object(index)
        guard object["active"] == false, object["systemDefault"] != true else { return false }
        let id = endpoint.collection.id(index)
        return ReferenceTable.holders(of: id, endpoint.plan.resource, in: endpoint.service.org).isEmpty
    }
}
