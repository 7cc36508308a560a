import Testing
import Webex

@testable import Host

@Suite("Profile store")
struct ProfileStoreTests {
    private let folder = TemporaryFolder()

    private let stored = StoredProfile(
        profile: Profile(name: "acme", apiURL: "", authURL: BaseURL.publicSignIn, clientID: "C1"),
        region: .us1
    )

    private var file: ConfigurationFile { ConfigurationFile(folder.path + "/config.yaml") }

    private func credentials() throws -> CredentialFile { try Vault(in: folder).credentials(of: "acme") }

    private func store() throws -> ProfileStore { ProfileStore(file, try Vault(in: folder)) }

    @Test("a profile is stored with its credentials, replaced with them, and forgotten with them")
    func life() async throws {
        try await store().add(stored, credentials: Credentials(clientSecret: "one", refreshToken: "r"), isDefault: true)
        #expect(try file.load() == Configuration(defaultProfile: "acme", profiles: [stored]))
        #expect(try credentials().load() == Credentials(clientSecret: "one", refreshToken: "r"))
        try await store().add(stored, credentials: Credentials(clientSecret: "two"), replacing: true)
        #expect(try credentials().load() == Credentials(clientSecret: "two"))
        try await store().remove("acme")
        #expect(try file.load() == Configuration())
        #expect(try folder.names("state/credentials") == ["acme.lock"])
    }

    @Test("what an earlier profile of that name left is not inherited by another org")
    func leftOver() async throws {
        try credentials().save(Credentials(clientSecret: "old", accessToken: "old"))
        try await store().add(stored)
        #expect(try credentials().load() == Credentials())
    }

    @Test("when the configuration cannot be written, the credentials are as they were")
    func configurationFails() async throws {
        let text = "profiles: {other: {region: us1}}\n"
        try folder.write("config.yaml", text)
        await #expect(throws: HostError.self) {
            try await store().add(stored, credentials: Credentials(clientSecret: "new"))
        }
        #expect(try folder.names("state/credentials") == ["acme.lock"])
        try credentials().save(Credentials(clientSecret: "old"))
        await #expect(throws: HostError.self) {
            try await store().add(stored, credentials: Credentials(clientSecret: "new"))
        }
        #expect(try credentials().load() == Credentials(clientSecret: "old"))
        #expect(try folder.text("config.yaml") == text)
    }

    @Test("when the credentials cannot be written, the configuration is as it was")
    func credentialsFail() async throws {
        try credentials().save(Credentials(clientSecret: "old"))
        try folder.write("state/credentials/acme.sealed", "damaged")
        for credentials in [Credentials(), Credentials(clientSecret: "new")] {
            let error = await #expect(throws: HostError.self) {
                try await store().add(stored, credentials: credentials)
            }
            #expect(error?.subject.hasSuffix("acme.sealed") == true)
        }
        #expect(try folder.text("state/credentials/acme.sealed") == "damaged")
        #expect(try !folder.names().contains("config.yaml"))
    }

    @Test("a name that is taken or is none changes nothing, and a profile that is not there is not locked")
    func refused() async throws {
        try await store().add(stored, credentials: Credentials(clientSecret: "one"))
        await #expect(throws: HostError.self) {
            try await store().add(stored, credentials: Credentials(clientSecret: "two"))
        }
        #expect(try credentials().load() == Credentials(clientSecret: "one"))
        var odd = stored
        odd.profile.name = "../acme"
        let badName = odd
        await #expect(throws: HostError.self) { try await store().add(badName) }
        // One whose name is taken by the configuration alone is not locked either.
        let elsewhere = TemporaryFolder()
        let other = ProfileStore(file, try Vault(in: elsewhere))
        await #expect(throws: HostError.self) { try await other.add(stored) }
        #expect(try elsewhere.names() == [])
        await #expect(throws: HostError.self) { try await store().remove("other") }
        #expect(try folder.names("state/credentials") == ["acme.lock", "acme.sealed"])
    }
}
