import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Messages in Webex") struct WebexChannelTests {
        @Test func `a room and a person are told, in the name of the profile`() async throws {
            let org = try await Integration()
            try ChannelBench(org.place).configure(
                """
                  room: { webex: Y2lzY29zcGFyazovL3VzL1JPT00vYWJj, profile: demo }
                  boss: { webex: boss@example.com, profile: demo }
                """
            )
            for name in ["room", "boss"] {
                let outcome = try await org.place.patchbay("channel test \(name)")
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
            }
            let messages = try org.simulator.messages()
            #expect(messages.count == 2)
            #expect(messages[0]["roomId"] == "Y2lzY29zcGFyazovL3VzL1JPT00vYWJj" && messages[0]["toPersonEmail"] == nil)
            #expect(messages[1]["toPersonEmail"] == "boss@example.com")
            #expect(messages[0]["markdown"]?.string?.hasPrefix("**\\[test] channel room works**\n\n") == true)
        }

        @Test func `a sign-in without the scope is told with how to sign in for it`() async throws {
            let org = try await Integration()
            try await org.signIn("--scopes", ["cjp:config_read"])
            try ChannelBench(org.place).configure("  boss: { webex: boss@example.com, profile: org }\n")
            let outcome = try await org.place.patchbay("channel test boss")
            #expect(outcome.exitCode == 3, "\(outcome.errors)")
            #expect(
                outcome.errors.contains(#"patchbay login org --scopes "cjp:config_read spark:messages_write""#),
                "\(outcome.errors)"
            )
            #expect(try org.simulator.messages().isEmpty)
        }

        @Test func `a service that fails is told as such, and nothing is sent twice`() async throws {
            let org = try await Integration()
            try ChannelBench(org.place).configure("  boss: { webex: boss@example.com, profile: demo }\n")
            try org.simulator.fail("500:times=5")
            let outcome = try await org.place.patchbay("channel test boss")
            #expect(
                outcome.exitCode == 1 && outcome.errors.contains("channel boss: message.create"),
                "\(outcome.errors)"
            )
            #expect(try org.simulator.stats().count("messages") == 1)
        }
    }
}

extension SimulatorProcess {
    /// The messages that were sent.
    func messages() throws -> [JSONValue] { try control("messages")["messages"]?.array ?? [] }
}
