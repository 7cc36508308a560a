import TestSupport
import Testing
import Wire

@testable import Worker

@Suite("scopes of effects")
struct ScopeTests {
    /// Runs a script that sleeps, and answers the scope of each sleep by its milliseconds.
    private static func sleeps(_ source: String) throws -> [String] {
        var scopes: [String] = []
        let host = try TestHost.run(source) { _, request in
            if request.name == "sleep" { scopes.append(request.scope) }
            return request.name == "rows_begin" ? .head(#"{"id":1}"#) : Answer(succeeded: true)
        }
        #expect(host.ending?.outcome == .done, "\(host.ending?.message ?? "")")
        return scopes
    }

    @Test("a coroutine that yields within a step leaves nobody else in it")
    func coroutines() throws {
        let scopes = try Self.sleeps(
            """
            local async, run = require "async", require "run"
            local next_one = coroutine.wrap(function()
                run.step("inner", function()
                    async.sleep(1)
                    coroutine.yield()
                    async.sleep(2)
                    async.spawn(function() async.sleep(3) end):wait()
                end)
                async.sleep(4)
            end)
            next_one()
            async.sleep(5)
            run.step("main", function()
                async.sleep(6)
                next_one()
                async.sleep(7)
            end)
            """
        )
        #expect(
            scopes == ["/step/inner", "", "/step/main", "/step/inner", "/step/inner", "", "/step/main"]
        )
    }

    @Test("what a step starts is within it, and a coroutine of the script is where its task is")
    func tasks() throws {
        let scopes = try Self.sleeps(
            """
            local async, run = require "async", require "run"
            run.rows({ { email = "A@x" } }, { key = "email", label = "people" }, function()
                run.step("s", function() async.all(function() async.sleep(1) end) end)
                coroutine.wrap(function() async.sleep(2) end)()
            end)
            """
        )
        #expect(scopes == ["/rows:email:people/a@x/step/s", "/rows:email:people/a@x"])
    }

    @Test("blocks of rows are known by key, label and results, and keys by their kind")
    func blocks() throws {
        let scopes = try Self.sleeps(
            """
            local async, run = require "async", require "run"
            local function rows(items, options)
                options.concurrency = 1
                run.rows(items, options, function() async.sleep(1) end)
            end
            rows({ { k = "1" }, { k = 1 }, { k = 1.5 }, { k = "#1" }, { k = "step" } }, { key = "k" })
            rows({ { k = "rows:k" } }, { key = "k", results = "out/r.csv" })
            rows({ { k = 2 } }, { key = "k", label = "a:b" })
            rows({ { k = 2 } }, { key = "k" })
            rows({ 1 }, {})
            rows({ 1 }, {})
            """
        )
        #expect(
            scopes == [
                "/rows:k/1", "/rows:k/#1", "/rows:k/#1.5", "/rows:k/%231", "/rows:k/%73tep",
                "/rows:k::out%2Fr.csv/%72ows:k", "/rows:k:a%3Ab/#2", "/rows.2:k/#2", "/rows", "/rows.2",
            ]
        )
    }
}
