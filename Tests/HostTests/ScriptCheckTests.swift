import Catalog
import Testing

@testable import Host

/// What is wrong with the names of a script, seen by its words alone.
@Suite struct ScriptCheckTests {
    private let folder: TemporaryFolder

    init() { folder = TemporaryFolder() }

    private func problems(_ source: String) throws -> [String] {
        try folder.write("script.lua", source)
        let script = try ScriptFile("script.lua", currentFolder: folder.path)
        let check = ScriptCheck(of: script, members: ["csv": ["rows", "write"], "time": ["now"], "run": ["args"]])
        return check.problems.map { "\($0.line): \($0.message)" }
    }

    @Test(arguments: [
        "local cc, csv = require 'cc', require 'csv' for r in csv.rows(p) do cc.user.patch(r.id, {}) end",
        "local cc = require 'cc' local user = cc.user; user.get{ name = 1 } user.lookup('email') user.as_new(x)",
        "local webex = require 'webex' webex.person.ensure{} webex.person.wait_for{}",
        "local cc = require 'cc' print(cc.null, cc.changes(a, b), cc.contains(a, b), cc.request{}, cc.search '')",
        "local s, t = require 'string', require('table') print(s.whatever)",
    ])
    func `what is there is no problem`(source: String) throws {
        #expect(try problems(source) == [])
    }

    @Test(arguments: [
        "local time = require 'time' local function f(time) return time.hour end",
        "local time = require 'time' for _, time in ipairs(x) do print(time.start) end",
        "local cc = require 'cc' local team = cc.team for team in each() do print(team.nmae) end",
        "local run = require 'run' do local run = x; print(run.speed) end print(run.args)",
        "local run = require 'run' if x then local run = y print(run.fast) elseif z then print(run.args) else local run print(run.x) end",
        "local csv = require 'csv' t = { csv = 1, time = 2 } t.csv.foo() t:csv() print(t.csv.bar)",
        "local csv = require 'csv' local csv = other print(csv.rwos)",
        "local run = require 'run' local function run() end run.x()",
        "local time = require 'time' repeat local time = f() until time.over",
    ])
    func `a name that means something else by then is none of ours`(source: String) throws {
        #expect(try problems(source) == [])
    }

    @Test(arguments: [
        ("local csv = require 'csv'\ncsv.rwos()", ["2: there is no csv.rwos; did you mean rows?"]),
        ("print(require 'csv'.rwos)", ["1: there is no csv.rwos; did you mean rows?"]),
        ("local rows = require 'csv'.rwos", ["1: there is no csv.rwos; did you mean rows?"]),
        ("csv = require 'csv'\nprint(csv.rwos)", ["2: there is no csv.rwos; did you mean rows?"]),
        ("local cc = require 'cc'\nlocal teem = cc.teem", ["2: there is no cc.teem; did you mean team?"]),
        ("local cc = require 'cc'\nlocal t = cc.team\nt.lits()", ["3: there is no cc.team.lits; did you mean list?"]),
        (
            "local time = require 'time' local function f(time) return time.hour end\nprint(time.nwo())",
            ["2: there is no time.nwo; did you mean now?"]
        ),
        ("local w = require 'webex'\nw.user.list{}", ["2: there is no webex.user; it is cc.user"]),
        (
            "local cc = require 'cc'\ncc.agent_profile.list()",
            ["2: there is no cc.agent_profile; its name is desktop_profile"]
        ),
        ("require 'libs.x'", ["1: there is no module libs.x; beside the script there is no libs/x.lua"]),
    ])
    func `what nothing has is told with its line and what was meant`(source: String, told: [String]) throws {
        #expect(try problems(source) == told)
    }

    @Test func `a task has no verbs that would read a list of it whole`() throws {
        let verbs = ["each", "list", "create", "get", "find", "lookup", "wait_for", "ensure", "as_new"]
        let found = try problems("local cc = require 'cc'\n" + verbs.map { "cc.task.\($0)()\n" }.joined())
        #expect(found.map { $0.prefix { $0 != ":" } } == ["5", "6", "7", "8", "9", "10"], "\(found)")
    }

    @Test func `nothing outside the script's folder is read`() throws {
        let outside = TemporaryFolder()
        try outside.write("secret.lua", "local csv = require 'csv'\ncsv.rwos()")
        try folder.write("inside.lua", "local csv = require 'csv'\ncsv.rwos()")
        try folder.link("linked.lua", to: outside.path + "/secret.lua")
        for name in [outside.path + "/secret", "/../" + outside.path + "/secret", "linked", ""] {
            let found = try problems("require '\(name)'")
            #expect(found.count == 1 && found[0].contains("there is no module \(name)"), "\(found)")
        }
        #expect(try problems("require 'inside'") == ["2: there is no csv.rwos; did you mean rows?"])
    }

    @Test func `no text makes it fail`() throws {
        let source = Array(
            "local cc <const> = require('cc') for a, b in f() do cc.user.get{} end local function x(a) end until".utf8
        )
        for end in source.indices {
            _ = try problems(String(decoding: source[..<end], as: UTF8.self))
            _ = try problems(String(decoding: source[end...], as: UTF8.self))
        }
    }
}
