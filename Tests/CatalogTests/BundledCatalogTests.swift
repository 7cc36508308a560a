import JSON
import Testing

@testable import Catalog

@Suite("The catalog that ships in the binary")
struct BundledCatalogTests {
    @Test("every resource of the org can be listed and read by id")
    func everyResourceHasListAndGet() throws {
        let resources = [
            "user", "team", "site", "queue", "user_profile", "desktop_profile", "multimedia_profile", "skill_profile",
            "business_hours", "holiday_list",
        ]
        for resource in resources {
            let list = try #require(Catalog.bundled["\(resource).list"])
            #expect(list.method == "GET" && list.safety == .read && list.paging == .page && list.listPath == "data")
            #expect(list.pathIDs.isEmpty, "the org id is the host's to fill in")
            #expect(["filter", "search", "attributes"].allSatisfy { name in list.query.contains { $0.name == name } })
            #expect(Catalog.bundled.naturalKey(of: resource) == (resource == "user" ? "email" : "name"))
            let get = try #require(Catalog.bundled["\(resource).get"])
            #expect(get.pathIDs == ["id"] && get.pathParameters == ["orgid", "id"])
        }
    }

    @Test("the lists that leave arrays out are marked")
    func listsThatOmitArrays() {
        let marked = Catalog.bundled.names.filter { Catalog.bundled[$0]?.omitsArrays == true }
        #expect(
            marked == [
                "business_hours.list", "desktop_profile.list", "holiday_list.list", "queue.list", "skill_profile.list",
                "user_profile.list",
            ]
        )
    }

    @Test("a user is replaced or changed in part, and changed with many in one request")
    func userWrites() throws {
        let update = try #require(Catalog.bundled["user.update"])
        let patch = try #require(Catalog.bundled["user.patch"])
        let bulk = try #require(Catalog.bundled.bulkForm(of: patch))
        #expect([update, patch, bulk].allSatisfy { $0.safety == .idempotent && $0.resource == "user" })
        #expect(update.method == "PUT" && patch.method == "PATCH" && bulk.method == "PATCH")
        #expect(bulk.name == "user.bulk_patch" && bulk.pathIDs.isEmpty && bulk.listPath == "items")
        #expect(Catalog.bundled.bulkForm(of: update) == nil)
        #expect(
            update.body.filter(\.isRequired).map(\.name) == [
                "firstName", "lastName", "email", "ciUserId", "userProfileId", "contactCenterEnabled", "active",
            ]
        )
        #expect(patch.body.map(\.name) == update.body.map(\.name) && !patch.body.contains(where: \.isRequired))
        #expect(Catalog.bundled.match(method: "PATCH", path: "/organization/o/user/bulk")?.operation.name == bulk.name)
    }

    @Test("every operation names the scopes that do, the smallest first, and what a person is asked to grant")
    func scopes() throws {
        for name in Catalog.bundled.names {
            let operation = try #require(Catalog.bundled[name])
            let isConfiguration = operation.path.hasPrefix("/organization/")
            let smallest = operation.safety == .read ? "cjp:config_read" : "cjp:config_write"
            #expect(!isConfiguration || operation.scopes.first == smallest, "\(name)")
            #expect(!operation.scopes.isEmpty && !operation.asksFor.isEmpty, "\(name)")
        }
        #expect(Catalog.bundled["task.list"]?.asksFor == ["cjp:user"])
        #expect(Catalog.bundled["capture.query"]?.asksFor == ["cjp:config_read", "spark-admin:recordings_read"])
    }

    @Test("the query for captures is a POST that is a read")
    func captureQueryIsARead() throws {
        let captures = try #require(Catalog.bundled["capture.query"])
        #expect(captures.method == "POST" && captures.safety == .read && captures.paging == nil)
    }

    @Test("tasks are walked by moving the start on")
    func tasksHaveNoPageNumbers() throws {
        let tasks = try #require(Catalog.bundled["task.list"])
        #expect(tasks.paging == .from && !tasks.query.contains { $0.name == "page" })
    }

    @Test("a name that is not there is an error with the near names")
    func nearNames() throws {
        #expect(Catalog.bundled["task.lists"] == nil)
        #expect(Catalog.bundled.nearNames("task.lists").first == "task.list")
        #expect(Catalog.bundled.nearNames("usre.get").first == "user.get", "swapped letters count as one mistake")
        #expect(Catalog.bundled.nearNames("completely.different").isEmpty)
        let error = #expect(throws: CatalogError.self) { try Catalog.bundled.operation(named: "team.lsit") }
        #expect(try #require(error).description == "team.lsit is no operation (did you mean team.list or team.get?)")
    }

    @Test("a path finds its operation and the ids in it")
    func matchByPath() throws {
        let match = try #require(Catalog.bundled.match(method: "GET", path: "/organization/o-1/user/u%2F2"))
        #expect(match.operation.name == "user.get" && match.ids == ["orgid": "o-1", "id": "u%2F2"])
        #expect(Catalog.bundled.match(method: "GET", path: "/organization/o-1/v2/user")?.operation.name == "user.list")
        #expect(Catalog.bundled.match(method: "POST", path: "/organization/o-1/v2/user") == nil)
        #expect(Catalog.bundled.match(method: "GET", path: "/organization/o-1/user/") == nil)
        #expect(Catalog.bundled.match(method: "GET", path: "/organization/o-1/v2/user/") == nil)
    }

    @Test("a path that is spelt out wins over an id in its place")
    func literalWins() throws {
        let rows = """
            {"operations": [
              {"name": "a.get", "method": "GET", "path": "/a/{id}", "base": "webex", "safety": "read"},
              {"name": "a.me", "method": "GET", "path": "/a/me", "base": "webex", "safety": "read"}]}
            """
        let catalog = Catalog(try OperationFile(Array(rows.utf8)).operations())
        #expect(catalog.match(method: "GET", path: "/a/me")?.operation.name == "a.me")
        #expect(catalog.match(method: "GET", path: "/a/other")?.operation.name == "a.get")
    }

    @Test(
        "a file that does not fit says where",
        arguments: [
            (#"{"operations": [{"name": "a.get", "method": "GET"}]}"#, "a.get: path is missing"),
            (
                #"{"operations": [{"name": "a.b", "method": "GET", "path": "/a", "base": "moon", "safety": "read"}]}"#,
                "a.b.base: moon is not known"
            ),
            (
                #"{"operations": [{"name": "a.b", "method": "GET", "path": "/a", "base": "webex", "safety": "read", "query": ["nothing"]}]}"#,
                "a.b: nothing is not among the shared parameters"
            ),
            (
                #"{"operations": [{"name": "a.b", "method": "PATCH", "path": "/a", "base": "webex", "safety": "read", "partOf": "a.c"}]}"#,
                "a.b.partOf: a.c is no operation with a body of its own"
            ),
        ]
    )
    func malformedFile(rows: String, message: String) throws {
        let error = #expect(throws: OperationFile.Malformed.self) {
            try OperationFile(Array(rows.utf8)).operations()
        }
        #expect(try #require(error).description == message)
    }
}
