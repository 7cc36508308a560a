import Catalog
import JSON
import Simulator
import Testing

@Suite("People, SCIM and licences")
struct PeopleTests {
    private func license(_ catalog: CatalogClient, _ name: String) async throws -> JSONValue {
        try #require(try await catalog.list("license.list").first { $0["name"]?.string == name }?["id"])
    }

    private func agents(_ catalog: CatalogClient, _ email: String) async throws -> [JSONObject] {
        try await catalog.list("user.list", query: ["filter": "email==\"\(email)\""])
    }

    @Test("a licensed person becomes a user of the contact centre after the delay, and stops being one")
    func onboarding() async throws {
        let clock = TestClock()
        try await withSimulator({
            $0.now = { clock.now }
            $0.syncSeconds = 60
        }) { client async throws in
            let catalog = CatalogClient(client: client)
            let premium = try await license(catalog, "Contact Center Premium Agent")
            let made = try await catalog.call(
                "person.create",
                body: ["emails": ["new@example.com"], "firstName": "Nia", "lastName": "Neu", "licenses": [premium]]
            )
            #expect(made.status == 200, "\(made.text)")
            let id = try #require(try made.json()["id"]?.string)
            clock.advance(seconds: 59)
            #expect(try await agents(catalog, "new@example.com").isEmpty)
            clock.advance(seconds: 1)
            let agent = try #require(try await agents(catalog, "new@example.com").first)
            #expect(agent["firstName"] == "Nia" && agent["active"] == true && agent["teamIds"] == [])
            let scim = try await catalog.list("scim_user.list", query: ["filter": "userName eq \"new@example.com\""])
            #expect(scim.first?["id"] == agent["ciUserId"])
            let ci = try #require(agent["ciUserId"]?.string)
            #expect(try await catalog.call("user.by_ci_user_id", [ci]).json()["id"] == agent["id"])
            let agentID = try #require(agent["id"]?.string)
            var whole = try #require(try await catalog.call("user.get", [agentID]).json().object)
            whole["workPhone"] = "+14085550199"
            let update = try await catalog.call("user.update", [agentID], body: .object(whole))
            #expect(update.status == 200, "\(update.text)")
            let off: JSONValue = ["personId": .string(id), "licenses": [["id": premium, "operation": "remove"]]]
            #expect(try await catalog.call("license.assign", body: off).status == 200)
            clock.advance(seconds: 60)
            #expect(try await agents(catalog, "new@example.com").first?["active"] == false)
        }
    }

    @Test("the people of the first users are there, and leave when they are deleted")
    func seeded() async throws {
        let clock = TestClock()
        try await withSimulator({ $0.now = { clock.now } }) { client async throws in
            let catalog = CatalogClient(client: client)
            let found = try await catalog.list("person.list", query: ["email": "agent00003@example.com"])
            let person = try #require(found.first)
            #expect(found.count == 1 && person["displayName"] == "Chidi Abbott" && person["scim"] == nil)
            let id = try #require(person["id"]?.string)
            let agent = try #require(try await agents(catalog, "agent00003@example.com").first)
            #expect(try await catalog.call("person.get", [id]).json() == .object(person))
            #expect(try await catalog.list("person.list", query: ["displayName": "chidi ab"]).count == 1)
            #expect(try await catalog.list("person.list", query: ["id": id]).count == 1)
            #expect(try await catalog.call("person.delete", [id]).status == 204)
            #expect(try await catalog.call("person.get", [id]).status == 404)
            clock.advance(seconds: 2)
            let after = try await catalog.call("user.get", [try #require(agent["id"]?.string)]).json()
            #expect(after["active"] == false)
        }
    }

    @Test("a person needs one address that nobody has, and a name")
    func refusals() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let wrong: [(JSONValue, Int)] = [
                (["emails": ["a@example.com", "b@example.com"], "displayName": "A"], 400),
                (["emails": ["a@example.com"]], 400), (["displayName": "A"], 400),
                (["emails": ["agent00001@example.com"], "displayName": "A"], 409),
                (["emails": ["a@example.com"], "displayName": "A", "licenses": ["none"]], 400),
            ]
            for (body, status) in wrong {
                let answer = try await catalog.call("person.create", body: body)
                #expect(answer.status == status)
                #expect(try answer.json()["errors"]?[0]?["description"]?.string != nil)
            }
            #expect(try await catalog.list("person.list", query: ["email": "a@example.com"]).isEmpty)
        }
    }

    @Test("a licence that is used up is not granted, and what else was asked for is")
    func usedUp() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let calling = try await license(catalog, "Webex Calling - Professional")
            let meetings = try await license(catalog, "Meetings")
            let answer = try await catalog.call(
                "license.assign",
                body: [
                    "email": "agent00001@example.com",
                    "licenses": [["id": calling, "operation": "add"], ["id": meetings, "operation": "add"]],
                ]
            )
            let held = try #require(try answer.json()["licenses"]?.array)
            #expect(answer.status == 206 && held.contains(meetings) && !held.contains(calling))
            let made = try await catalog.call(
                "person.create",
                body: ["emails": ["b@example.com"], "displayName": "B", "licenses": [calling, meetings]]
            )
            #expect(made.status == 400, "the service may say so of a person whom it made all the same")
            let found = try await catalog.list("person.list", query: ["email": "b@example.com"])
            #expect(found.first?["licenses"] == [meetings])
        }
    }

    @Test("SCIM and the People API are of the same people")
    func scim() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let body: JSONValue = [
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userType": "user",
                "userName": "scim@example.com", "name": ["givenName": "Sam", "familyName": "Scim"], "title": "Boss",
            ]
            let made = try await catalog.call("scim_user.create", body: body)
            #expect(made.status == 201, "\(made.text)")
            let id = try #require(try made.json()["id"]?.string)
            #expect(try await catalog.call("scim_user.create", body: body).status == 409)
            let person = try #require(try await catalog.list("person.list", query: ["email": "scim@example.com"]).first)
            #expect(person["firstName"] == "Sam" && person["displayName"] == "Sam Scim")
            let patch: JSONValue = [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [
                    ["op": "replace", "path": "name.familyName", "value": "Other"],
                    ["op": "add", "path": "phoneNumbers[type eq \"work\"].value", "value": "+14085550100"],
                    ["op": "remove", "path": "title"],
                ],
            ]
            let patched = try await catalog.call("scim_user.patch", [id], body: patch).json()
            #expect(patched["name"]?["familyName"] == "Other" && patched["title"] == nil)
            #expect(patched["phoneNumbers"] == [["type": "work", "value": "+14085550100"]])
            let renamed = try #require(
                try await catalog.list("person.list", query: ["email": "scim@example.com"]).first
            )
            #expect(renamed["lastName"] == "Other" && renamed["id"] == person["id"])
            #expect(try await catalog.call("person.delete", [try #require(person["id"]?.string)]).status == 204)
            #expect(try await catalog.call("scim_user.get", [id]).status == 404)
        }
    }

    @Test("an address is the same in capitals and without, as it was made and as it is looked for")
    func capitals() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let body: JSONValue = ["emails": ["New.Person@Example.com"], "displayName": "N"]
            #expect(try await catalog.call("person.create", body: body).status == 200)
            for email in ["new.person@example.com", "NEW.PERSON@EXAMPLE.COM"] {
                let found = try await catalog.list("person.list", query: ["email": email])
                #expect(found.first?["emails"] == ["New.Person@Example.com"])
                let again: JSONValue = ["emails": [.string(email)], "displayName": "N"]
                #expect(try await catalog.call("person.create", body: again).status == 409)
                let scim = try await catalog.list("scim_user.list", query: ["filter": "userName eq \"\(email)\""])
                #expect(scim.count == 1)
            }
            #expect(try await catalog.list("person.list", query: ["email": "AGENT00003@example.com"]).count == 1)
        }
    }

    @Test("a licence counts who has it, through grants, removals and people who leave")
    func counts() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let meetings = try await license(catalog, "Meetings")
            let id = try #require(meetings.string)
            func consumed() async throws -> Int64? {
                try await catalog.call("license.get", [id]).json()["consumedUnits"]?.integer
            }
            func assign(_ number: Int, _ operation: JSONValue) async throws {
                let body: JSONValue = [
                    "email": .string("agent0000\(number)@example.com"),
                    "licenses": [["id": meetings, "operation": operation]],
                ]
                #expect(try await catalog.call("license.assign", body: body).status == 200)
            }
            #expect(try await consumed() == 0)
            for number in 1...3 { try await assign(number, "add") }
            try await assign(2, "add")
            #expect(try await consumed() == 3)
            try await assign(2, "remove")
            #expect(try await consumed() == 2)
            let person = try await catalog.list("person.list", query: ["email": "agent00003@example.com"]).first
            #expect(try await catalog.call("person.delete", [try #require(person?["id"]?.string)]).status == 204)
            #expect(try await consumed() == 1)
        }
    }

    @Test("what SCIM changes while the People API writes the same person is not lost")
    func together() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let found = try await catalog.list("person.list", query: ["email": "agent00001@example.com"])
            let person = try #require(found.first?["id"]?.string)
            let scim = try await catalog.list(
                "scim_user.list",
                query: ["filter": "userName eq \"agent00001@example.com\""]
            )
            let user = try #require(scim.first?["id"]?.string)
            let rounds = 60
            try await withThrowingTaskGroup(of: Int.self) { group in
                for round in 0..<rounds {
                    let number = JSONValue.string("+1408555\(1000 + round)")
                    let patch: JSONValue = [
                        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                        "Operations": [["op": "add", "path": "phoneNumbers", "value": [["value": number]]]],
                    ]
                    group.addTask { try await catalog.call("scim_user.patch", [user], body: patch).status }
                    let put: JSONValue = ["displayName": .string("Round \(round)")]
                    group.addTask { try await catalog.call("person.update", [person], body: put).status }
                }
                for try await status in group { #expect(status == 200) }
            }
            let after = try await catalog.call("scim_user.get", [user]).json()
            #expect(after["phoneNumbers"]?.array?.count == rounds)
        }
    }
}
