import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Every verb, with secrets at hand")
    struct VerbSecrecyTests {
        private static let tokenEndpoint = "match=access_token"

        /// The secrets of a simulator's ready line; what a token ends in, its cluster and organisation, is public.
        private static func secrets(of simulator: SimulatorProcess) -> [String: String] {
            let app = simulator.ready["service_app"]
            let fields: [(String, JSONValue?)] = [
                ("client secret", simulator.ready["client_secret"]), ("access token", simulator.ready["access_token"]),
                ("refresh token", simulator.ready["refresh_token"]), ("secret of the app", app?["client_secret"]),
            ]
            return Dictionary(uniqueKeysWithValues: fields.map { ($0, Canaries.random($1?.string ?? "")) })
        }

        @Test("none shows one, whether it goes well or badly")
        func verbs() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 10 --recording-seconds 1 --rate-limit 0")
            let ready = { (name: String) in simulator.ready[name]?.string ?? "" }
            var witness = Witness(place, Self.secrets(of: simulator))
            let made = ["typed secret", "written secret", "cut token", "own code", "hook"].map {
                ($0, Canaries.make($0))
            }
            for (name, secret) in made { witness.canaries.add(name, secret) }
            let own = Dictionary(uniqueKeysWithValues: made)
            try place.folder.write("given/secret", ready("client_secret"))
            try place.folder.write("given/other", own["typed secret"] ?? "")
            try place.folder.write("given/block", Self.block(ready))
            try place.folder.write("given/cut", #"{"access_token": "\#(own["cut token"] ?? "")"#)
            try place.folder.write("given/twice", "Client Secret: a \(own["cut token"] ?? "")\nAccess Token: x y z")
            try place.folder.write("given/hook", own["hook"] ?? "")
            try place.folder.write("given/code", own["own code"] ?? "")
            try place.folder.write("given/wrong", "https://example.com/back?state=other&code=\(own["own code"] ?? "")")
            try place.folder.write(
                "given/denied",
                "https://example.com/back?error=access_denied&code=\(own["own code"] ?? "")"
            )
            try place.script("one.lua", #"print(require("cc").task.list({ from = 1, to = 2 }).data)"#)
            try place.script(
                "hook.lua",
                """
                local args = require("run").args { { "--key", "secret", help = "the hook" } }
                print(args.key, #tostring(args.key))
                print(pcall(require("http").post, args.key, { json = {} }))
                require("http").get("http://127.0.0.1:9/", { headers = { Key = args.key } })
                """
            )
            let add =
                "profile add own --api-url \(ready("api_url")) --auth-url \(ready("auth_url")) "
                + "--client-id \(ready("client_id")) --redirect-uri https://example.com/back --client-secret-file "
            _ = try await place.shell("chmod 600 ../given/*")
            for (line, codes) in [
                ("--version", [0]), ("--help", [0]), ("help run", [0]), ("help examples/export-recordings.lua", [0]),
                (add + "../given/secret", [0]), ("profile list --json", [0]), ("profile show demo", [0]),
                ("profile show own --json", [0]), ("profile default demo", [0]), ("status", [0]), ("status own", [3]),
                ("status demo --json", [0]), ("run one.lua", [0]), ("run --profile own one.lua", [3]),
                ("login own --answer ../given/code", [3]), ("login own --answer ../given/wrong", [2]),
                ("login own --answer ../given/denied", [3]), ("login own --import ../given/cut", [2]),
                ("login own --import ../given/twice", [2]), ("login own --import ../given/block", [0]),
                ("login own --client-secret-file ../given/other --answer ../given/code", [3]),
                ("status own", [0]), ("logout own", [0]), ("run --profile own one.lua", [3]), ("login nobody", [2]),
                ("login own --service-app", [2]), ("profile remove own", [0, 2]), ("run --nonsense one.lua", [2]),
                ("token nobody", [2]), ("secret set hook --from ../given/hook", [0]),
                ("secret list --json", [0]), ("run hook.lua --key hook", [3]), ("secret remove hook", [0]),
                ("run hook.lua --key hook", [2]), ("simulator --port 99999", [2]), ("run --simulator one.lua", [0]),
            ] {
                let outcome = try await witness.shell("patchbay \(line) </dev/null")
                #expect(codes.contains(outcome.exitCode.map { Int($0) } ?? -1), "\(line): \(outcome.errors)")
            }
            let told = try await witness.shell("patchbay token demo", tellsToken: true)
            #expect(told.output == ready("access_token") + "\n")
            // Mistakes of a person's: a secret in the configuration, a sealed file that is none.
            let kept = place.folder.text("home/config.yaml") ?? ""
            try place.folder.write("home/config.yaml", kept + "client_secret: \(own["written secret"] ?? "")\n")
            #expect(try await witness.shell("patchbay status demo; patchbay profile list").exitCode == 2)
            try place.folder.write("home/config.yaml", kept)
            try place.folder.write("home/credentials/demo.sealed", own["written secret"] ?? "")
            #expect(try await witness.shell("patchbay run one.lua").exitCode != 0)
            try place.folder.write("home/credentials/demo.sealed", "")
            let sightings = witness.sightings
            #expect(sightings.isEmpty, "\(sightings)")
        }

        private static func block(_ ready: (String) -> String) -> String {
            """
            Client ID: \(ready("client_id"))
            Client Secret: \(ready("client_secret"))
            Organization ID: \(ready("org_id"))
            Access Token: \(ready("access_token"))
            Refresh Token: \(ready("refresh_token"))
            """
        }

        @Test(
            "none is shown where the service fails, in sign-in or behind it",
            arguments: [
                "429", "500", "503", "reset", "truncated", "slow", "wrong-length", "malformed", "html", "expired-token",
                "stall:times=1",
            ]
        )
        func faults(_ fault: String) async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 4 --recording-seconds 1 --rate-limit 0")
            var witness = Witness(place, Self.secrets(of: simulator))
            let run =
                "patchbay run --profile demo --patience 1s --request-timeout 1s --max-wait 1s "
                + "examples/export-recordings.lua --from -8d --out"
            try simulator.fail(fault + ":match=.")
            try await witness.shell(run + " one")
            try await witness.shell("patchbay token demo", tellsToken: true)
            try simulator.mend()
            try simulator.fail("\(fault):\(Self.tokenEndpoint)")
            try simulator.revoke("access")
            try await witness.shell(run + " two")
            #expect(try simulator.stats().faults > 1)
            try simulator.mend()
            try simulator.fail("expired-signature:every=2:match=GET /media")
            try await witness.shell(run + " three")
            let sightings = witness.sightings
            #expect(sightings.isEmpty, "\(sightings)")
            for (name, text) in witness.texts { #expect(!text.contains("signature="), "\(name)") }
        }
    }
}
