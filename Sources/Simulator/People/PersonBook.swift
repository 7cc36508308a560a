import JSON

/// The one store of people that People, SCIM and licences change.
///
/// A person is kept as the People API has them; what only SCIM knows stands in the field `scim` beside it.
struct PersonBook: Sendable {
    /// Whose turn it is with whom: what a person has that SCIM alone shows.
    static let scimField = "scim"

    let people: OrgCollection
    private let service: Service
    private let now: Int64

    /// The people of the org; 404 where the catalog knows none.
    init(_ service: Service, now: Int64) throws(ServiceFault) {
        guard let people = service.org["person"] else { throw ServiceFault(404, "there are no people") }
        self.people = people
        self.service = service
        self.now = now
    }

    /// The number of the person with an e-mail address, in capitals or not; nil for none.
    func index(email: String) -> Int? {
        people.holders(of: email, at: "emails", ignoringCase: true).first
    }

    /// The number of the person with the id of Common Identity; nil for none.
    func index(uuid: String) -> Int? { people.index(of: EncodedID.text("PEOPLE", uuid.lowercased())) }

    /// Adds a person; 409 when somebody has the e-mail address.
    func add(_ fields: JSONObject, email: String) throws(ServiceFault) -> Int {
        guard index(email: email) == nil else {
            throw ServiceFault(409, "there is a person with the e-mail address \(email) already", form: .webex)
        }
        let index = people.append { id in
            let head: JSONObject = ["id": .string(id), "emails": [.string(email)]]
            let rest: JSONObject = [
                "orgId": .string(EncodedID.text("ORGANIZATION", service.org.id)),
                "created": .string(InstantText.iso(now)), "lastModified": .string(InstantText.iso(now)),
                "invitePending": "true", "loginEnabled": "true", "type": "person",
            ]
            return Self.named(head.merging(fields).merging(head).merging(rest))
        }
        note(index)
        return index
    }

    /// Puts other fields in the place of a person's; 409 when somebody else has the e-mail address.
    func replace(_ index: Int, with person: JSONObject) throws(ServiceFault) {
        if let email = person["emails"]?[0]?.string, let other = self.index(email: email), other != index {
            throw ServiceFault(409, "there is a person with the e-mail address \(email) already", form: .webex)
        }
        var person = Self.named(person)
        person["lastModified"] = .string(InstantText.iso(now))
        people.replace(index, with: person)
        note(index)
    }

    /// Takes a person away, whose contact-centre user becomes inactive in time.
    func remove(_ index: Int) {
        people.remove(index)
        note(index)
    }

    private func note(_ index: Int) {
        service.writes.add("person/\(people.id(index))")
        service.sync.note(index, now: now)
    }

    /// A person with a name to show, made of the others where none was given.
    private static func named(_ person: JSONObject) -> JSONObject {
        guard person["displayName"]?.string == nil else { return person }
        var person = person
        let names = [person["firstName"], person["lastName"]].compactMap { $0?.string }
        person["displayName"] = .string(
            names.isEmpty ? person["emails"]?[0]?.string ?? "" : names.joined(separator: " ")
        )
        return person
    }
}
