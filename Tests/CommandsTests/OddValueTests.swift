import JSON
import TestSupport
import Testing

extension CommandSuite {
    /// Values that a careless program changes: what comes from the service goes back to it as the same bytes.
    @Suite("Odd values")
    struct OddValueTests {
        private static let organization = "20098631-fa9b-4e0d-9c06-406719ef8db7"

        /// What the service holds.
        private static let odd = #"""
            {"big":9007199254740993,"blank":" ","emoji":"\#u{1F600}\#u{e9}\#u{4e2d}","empty":"","fraction":0.1,\#
            "largest":9223372036854775807,"least":-9223372036854775808,"nested":[[],{},[[]],[{"a":[]},{"b":{}},null],\#
            null],"none":null,"object":{"inner":{"empty":{},"list":[],"none":null}},"quotes":"\"\\\n\t/","yes":true,\#
            "zero":0}
            """#

        /// What a script writes by itself, and how it must leave.
        private static let written = (
            lua: #"""
            {
                big = 9007199254740993, integer = 1, fraction = 0.5, empty = "", emoji = "\#u{1F600}", none = cc.null,
                list = json.array {}, object = {}, nested = { json.array {}, { {}, json.array { json.array {} } } },
                inner = { none = cc.null, list = { cc.null, json.array { cc.null } } },
            }
            """#,
            json: #"""
            {"big":9007199254740993,"emoji":"\#u{1F600}","empty":"","fraction":0.5,"inner":{"list":[null,[null]],\#
            "none":null},"integer":1,"list":[],"nested":[[],[{},[[]]]],"none":null,"object":{}}
            """#
        )

        /// The text with the fields of each object sorted, all else as it is: Lua's tables have no order.
        private static func sorted(_ text: some StringProtocol) throws -> String {
            func sort(_ value: JSONValue) -> JSONValue {
                switch value {
                case .array(let items): .array(items.map(sort))
                case .object(let fields):
                    .object(
                        JSONObject(
                            fields.members.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: sort($0.value)) }
                        )
                    )
                default: value
                }
            }
            return String(decoding: sort(try JSONValue(parsing: Array(text.utf8))).encoded(), as: UTF8.self)
        }

        /// A service that gives the odd object, and answers every change with what was sent.
        private func service() throws -> ScriptedServer {
            try ScriptedServer { request in
                let body = request.method == "GET" ? Array(Self.odd.utf8) : request.body
                return .init(200, bytes: body, headers: [("Content-Type", "application/json")])
            }
        }

        private func run(_ server: ScriptedServer, _ source: String) async throws -> ProgramRun.Outcome {
            var place = try Place()
            place.environment["PATCHBAY_API_URL"] = server.url
            place.environment["PATCHBAY_AUTH_URL"] = server.url + "/v1"
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "abc_P0S1_" + Self.organization
            try place.script("s.lua", "local cc, json = require \"cc\", require \"json\"\n" + source)
            return try await place.patchbay("run s.lua")
        }

        @Test("an object that was read goes back by update and patch unchanged to the byte, and its answer reads alike")
        func unchanged() async throws {
            let server = try service()
            let outcome = try await run(
                server,
                """
                local object = cc.user.get("a")
                print(json.encode(object))
                print(json.encode(cc.user.update("a", object, { strict = false })))
                print(json.encode(cc.user.patch("a", object, { strict = false })))
                """
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let printed = try outcome.output.split(separator: "\n").map { try Self.sorted($0) }
            #expect(printed == [Self.odd, Self.odd, Self.odd])
            let sent = server.requests.filter { $0.method != "GET" }
            #expect(sent.map(\.method) == ["PUT", "PATCH"])
            for request in sent { #expect(try Self.sorted(request.text) == Self.odd) }
        }

        @Test("what a script writes leaves as it was written")
        func written() async throws {
            let server = try service()
            let outcome = try await run(
                server,
                "print(json.encode(cc.user.patch('a', \(Self.written.lua), { strict = false })))"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try server.requests.map { try Self.sorted($0.text) } == [Self.written.json])
            #expect(try Self.sorted(outcome.output) == Self.written.json)
        }

        /// Lua's `/` makes floats of integers, which the service would refuse, so 1.0 leaves as the same number, 1.
        @Test(
            "a whole number leaves as an integer, however Lua came by it, and one that is too great for that as it is"
        )
        func whole() async throws {
            let server = try service()
            let outcome = try await run(
                server,
                """
                cc.user.patch("a", {
                    float = json.decode("1.0"), minus = json.decode("-1.0"), half = 10 / 2, sum = 0.5 + 0.5,
                    floor = 9007199254740993 // 1, great = 1e300, zero = json.decode("-0.0"),
                }, { strict = false })
                """
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(
                try server.requests.map { try Self.sorted($0.text) } == [
                    #"{"float":1,"floor":9007199254740993,"great":1e+300,"half":5,"minus":-1,"sum":1,"zero":0}"#
                ]
            )
        }

        @Test("what the simulator keeps is what was created, and what is patched to nothing is gone")
        func kept() async throws {
            let place = try Place()
            try place.script(
                "s.lua",
                #"""
                local cc, json = require "cc", require "json"
                local given = {
                    name = "odd", description = "\u{1F600} \"q\" \\ \t\u{e9}\u{4e2d}", editedBy = "me", jsonFileName = "a.json",
                    jsonFileContent = '{"a":[[],{},null,1.0,9007199254740993,""]}', global = false, status = true,
                    defaultJsonModified = false, validated = true, validatedTime = 9007199254740993, teamIds = {},
                }
                local made = cc.desktop_layout.create(given)
                for name, value in pairs(given) do
                    if name ~= "teamIds" then assert(made[name] == value and math.type(made[name]) == math.type(value), name) end
                end
                print(json.encode(made))
                local read = cc.desktop_layout.get(made.id)
                print(json.encode(read))
                read.description = ""
                print(json.encode(cc.desktop_layout.update(read.id, read).description))
                local id = cc.user.list { page = 0 }[1].id
                cc.user.patch(id, { teamIds = {}, mobile = "", siteId = cc.null })
                local user = cc.user.get(id)
                print(json.encode(user.teamIds), json.encode(user.mobile), user.siteId)
                """#
            )
            let outcome = try await place.patchbay("run --simulator --users 3 --tasks 1 s.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            try #require(lines.count == 4, "\(outcome.output)")
            #expect(try Self.sorted(lines[0]) == Self.sorted(lines[1]))
            #expect(lines[1].contains(#""teamIds":[]"#) && lines[1].contains(#""validatedTime":9007199254740993"#))
            #expect(lines[2...].joined(separator: "\n") == "\"\"\n[]\t\"\"\tnil")
        }
    }
}
