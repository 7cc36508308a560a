import Catalog
import Hummingbird
import JSON

/// Any collection of the org: its objects one by one, lists of them, and changes.
///
/// What it is a collection of makes no difference; the catalog tells what there is to tell.
struct CollectionEndpoint {
    let service: Service
    let plan: CollectionPlan
    let collection: OrgCollection
    let asked: OperationCall

    /// The endpoint of an operation on a collection; nil when it is none.
    ///
    /// - Throws: 404 when the object that the collection belongs to is not there.
    init?(_ service: Service, _ asked: OperationCall) throws(ServiceFault) {
        guard let plan = service.org.plan(of: asked.operation.resource) else { return nil }
        let parents = plan.parentNames.compactMap { asked.ids[$0] }
        guard parents.count == plan.parentNames.count else { return nil }
        try ParentTable.check(plan.parentNames, asked.ids, in: service.org)
        guard let collection = service.org.collection(plan.resource, parents: parents) else { return nil }
        self.service = service
        self.plan = plan
        self.collection = collection
        self.asked = asked
    }

    /// Whether the path says what an action needs to know: which object it is about.
    func knows(_ action: CollectionAction) -> Bool {
        switch action {
        case .list, .create, .bulk, .export, .purge, .deleteAll: true
        case .get, .update, .delete, .references: ownName != nil
        }
    }

    /// The name in the path that stands for the object itself; nil when none does.
    private var ownName: String? { asked.operation.pathIDs.last { !plan.parentNames.contains($0) } }

    /// Does what the operation asks.
    func answer(_ action: CollectionAction) throws(ServiceFault) -> Response {
        switch action {
        case .list: return try CollectionList(service, plan, collection, asked).response()
        case .get: return asked.answer(shown(collection.object(try index())))
        case .create: return try create()
        case .update: return try update()
        case .delete: return try delete()
        case .bulk: return try BulkChange(self).response()
        case .export: return try export()
        case .references: return try IncomingReferences(self).response()
        case .purge: return try Purge(self).response()
        case .deleteAll: return deleteAll()
        }
    }

    /// The number of the object that the path names; 404 when there is none.
    func index() throws(ServiceFault) -> Int {
        try index(of: ownName.flatMap { asked.ids[$0] } ?? "")
    }

    /// The number of the object that an id or, where the path has that, its key names; 404 when there is none.
    func index(of id: String) throws(ServiceFault) -> Int {
        let index = plan.keyField.flatMap { collection.holders(of: id, at: $0).first } ?? collection.index(of: id)
        guard let index else { throw ServiceFault(404, "no \(plan.resource) has the id \(id)") }
        return index
    }

    /// An object as the operation's answer has it.
    func shown(_ object: JSONObject) -> JSONValue? {
        let shape = asked.operation.success?.value
        let whole = PartTable.withParts(object, of: plan.resource, shape, in: service.org)
        return ObjectAnswer(plan: plan, operation: asked.operation, org: service.org).value(whole)
    }

    private func create() throws(ServiceFault) -> Response {
        let index = try service.org.write { () throws(ServiceFault) in
            try create(asked.fields, writable: asked.operation.writable)
        }
        return asked.answer(shown(collection.object(index)))
    }

    private func update() throws(ServiceFault) -> Response {
        let object = try service.org.write { () throws(ServiceFault) in
            let index = try index()
            if let changed = try PatchSteps(asked).applied(to: collection.object(index)) {
                return try replace(index, with: changed)
            }
            let writable = asked.operation.writable
            return try change(index, asked.fields, writable: writable, replaces: asked.operation.method == "PUT")
        }
        return asked.answer(shown(object))
    }

    private func delete() throws(ServiceFault) -> Response {
        let object = try service.org.write { () throws(ServiceFault) in
            let index = try index()
            let object = collection.object(index)
            try remove(index)
            return object
        }
        return asked.answer(shown(object))
    }

    private func deleteAll() -> Response {
        service.org.write {
            for index in collection.numbers {
                collection.remove(index)
                count(index)
            }
        }
        return asked.answer(nil)
    }

    private func export() throws(ServiceFault) -> Response {
        let page = try ListPage(asked.query, asked.operation.paging, cap: service.options.pageSizeCap)
        let numbers = collection.numbers
        let answer = ListAnswer(asked: asked, org: service.org, page: page, count: numbers.count)
        let names = Set(asked.operation.entryShape?.fields.map(\.name) ?? [])
        let shapes = ShapeMaker(name: plan.resource)
        let entries = page.range(of: numbers.count).map { place -> JSONValue in
            let object = collection.object(numbers[place])
            var entry = JSONObject(object.filter { names.contains($0.key) })
            for field in asked.operation.entryShape?.fields ?? [] {
                if entry[field.name] == nil, field.isRequired { entry[field.name] = shapes.value(field) }
                // Exports have numbers and flags as text.
                if field.type == .string, let text = entry[field.name]?.plainText { entry[field.name] = .string(text) }
            }
            return .object(entry)
        }
        return answer.response(entries)
    }

    // MARK: changes, for whoever holds `writing`

    /// Makes an object of a body; 400 when it refers to nothing, 409 when there is one of that name.
    func create(_ fields: JSONObject, writable: [Parameter]) throws(ServiceFault) -> Int {
        if let key = plan.naturalKey, let name = fields[key]?.string, !name.isEmpty,
            !collection.holders(of: name, at: key).isEmpty
        {
            throw ServiceFault(409, "there is a \(plan.resource) with the \(key) \(name) already")
        }
        let change = ObjectChange(fields, writable: writable, replaces: true, plan: plan, org: service.org)
        try ReferenceTable.check(fields, of: plan.resource, in: service.org)
        let index = collection.append { id in change.created(id: id, now: asked.call.now) }
        PartTable.takeOut(collection, index, in: service.org, now: asked.call.now)
        count(index)
        return index
    }

    /// Changes an object.
    func change(
        _ index: Int,
        _ fields: JSONObject,
        writable: [Parameter],
        replaces: Bool
    ) throws(ServiceFault) -> JSONObject {
        let change = ObjectChange(fields, writable: writable, replaces: replaces, plan: plan, org: service.org)
        let after = try change.applied(
            to: collection.object(index),
            refusesStaleVersions: service.options.refusesStaleVersions,
            now: asked.call.now
        )
        return try replace(index, with: after)
    }

    /// Puts another object in the place of one; 409 when a third has its name.
    func replace(_ index: Int, with after: JSONObject) throws(ServiceFault) -> JSONObject {
        let before = collection.object(index)
        if let key = plan.naturalKey, let name = after[key]?.string, name != before[key]?.string,
            collection.holders(of: name, at: key).contains(where: { $0 != index })
        {
            throw ServiceFault(409, "there is a \(plan.resource) with the \(key) \(name) already")
        }
        collection.replace(index, with: after)
        count(index)
        return after
    }

    /// Takes an object away; 412 when others refer to it.
    func remove(_ index: Int) throws(ServiceFault) {
        let id = collection.id(index)
        if let holder = ReferenceTable.holders(of: id, plan.resource, in: service.org).first {
            throw ServiceFault(412, "the \(plan.resource) \(id) is in use: a \(holder.resource) refers to it")
        }
        collection.remove(index)
        count(index)
    }

    /// Counts a change that was made of an object.
    func count(_ index: Int) { service.writes.add("\(plan.resource)/\(collection.id(index))") }
}

extension JSONValue {
    /// A number or a flag as text; nil for what is neither.
    fileprivate var plainText: String? {
        switch self {
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .null, .string, .array, .object: nil
        }
    }
}
