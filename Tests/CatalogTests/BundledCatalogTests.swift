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

    @Test("every line can be read, and is found by its name")
    func everyLineIsFound() throws {
        let names = Catalog.bundled.names
        #expect(names.count == 566 && names == names.sorted() && Set(names).count == names.count)
        for name in names { #expect(Catalog.bundled[name]?.name == name) }
        #expect(Catalog.bundled["aaa.first"] == nil && Catalog.bundled["zzz.last"] == nil && Catalog.bundled[""] == nil)
        #expect(Catalog.bundled["user.lis"] == nil && Catalog.bundled["user.list@"] == nil)
    }

    @Test("every name is of one resource of one module, and can be written in Lua")
    func namesForLua() throws {
        let keywords: Set = [
            "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
            "nil",
            "not", "or", "repeat", "return", "then", "true", "until", "while",
        ]
        var modules: [String: Operation.Module] = [:]
        for operation in Catalog.bundled.names.compactMap({ Catalog.bundled[$0] }) {
            #expect(
                operation.name.wholeMatch(of: /[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(@[1-9])?/) != nil,
                "\(operation.name)"
            )
            #expect(!keywords.contains(operation.verb) && !keywords.contains(operation.resource))
            #expect(modules[operation.resource, default: operation.module] == operation.module, "\(operation.name)")
            modules[operation.resource] = operation.module
            let isGet = operation.verb == "get"
            #expect(!isGet || !operation.pathIDs.isEmpty, "get takes an id: \(operation.name)")
        }
        #expect(Set(modules.keys) == Set(Catalog.bundled.resources))
    }

    @Test("scripts get the newest version that is not deprecated, and the others by their number")
    func versions() throws {
        #expect(Catalog.bundled["user.list"]?.path == "/organization/{orgid}/v2/user")
        #expect(Catalog.bundled["user.list@1"]?.path == "/organization/{orgid}/user")
        #expect(Catalog.bundled["queue.list"]?.version == 2, "version 3 is deprecated")
        #expect(Catalog.bundled.versions(of: "queue.list").map(\.version) == [3, 2, 1])
        for name in Catalog.bundled.names where name.contains("@") {
            let plain = String(name.prefix { $0 != "@" })
            let current = try #require(Catalog.bundled[plain])
            let other = try #require(Catalog.bundled[name])
            #expect(other.isOlderVersion && other.name == "\(plain)@\(other.version)")
            #expect(other.isDeprecated || other.version < current.version, "\(name)")
        }
    }

    @Test("the lists that leave arrays out are marked")
    func listsThatOmitArrays() {
        let marked = Catalog.bundled.names.compactMap { Catalog.bundled[$0] }.filter(\.omitsArrays)
        #expect(marked.count == 21 && marked.allSatisfy { $0.verb == "list" })
        #expect(
            Set(marked.map(\.resource)) == [
                "business_hours", "holiday_list", "override", "queue", "desktop_layout", "desktop_profile",
                "entry_point",
                "outdial_ani", "skill", "skill_profile", "user_profile",
            ]
        )
    }

    @Test("oddities of the documents are seen to")
    func oddities() throws {
        let bundled = Catalog.bundled
        let team = try #require(bundled["team.create"])
        #expect(team.query.isEmpty && team.body.contains { $0.name == "siteId" && $0.isRequired })
        #expect(bundled["flow.export"]?.pathIDs == ["projectId", "flowId"])
        #expect(
            bundled.match(method: "GET", path: "/flow-store/o/project/p/flows/f%201:export")?.ids["flowId"] == "f%201"
        )
        #expect(bundled.match(method: "GET", path: "/flow-store/o/project/p/flows/:export") == nil)
        let upload = try #require(bundled["audio_file.create"]?.content)
        #expect(upload.media == .multipart && upload.value.fields.last?.type == .file)
        #expect(bundled["audio_file.patch"]?.content?.media == .json, "no bytes in it")
        #expect(bundled["journey_person.patch"]?.content?.media == .jsonPatch)
        #expect(bundled["journey_person.patch"]?.content?.value.type == .list)
        #expect(bundled["dial_number.delete_all"]?.erases == .always)
        #expect(bundled["recording.purge"]?.erases == .when("purgeAll"))
        for operation in bundled.names.compactMap({ bundled[$0] }) where !operation.countedLists.isEmpty {
            let lists = operation.body.filter { $0.type == .list }.map(\.name)
            #expect(Set(operation.countedLists).isSubset(of: lists), "\(operation.name)")
        }
        #expect(bundled["scim_user.bulk"]?.countedLists == ["operations"])
        #expect(bundled["service_app.create_token"]?.withheld == ["access_token", "refresh_token"])
        #expect(bundled["agent_burnout.subscribe"]?.headers.first?.isReadOnly == true, "the host fills it in")
        #expect(bundled["organization.get"]?.pathIDs == ["organizationId"])
        #expect(bundled["scim_user.get"]?.pathIDs == ["userId"])
        let trees = [("data_source.list", Operation.Module.cc), ("admin_data_source.list", .webex)]
        for (name, module) in trees {
            let match = bundled.match(method: "GET", path: "/dataSources/", module: module)
            #expect(match?.operation.name == name)
        }
    }

    @Test("a user is replaced or changed in part, and changed with many in one request")
    func userWrites() throws {
        let update = try #require(Catalog.bundled["user.update"])
        let patch = try #require(Catalog.bundled["user.patch"])
        let bulk = try #require(Catalog.bundled["user.bulk_patch"])
        #expect([update, patch, bulk].allSatisfy { $0.safety == .idempotent && $0.resource == "user" })
        #expect(update.method == "PUT" && patch.method == "PATCH" && bulk.method == "PATCH")
        #expect(bulk.name == "user.bulk_patch" && bulk.pathIDs.isEmpty && bulk.listPath == "items")
        #expect(Catalog.bundled["user.bulk_save"] == nil, "there is no bulk POST for users")
        #expect(Catalog.bundled["team.bulk_save"]?.listPath == "items")
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
            #expect(operation.scopes.isEmpty == operation.asksFor.isEmpty, "\(name)")
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
        #expect(NearNames.of("task.lists", among: Catalog.bundled.names).first == "task.list")
        #expect(
            NearNames.of("usre.get", among: Catalog.bundled.names).first == "user.get",
            "swapped letters count as one mistake"
        )
        #expect(NearNames.of("completely.different", among: Catalog.bundled.names).isEmpty)
        let error = #expect(throws: CatalogError.self) { try Catalog.bundled.operation(named: "team.lsit") }
        #expect(try #require(error).description.hasPrefix("team.lsit is no operation (did you mean team.list or "))
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
        let file = FactsFile(
            text: """
                {"name":"a.get","method":"GET","path":"/a/{id}","version":1,"safety":"read","answers":{}}
                {"name":"a.me","method":"GET","path":"/a/me","version":1,"safety":"read","answers":{}}

                """
        )
        let catalog = Catalog(OperationShelf(file))
        #expect(catalog.match(method: "GET", path: "/a/me")?.operation.name == "a.me")
        #expect(catalog.match(method: "GET", path: "/a/other")?.operation.name == "a.get")
    }

    @Test(
        "a file that does not fit says where",
        arguments: [
            (#""method":"GET""#, "a.b: path is missing"),
            (#""method":"GET","path":"/a","safety":"moon""#, "a.b.safety: moon is not known"),
            (#""path":"/a","method":"GET","safety":"read","query":{"q":"@No"}"#, "there is no shape No"),
            (#""path":"/a","method":"GET","safety":"read","query":{"q":"x1"}"#, "a.b.query.q: x1 is no value"),
            (#""path":"/a","method":"GET","safety":"read","answers":{"ok":"s"}"#, "a.b: ok is no status"),
        ]
    )
    func malformedFile(facts: String, message: String) throws {
        let shelf = OperationShelf(FactsFile(text: "{\"name\":\"a.b\",\(facts)}\n"))
        let fault = #expect(throws: FactsFault.self) { try shelf.operation("a.b") }
        #expect(try #require(fault).description == message)
    }
}
