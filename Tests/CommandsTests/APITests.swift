import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay api")
    struct APITests {
        private func json(_ line: String, _ more: String...) async throws -> JSONValue {
            let outcome = try await Place().patchbay(line, more.first ?? "--json")
            #expect(outcome.exitCode == 0, "\(line): \(outcome.errors)")
            return try JSONValue(parsing: Array(outcome.output.utf8))
        }

        @Test("lists every operation once, with its name, method and path")
        func everything() async throws {
            let list = try #require(try await json("api").array)
            let places = list.map {
                "\($0["method"]?.string ?? "") \($0["path"]?.string ?? "") \($0["module"]?.string ?? "")"
            }
            #expect(list.count == 566 && Set(places).count == 566)
            let names = Set(list.compactMap { $0["name"]?.string })
            #expect(names.count == 566 && names.isSuperset(of: ["user.list", "person.create", "scim_user.get"]))
            for field in ["safety", "deprecated", "scopes", "paging", "omits_arrays"] {
                #expect(list.allSatisfy { $0[field] != nil }, "\(field)")
            }
        }

        @Test("shows resources by module, in the width of a terminal")
        func resources() async throws {
            let outcome = try await Place().patchbay("api")
            #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("  user ") } && lines.contains { $0.hasPrefix("  person ") })
            #expect(lines.allSatisfy { $0.count <= 80 })
        }

        @Test("shows a resource's operations, and one of them with parameters, body, scopes and an example")
        func operation() async throws {
            let place = try Place()
            let resource = try await place.patchbay("api user")
            #expect(
                resource.output.contains("cc.user.list ") && resource.output.contains("/organization/{orgid}/v2/user")
            )
            let list = try await place.patchbay("api user.list")
            for part in [
                "GET /organization/{orgid}/v2/user", "filter", "pageSize", "cjp:config_read",
                "local users = cc.user.list()",
            ] {
                #expect(list.output.contains(part), "\(part) is missing")
            }
            let update = try await place.patchbay("api cc.user.update")
            for part in ["Body", "deafultDialledNumber", "required", "Changes the org"] {
                #expect(update.output.contains(part), "\(part) is missing")
            }
            let whole = try await json("api user.update")
            let fields = whole["body"]?["fields"]?.array ?? []
            let first = fields.first { $0["name"] == "firstName" }
            #expect(first?["required"] == true && first?["type"] == "string")
            #expect(whole["example"]?["lua"]?.string?.hasPrefix("local user = cc.user.update(") == true)
        }

        @Test(
            "finds an operation by its method and path",
            arguments: [
                "GET /organization/{orgid}/v2/user", "get /organization/0f0e/v2/user?page=1",
            ]
        )
        func path(text: String) async throws {
            let outcome = try await Place().patchbay("api", text)
            #expect(outcome.exitCode == 0 && outcome.output.hasPrefix("cc.user.list\n"), "\(outcome.errors)")
        }

        @Test(
            "a wrong name ends with 2 and says what may have been meant",
            arguments: [
                ("usre", "user"), ("user.lst", "user.list"), ("contact-service-queue", "its name is queue"),
                ("agent-profile", "desktop_profile"), ("user.fly", "it has"), ("GET /v1/task", "/v1/tasks"),
            ]
        )
        func nearNames(name: String, meant: String) async throws {
            let outcome = try await Place().patchbay("api", name)
            #expect(
                outcome.exitCode == 2 && outcome.output.isEmpty && outcome.errors.contains(meant),
                "\(outcome.errors)"
            )
        }

        @Test("verbs of ours lead to the operation that they are made of")
        func ours() async throws {
            let outcome = try await Place().patchbay("api user.each")
            #expect(outcome.exitCode == 0 && outcome.output.contains("cc.user.each walks all pages of user.list"))
            let copy = try await Place().patchbay("api team.as_new")
            #expect(copy.output.hasPrefix("cc.team.as_new makes a copy"), "\(copy.errors)")
            let none = try await Place().patchbay("api task.find")
            #expect(none.exitCode == 2 && none.errors.contains("task.find"), "\(none.errors)")
        }

        @Test("--full has in one document what the pages of single operations have")
        func full() async throws {
            let entries = try #require(try await json("api team --full").array)
            let one = try await json("api team.list")
            #expect(entries.contains(one) && entries.allSatisfy { $0["example"]?["lua"] != nil })
            let alone = try await Place().patchbay("api team --full")
            #expect(alone.exitCode == 2 && alone.errors.contains("--json"), "\(alone.errors)")
        }

        @Test(
            "notes say what walks the pages, and which parameter needs --parameter",
            arguments: [
                ("team.list", "list and each walk all of them"),
                ("team.purge_inactive", "cc.team.purge_inactive asks for one after the other"),
                ("team.references", "cc.team.references walks all of them"),
                ("queue.by_assistant_skill", #"with the option of = "by_assistant_skill""#),
                ("flow.export", "--parameter version=VALUE"),
            ]
        )
        func notes(operation: String, said: String) async throws {
            let outcome = try await Place().patchbay("api \(operation)")
            let text = outcome.output.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
            #expect(text.contains(said), "\(outcome.output)")
            #expect(text.contains("--parameter") == (operation == "flow.export"))
        }

        @Test("search finds operations by words of names, paths and fields, wherever they stand")
        func search() async throws {
            let place = try Place()
            let byField = try await place.patchbay("api search deafult-dialled")
            #expect(byField.output.contains("cc.user.update"), "\(byField.errors)")
            let byPath = try await place.patchbay("api search contact-service-queue list")
            #expect(byPath.output.hasPrefix("cc.queue.list"), "\(byPath.output)")
            let none = try await place.patchbay("api search zeppelin")
            #expect(none.exitCode == 2 && none.errors.contains("zeppelin"))
        }
    }
}
