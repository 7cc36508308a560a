import JSON

/// A person as SCIM tells of them, and what a SCIM user makes of a person.
struct SCIMView: Sendable {
    private static let core = "urn:ietf:params:scim:schemas:core:2.0:User"

    let org: Org

    /// The SCIM user that a person is.
    func user(_ person: JSONObject) -> JSONObject {
        let uuid = person["id"]?.string.flatMap { EncodedID.id(of: "PEOPLE", in: $0) } ?? ""
        let email = person["emails"]?[0] ?? ""
        var name = JSONObject()
        name["givenName"] = person["firstName"]
        name["familyName"] = person["lastName"]
        let facts: JSONObject = [
            "schemas": [.string(Self.core)], "id": .string(uuid), "userName": email, "active": true,
            "name": .object(name), "displayName": person["displayName"] ?? email,
            "emails": [["value": email, "type": "work", "primary": true]], "userType": "user",
            "meta": [
                "resourceType": "User", "organizationID": .string(org.id), "created": person["created"] ?? "",
                "lastModified": person["lastModified"] ?? "", "version": "W/\"1\"",
                "location": .string("https://webexapis.com/identity/scim/\(org.id)/v2/Users/\(uuid)"),
            ],
        ]
        let sent = person[PersonBook.scimField]?.object ?? JSONObject()
        return facts.merging(JSONObject(sent.filter { !["id", "meta"].contains($0.key) }))
    }

    /// A person after SCIM said what they are like: it alone knows most of it, a name and an address both have.
    func person(_ user: JSONObject, before person: JSONObject = JSONObject()) -> JSONObject {
        var person = person
        let email = user["userName"] ?? user["emails"]?[0]?["value"]
        if let email { person["emails"] = [email] }
        person["firstName"] = user["name"]?["givenName"]
        person["lastName"] = user["name"]?["familyName"]
        person["displayName"] = user["displayName"]
        person[PersonBook.scimField] = .object(user)
        return person
    }
}
