import Catalog
import Hummingbird
import JSON

/// `/licenses`: what the org has bought, who has it, and who gets or loses it.
struct LicenseEndpoint {
    private let service: Service
    private let asked: OperationCall
    private let licenses: LicenseBook

    init(_ service: Service, _ asked: OperationCall) {
        self.service = service
        self.asked = asked
        licenses = LicenseBook(service.org)
    }

    func answer() throws(ServiceFault) -> Response {
        if asked.operation.method == "PATCH" { return try assign() }
        guard let id = asked.ids["licenseId"] else {
            let items = LicenseMaker.licenses.indices.map { JSONValue.object(licenses.license($0)) }
            return asked.answer(["items": .array(items)])
        }
        guard let index = service.org["license"]?.index(of: id) else {
            throw ServiceFault(404, "there is no license with the id \(id)")
        }
        var license = licenses.license(index)
        guard asked.query["includeAssignedTo"] == "user" else { return asked.answer(.object(license)) }
        let holders = licenses.holders(of: id)
        let page = try ListPage(asked.query, .next, cap: service.options.pageSizeCap)
        let people = service.org["person"]
        license["users"] = .array(
            page.range(of: holders.count).compactMap { place in people.map { Self.user($0.object(holders[place])) } }
        )
        license["next"] = page.cursor(after: holders.count).map(JSONValue.string)
        return asked.answer(.object(license))
    }

    private static func user(_ person: JSONObject) -> JSONValue {
        [
            "id": person["id"] ?? "", "type": "INTERNAL", "displayName": person["displayName"] ?? "",
            "email": person["emails"]?[0] ?? "",
        ]
    }

    /// Gives licences to a person and takes them; 206 when some could not be given.
    private func assign() throws(ServiceFault) -> Response {
        let book = try PersonBook(service, now: asked.call.now)
        let fields = asked.fields
        guard let key = fields["personId"]?.string ?? fields["email"]?.string else {
            throw ServiceFault(400, "email or personId is required")
        }
        let found = fields["personId"] == nil ? book.index(email: key) : book.people.index(of: key)
        guard let index = found else { throw ServiceFault(404, "there is no person \(key)") }
        return try service.org.write { () throws(ServiceFault) in
            var person = book.people.object(index)
            var held = person["licenses"]?.array?.compactMap(\.string) ?? []
            var isPartial = false
            for change in fields["licenses"]?.array ?? [] {
                let id = change["id"]?.string ?? ""
                _ = try licenses.index(of: id)
                if change["operation"]?.string == "remove" {
                    held.removeAll { $0 == id }
                } else if held.contains(id) {
                    continue
                } else if try licenses.isLeft(id) {
                    held.append(id)
                } else {
                    isPartial = true
                }
            }
            person["licenses"] = .array(held.map(JSONValue.string))
            try book.replace(index, with: person)
            let answer: JSONValue = [
                "orgId": person["orgId"] ?? "", "personId": person["id"] ?? "", "email": person["emails"]?[0] ?? "",
                "licenses": person["licenses"] ?? [],
            ]
            return asked.answer(answer, status: isPartial ? 206 : 200)
        }
    }
}
