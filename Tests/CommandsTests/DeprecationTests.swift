import TestSupport
import Testing

extension CommandSuite {
    @Suite("Deprecated operations")
    struct DeprecationTests {
        @Test("each is warned of once in a run, with what there is in its place")
        func once() async throws {
            let place = try Place()
            try place.script(
                "old.lua",
                """
                local cc, webex = require "cc", require "webex"
                for _ = 1, 3 do
                    cc.site.bulk_export {}
                    cc.user.list({ page = 0 }, { v = 1 })
                    cc.auto_csat.list {}
                    cc.user.list { page = 0 }
                end
                """
            )
            let outcome = try await place.patchbay("run --simulator old.lua")
            let warnings = outcome.errors.split(separator: "\n").filter { $0.contains("deprecated") }
            #expect(
                warnings.map { $0.trimmingPrefix("warning: ") } == [
                    "site.bulk_export: Webex calls this deprecated; use site.each",
                    "user.list@1: Webex calls this deprecated; use user.list without a version",
                    "auto_csat.list: Webex calls this deprecated; use ai_feature.list",
                ],
                "\(outcome.errors)"
            )
            #expect(outcome.output.isEmpty)
        }
    }
}
