import Catalog
import Testing

@testable import Host

/// Which scopes a script needs, seen by its words alone.
@Suite struct ScriptScopesTests {
    private let folder: TemporaryFolder

    init() { folder = TemporaryFolder() }

    private func scopes(_ source: String, beside: [String: String] = [:]) throws -> ScriptScopes {
        for (name, text) in beside { try folder.write(name, text) }
        try folder.write("script.lua", source)
        return ScriptScopes(of: try ScriptFile("script.lua", currentFolder: folder.path), catalog: .bundled)
    }

    @Test(arguments: [
        #"require("cc").user.patch(id, {})"#,
        #"local cc = require "cc"; cc.user.patch(id, {})"#,
        #"local csv, cc, run = require "csv", require "cc", require "run" cc.user.patch(id, {})"#,
        #"local cc <const> = require('cc') local user = cc.user; user.patch(id, {})"#,
        #"local patch = require "cc".user.patch"#,
        "local cc = require [[cc]]\nlocal cc = require 'cc'\nprint('a' .. cc.user.patch(1, {}))",
    ])
    func `a call counts however the module was named`(source: String) throws {
        let found = try scopes(source)
        #expect(found.scopes == ["cjp:config_write"], "\(source)")
    }

    @Test(arguments: [
        "", "-- cc.user.patch(id)", "--[==[ local cc = require 'cc'\ncc.user.patch() ]==]", "print [[cc.user.patch]]",
        #"local cc = require "cc" print("cc.user.patch", x.cc.user.patch, cc.null)"#,
        "local cc = {} cc.user.patch(id, {})",
    ])
    func `what is no call asks for nothing`(source: String) throws {
        let found = try scopes(source)
        #expect(found.scopes.isEmpty && found.doubts.isEmpty, "\(source)")
    }

    @Test func `lookups, walks and recordings ask for what they read`() throws {
        #expect(try scopes(#"local cc = require "cc" cc.team.lookup("name") "#).scopes == ["cjp:config_read"])
        let ensured = try scopes(#"local cc = require "cc" cc.team.ensure{ name = "a" }"#)
        #expect(ensured.scopes == ["cjp:config_read", "cjp:config_write"])
        let walk = try scopes(#"local r, x = require "recordings", 1 for t in r.tasks{} do r.name(t) end"#)
        #expect(walk.scopes == ["cjp:user"])
        let found = try scopes(#"local webex = require "webex" webex.person.find{ displayName = "a" }"#)
        #expect(found.scopes == ["spark-admin:people_read"])
        let whole: Set = ["cjp:user", "cjp:config_read", "spark-admin:recordings_read"]
        #expect(try scopes(#"local r = require "recordings" for c in r.captures(r.tasks{}) do end"#).scopes == whole)
        #expect(try scopes(#"f(require "recordings")"#).scopes == whole)
    }

    @Test func `modules beside the script count, also those that require each other`() throws {
        let found = try scopes(
            #"local lib = require "lib.one""#,
            beside: [
                "lib/one.lua": #"local cc, two = require "cc", require "two" cc.task.each{}"#,
                "two/init.lua": #"local cc, one = require "cc", require "lib.one" cc.user.update(1, {})"#,
            ]
        )
        #expect(found.scopes == ["cjp:user", "cjp:config_write"])
    }

    @Test func `what cannot be seen is told with its line, unless the script says what it needs`() throws {
        let hidden = "local cc = require \"cc\"\n\nlocal f = cc[name]\ncc.user.ptach(1)\ncall(cc.team)\n"
        let found = try scopes(hidden)
        #expect(found.scopes.isEmpty)
        #expect(found.doubts.map { $0.prefix { $0 != ":" } } == ["3", "4", "5"])
        let declared = try scopes("-- scopes: cjp:config_read, cjp:user\n" + hidden)
        #expect(declared.scopes == ["cjp:config_read", "cjp:user"] && declared.doubts.isEmpty)
    }

    @Test func `no text makes it fail`() throws {
        let source = Array(#"local cc = require("cc") --[[ x ]] local user = cc.user; user.get{ "\"" } cc["#.utf8)
        for end in source.indices {
            _ = try scopes(String(decoding: source[..<end], as: UTF8.self))
            _ = try scopes(String(decoding: source[end...], as: UTF8.self))
        }
    }
}
