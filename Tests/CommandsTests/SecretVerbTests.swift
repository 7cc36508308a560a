import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay secret")
    struct SecretVerbTests {
        private let canary = "canary-of-a-secret"

        /// The one place where a value may be, it is not: nothing that was written or said holds it.
        private func expectNowhere(_ place: Place, _ outcomes: [ProgramRun.Outcome]) {
            for file in place.folder.files() {
                #expect(place.folder.text(file)?.contains(canary) == false, "\(file)")
            }
            for outcome in outcomes { #expect(!(outcome.output + outcome.errors).contains(canary)) }
        }

        @Test("a value from standard input or a file is kept, listed by its name, and removed")
        func roundTrip() async throws {
            let place = try Place()
            var outcomes = [try await place.shell("echo \(canary) | patchbay secret set hook --from -")]
            #expect(outcomes[0].exitCode == 0, "\(outcomes[0].errors)")
            #expect(outcomes[0].errors == "set secret hook\n")
            outcomes.append(
                try await place.shell("umask 022; echo short-one > f; patchbay secret set key --from f; rm f")
            )
            #expect(outcomes[1].errors == "warning: others may read f; chmod 600 it\nset secret key\n")
            outcomes.append(try await place.patchbay("secret list"))
            #expect(outcomes[2].output.split(separator: "\n").map { $0.prefix(6) } == ["hook  ", "key   "])
            outcomes.append(try await place.patchbay("secret list --json"))
            let list = try JSONValue(parsing: outcomes[3].outputBytes).array
            #expect(list?.compactMap { $0["name"]?.string } == ["hook", "key"])
            #expect(list?.allSatisfy { ($0["set"]?.integer ?? 0) > 0 && $0.object?.count == 2 } == true)
            expectNowhere(place, outcomes)
            #expect(try await place.patchbay("secret remove hook").exitCode == 0)
            let unknown = try await place.patchbay("secret remove hook")
            #expect(unknown.exitCode == 2)
            #expect(unknown.errors == "error: there is no secret 'hook'; set it: patchbay secret set hook\n")
        }

        @Test("without a terminal the option is named; at one the value is typed unseen")
        func typed() async throws {
            let place = try Place()
            let unasked = try await place.patchbay("secret set hook")
            #expect(unasked.exitCode == 2)
            #expect(
                unasked.errors == "error: value of hook: there is no terminal to ask on; give --from FILE|-\n"
            )
            let run = try place.start("secret set hook", errors: .terminal(columns: 80, isTyped: true))
            #expect(await run.hasWritten("value of hook: "))
            #expect(run.showsTyping == false)
            // Nobody is there to let it go on, so it is not stopped, but asks again as it would then.
            run.type("\u{1A}")
            #expect(await run.hasWritten("value of hook: value of hook: "))
            #expect(run.showsTyping == false)
            run.type(canary + "\n")
            let outcome = await run.outcome()
            #expect(outcome.exitCode == 0)
            #expect(outcome.errors.contains("set secret hook"))
            expectNowhere(place, [outcome])
            #expect(try await place.patchbay("secret list").output.hasPrefix("hook  "))
        }

        @Test("no new key is made while what another sealed is there")
        func lostKey() async throws {
            let place = try Place()
            _ = try await place.shell("echo \(canary) | patchbay secret set hook --from -; mv $PATCHBAY_HOME/key .")
            let added = try await place.shell(
                "echo \(canary) | patchbay profile add a --region us1 --client-id C1 --client-secret-file -"
            )
            #expect(added.exitCode == 2, "\(added.errors)")
            #expect(added.errors.contains("rm " + place.folder.path("home/secrets/values.sealed")), "\(added.errors)")
            #expect(!place.folder.exists("home/key") && !place.folder.exists("home/config.yaml"))
        }

        @Test("a script reaches no key, wherever it lies")
        func keyOfItsOwn() async throws {
            var place = try Place()
            try place.script("key", String(repeating: "ab", count: 32) + "\n")
            try place.script(
                "s.lua",
                """
                local fs, run = require "fs", require "run"
                local args = run.args { { "folder", "folder", help = "any" } }
                print(pcall(fs.read, args.folder .. "/key"))
                """
            )
            let open = try await place.patchbay("run --simulator --users 1 --tasks 1 s.lua .")
            #expect(open.output.contains("abab"), "\(open.errors)")
            place.environment["PATCHBAY_KEY_FILE"] = "key"
            let closed = try await place.patchbay("run --simulator --users 1 --tasks 1 s.lua .")
            #expect(closed.output.contains("out of reach") && !closed.output.contains("abab"), "\(closed.errors)")
        }

        @Test("Ctrl-C and a kill at the prompt leave the terminal as it was", arguments: [SIGINT, SIGTERM])
        func interrupted(_ signal: Int32) async throws {
            let place = try Place()
            // A shell holds the terminal, so that it can be looked at after the end.
            let line = "trap : INT TERM; patchbay secret set hook; echo ended $?; read -r rest"
            let run = try ProgramRun(
                "/bin/bash",
                ["-c", line],
                environment: place.environment,
                folder: place.work,
                errors: .terminal(columns: 80, isTyped: true)
            )
            #expect(await run.hasWritten("value of hook: "))
            #expect(run.showsTyping == false)
            if signal == SIGINT { run.type("half\u{3}") } else { run.children.forEach { kill($0, signal) } }
            #expect(await run.hasWritten("ended 130"))
            #expect(run.showsTyping == true)
            run.type("\n")
            #expect(await !run.outcome().errors.contains("half"))
        }

        @Test("of many processes that set secrets at once, none loses another's, and all have one key")
        func race() async throws {
            let place = try Place()
            let outcome = try await place.shell(
                "for i in $(seq 32); do echo canary-value-$i | patchbay secret set n$i --from - & done; wait",
                allowed: 120
            )
            #expect(
                outcome.errors.split(separator: "\n").count { $0.hasPrefix("set secret n") } == 32,
                "\(outcome.errors)"
            )
            let list = try await place.patchbay("secret list --json")
            #expect(try JSONValue(parsing: list.outputBytes).array?.count == 32, "\(list.errors)")
            #expect(
                place.folder.files().filter { $0.hasPrefix("home/") }.sorted() == [
                    "home/key", "home/secrets/values.lock", "home/secrets/values.sealed",
                ]
            )
        }

        @Test("a run with no stored credentials and no secrets makes no key")
        func noKey() async throws {
            let place = try Place()
            #expect(try await place.patchbay("secret list").errors.hasPrefix("no secret yet"))
            #expect(try await place.patchbay("run --simulator --tasks 2 examples/tasks-by-queue.lua").exitCode == 0)
            #expect(!place.folder.exists("home/key"))
        }
    }
}
