import Catalog
import Hummingbird
import JSON

/// What can be asked of journey persons, templates and actions besides keeping them.
struct JourneyActions {
    private static let identities = ["phone", "email", "temporaryId", "customerId", "socialId"]

    private let service: Service
    private let asked: OperationCall

    init(_ service: Service, _ asked: OperationCall) {
        self.service = service
        self.asked = asked
    }

    /// Answers such an action; nil for what is none.
    func answer() throws(ServiceFault) -> Response? {
        let path = asked.operation.path
        if path.hasSuffix("-name/{templateName}") { return try named("templateName") }
        if path.hasSuffix("/action-name/{actionName}") { return try named("actionName") }
        if asked.operation.resource == "journey_action", asked.operation.method == "GET",
            asked.ids["actionId"] == nil
        {
            return try actions()
        }
        guard path.hasPrefix("/admin/v1/api/person/") else { return nil }
        let persons = try collection()
        if path.hasSuffix("/aliases/{aliases}") { return try search(persons) }
        if path.contains("/merge-identities/") { return try mergeIdentities(persons) }
        if path.contains("/merge/") { return try merge(persons) }
        if path.contains("/add-identities/") {
            return try change(persons) { held, given in held + given.filter { !held.contains($0) } }
        }
        if path.contains("/remove-identities/") {
            return try change(persons) { held, given in held.filter { !given.contains($0) } }
        }
        return nil
    }

    /// The resource that the object itself is, and the collection of the path's workspace and template.
    private func collection() throws(ServiceFault) -> OrgCollection {
        let resource = asked.operation.path.contains("/person/") ? "journey_person" : asked.operation.resource
        guard let plan = service.org.plan(of: resource) else { throw ServiceFault(404, "there is no such resource") }
        try ParentTable.check(plan.parentNames, asked.ids, in: service.org)
        let parents = plan.parentNames.map { asked.ids[$0] ?? "" }
        guard let collection = service.org.collection(resource, parents: parents) else {
            throw ServiceFault(404, "there is no such resource")
        }
        return collection
    }

    private func answer(_ object: JSONObject) -> Response {
        guard let plan = service.org.plan(of: asked.operation.resource) else { return asked.answer(.object(object)) }
        return asked.answer(ObjectAnswer(plan: plan, operation: asked.operation, org: service.org).value(object))
    }

    private func named(_ parameter: String) throws(ServiceFault) -> Response {
        let objects = try collection()
        let name = asked.ids[parameter] ?? ""
        guard let index = objects.holders(of: name, at: "name").first else {
            throw ServiceFault(404, "there is none with the name \(name)")
        }
        return answer(objects.object(index))
    }

    /// The actions of a template, or of all templates of a workspace.
    private func actions() throws(ServiceFault) -> Response {
        let workspace = asked.ids["workspaceId"] ?? ""
        try ParentTable.check(["workspaceId"], asked.ids, in: service.org)
        let templates = service.org.collection("journey_template", parents: [workspace])
        let all = templates.map { templates in templates.numbers.map(templates.id) } ?? []
        let actions = (asked.ids["templateId"].map { [$0] } ?? all).compactMap { template in
            service.org.collection("journey_action", parents: [workspace, template])
        }
        let tools = ActionTools(service: service, asked: asked)
        return try tools.list(actions.flatMap { actions in actions.numbers.map(actions.object) })
    }

    private func search(_ persons: OrgCollection) throws(ServiceFault) -> Response {
        let wanted = Set((asked.ids["aliases"] ?? "").split(separator: ",").map(String.init))
        let found = persons.numbers.map(persons.object).filter { person in
            Self.identities.contains { field in
                person[field]?.array?.contains { wanted.contains($0.string ?? "") } == true
            }
        }
        return try ActionTools(service: service, asked: asked).list(found)
    }

    /// Changes the identities of the path's person: those of an object of lists, or in all lists those of one list.
    private func change(
        _ persons: OrgCollection,
        _ change: (_ held: [JSONValue], _ given: [JSONValue]) -> [JSONValue]
    ) throws(ServiceFault) -> Response {
        let id = asked.ids["personId"] ?? ""
        let person = try service.org.write { () throws(ServiceFault) in
            guard let index = persons.index(of: id) else { throw ServiceFault(404, "no person has the id \(id)") }
            var person = persons.object(index)
            for field in Self.identities {
                guard let given = asked.body?.array ?? asked.body?[field]?.array else { continue }
                guard person[field] != nil || asked.body?[field] != nil else { continue }
                person[field] = .array(change(person[field]?.array ?? [], given))
            }
            return keep(person, persons, index)
        }
        return answer(person)
    }

    private func keep(_ person: JSONObject, _ persons: OrgCollection, _ index: Int) -> JSONObject {
        persons.replace(index, with: person)
        service.writes.add("journey_person/\(persons.id(index))")
        return person
    }

    /// Adds identities to whoever has one of them already, else makes a new person.
    private func mergeIdentities(_ persons: OrgCollection) throws(ServiceFault) -> Response {
        let person = service.org.write {
            let found = persons.numbers.first { number in
                let person = persons.object(number)
                return Self.identities.contains { field in
                    asked.fields[field]?.array?.contains { person[field]?.array?.contains($0) == true } == true
                }
            }
            let index = found ?? persons.append { ["id": .string($0)] }
            var person = persons.object(index)
            for member in asked.fields where member.key != "override" {
                let held = person[member.key]?.array ?? []
                let given = member.value.array.map { given in
                    JSONValue.array(held + given.filter { !held.contains($0) })
                }
                person[member.key] = given ?? member.value
            }
            return keep(person, persons, index)
        }
        return answer(person)
    }

    /// Makes one person of several: the others go.
    private func merge(_ persons: OrgCollection) throws(ServiceFault) -> Response {
        let primary = asked.ids["primaryPersonId"] ?? ""
        let others = asked.fields["personIdsToMerge"]?.array?.compactMap(\.string) ?? []
        let person = try service.org.write { () throws(ServiceFault) in
            guard let index = persons.index(of: primary) else {
                throw ServiceFault(404, "no person has the id \(primary)")
            }
            var person = persons.object(index)
            for other in others.compactMap(persons.index) where other != index {
                let merged = persons.object(other)
                for field in Self.identities {
                    let held = person[field]?.array ?? []
                    let given = merged[field]?.array ?? []
                    if !given.isEmpty { person[field] = .array(held + given.filter { !held.contains($0) }) }
                }
                persons.remove(other)
            }
            return keep(person, persons, index)
        }
        return answer(person)
    }
}
