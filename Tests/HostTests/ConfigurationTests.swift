import Glibc
import Testing
import Webex

@testable import Host

@Suite("Configuration")
struct ConfigurationTests {
    private let folder = TemporaryFolder()

    private var file: ConfigurationFile { ConfigurationFile(folder.path + "/config.yaml") }

    private func stored(_ name: String) -> StoredProfile {
        StoredProfile(
            profile: Profile(name: name, apiURL: "https://api.example", authURL: "https://auth.example/v1")
        )
    }

    private func failure(_ text: String) throws -> String? {
        try folder.write("config.yaml", text)
        let error = #expect(throws: HostError.self) { try file.load() }
        #expect(error?.kind == .invalid)
        return error?.description.replacing(folder.path + "/", with: "")
    }

    @Test("all keys are read")
    func reads() throws {
        try folder.write(
            "config.yaml",
            """
            # Ours.
            default_profile: prod
            profiles:
              prod:
                api_url: https://api.wxcc-us1.cisco.com/
                auth_url: https://webexapis.com/v1
                client_id: C1
                redirect_uri: HTTP://LocalHost:8080//cb?x=1
                rate_limit: 50
                ca_file: /etc/ca.pem
                proxy: http://proxy:3128
                zone: Europe/Berlin
              local:
                api_url: http://127.0.0.1:8080
                auth_url: http://localhost:8080/v1/
              short:
                region: Anz1
            """
        )
        let configuration = try file.load()
        #expect(configuration.defaultProfile == "prod")
        #expect(
            try configuration.profile(named: "prod")
                == StoredProfile(
                    profile: Profile(
                        name: "prod",
                        apiURL: "https://api.wxcc-us1.cisco.com",
                        authURL: "https://webexapis.com/v1",
                        clientID: "C1",
                        redirectURI: "HTTP://LocalHost:8080//cb?x=1",
                        rateLimit: 50,
                        caFile: "/etc/ca.pem",
                        proxy: "http://proxy:3128"
                    ),
                    zone: "Europe/Berlin"
                )
        )
        #expect(try configuration.profile(named: "local").profile.authURL == "http://localhost:8080/v1")
        #expect(try configuration.profile(named: "local").profile.rateLimit == 300)
        let short = try configuration.profile(named: "short")
        #expect(short.region == .anz1)
        #expect(short.profile.apiURL == "https://api.wxcc-anz1.cisco.com")
        #expect(short.profile.authURL == "https://webexapis.com/v1")
    }

    @Test(
        "no file, an empty one and one of comments say nothing",
        arguments: [nil, "", "\u{FEFF}", "# nothing\n", "profiles:\n"]
    )
    func empty(text: String?) throws {
        if let text { try folder.write("config.yaml", text) }
        #expect(try file.load() == Configuration())
    }

    @Test("mistakes are told with file and line")
    func mistakes() throws {
        let good = "    api_url: https://a\n    auth_url: https://b\n"
        #expect(
            try failure("profils:\n  a:\n" + good) == "config.yaml:1: unknown key 'profils'; did you mean profiles?"
        )
        #expect(
            try failure("profiles:\n  a:\n    api_ulr: https://a\n")
                == "config.yaml:3: unknown key 'api_ulr'; did you mean api_url?"
        )
        #expect(
            try failure("profiles:\n  a:\n" + good + "    rate_limit: many\n")
                == "config.yaml:5: rate_limit must be a whole number, 0 or more"
        )
        #expect(try failure("profiles:\n  a:\n" + good + "    rate_limit: -1\n")?.hasPrefix("config.yaml:5: ") == true)
        #expect(
            try failure("profiles:\n  a:\n" + good + "    client_id: 12\n")
                == "config.yaml:5: client_id must be a text; a number or a word such as 'yes' needs quotes"
        )
        #expect(
            try failure("profiles:\n  a:\n" + good + "    zone:\n")?.hasPrefix("config.yaml:5: zone is empty") == true
        )
        #expect(
            try failure("profiles:\n  a:\n    auth_url: https://b\n")
                == "config.yaml:2: profile 'a' has neither region nor api_url; write one of the two"
        )
        #expect(
            try failure("profiles:\n  a:\n    region: us1\n" + good)
                == "config.yaml:4: profile 'a' has both region and api_url; drop one of the two"
        )
        #expect(
            try failure("profiles:\n  a:\n    region: us2\n")
                == "config.yaml:3: region: there is no region 'us2' in the list; regions are us1, eu1, eu2, anz1, ca1, "
                + "jp1, sg1; any other is reached by its address, with --api-url or api_url"
        )
        #expect(
            try failure("profiles:\n  a:\n" + good + "    redirect_uri: http://example.com/cb\n")
                == "config.yaml:5: redirect_uri: 'http://example.com/cb' is not encrypted; use https; plain http is for "
                + "this machine itself alone"
        )
        #expect(
            try failure("profiles:\n  a:\n" + good + "    redirect_url: https://a/cb\n")
                == "config.yaml:5: unknown key 'redirect_url'; did you mean redirect_uri?"
        )
        #expect(
            try failure("profiles:\n  a:\n    region: us1\n    region: eu1\n")
                == "config.yaml:4: region is there twice; drop one of the two"
        )
        #expect(
            try failure("profiles:\n  b:\n    region: us1\n  a:\n    region: us1\n    zone: UTC\n    'region' : eu1\n")
                == "config.yaml:7: region is there twice; drop one of the two"
        )
        #expect(
            try failure("profiles:\n  a:\n    {region: us1, region: eu1}\n")
                == "config.yaml:3: region is there twice; drop one of the two"
        )
        #expect(
            try failure("profiles:\n  a:\n" + good + "    proxy: ht tp://u:hunter2@p\n")
                == "config.yaml:5: proxy: 'ht tp://…@p' is no address of a proxy; write it like "
                + "http://proxy.example.com:3128; schemes are http, https, socks4, socks4a, socks5, socks5h"
        )
        #expect(try failure("profiles: [a]\n") == "config.yaml:1: profiles must hold fields, each with a value")
        #expect(try failure("profiles:\n  a: 5\n") == "config.yaml:2: a must hold fields, each with a value")
        #expect(
            try failure("profiles:\n  a:\n    api_url: http://api.example\n    auth_url: https://b\n")
                == "config.yaml:3: api_url: 'http://api.example' is not encrypted; use https; plain http is for this machine "
                + "itself alone"
        )
        #expect(
            try failure("default_profile: prd\nprofiles:\n  prod:\n" + good)
                == "config.yaml:1: default_profile: there is no profile 'prd'; did you mean prod?"
        )
        #expect(try failure("profiles:\n  a:\n" + good + "  a:\n" + good)?.contains("there twice") == true)
        #expect(try failure("profiles: {\n")?.contains("is no YAML") == true)
        #expect(
            try failure("profiles:\n  a:\n" + good + "    ca_file: ca.pem\n")
                == "config.yaml:5: ca_file must be an absolute path, not 'ca.pem'"
        )
        #expect(try failure("profiles:\n  simulator:\n" + good)?.contains("Patchbay makes itself") == true)
        #expect(try failure("profiles:\n  ../a:\n" + good)?.contains("no name for a profile") == true)
    }

    @Test("adding and removing keeps the other profiles, whatever the new one holds")
    func changes() throws {
        try folder.write(
            "config.yaml",
            """
            # Ours, do not touch.
            #
            profiles:
              old:  # as before
                api_url: https://a
                auth_url: https://b
            """
        )
        var odd = stored("odd.name")
        odd.profile.clientID = "no \"quotes\" \\ or\ttabs"
        odd.profile.rateLimit = 0
        odd.zone = "null"
        let added = odd
        try file.change { configuration throws(HostError) in
            try configuration.add(added)
            configuration.defaultProfile = "odd.name"
        }
        let text = try folder.text("config.yaml")
        #expect(text.hasPrefix("# Ours, do not touch.\n#\ndefault_profile: odd.name\nprofiles:\n  old:  # as before\n"))
        let read = try file.load()
        #expect(read.profiles.map(\.profile.name) == ["old", "odd.name"])
        #expect(try read.profile(named: "odd.name") == odd)
        #expect(read.defaultProfile == "odd.name")
        try file.change { configuration throws(HostError) in try configuration.remove("odd.name") }
        #expect(try file.load().profiles.map(\.profile.name) == ["old"])
        #expect(try file.load().defaultProfile == nil)
        #expect(try folder.names() == ["config.yaml"])
    }

    @Test("a new file is for its user alone, an old one keeps its mode, and a link stays one")
    func modes() throws {
        let new = stored("new")
        try file.change { configuration throws(HostError) in try configuration.add(new) }
        #expect(folder.mode("config.yaml") == 0o600)
        let kept = TemporaryFolder()
        try kept.write("dotfiles.yaml", "# kept\n")
        let other = TemporaryFolder()
        try other.link("config.yaml", to: kept.path + "/dotfiles.yaml")
        try ConfigurationFile(other.path + "/config.yaml").change { configuration throws(HostError) in
            try configuration.add(new)
        }
        #expect(try kept.text("dotfiles.yaml").contains("new"))
        #expect(kept.mode("dotfiles.yaml") == 0o644)
    }

    @Test("a file or folder that others may change is refused with the command that keeps them from it")
    func changeable() throws {
        try folder.write("home/config.yaml", "profiles:\n  a: {region: us1}\n")
        let path = folder.path + "/home/config.yaml"
        let file = ConfigurationFile(path)
        for (name, mode, usual): (String, mode_t, mode_t) in [
            ("config.yaml", 0o664, 0o644), ("config.yaml", 0o602, 0o644), ("", 0o775, 0o755), ("", 0o707, 0o755),
        ] {
            folder.setMode("home/" + name, mode)
            let error = #expect(throws: HostError.self) { try file.load() }
            #expect(error?.kind == .denied)
            let shown = name.isEmpty ? folder.path + "/home" : path
            #expect(error?.hint == "keep them from it: chmod go-w \(shown)")
            folder.setMode("home/" + name, usual)
            #expect(try file.load().profiles.count == 1)
        }
        try folder.link("link.yaml", to: path)
        folder.setMode("home", 0o775)
        let linked = #expect(throws: HostError.self) { try ConfigurationFile(folder.path + "/link.yaml").load() }
        #expect(linked?.subject == folder.path + "/home")
        folder.setMode("home", 0o1777)
        #expect(try file.load().profiles.count == 1)
    }

    @Test("another user's file is refused, as is one in another user's folder", .enabled(if: geteuid() == 0))
    func otherOwner() throws {
        try folder.write("home/config.yaml", "profiles:\n  a: {region: us1}\n")
        for name in ["home", "home/config.yaml"] {
            folder.setOwner(name, 4711)
            let error = #expect(throws: HostError.self) {
                try ConfigurationFile(folder.path + "/home/config.yaml").load()
            }
            #expect(error?.kind == .denied && error?.subject == folder.path + "/" + name)
            folder.setOwner(name, 0)
        }
    }

    @Test("a value that no file could hold is told apart from a file that is too odd")
    func wrongValue() throws {
        var wrong = stored("new")
        wrong.profile.caFile = "ca.pem"
        for (text, value) in [("", wrong), ("profiles: {a: {region: us1}}\n", wrong)] {
            try folder.write("config.yaml", text)
            let error = #expect(throws: HostError.self) {
                try file.change { configuration throws(HostError) in try configuration.add(value) }
            }
            #expect(error?.description == "a value cannot be stored: ca_file must be an absolute path, not 'ca.pem'")
        }
    }

    @Test(
        "proxies that are taken",
        arguments: [
            "proxy", "proxy:3128", "http://proxy:3128/", "HTTPS://user:p%40ss@proxy.example:443",
            "socks5h://[::1]:1080",
            "user:p%2Fss@proxy",
        ]
    )
    func goodProxies(text: String) throws {
        #expect(try ProxyAddress.check(text, subject: "proxy") == text)
        #expect(!ProxyAddress.withoutUser(text).contains("user"))
    }

    @Test(
        "proxies that are refused, without their password",
        arguments: [
            "", "garbage value", "ht tp", "ftp://proxy", "http://", "http://proxy:0", "http://proxy:x", "http://a/b",
            "http://user:hunter2/x@proxy", "http://user:hunter2@", "gopher://user:hunter2@proxy",
            "user:hunter2://b@proxy",
        ]
    )
    func badProxies(text: String) {
        let error = #expect(throws: HostError.self) { try ProxyAddress.check(text, subject: "proxy") }
        #expect(error?.subject == "proxy" && error?.description.contains("hunter2") == false)
    }

    @Test("a change that fails leaves the file as it was")
    func failedChange() throws {
        try folder.write("config.yaml", "profiles:\n  a:\n    api_url: https://a\n    auth_url: https://b # kept\n")
        let before = try folder.text("config.yaml")
        let again = stored("a")
        let taken = #expect(throws: HostError.self) {
            try file.change { configuration throws(HostError) in try configuration.add(again) }
        }
        #expect(taken?.problem == "there is a profile 'a' already")
        let missing = #expect(throws: HostError.self) {
            try file.change { configuration throws(HostError) in try configuration.remove("b") }
        }
        #expect(missing?.kind == .notFound)
        #expect(try folder.text("config.yaml") == before)
    }

    @Test("many changes at once lose none")
    func concurrentChanges() async throws {
        let file = file
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<16 {
                let added = stored("p\(index)")
                group.addTask {
                    try file.change { configuration throws(HostError) in try configuration.add(added) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try file.load().profiles.count == 16)
    }

    @Test(
        "bases that are taken, without slashes at their end",
        arguments: [
            ("https://api.wxcc-us1.cisco.com", "https://api.wxcc-us1.cisco.com"),
            ("HTTPS://a.b/v1//", "https://a.b/v1"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"), ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://localhost", "http://localhost"), ("http://127.9.9.9", "http://127.9.9.9"),
        ]
    )
    func goodBases(text: String, expected: String) throws {
        #expect(try BaseURL.check(text, subject: "api_url") == expected)
    }

    @Test(
        "bases that are refused",
        arguments: [
            "", "api.example", "ftp://a", "https://", "https:///v1", "https://a?x=1", "https://a#b", "https://a b",
            "https://a:0", "https://a:70000", "https://a:x", "https://user:hunter2@a", "http://127.0.0.1.example",
            "http://10.0.0.1", "http://localhost.example", "https://a\n", "https://[::1", "user:hunter2@a",
        ]
    )
    func badBases(text: String) {
        let error = #expect(throws: HostError.self) { try BaseURL.check(text, subject: "api_url") }
        #expect(error?.subject == "api_url")
        #expect(error?.description.contains("hunter2") == false)
        #expect(error?.description.contains("\n") == false)
    }

    @Test(
        "redirect URIs are kept letter for letter",
        arguments: [
            "http://localhost:8080/cb", "http://127.0.0.1:80", "http://[::1]:5000/", "HTTPS://Example.COM//a/?b=c&d",
            "https://example.com", "https://example.com/",
        ]
    )
    func goodRedirects(text: String) throws {
        #expect(try RedirectURI.check(text, subject: "redirect_uri") == text)
    }

    @Test(
        "redirect URIs that are refused",
        arguments: [
            "", "localhost:8080/cb", "myapp://cb", "urn:ietf:wg:oauth:2.0:oob", "http://example.com/cb",
            "https://user:hunter2@example.com/cb", "https://example.com/cb#part", "https://example.com/a b",
            "http://localhost:99999/", "https:///cb", " https://example.com", "https://example.com/\n",
        ]
    )
    func badRedirects(text: String) {
        let error = #expect(throws: HostError.self) { try RedirectURI.check(text, subject: "redirect_uri") }
        #expect(error?.subject == "redirect_uri")
        #expect(error?.description.contains("hunter2") == false)
        #expect(error?.description.contains("\n") == false)
    }

    @Test("PATCHBAY_HOME holds all, else the XDG folders, else those of HOME")
    func homeFolders() throws {
        let all = try HomeFolders(environment: ["PATCHBAY_HOME": "mine", "HOME": "/h"], currentFolder: "/srv")
        #expect(all.all == ["/srv/mine"])
        #expect(all.configurationFile == "/srv/mine/config.yaml")
        let xdg = try HomeFolders(
            environment: ["PATCHBAY_HOME": "", "HOME": "/h", "XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "relative"],
            currentFolder: "/"
        )
        #expect(xdg.all == ["/h/.config/patchbay", "/s/patchbay", "/h/.cache/patchbay"])
        #expect(xdg.credentialFile(profile: "p") == "/s/patchbay/credentials/p.sealed")
        #expect(throws: HostError.self) { try HomeFolders(environment: [:], currentFolder: "/") }
    }
}
