import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    // One at a time: a browser needs more than any other part of the tests.
    @Suite("Signing in with a real browser", .serialized)
    struct BrowserTests {
        private static let scopes = ["cjp:config_read", "cjp:user", "spark:people_read"]

        /// A sign-in whose browser is opened at the address that `patchbay login` hands over.
        private func start(_ org: inout Integration, _ browser: HeadlessBrowser) async throws -> ProgramRun {
            let script = "#!/bin/sh\nprintf '%s' \"$1\" > handed.tmp && mv handed.tmp handed\n"
            #expect(chmod(try org.place.folder.write("work/browse", script), 0o755) == 0)
            org.place.environment["BROWSER"] = org.place.work + "/browse"
            let login = try org.login("--scopes", [Self.scopes.joined(separator: " ")])
            let place = org.place
            try await until { place.text("handed") != nil }
            try browser.open(try #require(place.text("handed")))
            return login
        }

        @Test("the person sees what is asked for and agrees; the page then says that it is done")
        func allowed() async throws {
            let browser = try await HeadlessBrowser()
            var org = try await Integration(redirectURI: "http://localhost:PORT/callback")
            let login = try await start(&org, browser)
            let consent = try browser.text("main")
            for scope in Self.scopes { #expect(consent.contains(scope), "\(consent)") }
            #expect(!consent.contains("cjp:config_write"))
            try browser.click("#allow")
            try await browser.shows(title: "Signed in · Patchbay")
            let page = try browser.text("main")
            #expect(page.contains("org") && page.contains("go back to the terminal"), "\(page)")
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let status = try await org.status()
            #expect(status.code == 0 && status.facts["scopes"]?.array?.count == Self.scopes.count)
            await browser.end()
        }

        @Test("the person denies it: the page says that nothing was changed, and so does the terminal")
        func denied() async throws {
            let browser = try await HeadlessBrowser()
            var org = try await Integration(redirectURI: "http://127.0.0.1:PORT/callback?from=webex")
            let login = try await start(&org, browser)
            try browser.click("#deny")
            try await browser.shows(title: "Not signed in · Patchbay")
            let page = try browser.text("main")
            #expect(page.contains("Consent was denied") && page.contains("Nothing was changed"), "\(page)")
            let outcome = await login.outcome()
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(outcome.errors.contains("consent was denied"), "\(outcome.errors)")
            #expect(try await org.status().code == 3)
            await browser.end()
        }
    }
}
