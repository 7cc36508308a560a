import Catalog
import Hummingbird
import JSON

/// `/identity/scim/{orgId}/v2/Users`: the same people as the People API's, by other names and other rules.
struct SCIMEndpoint {
    private let service: Service
    private let asked: OperationCall
    private let book: PersonBook
    private let view: SCIMView

    init(_ service: Service, _ asked: OperationCall) throws(ServiceFault) {
        self.service = service
        self.asked = asked
        book = try PersonBook(service, now: asked.call.now)
        view = SCIMView(org: service.org)
    }

    func answer() throws(ServiceFault) -> Response {
        switch asked.operation.method {
        case "POST": return shown(try create(asked.fields))
        case "GET" where asked.ids["userId"] == nil: return try list()
        case "GET": return shown(try index(of: asked.ids["userId"] ?? ""))
        case "PUT": return shown(try change(asked.ids["userId"] ?? "") { _ in asked.fields })
        case "PATCH":
            return shown(try patch(asked.ids["userId"] ?? "", asked.fields))
        default:
            try remove(asked.ids["userId"] ?? "")
            return asked.answer(nil, status: 204)
        }
    }

    /// The user whose token it is: `/identity/scim/v2/Users/me`.
    func me() throws(ServiceFault) -> Response {
        guard let email = asked.authorization.person, let index = book.index(email: email) else {
            throw ServiceFault(404, "the token belongs to nobody among the users")
        }
        return shown(index)
    }

    /// Makes a user; 409 when there is one with this userName.
    func create(_ fields: JSONObject) throws(ServiceFault) -> Int {
        guard let name = fields["userName"]?.string, !name.isEmpty else {
            throw ServiceFault(400, "userName is required")
        }
        return try service.org.write { () throws(ServiceFault) in
            try book.add(view.person(fields), email: name)
        }
    }

    /// Carries the operations of a PATCH out on a user.
    func patch(_ id: String, _ fields: JSONObject) throws(ServiceFault) -> Int {
        try change(id) { user throws(ServiceFault) in
            try SCIMPatch(fields["Operations"] ?? .null).applied(to: user)
        }
    }

    /// Takes a user away.
    func remove(_ id: String) throws(ServiceFault) {
        try service.org.write { () throws(ServiceFault) in book.remove(try index(of: id)) }
    }

    /// The id of the user of a number.
    func uuid(_ index: Int) -> String { EncodedID.id(of: "PEOPLE", in: book.people.id(index)) ?? "" }

    private func index(of id: String) throws(ServiceFault) -> Int {
        guard let index = book.index(uuid: id) else { throw ServiceFault(404, "there is no user with the id \(id)") }
        return index
    }

    private func change(
        _ id: String,
        _ change: (JSONObject) throws(ServiceFault) -> JSONObject
    ) throws(ServiceFault) -> Int {
        try service.org.write { () throws(ServiceFault) in
            let index = try index(of: id)
            let person = book.people.object(index)
            try book.replace(index, with: view.person(try change(view.user(person)), before: person))
            return index
        }
    }

    private func shown(_ index: Int) -> Response {
        asked.answer(.object(view.user(book.people.object(index))))
    }

    private func list() throws(ServiceFault) -> Response {
        let page = try ListPage(asked.query, .scim, cap: service.options.pageSizeCap)
        var found = book.people.matches(nil, question: "")
        if let text = asked.query["filter"] {
            let filter = try SCIMFilter(parsing: text)
            let candidates = filter.userName.map { book.index(email: $0).map { [$0] } ?? [] } ?? book.people.numbers
            found = candidates.filter { filter.matches(view.user(book.people.object($0))) }
        }
        let count = found?.count ?? book.people.count
        let entries = page.range(of: count).map { place in
            JSONValue.object(chosen(view.user(book.people.object(found?[place] ?? place))))
        }
        return ListAnswer(asked: asked, org: service.org, page: page, count: count).response(entries)
    }

    /// The attributes that were asked for, with those that every user has.
    private func chosen(_ user: JSONObject) -> JSONObject {
        let wanted = asked.query["attributes"]?.split(separator: ",").map { String($0.prefix { $0 != "." }) }
        let excluded = asked.query["excludedAttributes"]?.split(separator: ",").map(String.init) ?? []
        let always = ["schemas", "id", "userName", "userType", "meta"]
        return JSONObject(
            user.filter { member in
                always.contains(member.key)
                    || (wanted?.contains(member.key) != false && !excluded.contains(member.key))
            }
        )
    }
}
