import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay stubs")
    struct StubsTests {
        @Test("define every operation, in files that Lua's parser reads, the same each time")
        func operations() async throws {
            let place = try Place()
            #expect(try await place.patchbay("stubs").exitCode == 0)
            let all = try await place.patchbay("api", "--json")
            let operations = try #require(JSONValue(parsing: Array(all.output.utf8)).array)
            for operation in operations {
                let name = operation["name"]?.string ?? "", module = operation["module"]?.string ?? ""
                guard !name.contains("@") else { continue }
                let parts = name.split(separator: ".")
                let text = place.text(".patchbay/stubs/\(module)/\(parts[0]).lua") ?? ""
                #expect(text.contains(".\(parts[1])("), "\(name)")
            }
            let syntax = try await place.shell("find .patchbay -name '*.lua' -print0 | xargs -0 -n 1 luac5.4 -p")
            #expect(syntax.exitCode == 0, "\(syntax.errors)")
            let sums = "find .patchbay .luarc.json -type f | sort | xargs sha256sum"
            let before = try await place.shell(sums)
            let again = try await place.patchbay("stubs .")
            #expect(again.exitCode == 0 && again.errors.contains(".luarc.json is as it should be"), "\(again.errors)")
            #expect(try await place.shell(sums).output == before.output)
        }

        @Test("have types: required fields, enums and lists")
        func types() async throws {
            let place = try Place()
            _ = try await place.patchbay("stubs")
            let task = place.text(".patchbay/stubs/cc/task.lua") ?? ""
            #expect(task.contains("---@field from integer"), "\(task)")
            #expect(task.contains("---@field pageSize? integer 1 to 1000"))
            #expect(task.contains("---| \"telephony\""))
            let configuration = try JSONValue(parsing: Array((place.text(".luarc.json") ?? "").utf8))
            #expect(
                configuration["runtime"]?["version"] == "Lua 5.4"
                    && configuration["runtime"]?["builtin"]?["io"] == "disable"
            )
        }

        @Test(
            "have the verbs that the check and api know, of each resource",
            arguments: ["task", "team", "user", "address_book_entry", "contact_list", "capture"]
        )
        func verbs(resource: String) async throws {
            let place = try Place()
            _ = try await place.patchbay("stubs")
            let stub = place.text(".patchbay/stubs/cc/\(resource).lua") ?? ""
            let defined = Set(stub.matches(of: /\nfunction [a-z_]+\.([a-z_]+)\(/).map { String($0.output.1) })
            let unknown = try await place.patchbay("api \(resource).qqqqqqqqqqqqqqqqqqqqqqqq")
            let told = try #require(unknown.errors.firstMatch(of: /it has (.*)/)?.output.1)
            #expect(Set(told.split(separator: ", ").map(String.init)) == defined, "\(unknown.errors)")
            #expect(resource != "task" || defined.isSuperset(of: ["each", "list"]) && !defined.contains("find"))
            #expect(resource != "address_book_entry" || stub.contains(".ensure(addressBookId, body, options)"))
        }

        @Test("leave a .luarc.json that somebody wrote, say so, and replace it only by --force")
        func foreign() async throws {
            let place = try Place()
            try place.folder.write("work/.luarc.json", "{}\n")
            let outcome = try await place.patchbay("stubs")
            #expect(outcome.exitCode == 2 && outcome.errors.contains("--force"), "\(outcome.errors)")
            #expect(place.text(".luarc.json") == "{}\n")
            #expect(try await place.patchbay("stubs --force").exitCode == 0)
            #expect(place.text(".luarc.json") != "{}\n")
        }

        @Test(
            "name what each of our modules has, no more and no less",
            arguments: [
                "async", "audio", "csv", "fs", "http", "json", "log", "recordings", "run", "s3", "store", "time",
            ]
        )
        func members(module: String) async throws {
            let place = try Place()
            try place.script(
                "names.lua",
                """
                local names = {}
                for name in pairs(require "\(module)") do names[#names + 1] = name end
                table.sort(names)
                print(table.concat(names, " "))
                """
            )
            let real = try await place.patchbay("run --simulator --tasks 1 names.lua")
            let wrong = "local m = require '\(module)'\nprint(m.qqqqqqqqqqqqqqqqqqqq)\n"
            try place.script("wrong.lua", wrong)
            let check = try await place.patchbay("check wrong.lua")
            let told = try #require(check.errors.firstMatch(of: /it has (.*)/)?.output.1)
            #expect(told.replacing(", ", with: " ") == real.output.dropLast(), "\(real.errors)")
        }
    }
}
