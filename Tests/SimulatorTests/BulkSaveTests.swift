import Catalog
import JSON
import Simulator
import Testing

@Suite("Many changes in one request")
struct BulkSaveTests {
    private func item(_ identifier: Int64, _ fields: JSONValue, _ action: String = "SAVE") -> JSONValue {
        ["itemIdentifier": .integer(identifier), "item": fields, "requestAction": .string(action)]
    }

    private func skill(_ name: String) -> JSONObject {
        ["name": .string(name), "active": true, "serviceLevelThreshold": 5, "skillType": "Boolean"]
    }

    @Test("each item is made, changed, taken away or refused by itself")
    func save() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let made = try await catalog.call("skill.create", body: .object(skill("Before"))).json()
            let id = try #require(made["id"])
            let used = try await catalog.firstID("skill")
            var changed = skill("After")
            changed["id"] = id
            let answer = try await catalog.call(
                "skill.bulk_save",
                body: [
                    "items": [
                        item(1, .object(skill("New"))), item(2, .object(changed)), item(3, ["name": "Half"]),
                        item(4, ["id": "00000000-0000-4000-8000-000000000000"], "DELETE"),
                        item(5, ["id": .string(used)], "DELETE"), item(6, .object(skill("New"))),
                    ]
                ]
            )
            #expect(answer.status == 207)
            let items = try #require(try answer.json()["items"]?.array)
            let statuses = Dictionary(uniqueKeysWithValues: items.map { ($0["itemIdentifier"]?.integer, $0["status"]) })
            #expect(statuses == [1: 201, 2: 200, 3: 400, 4: 404, 5: 412, 6: 409])
            #expect(items.first?["itemIdentifier"] == 6, "their order promises nothing")
            let kinds = Dictionary(
                uniqueKeysWithValues: items.map { ($0["itemIdentifier"]?.integer, $0["operationType"]) }
            )
            #expect(kinds[1] == "CREATE" && kinds[2] == "UPDATE" && kinds[5] == "DELETE")
            let names = try await catalog.list("skill.list", query: ["pageSize": "100"]).compactMap {
                $0["name"]?.string
            }
            #expect(names.contains("New") && names.contains("After") && !names.contains("Before"))
            let href = try #require(items.first { $0["itemIdentifier"] == 1 }?["href"]?.string)
            let madeID = try #require(href.split(separator: "/").last.map(String.init))
            #expect(try await catalog.call("skill.get", [madeID]).json()["name"] == "New")
            let gone = try await catalog.call(
                "skill.bulk_save",
                body: ["items": [item(1, ["id": .string(madeID)], "DELETE")]]
            )
            #expect(try gone.json()["items"]?[0]?["status"] == 204)
            #expect(try await catalog.call("skill.get", [madeID]).status == 404)
        }
    }

    @Test("a PATCH of many changes what it names of resources that know no PATCH of one")
    func patch() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let code = try #require(try await catalog.list("auxiliary_code.list").last)
            let changes: JSONValue = ["id": try #require(code["id"]), "description": "changed"]
            let answer = try await catalog.call("auxiliary_code.bulk_patch", body: ["items": [item(7, changes)]])
            #expect(try answer.json()["items"]?[0]?["status"] == 200, "\(answer.text)")
            let after = try await catalog.call("auxiliary_code.get", [try #require(code["id"]?.string)]).json()
            #expect(after["description"] == "changed" && after["name"] == code["name"] && after["version"] == 2)
        }
    }

    @Test("a dynamic skill is given to many users, and counts as a reference to it")
    func dynamicSkill() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let skill = try await catalog.call("skill.create", body: .object(skill("Rare"))).json()["id"]?.string ?? ""
            let user = try await catalog.firstID("user")
            let answer = try await catalog.call(
                "user.bulk_patch_dynamic_skill",
                [skill],
                body: [
                    "items": [
                        item(
                            1,
                            [
                                "id": .string(user), "userId": .string(user), "skillId": .string(skill),
                                "booleanValue": true,
                            ]
                        )
                    ]
                ]
            )
            #expect(try answer.json()["items"]?[0]?["status"] == 200, "\(answer.text)")
            #expect(try await catalog.list("user.by_dynamic_skill", [skill]).first?["id"]?.string == user)
            #expect(try await catalog.call("skill.delete", [skill]).status == 412)
            let off: JSONValue = ["dynamicSkills": ["remove": [.string(skill)]]]
            #expect(try await catalog.call("user.reskill", [user], body: off).status == 204)
            #expect(try await catalog.call("skill.delete", [skill]).status == 204)
        }
    }
}
