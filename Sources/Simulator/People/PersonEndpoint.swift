import Catalog
import Hummingbird
import JSON

/// `/people`: everybody in the org, whether they work in the contact centre or not.
struct PersonEndpoint {
    private let service: Service
    private let asked: OperationCall
    private let book: PersonBook

    init(_ service: Service, _ asked: OperationCall) throws(ServiceFault) {
        self.service = service
        self.asked = asked
        book = try PersonBook(service, now: asked.call.now)
    }

    func answer() throws(ServiceFault) -> Response {
        switch asked.operation.method {
        case "POST": return try create()
        case "GET" where asked.ids.isEmpty: return try list()
        case "GET": return shown(try index())
        case "PUT": return try update()
        default:
            try service.org.write { () throws(ServiceFault) in book.remove(try index()) }
            return asked.answer(nil, status: 204)
        }
    }

    private func index() throws(ServiceFault) -> Int {
        let id = asked.ids["personId"] ?? ""
        guard let index = book.people.index(of: id) else {
            throw ServiceFault(404, "there is no person with the id \(id)")
        }
        return index
    }

    private func shown(_ index: Int) -> Response {
        asked.answer(.object(Self.shown(book.people.object(index), isShort: asked.query["minResponse"] == "true")))
    }

    private static func shown(_ person: JSONObject, isShort: Bool = false) -> JSONObject {
        JSONObject(person.filter { isShort ? $0.key == "id" : $0.key != PersonBook.scimField })
    }

    private func create() throws(ServiceFault) -> Response {
        let fields = asked.fields
        let emails = fields["emails"]?.array?.compactMap(\.string) ?? []
        guard emails.count == 1 else { throw ServiceFault(400, "emails must hold exactly one address") }
        guard ["displayName", "firstName", "lastName"].contains(where: { fields[$0]?.string?.isEmpty == false }) else {
            throw ServiceFault(400, "displayName, firstName or lastName is required")
        }
        let (index, refused) = try service.org.write { () throws(ServiceFault) in
            let (granted, refused) = try licenses(fields)
            return (try book.add(fields.merging(["licenses": granted]), email: emails[0]), refused)
        }
        // The service may say so of a person whom it made all the same.
        if let refused { throw ServiceFault(400, "no unit of the license \(refused) is left") }
        return shown(index)
    }

    /// The licences of a body that can be granted, and one that cannot; 400 for one that the org does not have.
    private func licenses(_ fields: JSONObject) throws(ServiceFault) -> (granted: JSONValue, refused: String?) {
        let book = LicenseBook(service.org)
        var granted: [JSONValue] = []
        var refused: String?
        for id in fields["licenses"]?.array?.compactMap(\.string) ?? [] {
            if try book.isLeft(id) { granted.append(.string(id)) } else { refused = id }
        }
        return (.array(granted), refused)
    }

    private func update() throws(ServiceFault) -> Response {
        shown(
            try service.org.write { () throws(ServiceFault) in
                let index = try index()
                try book.replace(index, with: try changed(book.people.object(index)))
                return index
            }
        )
    }

    /// A person as the body of a PUT has them; 400 when a licence that is new to them is used up.
    private func changed(_ before: JSONObject) throws(ServiceFault) -> JSONObject {
        let fields = asked.fields
        let held = Set(before["licenses"]?.array?.compactMap(\.string) ?? [])
        for id in fields["licenses"]?.array?.compactMap(\.string) ?? [] where !held.contains(id) {
            guard try LicenseBook(service.org).isLeft(id) else {
                throw ServiceFault(400, "no unit of the license \(id) is left")
            }
        }
        var after = before
        for parameter in asked.operation.body where parameter.name != "orgId" && !parameter.isReadOnly {
            // A person keeps the address that is not mentioned.
            guard parameter.name != "emails" || fields["emails"] != nil else { continue }
            after[parameter.name] = fields[parameter.name]
        }
        // What goes in as a boolean comes out as text.
        after["loginEnabled"] = fields["loginEnabled"]?.bool.map { $0 ? "true" : "false" } ?? before["loginEnabled"]
        return after
    }

    private func list() throws(ServiceFault) -> Response {
        let query = asked.query
        for name in ["roles", "locationId"] where query[name] != nil {
            throw ServiceFault(400, "the simulator's people cannot be looked for by \(name)")
        }
        var found = book.people.matches(nil, question: "")
        if let email = query["email"] { found = book.index(email: email).map { [$0] } ?? [] }
        if let ids = query["id"] {
            let wanted = Set(ids.split(separator: ",").compactMap { book.people.index(of: String($0)) })
            found = (found ?? wanted.sorted()).filter(wanted.contains)
        }
        if let start = query["displayName"]?.lowercased() {
            found = (found ?? book.people.numbers).filter { number in
                book.people.object(number)["displayName"]?.string?.lowercased().hasPrefix(start) == true
            }
        }
        let page = try ListPage(query, .link, cap: service.options.pageSizeCap)
        let count = found?.count ?? book.people.count
        let entries = page.range(of: count).map { place in
            JSONValue.object(Self.shown(book.people.object(found?[place] ?? place)))
        }
        return ListAnswer(asked: asked, org: service.org, page: page, count: count).response(entries)
    }
}
