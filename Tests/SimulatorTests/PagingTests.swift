import Catalog
import JSON
import Simulator
import Testing

@Suite("Pages of every kind")
struct PagingTests {
    @Test("an older list is a bare array that ends with an empty page")
    func bare() async throws {
        try await withSimulator({ $0.pageSizeCap = 20 }) { client async throws in
            let catalog = CatalogClient(client: client)
            var emails: Set<String> = []
            for page in 0..<3 {
                let users = try #require(
                    try await catalog.call("user.list@1", query: ["page": "\(page)"]).json().array
                )
                #expect(users.count == [20, 20, 10][page])
                emails.formUnion(users.compactMap { $0["email"]?.string })
            }
            #expect(emails.count == 50)
            #expect(try await catalog.call("user.list@1", query: ["page": "3"]).json() == [])
        }
    }

    @Test("versions of a list are of the same objects")
    func versions() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let type = try await catalog.firstID("work_type")
            let body: JSONValue = [
                "name": "Odd", "active": true, "defaultCode": false, "workTypeCode": "IDLE_CODE",
                "workTypeId": .string(type),
            ]
            #expect(try await catalog.call("auxiliary_code.create", body: body).status == 201)
            let old = try #require(try await catalog.call("auxiliary_code.list@1").json().array).compactMap(\.object)
            #expect(try await catalog.list("auxiliary_code.list") == old)
            #expect(old.last?["name"] == "Odd")
        }
    }

    @Test("an export says which page is the last")
    func export() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let query = ["page": "0", "pageSize": "4"]
            let first = try await catalog.call("auxiliary_code.bulk_export", query: query).json()
            #expect(first["rel"] == "next" && first["totalResources"] == 6 && first["pageNumber"] == 0)
            #expect(first["resources"]?.array?.count == 4)
            let last = try await catalog.call(
                "auxiliary_code.bulk_export",
                query: ["page": "1", "pageSize": "4"]
            ).json()
            #expect(last["rel"] == "last" && last["resources"]?.array?.count == 2)
        }
    }

    @Test("people are walked by the address in the Link header")
    func link() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            var answer = try await catalog.call("person.list", query: ["max": "20"])
            var emails = try #require(try answer.json()["items"]?.array).compactMap { $0["emails"]?[0]?.string }
            while let link = answer.header("Link") {
                #expect(link.hasSuffix(">; rel=\"next\"") && link.contains("max=20"))
                let address = String(link.dropFirst().prefix { $0 != ">" })
                let path = try #require(address.firstRange(of: client.ready.apiURL))
                answer = try await client.send("GET", String(address[path.upperBound...]))
                emails += try #require(try answer.json()["items"]?.array).compactMap { $0["emails"]?[0]?.string }
            }
            #expect(Set(emails).count == 50 && emails.count == 50)
            #expect(try await client.send("GET", "/v1/people?cursor=made_up").status == 400)
        }
    }

    @Test("SCIM counts from 1")
    func scim() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let first = try await catalog.call("scim_user.list", query: ["startIndex": "1", "count": "30"]).json()
            #expect(first["totalResults"] == 50 && first["startIndex"] == 1 && first["itemsPerPage"] == 30)
            let second = try await catalog.call("scim_user.list", query: ["startIndex": "31", "count": "30"]).json()
            #expect(second["Resources"]?.array?.count == 20)
            let ids = (first["Resources"]?.array ?? []) + (second["Resources"]?.array ?? [])
            #expect(Set(ids.compactMap { $0["id"]?.string }).count == 50)
        }
    }

    @Test("flows come bare or with totals, ten to a page")
    func flows() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            for number in 0..<12 {
                let file = JSONValue.string("{\"name\": \"Menu \(number)\", \"flowType\": \"FLOW\"}")
                let answer = try await catalog.call("flow.import", ["project"], body: ["file": file])
                #expect(answer.status == 201, "\(answer.text)")
            }
            let bare = try await catalog.call("flow.list", ["project"], query: ["page": "1"]).json()
            #expect(bare.array?.isEmpty == false && bare.array?.count ?? 10 < 10)
            let whole = try await catalog.call("flow.list", ["project"], query: ["includePagination": "true"]).json()
            #expect(whole["totalPages"] == 2 && whole["data"]?.array?.count == 10)
            let id = try #require(whole["data"]?.array?.last?["id"]?.string)
            let name = whole["data"]?.array?.last?["name"]
            #expect(try await catalog.call("flow.export", ["project", id]).json()["name"] == name)
            #expect(try await catalog.call("flow.publish", ["project", id], body: [:]).json()["status"] == "Published")
        }
    }

    @Test("a licence tells its holders page by page")
    func next() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let license = try #require(try await catalog.list("license.list").first?["id"]?.string)
            var query = ["includeAssignedTo": "user", "limit": "10"]
            var found: Set<String> = []
            repeat {
                let answer = try await catalog.call("license.get", [license], query: query).json()
                for user in answer["users"]?.array ?? [] { found.insert(user["email"]?.string ?? "") }
                query["next"] = answer["next"]?.string
            } while query["next"] != nil
            let total = try await catalog.call("license.get", [license]).json()["consumedUnits"]?.integer
            #expect(Int64(found.count) == total && found.count > 10)
        }
    }

    @Test("lists are sorted as asked, and filters see what was made")
    func order() async throws {
        try await withSimulator { client async throws in
            let catalog = CatalogClient(client: client)
            let names = try await catalog.list("holiday_list.list", query: ["sort": "name,DESC"]).map { $0["name"] }
            #expect(names == ["Holidays 2023", "Holidays"])
            let body: JSONValue = ["name": "Spring", "holidays": [["name": "Easter"]]]
            let made = try await catalog.call("holiday_list.create", body: body)
            #expect(made.status == 201, "\(made.text)")
            let found = try await catalog.list("holiday_list.list", query: ["filter": "name==Spring"])
            #expect(found.count == 1 && found[0]["holidays"] == nil)
            let whole = try await catalog.list(
                "holiday_list.list",
                query: ["filter": "name==Spring", "singleObjectResponse": "true"]
            )
            #expect(whole[0]["holidays"]?[0]?["name"] == "Easter")
            let search = try await catalog.list("holiday_list.list", query: ["search": "spr", "attributes": "name"])
            #expect(search.count == 1 && search[0].keys.sorted() == ["id", "name"])
        }
    }
}
