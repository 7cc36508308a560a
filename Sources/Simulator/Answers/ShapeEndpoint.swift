import Catalog
import Hummingbird
import JSON

/// Answers an operation of which nothing is kept: with what its answer looks like, the same each time.
struct ShapeEndpoint {
    /// How many entries such a list has.
    private static let listCount = 2

    private let service: Service
    private let asked: OperationCall

    init(_ service: Service, _ asked: OperationCall) {
        self.service = service
        self.asked = asked
    }

    func answer() throws(ServiceFault) -> Response {
        guard let shape = asked.operation.success?.value else { return asked.answer(nil) }
        if let entry = asked.operation.entryShape { return try list(entry) }
        let shapes = ShapeMaker(name: asked.operation.name, secrets: asked.operation.withheld)
        return asked.answer(Self.located(shapes.value(shape), in: service.org))
    }

    private func list(_ entry: Parameter) throws(ServiceFault) -> Response {
        let page = try ListPage(asked.query, asked.operation.paging, cap: service.options.pageSizeCap)
        let entries = page.range(of: Self.listCount).compactMap { index -> JSONValue? in
            let list = ShapeMaker(name: "\(asked.operation.name)/\(index)").value(entry)
            return list.array?.first.map { Self.located($0, in: service.org) }
        }
        let count = entries.isEmpty && page.number == 0 ? 0 : Self.listCount
        return ListAnswer(asked: asked, org: service.org, page: page, count: count).response(entries)
    }

    /// The value with this org's id in the fields that name an org.
    static func located(_ value: JSONValue, in org: Org) -> JSONValue {
        guard var object = value.object else { return value }
        for name in ["orgId", "organizationId", "orgid"] where object[name]?.string != nil {
            object[name] = .string(org.id)
        }
        // Of which org it speaks, every answer with a meta says.
        if object["meta"]?.object?.isEmpty == true { object["meta"] = ["orgId": .string(org.id)] }
        for name in ["meta", "data"] {
            if let inner = object[name] { object[name] = located(inner, in: org) }
        }
        return .object(object)
    }
}
