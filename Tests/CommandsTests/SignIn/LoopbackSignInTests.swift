import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Signing in with a browser on this machine")
    struct LoopbackSignInTests {
        @Test(
            "the answer comes to the registered address, path and query included",
            arguments: [
                ("http://127.0.0.1:PORT/callback", "127.0.0.1"), ("http://localhost:PORT/a/b?from=org", "127.0.0.1"),
                ("http://localhost:PORT/a/b?from=org", "::1"), ("http://localhost:PORT", "::1"),
            ]
        )
        func registered(redirectURI: String, host: String) async throws {
            let org = try await Integration(redirectURI: redirectURI)
            let login = try org.login()
            let address = try await org.address(login)
            // The simulator knows this text alone, with the code as well as in the address.
            let location = try org.simulator.location(after: address)
            #expect(location.hasPrefix(org.redirectURI))
            let page = try org.visit(location, host: host)
            #expect(page.status == 200)
            #expect(page.text.contains("<h1>Signed in</h1>") && page.text.contains("<code>org</code>"))
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 0 && outcome.output.isEmpty, "\(outcome.errors)")
            #expect(outcome.errors.contains("signed in: profile org"), "\(outcome.errors)")
            let status = try await org.status()
            #expect(status.code == 0 && status.facts["signed_in"]?.bool == true)
            #expect(try await org.run().exitCode == 0)
            // Nobody is there for a second use of the same answer.
            #expect(throws: LoopbackFailure.self) { try org.visit(location, host: host) }
        }

        @Test("what is no answer, or one to another attempt, is answered and waited past")
        func strangers() async throws {
            let org = try await Integration()
            let login = try org.login()
            let location = try org.simulator.location(after: try await org.address(login))
            for target in ["/", "/favicon.ico", "/callback/deeper?code=x&state=y"] {
                let page = try org.visit("http://127.0.0.1" + target)
                #expect(page.status == 404 && page.text.contains("Nothing here"), "\(target): \(page.text)")
            }
            let posted = try Loopback.answer(to: "POST", "/callback?code=x", sending: "code=x", port: org.port)
            #expect(posted.status == 404)
            let bare = try org.visit("http://127.0.0.1/callback")
            #expect(bare.status == 400)
            let forged = try org.visit(location.replacing("state=", with: "state=x"))
            #expect(forged.status == 400 && forged.text.contains("An older sign-in"), "\(forged.text)")
            #expect(await login.hasWritten("an answer to another sign-in came"))
            #expect(try org.simulator.stats().count("access_token") == 0)
            #expect(try org.visit(location).status == 200)
            #expect(await login.outcome().exitCode == 0)
        }

        @Test("an answer that came in time is redeemed to its end, however slow the service is")
        func slowService() async throws {
            let org = try await Integration()
            try org.simulator.fail("slow:milliseconds=2500:match=access_token")
            let login = try org.login("--timeout 2s")
            let location = try org.simulator.location(after: try await org.address(login))
            #expect(try org.visit(location).text.contains("<h1>Signed in</h1>"))
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }

        @Test("a browser that goes away after its answer does not hold the sign-in up")
        func browserGone() async throws {
            let org = try await Integration()
            try org.simulator.fail("slow:milliseconds=1000:match=access_token")
            let login = try org.login()
            let location = try org.simulator.location(after: try await org.address(login))
            let target = String(location.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" })
            let browser = try Loopback.question("GET", target, port: org.port)
            try await until { (try? org.simulator.stats().tokenRequests) == 1 }
            close(browser)
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 0 && outcome.errors.contains("signed in: "), "\(outcome.errors)")
        }

        @Test("denied consent ends it with 3, says so on the page too, and changes nothing")
        func denied() async throws {
            let org = try await Integration()
            try await org.signIn()
            let login = try org.login()
            let address = try await org.address(login)
            let page = try org.visit(try org.simulator.location(after: address, denying: true))
            #expect(page.status == 400)
            #expect(page.text.contains("<h1>Not signed in</h1>") && page.text.contains("Consent was denied"))
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 3)
            #expect(outcome.errors.contains("consent was denied"), "\(outcome.errors)")
            #expect(outcome.errors.contains("to try again: patchbay login org"), "\(outcome.errors)")
            #expect(try await org.run().exitCode == 0)
        }

        @Test("a scope that the integration is not registered with is named, and how to ask for others")
        func unregistered() async throws {
            let org = try await Integration()
            let login = try org.login("--scopes cjp:nonsense")
            let page = try org.visit(try org.simulator.location(after: try await org.address(login)))
            #expect(page.status == 400)
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 3)
            for words in ["scope cjp:nonsense", "--scopes"] {
                #expect(outcome.errors.contains(words), "\(outcome.errors)")
            }
            #expect(try await org.status().code == 3)
        }

        @Test("a wrong client secret is told, and the secret and tokens of before stay")
        func wrongSecret() async throws {
            let org = try await Integration()
            try await org.signIn()
            try org.secretFile("secret", "2130fc072ae6def2-wrong")
            let login = try org.login()
            let page = try org.visit(try org.simulator.location(after: try await org.address(login)))
            #expect(page.status == 400 && page.text.contains("client secret"))
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 3)
            #expect(outcome.errors.contains("patchbay login org --client-secret-file FILE"), "\(outcome.errors)")
            #expect(!(outcome.errors + page.text).contains("2130fc072ae6def2-wrong"))
            // The old secret must be there to renew with.
            try org.simulator.revoke("access")
            let run = try await org.run()
            #expect(run.exitCode == 0, "\(run.errors)")
        }

        @Test("of two sign-ins at one address the second is refused and told what to do, and the first goes on")
        func portTaken() async throws {
            let org = try await Integration(redirectURI: "http://localhost:PORT/callback")
            let first = try org.login()
            let address = try await org.address(first)
            let second = await (try org.login()).outcome()
            #expect(second.exitCode == 6, "\(second.errors)")
            for words in ["port \(org.port)", "is taken", "--no-browser"] {
                #expect(second.errors.contains(words), "\(second.errors)")
            }
            #expect(try org.visit(try org.simulator.location(after: address)).status == 200)
            #expect(await first.outcome().exitCode == 0)
        }

        @Test("an answer that does not come in time ends it with 6")
        func late() async throws {
            let org = try await Integration()
            let outcome = await (try org.login("--timeout 1s")).outcome()
            #expect(outcome.exitCode == 6, "\(outcome.errors)")
            #expect(outcome.errors.contains("no answer came from the browser in time"), "\(outcome.errors)")
            #expect(outcome.errors.contains("--timeout") && outcome.milliseconds < 10_000)
        }

        @Test("Ctrl-C ends the wait at once, and the port is free again")
        func interrupted() async throws {
            let org = try await Integration()
            let login = try ProgramRun(
                "/bin/sh",
                ["-c", "trap : INT; patchbay login org --client-secret-file secret; echo ended $?; stty -a"],
                environment: org.place.environment,
                folder: org.place.work,
                errors: .terminal(columns: 80, isTyped: true),
                allowed: 20
            )
            _ = try await org.address(login, onTerminal: true)
            login.type("\u{3}")
            let outcome = await login.outcome()
            #expect(outcome.output.hasPrefix("ended 130\n"), "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains(" echo "), "\(outcome.output)")
            let again = try org.login()
            #expect(try org.visit(try org.simulator.location(after: try await org.address(again))).status == 200)
            #expect(await again.outcome().exitCode == 0)
        }

        @Test("the browser of BROWSER is given the address, and nothing that is secret")
        func browser() async throws {
            var org = try await Integration()
            let script = "#!/bin/sh\nenv > seen.env\nprintf '%s' \"$1\" > seen.tmp && mv seen.tmp seen\n"
            chmod(try org.place.folder.write("work/browse", script), 0o755)
            org.place.environment["BROWSER"] = "/nowhere:" + org.place.work + "/browse"
            org.place.environment["PATCHBAY_PROFILE"] = "org"
            let login = try org.login()
            let address = try await org.address(login)
            let place = org.place
            try await until { place.text("seen") != nil }
            #expect(place.text("seen") == address)
            #expect(await login.hasWritten("Your browser opens"))
            let variables = try #require(place.text("seen.env"))
            #expect(variables.contains("HOME=") && !variables.contains("PATCHBAY_"), "\(variables)")
            for secret in org.simulator.secrets { #expect(!address.contains(secret)) }
            #expect(try org.visit(try org.simulator.location(after: address)).status == 200)
            #expect(await login.outcome().exitCode == 0)
        }
    }
}
