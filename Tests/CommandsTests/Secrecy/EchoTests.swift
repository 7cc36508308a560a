import TestSupport
import Testing

extension CommandSuite {
    @Suite("A service that says back what it was sent")
    struct EchoTests {
        private static let org = "org-1"

        /// Tells all it can of each failure, and lets the last one end the run.
        private static let curious = """
            local cc, http, json, run = require "cc", require "http", require "json", require "run"
            local args = run.args {
                { "url", "text", required = true, help = "the service" }, { "key", "secret", required = true, help = "a secret" },
            }
            local function tell(...)
                local ok, failure = pcall(...)
                print(ok, failure, type(failure) == "table" and json.encode(failure))
                if type(failure) == "table" then for name, value in pairs(failure) do print(name, value) end end
            end
            tell(function()
                local answer = http.post(args.url, { headers = { Key = args.key }, body = "x" })
                print(json.encode(answer.headers), answer.body)
            end)
            tell(cc.task.list, { from = 1, to = 2 })
            tell(cc.user.get, "11111111-2222-4333-8444-555555555555")
            tell(cc.request, "GET", "/organization/{orgid}/team")
            cc.task.list({ from = 1, to = 2 })
            """

        @Test("its words, however it says them, show no secret", arguments: Parrot.Way.allCases)
        func said(_ way: Parrot.Way) async throws {
            let names = [
                "client secret", "access token", "refresh token", "code", "given access", "given refresh", "hook",
            ]
            var secrets = Dictionary(uniqueKeysWithValues: names.map { ($0, Canaries.make($0)) })
            let place = try Place()
            let token = { (name: String) in "\(secrets[name] ?? "")_P0S1_\(Self.org)" }
            let parrot = try Parrot(accessToken: token("access token"), refreshToken: secrets["refresh token"] ?? "")
            try place.folder.write("given/secret", secrets["client secret"] ?? "")
            try place.folder.write("given/answer", "https://example.com/back?code=\(secrets["code"] ?? "")")
            try place.folder.write(
                "given/block",
                "Access Token: \(token("given access"))\nRefresh Token: \(secrets["given refresh"] ?? "")\n"
            )
            try place.script("curious.lua", Self.curious)
            try place.folder.write("given/hook", secrets["hook"] ?? "")
            var witness = Witness(place, secrets)
            let added = try await witness.shell(
                "chmod 600 ../given/*; patchbay profile add demo --api-url \(parrot.server.url) "
                    + "--auth-url \(parrot.server.url)/v1 --client-id C1 --client-secret-file ../given/secret "
                    + "--redirect-uri https://example.com/back"
            )
            #expect(added.exitCode == 0, "\(added.errors)")
            let first = try await witness.shell("patchbay login demo --answer ../given/answer")
            #expect(first.exitCode == 0, "\(first.errors)")

            #expect(try await witness.shell("patchbay secret set hook --from ../given/hook").exitCode == 0)

            parrot.speak(way)
            let options = "--patience 1s --request-timeout 5s --allow-net \(parrot.server.url.dropFirst(7))"
            let run = try await witness.shell(
                "patchbay run --profile demo \(options) curious.lua \(parrot.server.url) hook"
            )
            #expect(run.exitCode != 0 || way == .noToken, "\(run.errors)")
            for line in ["login demo --answer ../given/answer", "login demo --import ../given/block"] {
                let outcome = try await witness.shell("patchbay " + line)
                #expect(outcome.exitCode != 0, "\(line): \(outcome.errors)")
            }
            try await witness.shell("patchbay status demo; patchbay status demo --json; patchbay profile show demo")
            try await witness.shell("patchbay token demo", tellsToken: true)

            for (index, verifier) in parrot.heard("code_verifier").enumerated() {
                secrets["verifier \(index)"] = verifier
                witness.canaries.add("verifier \(index)", verifier)
            }
            #expect(secrets.count >= names.count + 2)
            #expect(parrot.server.requests.count >= 6)
            let sightings = witness.sightings
            #expect(sightings.isEmpty, "\(sightings)")
        }

        @Test("the search finds every way of writing a secret, and what a cut leaves of it")
        func search() {
            let secret = Canaries.make("secret")
            let canaries = Canaries(["it": secret])
            let encoded = secret.replacing("/", with: "%2F").replacing("+", with: "%2B")
            let seen = [
                "a \(secret) b", encoded, secret.replacing("/", with: "\\/"), String(secret.prefix(12)) + "…",
                "…" + secret.suffix(12), Canaries.base64("C1:" + secret), Canaries.base64("12:" + secret),
                Canaries.base64("1:" + secret),
            ]
            for text in seen { #expect(canaries.seen(in: Array(text.utf8)) == ["it"], "\(text)") }
            for text in ["", String(secret.prefix(11)), String(repeating: "x", count: 100)] {
                #expect(canaries.seen(in: Array(text.utf8)).isEmpty)
            }
        }
    }
}
