import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Signing in by a pasted answer")
    struct PastedSignInTests {
        /// An address with nothing of ours behind it, as integrations are registered with in practice.
        private static let elsewhere = "https://example.com/"

        @Test("at a terminal the secret is typed unseen, the address is printed, and the answer is typed as usual")
        func typed() async throws {
            let org = try await Integration(redirectURI: Self.elsewhere)
            let secret = try #require(org.simulator.ready["client_secret"]?.string)
            let login = try org.place.start("login org", errors: .terminal(columns: 80, isTyped: true), allowed: 30)
            #expect(await login.hasWritten("client secret of org:"))
            login.type(secret + "\n")
            let location = try org.simulator.location(after: try await org.address(login, onTerminal: true))
            #expect(location.hasPrefix(Self.elsewhere + "?code="))
            #expect(await login.hasWritten("Paste the address it shows"))
            login.type(location + "\n")
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(!outcome.errors.contains(secret))
            #expect(outcome.errors.contains(location) && outcome.errors.contains(Self.elsewhere))
            #expect(outcome.errors.contains("signed in: profile org"))
            #expect(try await org.run().exitCode == 0)
        }

        @Test("Ctrl-C at a hidden prompt ends with 130, and the terminal shows again what is typed")
        func interrupted() async throws {
            let org = try await Integration(redirectURI: Self.elsewhere)
            let login = try ProgramRun(
                "/bin/sh",
                ["-c", "trap : INT; patchbay login org; echo ended $?; stty -a"],
                environment: org.place.environment,
                folder: org.place.work,
                errors: .terminal(columns: 80, isTyped: true),
                allowed: 20
            )
            #expect(await login.hasWritten("client secret of org:"))
            #expect(login.showsTyping == false)
            login.type("half of it")
            login.type("\u{3}")
            let outcome = await login.outcome()
            #expect(outcome.output.hasPrefix("ended 130\n"), "\(outcome.output)\(outcome.errors)")
            #expect(!outcome.errors.contains("half of it"), "\(outcome.errors)")
            #expect(outcome.output.contains(" echo "), "\(outcome.output)")
        }

        @Test("without a terminal nothing is asked: the option that says it is named")
        func noTerminal() async throws {
            let org = try await Integration(redirectURI: Self.elsewhere)
            let secretless = try await org.place.patchbay("login org")
            #expect(secretless.exitCode == 2 && secretless.errors.contains("--client-secret-file FILE"))
            let answerless = await (try org.login()).outcome()
            #expect(answerless.exitCode == 2, "\(answerless.errors)")
            #expect(answerless.errors.contains("there is no terminal") && answerless.errors.contains("--answer -"))
            #expect(!answerless.errors.contains("S256"), "\(answerless.errors)")
        }

        @Test("standard input brings the answer too, and --no-browser leaves the registered port alone")
        func standardInput() async throws {
            let org = try await Integration()
            #expect(mkfifo(org.place.work + "/pipe", 0o600) == 0)
            let login = try ProgramRun(
                "/bin/sh",
                ["-c", "cat pipe | patchbay login org --client-secret-file secret --no-browser --answer -"],
                environment: org.place.environment,
                folder: org.place.work,
                allowed: 20
            )
            let location = try org.simulator.location(after: try await org.address(login))
            #expect(throws: LoopbackFailure.self) { try org.visit(location) }
            let pipe = open(org.place.work + "/pipe", O_WRONLY | O_CLOEXEC)
            _ = Array((location + "\n").utf8).withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
            close(pipe)
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }

        @Test("a bare code, a query, and an address in quotes will do")
        func forms() async throws {
            let org = try await Integration(redirectURI: Self.elsewhere)
            let forms: [(String) -> String] = [
                { location in Self.code(location) }, { location in "  \(Self.code(location))\n" },
                { location in "\"\(location)\"" }, { location in "<\(location)>\n" },
                { location in String(location.drop { $0 != "?" }) },
                { location in "code=\(Self.code(location))" },
            ]
            for form in forms {
                let outcome = try await org.paste { form(try org.simulator.location(after: $0)) }
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
            }
            #expect(try org.simulator.stats().json["codes"]?.integer == Int64(forms.count))
        }

        @Test("what is no answer to this sign-in is refused with 2 before anything is sent")
        func noAnswers() async throws {
            let org = try await Integration(redirectURI: Self.elsewhere)
            let cases: [((String) throws -> String, String)] = [
                ({ address in address }, "this is the address to open in the browser"),
                (
                    { try org.simulator.location(after: $0).replacing("state=", with: "state=x") },
                    "the state is not the one of this sign-in"
                ), ({ _ in "https://example.com/?state=" }, "belongs to another attempt"),
                ({ _ in "https://example.com/?error=" }, "the service declined"),
                ({ _ in "https://example.com/" }, "there is no code"), ({ _ in " \n" }, "nothing was pasted"),
                ({ _ in "well, it said hello" }, "neither an address nor a code"),
            ]
            for (answer, complaint) in cases {
                let outcome = try await org.paste(answer: answer)
                let expected: Int32 = complaint.contains("declined") ? 3 : 2
                #expect(outcome.exitCode == expected, "\(outcome.errors)")
                #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
            }
            #expect(try org.simulator.stats().count("access_token") == 0)
        }

        @Test("denied consent is told as such when it is pasted")
        func denied() async throws {
            let org = try await Integration(redirectURI: Self.elsewhere)
            let outcome = try await org.paste { try org.simulator.location(after: $0, denying: true) }
            #expect(outcome.exitCode == 3)
            #expect(outcome.errors.contains("consent was denied"), "\(outcome.errors)")
        }

        @Test("a code that was used, has lapsed or never was is told, without showing it")
        func worthless() async throws {
            let org = try await Integration(redirectURI: Self.elsewhere)
            var used = ""
            try await org.signIn()
            let first = try await org.paste { address in
                used = Self.code(try org.simulator.location(after: address))
                return used
            }
            #expect(first.exitCode == 0)
            let again = try await org.paste { _ in used }
            let lapsed = try await org.paste { address in
                let location = try org.simulator.location(after: address)
                try org.simulator.revoke("codes")
                return location
            }
            let invented = try await org.paste { _ in "N2Q4ZjA1OGMtZTk" }
            for (outcome, words) in [(again, "used before"), (lapsed, "lapsed"), (invented, "unknown")] {
                #expect(outcome.exitCode == 3, "\(outcome.errors)")
                #expect(outcome.errors.contains("the service refused the code") && outcome.errors.contains(words))
                #expect(outcome.errors.contains("sign in: patchbay login org"), "\(outcome.errors)")
                #expect(!outcome.errors.contains(used) && !outcome.errors.contains("N2Q4ZjA1OGMtZTk"))
            }
        }

        private static func code(_ location: String) -> String {
            String(location.drop { $0 != "=" }.dropFirst().prefix { $0 != "&" })
        }
    }
}
