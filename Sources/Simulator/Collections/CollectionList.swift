import Catalog
import Hummingbird
import JSON

/// A page of a collection's list.
struct CollectionList {
    /// Fields that are shown although nothing is filtered by them.
    private static let unfiltered = ["organizationId", "createdTime", "lastUpdatedTime"]

    private let service: Service
    private let plan: CollectionPlan
    private let collection: OrgCollection
    private let asked: OperationCall

    init(_ service: Service, _ plan: CollectionPlan, _ collection: OrgCollection, _ asked: OperationCall) {
        self.service = service
        self.plan = plan
        self.collection = collection
        self.asked = asked
    }

    func response() throws(ServiceFault) -> Response {
        let query = try ListQuery(asked, of: collection)
        let page = try ListPage(asked.query, asked.operation.paging, cap: service.options.pageSizeCap)
        let found = collection.matches(query.filter, query.search, query.order, question: query.question)
        let count = found?.count ?? collection.count
        guard !query.isSingle || count <= 1 else {
            throw ServiceFault(400, "singleObjectResponse is for one object, but \(count) were found")
        }
        if let unknown = query.attributes?.first(where: isUnknown) {
            throw ServiceFault(400, "attributes: there is no field \(unknown)")
        }
        let shown = page.range(of: count).map { place in
            let object = collection.object(found?[place] ?? place)
            let isWhole = query.isSingle || !asked.operation.omitsArrays
            return chosen(query.attributes, of: isWhole ? object : Self.withoutArrays(object))
        }
        let answer = ListAnswer(asked: asked, org: service.org, page: page, count: count)
        return answer.response(shown.map(JSONValue.object))
    }

    private func isUnknown(_ attribute: String) -> Bool {
        collection.fields[attribute] == nil && !Self.unfiltered.contains(attribute)
            && plan.shape?.fields.contains { $0.name == attribute } != true
    }

    private func chosen(_ attributes: [String]?, of object: JSONObject) -> JSONObject {
        guard let attributes else { return object }
        return JSONObject(object.filter { $0.key == "id" || attributes.contains($0.key) })
    }

    private static func withoutArrays(_ object: JSONObject) -> JSONObject {
        JSONObject(object.filter { $0.value.array == nil })
    }
}
