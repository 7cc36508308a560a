import JSON
import Testing

@testable import Host

@Suite("Plugins as values")
struct PluginValueTests {
    private func permissions(_ json: JSONValue) throws -> PluginPermissions {
        try PluginPermissions(ManifestTable(json, of: "sample", at: "permissions"))
    }

    @Test("load order: by what each wants to come after, else by name; what is not there counts for nothing")
    func order() throws {
        let order = try PluginOrder.of([("c", []), ("a", ["c"]), ("b", ["gone"]), ("d", ["a", "b"])])
        #expect(order == ["b", "c", "a", "d"])
        #expect(try PluginOrder.of([]) == [])
    }

    @Test("a cycle names those in it alone")
    func cycle() throws {
        let error = #expect(throws: HostError.self) {
            try PluginOrder.of([("x", ["y"]), ("y", ["z"]), ("z", ["y"]), ("a", [])])
        }
        #expect(error?.problem.contains("y, z, y") == true, "\(error?.problem ?? "")")
    }

    @Test("versions count by their numbers")
    func versions() throws {
        let old = try #require(PluginVersion("1.9")), new = try #require(PluginVersion("1.10.0"))
        #expect(old < new && !(new < old))
        #expect(PluginVersion("1") == PluginVersion("1.0.0"))
        for text in ["", "1.", "1.x", "1.2.3.4", "-1", "v1"] { #expect(PluginVersion(text) == nil, "\(text)") }
    }

    @Test("a wild card covers what lies below its host, and nothing else")
    func hosts() throws {
        let below = try #require(HostGrant("*.Example.com"))
        #expect(below.text == "*.example.com")
        #expect(below.covers(host: "a.example.com", port: 443) && below.covers(host: "a.b.example.com", port: 1))
        for host in ["example.com", "badexample.com", "example.com.evil", ".example.com"] {
            #expect(!below.covers(host: host, port: 443), "\(host)")
        }
        let port = try #require(HostGrant("*.example.com:8443"))
        #expect(port.covers(host: "a.example.com", port: 8443) && !port.covers(host: "a.example.com", port: 443))
        let every = try #require(HostGrant("*"))
        #expect(every.covers(host: "anything", port: 9) && every.text == "*")
        for text in ["*.", "*.*", "*example.com", "*.1.2.3.4", "*.[::1]", "a.*.com"] {
            #expect(HostGrant(text) == nil, "\(text)")
        }
    }

    @Test("permissions that have grown are those that nothing granted covers")
    func beyond() throws {
        let granted = try permissions(["operations": ["user.*"], "changes": 5, "net": ["a.example.com"]])
        #expect(try permissions(["operations": ["user.list", "user.*"], "changes": 5]).beyond(granted) == nil)
        let more = try permissions(["operations": ["user.list", "team.list"], "changes": true, "deletes": true])
        let grown = try #require(more.beyond(granted))
        #expect(grown.operations == ["team.list"] && grown.changes == nil && grown.allowsDeletes)
        let everything = try permissions(["operations": ["*"], "changes": true])
        #expect(more.beyond(everything)?.lines == ["delete, where a run is given --allow-deletes"])
        #expect(try permissions([:]).lines == ["nothing but what a person types for its commands"])
    }

    @Test("what is kept of permissions is read as it was")
    func kept() throws {
        for json: JSONValue in [
            [:], ["changes": true, "net": ["*"]], ["changes": 3, "read": ["~/x"], "deletes": true],
        ] {
            let first = try permissions(json)
            #expect(try permissions(first.json) == first)
        }
    }

    @Test("the hash changes with each name and each byte, and not with the order of files")
    func hash() {
        let one = PluginFiles(["a.lua": [1], "b.lua": [2]])
        #expect(one.hash == PluginFiles(["b.lua": [2], "a.lua": [1]]).hash)
        for other in [["a.lua": [1], "c.lua": [2]], ["a.lua": [1], "b.lua": [3]], ["a.lua": [1, 2], "b.lua": []]]
            as [[String: [UInt8]]]
        {
            #expect(one.hash != PluginFiles(other).hash)
        }
    }
}
