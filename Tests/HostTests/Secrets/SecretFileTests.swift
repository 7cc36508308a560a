import Testing
import Webex

@testable import Host

@Suite("Secrets of scripts")
struct SecretFileTests {
    private let folder = TemporaryFolder()

    private func secrets(_ redaction: Redaction = Redaction(), now: Int64 = 0) throws -> SecretFile {
        let clock = WallClock(now: { now }, sleep: { _ in throw CancellationError() })
        return try Vault(in: folder, redaction: redaction, clock: clock).secrets
    }

    @Test("what was set is there until it is removed, with the time it was set")
    func roundTrip() async throws {
        #expect(try secrets().entries() == [])
        #expect(try folder.names() == [])
        try await secrets(now: 1).set("hook", to: "https://one.example/x")
        try await secrets(now: 2).set("api.key-1", to: "Bearer\tcanary")
        try await secrets(now: 3).set("hook", to: "https://two.example/x")
        #expect(try secrets().value(named: "hook") == "https://two.example/x")
        #expect(try secrets().value(named: "api.key-1") == "Bearer\tcanary")
        #expect(try secrets().entries() == [.init(name: "api.key-1", set: 2), .init(name: "hook", set: 3)])
        #expect(folder.mode("state/secrets/values.sealed") == 0o600)
        #expect(folder.mode("state/secrets") == 0o700)
        try await secrets().remove("hook")
        #expect(try secrets().entries().map(\.name) == ["api.key-1"])
    }

    @Test("a name that is not there is told with the near one, or how to set it")
    func unknown() async throws {
        try await secrets().set("webhook", to: "canary-1")
        let near = #expect(throws: HostError.self) { try secrets().value(named: "webhok") }
        #expect(near == HostError(.notFound, "", "there is no secret 'webhok'", hint: "did you mean webhook?"))
        let none = await #expect(throws: HostError.self) { try await secrets().remove("other") }
        #expect(none?.hint == "set it: patchbay secret set other")
    }

    @Test("what cannot be a name is refused", arguments: ["", "1a", "-a", ".a", "a b", "ä", "a/b", "a\n"])
    func wrongName(_ name: String) async throws {
        let error = await #expect(throws: HostError.self) { try await secrets().set(name, to: "value") }
        #expect(error?.kind == .invalid)
        #expect(error?.problem.hasSuffix("is no name for a secret") == true)
        #expect(throws: HostError.self) { try SecretFile.check(name: String(repeating: "a", count: 65)) }
        #expect(throws: Never.self) { try SecretFile.check(name: String(repeating: "a", count: 64)) }
        #expect(try folder.names() == [])
    }

    @Test("a value that no header can hold is refused, and not told")
    func wrongValue() async throws {
        let long = String(repeating: "canary", count: 2_000)
        for value in [
            "", "canary1", "canary--\n", "canary--\r", "can\u{0}ary--", "canary--\u{1B}", "canary--\u{7F}", long,
        ] {
            let error = await #expect(throws: HostError.self) { try await secrets().set("name", to: value) }
            #expect(error?.subject == "secret name")
            #expect(error?.description.contains("canary") == false)
        }
        try await secrets().set("name", to: String(long.prefix(8_192)))
        #expect(try secrets().value(named: "name").count == 8_192)
    }

    @Test("every value that is loaded or set is known to the redaction")
    func redacts() async throws {
        let setting = Redaction()
        try await secrets(setting).set("one", to: "canary-one")
        let listing = Redaction()
        _ = try secrets(listing).entries()
        for redaction in [setting, listing] { #expect(redaction.applied(to: "a canary-one b") == "a … b") }
    }

    @Test("the secrets' file does not open as a profile's, nor that as the secrets'")
    func purposes() async throws {
        try await secrets().set("one", to: "canary-1")
        let store = try Vault(in: folder).credentials(of: "prod")
        try store.save(Credentials(accessToken: "canary"))
        let sealed = Array(try folder.bytes("state/secrets/values.sealed"))
        try folder.write("state/secrets/values.sealed", Array(try folder.bytes("state/credentials/prod.sealed")))
        let error = await #expect(throws: HostError.self) { try await secrets().set("two", to: "other-one") }
        #expect(error?.problem == "holds the credentials prod, not the secrets")
        try folder.write("state/credentials/prod.sealed", sealed)
        #expect(throws: HostError.self) { try store.load() }
    }
}
