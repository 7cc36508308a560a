import Catalog
import JSON
import Simulator
import Testing

@Suite("The life of an object")
struct ObjectLifeTests {
    private static let unknown = "00000000-0000-4000-8000-000000000000"

    /// The configuration resources whose objects are made, changed and taken away by their ids.
    static let resources = Catalog.bundled.resources.filter { resource in
        let verbs = ["create", "get", "update", "delete"].map { Catalog.bundled["\(resource).\($0)"] }
        return verbs.allSatisfy { $0?.path.hasPrefix("/organization/") == true }
    }

    private func sample(_ catalog: CatalogClient, _ ordinal: Int) async throws -> SampleBody {
        var references: [String: String] = [:]
        for (field, resource) in [
            "siteId": "site", "multimediaProfileId": "multimedia_profile", "workTypeId": "work_type",
            "entryPointId": "entry_point", "skillId": "skill", "agentId": "user",
        ] { references[field] = try await catalog.firstID(resource) }
        return SampleBody(references: references, ordinal: ordinal)
    }

    private func parents(_ resource: String, _ catalog: CatalogClient) async throws -> [String] {
        switch resource {
        case "address_book_entry": [try await catalog.firstID("address_book")]
        case "outdial_ani_entry": [try await catalog.firstID("outdial_ani")]
        case "legacy_auto_csat_question": [try await catalog.firstID("auto_csat")]
        default: []
        }
    }

    @Test("it is made, found, changed and taken away, and then gone", arguments: resources)
    func life(resource: String) async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let parents = try await parents(resource, catalog)
            let create = try Catalog.bundled.operation(named: "\(resource).create")
            let body = try #require(try await sample(catalog, 1).body(of: create))
            let made = try await catalog.call(create.name, parents, body: body)
            #expect(made.status == create.answers.first?.status, "\(made.text)")
            let object = try made.json()
            let id = try #require(object["id"]?.string)
            #expect(object["version"] == 1 && object["organizationId"]?.string == client.ready.orgID)
            let sent = create.content?.media == .multipart ? body.object?.compactMap(\.value.object).first : body.object
            for member in try #require(sent) where member.key != "entryPointName" {
                #expect(object[member.key] == member.value, "\(member.key)")
            }
            #expect(try await catalog.call("\(resource).get", parents + [id]).json() == object)
            if Catalog.bundled["\(resource).list"] != nil {
                let listed = try await catalog.list("\(resource).list", parents, query: ["pageSize": "100"])
                #expect(listed.contains { $0["id"]?.string == id })
            }
            let update = try Catalog.bundled.operation(named: "\(resource).update")
            let other = try #require(try await sample(catalog, 2).body(of: update))
            let changed = try await catalog.call(update.name, parents + [id], body: other)
            #expect(changed.status == 200, "\(changed.text)")
            let changedObject = try changed.json()
            if changedObject != object { #expect(changedObject["version"] == 2) }
            #expect(try await catalog.call("\(resource).get", parents + [id]).json() == changedObject)
            let deleted = try await catalog.call("\(resource).delete", parents + [id])
            #expect((200...204).contains(deleted.status) && deleted.body.isEmpty)
            #expect(try await catalog.call("\(resource).get", parents + [id]).status == 404)
            #expect(try await catalog.call("\(resource).delete", parents + [id]).status == 404)
            #expect(try await catalog.call(update.name, parents + [id], body: other).status == 404)
            let counts = try await client.send("GET", "/_control/writes").json()["writes"]
            #expect(counts?["\(resource)/\(id)"]?.integer ?? 0 >= 2)
        }
    }

    @Test("parts of what is not there, or no longer there, are not found")
    func orphans() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let body: JSONValue = ["name": "Taxi", "number": "+14085550123"]
            #expect(try await catalog.call("address_book_entry.create", [Self.unknown], body: body).status == 404)
            let book = try await catalog.firstID("address_book")
            let entry = try await catalog.call("address_book_entry.create", [book], body: body).json()["id"]?.string
            #expect(try await catalog.call("address_book_entry.get", [book, try #require(entry)]).status == 200)
            #expect(try await catalog.call("address_book.delete", [book]).status == 204)
            #expect(try await catalog.call("address_book_entry.get", [book, try #require(entry)]).status == 404)
        }
    }

    @Test("parts that an object came with can be read in it and by themselves")
    func parts() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let entry: JSONValue = ["name": "Front desk", "number": "+14085550124"]
            let body: JSONValue = ["name": "Hotel", "outdialANIEntries": [entry]]
            let id = try #require(try await catalog.call("outdial_ani.create", body: body).json()["id"]?.string)
            let whole = try await catalog.call("outdial_ani.get", [id]).json()
            let part = try #require(try await catalog.list("outdial_ani_entry.list", [id]).first)
            #expect(whole["outdialANIEntries"] == [.object(part)] && part["number"] == "+14085550124")
            #expect(try await catalog.list("outdial_ani_entry.list_all").contains(part))
            let partID = try #require(part["id"]?.string)
            #expect(try await catalog.call("outdial_ani_entry.delete", [id, partID]).status == 200)
            #expect(try await catalog.call("outdial_ani.get", [id]).json()["outdialANIEntries"] == [])
        }
    }

    @Test("a second one of the same name is refused, also by a new name")
    func names() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let type: JSONValue = ["name": "Break", "workTypeCode": "IDLE_CODE", "active": true]
            let id = try #require(try await catalog.call("work_type.create", body: type).json()["id"]?.string)
            #expect(try await catalog.call("work_type.create", body: type).status == 409)
            let other: JSONValue = ["name": "Pause", "workTypeCode": "IDLE_CODE", "active": true]
            let second = try #require(try await catalog.call("work_type.create", body: other).json()["id"]?.string)
            #expect(try await catalog.call("work_type.update", [second], body: type).status == 409)
            #expect(try await catalog.call("work_type.delete", [id]).status == 200)
            #expect(try await catalog.call("work_type.update", [second], body: type).status == 200)
        }
    }

    @Test("what refers to nothing is refused, and so is a delete of what others refer to")
    func references() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let type = try await catalog.call(
                "work_type.create",
                body: ["name": "Special", "workTypeCode": "IDLE_CODE", "active": true]
            ).json()
            let typeID = try #require(type["id"]?.string)
            func code(_ type: String) -> JSONValue {
                [
                    "name": "Odd", "active": true, "defaultCode": false, "workTypeCode": "IDLE_CODE",
                    "workTypeId": .string(type),
                ]
            }
            let refused = try await catalog.call("auxiliary_code.create", body: code(Self.unknown))
            #expect(refused.status == 400 && refused.text.contains(Self.unknown))
            let made = try await catalog.call("auxiliary_code.create", body: code(typeID)).json()
            let codeID = try #require(made["id"]?.string)
            let inUse = try await catalog.call("work_type.delete", [typeID])
            #expect(inUse.status == 412 && inUse.text.contains("auxiliary_code"))
            let answer = try await catalog.call("work_type.references", [typeID]).json()
            #expect(answer["data"]?[0]?["id"]?.string == codeID && answer["data"]?.array?.count == 1)
            #expect(answer["meta"]?["referencedEntities"] == ["auxiliary-code"])
            #expect(try await catalog.call("auxiliary_code.delete", [codeID]).status == 204)
            #expect(try await catalog.call("work_type.references", [typeID]).json()["data"] == [])
            #expect(try await catalog.call("work_type.delete", [typeID]).status == 200)
        }
    }

    @Test("who refers to an object is told by kind and page by page")
    func incoming() async throws {
        try await withSimulator({ $0.pageSizeCap = 10 }) { client async throws in
            let catalog = CatalogClient(client: client)
            let site = try await catalog.firstID("site")
            let first = try await catalog.call("site.references", [site], query: ["pageSize": "1000"]).json()
            let kinds = Set(first["meta"]?["referencedEntities"]?.array?.compactMap(\.string) ?? [])
            #expect(kinds.isSuperset(of: ["team", "user"]) && first["data"]?.array?.count == 10)
            var names: Set<String> = []
            let teams = try await catalog.call("site.references", [site], query: ["type": "team"]).json()
            for entry in teams["data"]?.array ?? [] { names.insert(entry["name"]?.string ?? "") }
            let listed = try await catalog.list("team.list", query: ["filter": "siteId==\(site)"])
            #expect(names == Set(listed.compactMap { $0["name"]?.string }) && !names.isEmpty)
            let pages = try #require(first["meta"]?["totalPages"]?.integer)
            var found = 0
            for page in 0..<pages {
                let answer = try await catalog.call("site.references", [site], query: ["page": "\(page)"]).json()
                found += answer["data"]?.array?.count ?? 0
            }
            #expect(Int64(found) == first["meta"]?["totalRecords"]?.integer && found > 10)
        }
    }

    @Test("odd values come back as they were sent")
    func oddValues() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            var body = try #require(
                try await sample(catalog, 1).body(of: try Catalog.bundled.operation(named: "desktop_layout.create"))?
                    .object
            )
            body["description"] = ""
            body["jsonFileContent"] = "{\"a\":[{},[],null,\"😀\\u0000é\"]}"
            body["validatedTime"] = .integer(9_007_199_254_740_993)
            body["teamIds"] = []
            body["modifiedTime"] = nil
            body["editedBy"] = "😀 \"quoted\" \\ "
            let made = try await catalog.call("desktop_layout.create", body: .object(body))
            let id = try #require(try made.json()["id"]?.string, "\(made.text)")
            let read = try await catalog.call("desktop_layout.get", [id]).json()
            for member in body { #expect(read[member.key] == member.value, "\(member.key)") }
            #expect(try await catalog.call("desktop_layout.update", [id], body: read).json() == read)
            var team = try #require(
                try await sample(catalog, 1).body(of: try Catalog.bundled.operation(named: "team.create"))?.object
            )
            team["dialNumber"] = nil
            team["queueRankings"] = []
            team["skillProfileId"] = .null
            let answer = try await catalog.call("team.create", body: .object(team))
            let teamID = try #require(try answer.json()["id"]?.string, "\(answer.text)")
            let kept = try await catalog.call("team.get", [teamID]).json()
            #expect(kept["skillProfileId"] == .null && kept["queueRankings"] == [] && kept["dialNumber"] == nil)
        }
    }

    @Test("a purge takes the inactive ones that nobody needs, a batch at a time")
    func purge() async throws {
        try await withSimulator({ $0.pageSizeCap = 3 }) { client async throws in
            let catalog = CatalogClient(client: client)
            for name in ["Old", "Older"] {
                let body: JSONValue = ["name": .string(name), "workTypeCode": "IDLE_CODE", "active": false]
                #expect(try await catalog.call("work_type.create", body: body).status == 200)
            }
            let first = try await catalog.call("work_type.purge_inactive").json()
            let next = try #require(first["details"]?["nextStartId"]?.string)
            #expect(try await catalog.list("work_type.list").count == 3)
            let last = try await catalog.call("work_type.purge_inactive", query: ["nextStartId": next]).json()
            #expect(last["details"]?["nextStartId"] == nil)
            #expect(try await catalog.list("work_type.list").map { $0["name"] } == ["Idle", "Wrap-up"])
        }
    }
}
