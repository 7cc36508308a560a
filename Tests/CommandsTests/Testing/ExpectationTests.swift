import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("expect")
    struct ExpectationTests {
        @Test("holds for what is as it should be")
        func holds() async throws {
            let place = try Place()
            try place.script(
                "good_test.lua",
                """
                local json = require "json"
                it("equal", function()
                    expect({ 1, { a = { "x" } } }).to_equal { 1, { a = { "x" } } }
                    expect(1).to_equal(1.0)
                    expect(0 / 0).to_equal(0 / 0)
                    expect(json.decode "[]").to_equal {}
                    expect({ 1, 2 }).never.to_equal { 1 }
                    expect({ a = 1 }).never.to_equal { a = "1" }
                    local one, two = {}, {}
                    one.own, two.own = one, two
                    expect(one).to_equal(two)
                end)
                it("same", function()
                    local table = {}
                    expect(table).to_be(table)
                    expect(table).never.to_be {}
                    expect("a").to_be "a"
                    expect(1).never.to_be "1"
                end)
                it("contain", function()
                    expect("a.b").to_contain "."
                    expect({ 1, 2 }).to_contain(2)
                    expect({ { id = 1, name = "x" } }).to_contain { id = 1 }
                    expect({ { id = 1 } }).never.to_contain { id = 1, name = "x" }
                    expect({ id = 1, list = { 1 } }).to_contain { list = { 1 } }
                    expect({}).never.to_contain {}
                end)
                it("others", function()
                    expect("agent12").to_match "^agent%d+$"
                    expect(nil).to_be_nil()
                    expect(false).never.to_be_nil()
                    expect(0).to_be_truthy()
                    expect(nil).to_be_falsy()
                end)
                it("raise", function()
                    local err = expect(function() require("cc").user.get { email = "nobody@example.com" } end).to_raise "not_found"
                    expect(err.kind).to_be "not_found"
                    expect(function() error "some text" end).to_raise "me te"
                    expect(function() error { kind = "mine" } end).never.to_raise "yours"
                    expect(function() end).never.to_raise()
                end)
                """
            )
            let report = try await TestDocument(place, "good_test.lua")
            #expect(report.outcome.exitCode == 0, "\(report.outcome.output)")
            #expect(report.tests.count == 5 && report.tests.allSatisfy { $0["outcome"] == "passed" })
        }

        /// What fails, the message, and what is told of the differences.
        static let failing: [(code: String, message: String, details: [String])] = [
            ("expect('a').to_equal('b')", #"expected "a" to equal "b""#, []),
            (
                "expect({ ids = { 1, 2 }, n = { x = true } }).to_equal { ids = { 1, 3, 4 }, n = { x = false } }",
                "expected { ids = { 1, 2 }, n = { x = true } } to equal { ids = { 1, 3, 4 }, n = { x = false } }",
                [".ids[2]: expected 3, got 2", ".ids[3]: expected 4, got nil", ".n.x: expected false, got true"]
            ),
            (
                "expect(('x\\n'):rep(50) .. 'abc').to_equal(('x\\n'):rep(50) .. 'abd')",
                "expected a string to equal another", [#"line 51: expected "abd", got "abc""#]
            ),
            (
                "local t = {} for i = 1, 40 do t[i] = i end expect(t).to_equal {}",
                "expected a table to equal another",
                (1...10).map { "[\($0)]: expected nil, got \($0)" } + ["and 30 more"]
            ),
            (
                "expect({}).to_be {}", "expected {} to be {}",
                ["they hold the same, but are two tables: to_equal compares what they hold"]
            ),
            ("expect(1).never.to_be(1)", "expected 1 not to be 1", []),
            ("expect({ 1 }).to_contain(2)", "expected { 1 } to contain 2", []),
            ("expect(5).to_match '5'", #"expected 5 to match "5""#, []),
            ("expect(false).to_be_nil()", "expected false to be nil", []),
            ("expect(function() end).to_raise()", "expected the function to raise, but it raised nothing", []),
            (
                "expect(function() error { kind = 'a', message = 'b' } end).to_raise 'c'",
                #"expected the function to raise "c", but it raised another error"#, ["a: b"]
            ),
            ("expect(1).toequal(1)", "there is no expect(…).toequal; did you mean expect(…).to_equal?", []),
            ("expect(1):to_be(1)", "expect(…).to_be is called with a dot, not with a colon", []),
            ("expect(1).to_be()", "expect(…).to_be takes one value", []),
            ("expect(1).to_contain(1)", "expect(…).to_contain looks into a text or a table, not a number", []),
            ("expect('a').to_match('[')", "expect(…).to_match: malformed pattern (missing ']')", []),
            (
                "expect(1).to_raise()",
                "expect(…).to_raise calls a function, not a number: expect(function() … end).to_raise()", []
            ),
            // What catches errors does not hide one.
            ("pcall(function() expect(1).to_be(2) end)", "expected 1 to be 2", []),
            ("expect(function() expect(1).to_be(2) end).to_raise()", "expected 1 to be 2", []),
            ("require('async').spawn(function() expect(1).to_be(2) end)", "expected 1 to be 2", []),
            ("require('run').rows({ 1 }, {}, function() expect(1).to_be(2) end)", "expected 1 to be 2", []),
            ("error 'plain'", "plain", []), ("error()", "an error without a value", []),
        ]

        @Test("fails with the line, what was expected and what came, and that test alone")
        func fails() async throws {
            let place = try Place()
            let lines = Self.failing.enumerated().map { "it(\"\($0)\", function() \($1.code) end)" }
            try place.script("bad_test.lua", lines.joined(separator: "\n") + "\nit('last', function() end)\n")
            let report = try await TestDocument(place, "bad_test.lua")
            #expect(report.outcome.exitCode == 1)
            for (number, wanted) in Self.failing.enumerated() {
                let failure = report.failure("\(number)")
                #expect(failure?.message == wanted.message, "\(wanted.code)")
                #expect(failure?.place == "bad_test.lua:\(number + 1)", "\(wanted.code)")
                #expect(failure?.details == wanted.details, "\(wanted.code)")
            }
            #expect(report.outcomes["last"] == "passed")
        }
    }
}
