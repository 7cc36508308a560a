import Testing
import Webex

@testable import Host

@Suite("Credentials and the choice of a profile")
struct CredentialTests {
    private let folder = TemporaryFolder()

    private func vault() throws -> Vault { try Vault(in: folder) }

    private let own = Credentials(
        clientSecret: "s",
        accessToken: "a",
        refreshToken: "r",
        accessTokenExpires: 1_763_000_000_000,
        refreshTokenExpires: 1_770_000_000_000,
        scope: "cjp:config"
    )

    @Test("what was saved is loaded, from a file and folders that are for the user alone")
    func roundTrip() throws {
        let store = try vault().credentials(of: "prod")
        #expect(try store.load() == Credentials())
        #expect(try folder.names() == [])
        try store.save(own)
        #expect(try vault().credentials(of: "prod").load() == own)
        #expect(folder.mode("state/credentials/prod.sealed") == 0o600)
        #expect(folder.mode("state/credentials") == 0o700)
        #expect(folder.mode("state/key") == 0o600)
        try store.save(Credentials(accessToken: "b"))
        #expect(try store.load() == Credentials(accessToken: "b"))
        #expect(try folder.names("state/credentials") == ["prod.sealed"])
        try store.remove()
        try store.remove()
        #expect(try store.load() == Credentials())
    }

    @Test("the environment fills in what a profile lacks, and no more")
    func layered() throws {
        let file = try vault().credentials(of: "prod")
        try file.save(Credentials(accessToken: "a", refreshToken: "r", accessTokenExpires: 5))
        let store = LayeredCredentials(
            store: file,
            environment: Credentials(clientSecret: "env-s", accessToken: "env-a", refreshToken: "env-r")
        )
        #expect(
            try store.load()
                == Credentials(clientSecret: "env-s", accessToken: "a", refreshToken: "r", accessTokenExpires: 5)
        )
    }

    @Test("what is known of a stored token is not told of one of the environment")
    func facts() throws {
        let file = try vault().credentials(of: "prod")
        let environment = Credentials(accessToken: "env-a")
        var facts = Credentials(
            accessTokenIssued: 1,
            accessTokenExpires: 2,
            refreshTokenExpires: 3,
            scope: "cjp:config_read",
            owner: "someone"
        )
        // As signing out leaves them.
        try file.save(facts)
        let store = LayeredCredentials(store: file, environment: environment)
        #expect(try store.load() == environment)
        facts.refreshToken = "r"
        try file.save(facts)
        #expect(
            try store.load()
                == Credentials(accessToken: "env-a", refreshToken: "r", refreshTokenExpires: 3)
        )
        try store.save(Credentials(accessToken: "a2", refreshToken: "r2"))
        #expect(try file.load().scope == "cjp:config_read")
        #expect(try file.load().owner == "someone")
        facts.accessToken = "a"
        try file.save(facts)
        #expect(try store.load() == facts)
    }

    @Test("a variable's token may end with a line, and one that a copy damaged is told by its variable")
    func damagedVariable() throws {
        var environment = ["PATCHBAY_API_URL": "https://env", "PATCHBAY_ACCESS_TOKEN": "token-1\n"]
        #expect(try choice(environment).choose(name: nil).credentials.load().accessToken == "token-1")
        for name in ["PATCHBAY_ACCESS_TOKEN", "PATCHBAY_REFRESH_TOKEN", "PATCHBAY_CLIENT_SECRET"] {
            environment[name] = "canary canary"
            let error = #expect(throws: HostError.self) { try choice(environment).choose(name: "one") }
            #expect(error?.subject == name && error?.description.contains("canary") == false)
            environment[name] = nil
        }
    }

    @Test("tokens renewed by the profile's own refresh token are saved, secrets of the environment are not")
    func renewedOwn() throws {
        let file = try vault().credentials(of: "prod")
        try file.save(Credentials(refreshToken: "r"))
        let store = LayeredCredentials(
            store: file,
            environment: Credentials(clientSecret: "env-s", accessToken: "env-a")
        )
        try store.save(
            Credentials(clientSecret: "env-s", accessToken: "new", refreshToken: "r2", accessTokenExpires: 9)
        )
        #expect(try file.load() == Credentials(accessToken: "new", refreshToken: "r2", accessTokenExpires: 9))
        #expect(try store.load().clientSecret == "env-s")
        #expect(try store.load().accessToken == "new")
    }

    @Test("tokens renewed by the environment's refresh token never reach the disk")
    func renewedForeign() throws {
        let file = try vault().credentials(of: "prod")
        let store = LayeredCredentials(
            store: file,
            environment: Credentials(accessToken: "env-a", refreshToken: "env-r")
        )
        let renewed = Credentials(accessToken: "new", refreshToken: "env-r2", accessTokenExpires: 9)
        try store.save(renewed)
        #expect(try store.load() == renewed)
        #expect(try folder.names() == [])
        let alone = LayeredCredentials(store: nil, environment: Credentials(accessToken: "env-a"))
        #expect(try alone.load() == Credentials(accessToken: "env-a"))
        try alone.save(renewed)
        #expect(try alone.load() == renewed)
    }

    private func choice(
        _ environment: [String: String] = [:],
        names: [String] = ["one", "two"],
        defaultProfile: String? = nil
    ) throws -> ProfileChoice {
        var configuration = Configuration(defaultProfile: defaultProfile)
        for name in names {
            try configuration.add(
                StoredProfile(
                    profile: Profile(name: name, apiURL: "https://\(name)", authURL: "https://auth"),
                    zone: "UTC"
                )
            )
        }
        let vault = try self.vault()
        return ProfileChoice(configuration: configuration, vault: vault, environment: environment)
    }

    @Test("a named profile comes before the environment, and that before the default")
    func precedence() throws {
        let environment = [
            "PATCHBAY_API_URL": "https://env", "PATCHBAY_ACCESS_TOKEN": "t", "PATCHBAY_CLIENT_ID": "env-id",
        ]
        let own = try choice(environment, defaultProfile: "two").choose(name: nil)
        #expect(
            own.profile
                == Profile(
                    name: "environment",
                    apiURL: "https://env",
                    authURL: "https://webexapis.com/v1",
                    clientID: "env-id"
                )
        )
        #expect(try own.credentials.load().accessToken == "t")
        let named = try choice(environment, defaultProfile: "two").choose(name: "one")
        #expect(named.profile.apiURL == "https://one")
        #expect(named.profile.clientID == "env-id")
        #expect(try named.credentials.load().accessToken == "t")
        #expect(
            try choice(["PATCHBAY_CLIENT_SECRET": ""], defaultProfile: "two").choose(name: nil).profile.name == "two"
        )
        #expect(try choice(names: ["one"]).choose(name: nil).profile.name == "one")
        let moved = try choice(names: ["one"]).choose(name: nil, apiURL: "http://localhost:1/", authURL: "https://c")
        #expect(moved.profile.apiURL == "http://localhost:1")
        #expect(moved.profile.authURL == "https://c")
    }

    @Test("PATCHBAY_PROFILE counts like --profile where that is not given, and is filled in alike")
    func usualProfile() throws {
        let environment = [
            "PATCHBAY_PROFILE": "one", "PATCHBAY_API_URL": "https://env", "PATCHBAY_ACCESS_TOKEN": "t",
            "PATCHBAY_CLIENT_ID": "env-id",
        ]
        let usual = try choice(environment, defaultProfile: "two").choose(name: nil)
        #expect(usual.profile.apiURL == "https://one")
        #expect(usual.profile.clientID == "env-id")
        #expect(try usual.credentials.load().accessToken == "t")
        #expect(try choice(environment).choose(name: "two").profile.name == "two")
        #expect(try choice(["PATCHBAY_PROFILE": ""], defaultProfile: "two").choose(name: nil).profile.name == "two")
        // For signing in, where credentials of the environment are no profile.
        #expect(try choice(environment, defaultProfile: "two").stored(nil).profile.name == "one")
        #expect(
            try choice(["PATCHBAY_ACCESS_TOKEN": "t"], defaultProfile: "two").stored(nil).profile.name == "two"
        )
        let unknown = #expect(throws: HostError.self) {
            try choice(["PATCHBAY_PROFILE": "tow"]).choose(name: nil)
        }
        #expect(unknown?.description == "PATCHBAY_PROFILE: there is no profile 'tow'; did you mean two?")
    }

    @Test("a profile that cannot be chosen is told with the way out")
    func noChoice() throws {
        func failure(_ choice: ProfileChoice, _ name: String? = nil) -> String? {
            #expect(throws: HostError.self) { try choice.choose(name: name) }?.description
        }
        #expect(try failure(choice(), "tow") == "there is no profile 'tow'; did you mean two?")
        #expect(try failure(choice(), "other") == "there is no profile 'other'; profiles are one, two")
        #expect(
            try failure(choice(names: []))
                == "there is no profile yet; add one with patchbay profile add, or try --simulator"
        )
        #expect(
            try failure(choice())
                == "there are several profiles and none is the default; name one with --profile, or choose for good with "
                + "patchbay profile default; profiles are one, two"
        )
        #expect(
            try failure(choice(["PATCHBAY_ACCESS_TOKEN": "hunter2"]))?.hasPrefix("PATCHBAY_API_URL: is not set") == true
        )
        let refresh = ["PATCHBAY_API_URL": "https://a", "PATCHBAY_REFRESH_TOKEN": "r", "PATCHBAY_CLIENT_ID": "c"]
        #expect(try failure(choice(refresh))?.hasPrefix("PATCHBAY_CLIENT_SECRET: is not set") == true)
        let plain = ["PATCHBAY_API_URL": "http://a", "PATCHBAY_ACCESS_TOKEN": "hunter2"]
        #expect(try failure(choice(plain))?.hasPrefix("PATCHBAY_API_URL: 'http://a' is not encrypted") == true)
    }
}
