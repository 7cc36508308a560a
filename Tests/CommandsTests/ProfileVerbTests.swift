import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay profile")
    struct ProfileVerbTests {
        private static let acme =
            "profile add acme --api-url https://api.example.com --auth-url https://auth.example.com/v1"

        @Test("a profile that is added is listed, shown and removed")
        func life() async throws {
            let place = try Place()
            let added = try await place.patchbay("\(Self.acme) --client-id C1 --rate-limit 60 --zone Europe/Berlin")
            #expect(added.exitCode == 0, "\(added.errors)")
            #expect(added.output.isEmpty && added.errors.contains("stored profile acme"))
            let list = try await place.patchbay("profile list")
            #expect(list.output.split(separator: "\n").count == 2)
            #expect(list.output.contains("acme") && list.output.contains("https://api.example.com"))
            let shown = try await place.patchbay("profile show acme --json")
            let profile = try JSONValue(parsing: shown.outputBytes)
            #expect(profile["name"]?.string == "acme")
            #expect(profile["api_url"]?.string == "https://api.example.com")
            #expect(profile["auth_url"]?.string == "https://auth.example.com/v1")
            #expect(profile["client_id"]?.string == "C1")
            #expect(profile["rate_limit"]?.integer == 60)
            #expect(profile["zone"]?.string == "Europe/Berlin")
            let text = try await place.patchbay("profile show acme")
            #expect(text.output.contains("client_id") && !text.output.contains("{"))
            #expect(try await place.patchbay("profile remove acme").exitCode == 0)
            let empty = try await place.patchbay("profile list --json")
            #expect(try JSONValue(parsing: empty.outputBytes).array == [])
        }

        @Test("an org is stored by the name of its region, with its redirect URI as it was registered")
        func region() async throws {
            let place = try Place()
            let added = try await place.patchbay(
                "profile add prod --region eu2 --client-id C1 --redirect-uri http://localhost:8080/cb/"
            )
            #expect(added.exitCode == 0, "\(added.errors)")
            let shown = try JSONValue(parsing: try await place.patchbay("profile show prod --json").outputBytes)
            #expect(shown["region"]?.string == "eu2")
            #expect(shown["api_url"]?.string == "https://api.wxcc-eu2.cisco.com")
            #expect(shown["auth_url"]?.string == "https://webexapis.com/v1")
            #expect(shown["redirect_uri"]?.string == "http://localhost:8080/cb/")
            let list = try await place.patchbay("profile list").output
            #expect(list.contains("eu2") && list.contains("http://localhost:8080/cb/"))
            let text = try #require(place.folder.text("home/config.yaml"))
            #expect(text.contains("region: ") && !text.contains("_url"))
        }

        @Test("the client secret is read from a file or standard input, and renews tokens of the runs that follow")
        func clientSecret() async throws {
            var place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 5")
            func ready(_ field: String) -> String { simulator.ready[field]?.string ?? "" }
            let add =
                "profile add NAME --api-url \(ready("api_url")) --auth-url \(ready("auth_url")) "
                + "--client-id \(ready("client_id")) --client-secret-file "
            try place.script("secret", "\u{FEFF}  \(ready("client_secret"))\r\n\n")
            let open = try await place.patchbay(add.replacing("NAME", with: "one") + "secret")
            #expect(open.exitCode == 0 && open.errors.contains("others may read secret"), "\(open.errors)")
            let piped = try await place.shell(
                "patchbay \(add.replacing("NAME", with: "two")) - <secret && chmod 600 secret"
            )
            #expect(piped.exitCode == 0 && !piped.errors.contains("others may read"), "\(piped.errors)")
            place.environment["PATCHBAY_REFRESH_TOKEN"] = ready("refresh_token")
            for name in ["one", "two"] {
                let run = try await place.patchbay("run --profile \(name) examples/tasks-by-queue.lua")
                #expect(run.exitCode == 0, "\(run.errors)")
                let shown = try await place.patchbay("profile show \(name)")
                #expect(!shown.output.contains(ready("client_secret")))
            }
            let found = try await place.shell("grep -r '\(ready("client_secret"))' \"$PATCHBAY_HOME\"")
            #expect(found.output.isEmpty && found.exitCode == 1)
        }

        @Test("a client secret is asked for on a terminal, unseen, and what is typed may be nothing")
        func typedSecret() async throws {
            let place = try Place()
            for (name, typed) in [("one", "hunter2-hunter2"), ("two", "")] {
                let outcome = try await place.shell(
                    """
                    mkfifo \(name) && exec 3<>\(name)
                    script -qefc 'patchbay profile add \(name) --region us1 --client-id C1' seen-\(name) <&3 >/dev/null &
                    until grep -q 'Client secret' seen-\(name); do sleep 0.02; done
                    printf '\(typed)\\r' >&3
                    wait
                    """
                )
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
                let seen = place.text("seen-" + name) ?? ""
                #expect(seen.contains("stored profile \(name)") && !seen.contains("hunter2"), "\(seen)")
            }
            #expect(place.folder.exists("home/credentials/one.sealed"))
            #expect(!place.folder.exists("home/credentials/two.sealed"))
        }

        @Test("without a terminal no secret is stored, and that is said")
        func noTerminal() async throws {
            let place = try Place()
            let outcome = try await place.patchbay("profile add one --region us1 --client-id C1")
            #expect(outcome.exitCode == 0)
            #expect(outcome.errors.contains("no client secret is stored"), "\(outcome.errors)")
            #expect(!place.folder.exists("home/credentials/one.sealed"))
            let other = try await place.patchbay("profile add two --region us1")
            #expect(!other.errors.contains("client secret"), "\(other.errors)")
        }

        @Test("a secret that cannot be one is refused unseen, and nothing is stored")
        func badSecret() async throws {
            let place = try Place()
            let add = "profile add one --region us1 --client-id C1 --client-secret-file "
            for (name, text) in [
                ("empty", "\n"), ("cut", "hunter2…"), ("two", "hunter2\nhunter3"), ("blank", "hunter2 hunter3"),
                ("letters", "hunter2é"),
            ] {
                try place.script(name, text)
                let outcome = try await place.patchbay(add + name)
                #expect(outcome.exitCode == 2, "\(outcome.errors)")
                #expect(outcome.errors.contains("--client-secret-file") && !outcome.errors.contains("hunter"))
            }
            for (name, problem) in [("missing", "there is no such file"), ("examples", "is a folder, not a file")] {
                let outcome = try await place.patchbay(add + name)
                #expect(outcome.exitCode == 2, "\(outcome.errors)")
                #expect(outcome.errors.contains("\(name): \(problem); name a file"), "\(outcome.errors)")
            }
            let useless = try await place.patchbay("profile add one --region us1 --client-secret-file cut")
            #expect(useless.exitCode == 2 && useless.errors.contains("--client-id"))
            #expect(!place.folder.exists("home/config.yaml") && !place.folder.exists("home/credentials"))
        }

        @Test("a file that only a person can change is left alone, and its secret with it")
        func byHand() async throws {
            let place = try Place()
            try place.folder.write("home/config.yaml", "profiles: {one: {region: us1}}\n")
            try place.script("secret", "hunter2-hunter2")
            let outcome = try await place.patchbay(
                "profile add two --region eu1 --default --client-id C1 --client-secret-file secret"
            )
            #expect(outcome.exitCode == 2)
            #expect(outcome.errors.contains("\n  two:\n    region: eu1\n    client_id: C1\n"), "\(outcome.errors)")
            #expect(!place.folder.exists("home/credentials/two.sealed"))
            #expect(place.folder.text("home/config.yaml") == "profiles: {one: {region: us1}}\n")
        }

        @Test("where the org is must be said, and once")
        func whereabouts() async throws {
            let place = try Place()
            for (options, complaint) in [
                ("", "Give --region"), ("--region us1 --api-url https://a.example.com", "leave one of them out"),
                ("--region eu3", "regions are us1, eu1, eu2"),
                ("--region us1 --redirect-uri ftp://a", "--redirect-uri"),
            ] {
                let outcome = try await place.patchbay("profile add acme " + options)
                #expect(outcome.exitCode == 2, "\(outcome.errors)")
                #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
            }
            #expect(try await place.patchbay("profile list").output.isEmpty)
        }

        @Test("a proxy's password is neither taken on the command line nor shown")
        func proxyPassword() async throws {
            let place = try Place()
            let added = try await place.patchbay(
                "profile add acme --region us1 --proxy http://user:hunter2@127.0.0.1:1"
            )
            #expect(added.exitCode == 2 && added.errors.contains("https_proxy"), "\(added.errors)")
            #expect(!added.errors.contains("hunter2"))
            try place.folder.write(
                "home/config.yaml",
                "profiles:\n  acme:\n    region: us1\n    proxy: http://user:hunter2@127.0.0.1:1\n"
            )
            for verb in ["show acme", "show acme --json", "list", "list --json"] {
                let shown = try await place.patchbay("profile " + verb)
                #expect(shown.exitCode == 0 && !shown.output.contains("hunter2"), "\(verb)")
            }
            #expect(try await place.patchbay("profile show acme").output.contains("http://…@127.0.0.1:1"))
        }

        @Test("a value that cannot be stored is told by its option, and a path is stored as an absolute one")
        func values() async throws {
            let place = try Place()
            for option in ["--client-id", "--ca-file", "--proxy", "--zone"] {
                let outcome = try await place.patchbay("profile add acme --region us1 " + option, "")
                #expect(outcome.exitCode == 2 && outcome.errors.contains("\(option): is empty"), "\(outcome.errors)")
            }
            let garbage = try await place.patchbay("profile add acme --region us1 --proxy", "garbage value")
            #expect(garbage.exitCode == 2 && garbage.errors.contains("--proxy: "), "\(garbage.errors)")
            #expect(!place.folder.exists("home"))
            #expect(try await place.patchbay("profile add acme --region US1 --ca-file foo.pem").exitCode == 0)
            let shown = try await place.patchbay("profile show acme").output
            #expect(shown.contains(place.work + "/foo.pem") && shown.contains("us1"), "\(shown)")
        }

        @Test("the default is chosen as a profile is added or later, and shown")
        func defaultProfile() async throws {
            var place = try Place()
            #expect(try await place.patchbay("profile default").errors.contains("no profile is the default"))
            _ = try await place.patchbay("profile add one --api-url http://127.0.0.1:1")
            _ = try await place.patchbay("profile add two --api-url http://127.0.0.1:1")
            let open = try await place.patchbay("run examples/tasks-by-queue.lua")
            #expect(open.exitCode == 2)
            #expect(open.errors.contains("patchbay profile default"), "\(open.errors)")
            let chosen = try await place.patchbay("profile default two")
            #expect(chosen.exitCode == 0 && chosen.output.isEmpty)
            #expect(try await place.patchbay("profile default").output == "two\n")
            _ = try await place.patchbay("profile add three --region us1 --default")
            #expect(try await place.patchbay("profile default").output == "three\n")
            let unknown = try await place.patchbay("profile default tow")
            #expect(unknown.exitCode == 2 && unknown.errors.contains("did you mean two?"))
            place.environment["PATCHBAY_PROFILE"] = "thre"
            let variable = try await place.patchbay("run examples/tasks-by-queue.lua")
            #expect(variable.exitCode == 2)
            #expect(variable.errors.contains("PATCHBAY_PROFILE: there is no profile 'thre'"), "\(variable.errors)")
        }

        @Test("a profile of that name is not replaced without a word")
        func doubled() async throws {
            let place = try Place()
            _ = try await place.patchbay(Self.acme)
            let again = try await place.patchbay(Self.acme)
            #expect(again.exitCode == 2)
            #expect(again.errors.contains("there is a profile 'acme' already"))
            #expect(again.errors.contains("patchbay profile remove acme"))
        }

        @Test("one that is not there is answered with the near one", arguments: ["show", "remove"])
        func unknown(verb: String) async throws {
            let place = try Place()
            _ = try await place.patchbay(Self.acme)
            let outcome = try await place.patchbay("profile \(verb) acne")
            #expect(outcome.exitCode == 2)
            #expect(outcome.errors.contains("there is no profile 'acne'; did you mean acme?"))
        }

        @Test(
            "an address that cannot be one is refused",
            arguments: [
                "ftp://x", "api.example.com", "http://example.com", "https://", "https://user:hunter2@example.com", "",
            ]
        )
        func badAddress(address: String) async throws {
            let place = try Place()
            let outcome = try await place.patchbay(
                "profile add bad --auth-url https://auth.example.com --api-url",
                address
            )
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains("--api-url"))
            #expect(!outcome.errors.contains("hunter2"))
            #expect(try await place.patchbay("profile list").output.isEmpty)
        }

        @Test("a name that is a path is refused", arguments: ["../x", "a/b", ".hidden", ""])
        func badName(name: String) async throws {
            let place = try Place()
            let outcome = try await place.patchbay(
                "profile add --api-url https://api.example.com --auth-url https://auth.example.com",
                name
            )
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(place.folder.files().allSatisfy { $0.hasPrefix("work/examples/") }, "\(place.folder.files())")
        }

        @Test("a wrong key in the configuration is told by file and line")
        func wrongKey() async throws {
            let place = try Place()
            try place.folder.write(
                "home/config.yaml",
                "profiles:\n  acme:\n    api_url: https://a.example.com\n    auth_url: https://b.example.com\n    rate_limt: 5\n"
            )
            let outcome = try await place.patchbay("profile list")
            #expect(outcome.exitCode == 2)
            #expect(outcome.errors.contains("config.yaml:5"))
            #expect(outcome.errors.contains("rate_limit"))
        }

        @Test("configuration and state lie in PATCHBAY_HOME, else in the XDG folders, else in the person's")
        func homes() async throws {
            var place = try Place()
            place.environment["PATCHBAY_HOME"] = nil
            _ = try await place.patchbay(Self.acme)
            #expect(place.folder.exists("person/.config/patchbay/config.yaml"))
            place.environment["XDG_CONFIG_HOME"] = place.folder.path("config")
            place.environment["XDG_STATE_HOME"] = place.folder.path("state")
            _ = try await place.patchbay(Self.acme)
            #expect(place.folder.exists("config/patchbay/config.yaml"))
            let outcome = try await place.patchbay("run --simulator --tasks 5 examples/tasks-by-queue.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(place.folder.files().contains { $0.hasPrefix("state/patchbay/limits/") })
            place.environment["PATCHBAY_HOME"] = place.folder.path("all")
            _ = try await place.patchbay(Self.acme)
            #expect(place.folder.exists("all/config.yaml"))
        }

        @Test("credentials from the environment are a profile of their own, and fill in a named one")
        func environment() async throws {
            let place = try Place()
            let simulator = try await SimulatorProcess(place, "--tasks 5")
            var other = try Place()
            let fields = [
                "PATCHBAY_API_URL": "api_url", "PATCHBAY_AUTH_URL": "auth_url", "PATCHBAY_CLIENT_ID": "client_id",
                "PATCHBAY_CLIENT_SECRET": "client_secret", "PATCHBAY_REFRESH_TOKEN": "refresh_token",
            ]
            for (name, field) in fields { other.environment[name] = simulator.ready[field]?.string }
            // Without an access token: the refresh token gets one.
            let alone = try await other.patchbay("run examples/tasks-by-queue.lua")
            #expect(alone.exitCode == 0, "\(alone.errors)")
            #expect(!alone.output.isEmpty)
            #expect(try simulator.stats().count("access_token") == 1)
            for name in ["PATCHBAY_API_URL", "PATCHBAY_AUTH_URL", "PATCHBAY_CLIENT_ID"] {
                other.environment[name] = nil
            }
            let url = simulator.ready["api_url"]?.string ?? "", auth = simulator.ready["auth_url"]?.string ?? ""
            let id = simulator.ready["client_id"]?.string ?? ""
            _ = try await other.patchbay("profile add acme --api-url \(url) --auth-url \(auth) --client-id \(id)")
            let named = try await other.patchbay("run --profile acme examples/tasks-by-queue.lua")
            #expect(named.exitCode == 0, "\(named.errors)")
            #expect(named.output == alone.output)
        }

        @Test("--simulator ignores credentials of the environment")
        func ignored() async throws {
            var place = try Place()
            place.environment["PATCHBAY_API_URL"] = "http://127.0.0.1:1"
            place.environment["PATCHBAY_AUTH_URL"] = "http://127.0.0.1:1"
            place.environment["PATCHBAY_ACCESS_TOKEN"] = "x_y_z"
            let outcome = try await place.patchbay("run --simulator --tasks 5 examples/tasks-by-queue.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
    }
}
