import Testing
import Webex

@testable import Host

/// What a person wrote into `config.yaml` outlives what Patchbay writes there.
@Suite("Configuration edit")
struct ConfigurationEditTests {
    private let folder = TemporaryFolder()

    private var file: ConfigurationFile { ConfigurationFile(folder.path + "/config.yaml") }

    private static let new = StoredProfile(
        profile: Profile(name: "new", apiURL: "", authURL: BaseURL.publicSignIn, clientID: "C9"),
        region: .us1
    )

    private static let header = "# Orgs of the night shift.\n\n"
    private static let chosen = "default_profile: \"prod\"   # ask Jim before you change it\n"
    private static let production = """
          # Production.
          # Handle with care.
          prod:
            api_url: 'https://api.wxcc-us1.cisco.com'  # the one in Ohio
            auth_url: https://webexapis.com/v1
            # rate_limit: 50

        """
    private static let trial = """
          # The trial org.
          trial:
            zone:   Europe/Berlin
            region: eu1
            # gone in spring

        """
    private static let end = "\n# The end."
    /// A file as careful people write one.
    private static let kept = header + chosen + "profiles:\n" + production + "\n" + trial + end

    private func change(
        _ text: String,
        _ body: (inout Configuration) throws(HostError) -> Void
    ) throws -> String {
        try folder.write("config.yaml", text)
        try file.change(body)
        // Read as bytes: as a text it would come without its byte-order mark.
        return String(decoding: try folder.bytes("config.yaml"), as: UTF8.self)
    }

    private func add(to text: String) throws -> String {
        try change(text) { configuration throws(HostError) in try configuration.add(Self.new) }
    }

    private func remove(_ name: String, from text: String) throws -> String {
        try change(text) { configuration throws(HostError) in try configuration.remove(name) }
    }

    private func choose(_ name: String?, in text: String) throws -> String {
        try change(text) { configuration throws(HostError) in configuration.defaultProfile = name }
    }

    @Test("a profile is added behind the last one, spaced and indented as the others are")
    func addition() throws {
        let block = "\n  new:\n    region: us1\n    client_id: C9\n"
        #expect(
            try add(to: Self.kept)
                == Self.kept.replacing("    # gone in spring\n", with: "    # gone in spring\n" + block)
        )
        let wide = "profiles:\n      a:\n       region: us1\n      b: {region: eu1}\n# end\n"
        #expect(
            try add(to: wide)
                == wide.replacing(
                    "eu1}\n",
                    with: "eu1}\n      new:\n            region: us1\n            client_id: C9\n"
                )
        )
        let narrow = "profiles:\n a:\n   region: us1"
        #expect(try add(to: narrow) == narrow + "\n new:\n   region: us1\n   client_id: C9")
        let windows = "profiles:\r\n  a:\r\n    region: us1\r\n\r\n"
        let expected = "profiles:\r\n  a:\r\n    region: us1\r\n  new:\r\n    region: us1\r\n    client_id: C9\r\n\r\n"
        #expect(Array(try add(to: windows).utf8) == Array(expected.utf8))
    }

    @Test(
        "the first profile is added to whatever is there",
        arguments: [
            ("", ""), ("# Ours.\n", "\n"), ("# Ours.\n\n", ""), ("---\n", ""), ("profiles:\n", nil), ("profiles:", nil),
            ("profiles:  # none yet\n  # like this:\n", nil), ("\u{FEFF}# Ours.\n\n", ""),
        ] as [(String, String?)]
    )
    func first(text: String, gap: String?) throws {
        let block = "  new:\n    region: us1\n    client_id: C9"
        let ending = text.hasSuffix("\n") || text.isEmpty ? "\n" : ""
        let start = text.hasSuffix("\n") || text.isEmpty ? text : text + "\n"
        #expect(try add(to: text) == start + (gap.map { $0 + "profiles:\n" } ?? "") + block + ending)
    }

    @Test("a profile takes its own lines and comments with it and nothing else")
    func removal() throws {
        // The blank line that parted it from the other one goes too, the one before the end stays.
        #expect(
            try remove("trial", from: Self.kept)
                == Self.header + Self.chosen + "profiles:\n" + Self.production + Self.end
        )
        #expect(try remove("prod", from: Self.kept) == Self.header + "profiles:\n\n" + Self.trial + Self.end)
        let only = "profiles:\n  # Mine.\n  a:\n    region: us1\n"
        #expect(try remove("a", from: only) == "profiles:\n")
        #expect(try file.load() == Configuration())
    }

    @Test("adding a profile and removing it again leaves no trace")
    func roundTrip() throws {
        for text in [
            Self.kept, Self.kept + "\n", "profiles:\n  a:\n    region: us1", "\u{FEFF}profiles:\n a: {region: us1}\n",
        ] {
            #expect(try remove("new", from: add(to: text)) == text)
        }
    }

    @Test("the default is set in its place, and taken out with its line alone")
    func defaultProfile() throws {
        let kept = Self.kept
        #expect(try choose("trial", in: kept) == kept.replacing("\"prod\"", with: "trial"))
        #expect(
            try choose(nil, in: kept)
                == kept.replacing("default_profile: \"prod\"   # ask Jim before you change it\n", with: "")
        )
        let bare = "# Ours.\n\n# All of them:\nprofiles:\n  a: {region: us1}\n"
        #expect(
            try choose("a", in: bare) == bare.replacing("# All", with: "default_profile: a\n# All")
        )
        let header = "# Ours.\nprofiles:\n  a: {region: us1}\n"
        #expect(
            try choose("a", in: header) == header.replacing("profiles", with: "default_profile: a\nprofiles")
        )
        let behind = "profiles:\n  a: {region: us1}\n  'b':\n    region: eu1\ndefault_profile: 'a'#b"
        let odd = "profiles:\n  a: {region: us1}\n  'b':\n    region: eu1\ndefault_profile:\n  'a' # x"
        #expect(throws: HostError.self) { try choose("b", in: behind) }
        #expect(try choose("b", in: odd) == odd.replacing("'a' #", with: "b #"))
    }

    @Test("of a profile that is replaced only what differs is written")
    func replacement() throws {
        let text = try change(Self.kept) { configuration throws(HostError) in
            var stored = try configuration.profile(named: "trial")
            stored.zone = nil
            stored.profile.clientID = "it's: new"
            try configuration.add(stored, replacing: true)
            stored = try configuration.profile(named: "prod")
            stored.profile.apiURL = "https://api.example.com"
            try configuration.add(stored, replacing: true)
        }
        #expect(
            text
                == Self.kept.replacing("'https://api.wxcc-us1.cisco.com'", with: "https://api.example.com")
                .replacing("    zone:   Europe/Berlin\n", with: "")
                .replacing("    region: eu1\n", with: "    region: eu1\n    client_id: \"it's: new\"\n")
        )
    }

    @Test(
        "what only a person can change is left alone, and said line by line",
        arguments: [
            "{profiles: {a: {region: us1}}}", "profiles: {a: {region: us1}}\n", "profiles: {}\n",
            "? profiles\n: a: {region: us1}\n", "profiles: &x\n  ? a\n  : {region: us1}\n",
            "profiles: {\n  a: {region: us1},\n}\n", "{}\n",
        ]
    )
    func byHand(text: String) throws {
        try folder.write("config.yaml", text)
        var stored = Self.new
        stored.profile.proxy = "http://user:hunter2@proxy:1"
        let added = stored
        let error = #expect(throws: HostError.self) {
            try file.change { configuration throws(HostError) in
                try configuration.add(added)
                configuration.defaultProfile = "new"
            }
        }
        let said = try #require(error?.description)
        #expect(said.contains("nothing was written"))
        #expect(said.contains("\n  new:\n    region: us1\n    client_id: C9\n    proxy: http://…@proxy:1\n"), "\(said)")
        #expect(said.contains("\ndefault_profile: new"))
        #expect(!said.contains("hunter2"))
        #expect(try folder.text("config.yaml") == text)
        #expect(try folder.names() == ["config.yaml"])
    }

    @Test("whatever a file looks like, what is not changed stays byte for byte", arguments: 0..<12)
    func anything(part: UInt64) throws {
        for seed in part * 50..<part * 50 + 50 {
            let odd = OddConfiguration(seed: seed)
            try folder.write("config.yaml", odd.text)
            let before = try file.load()
            #expect(before.profiles.map(\.profile.name) == odd.names, "seed \(seed)")
            // A profile that is added is one piece put in, and gone without a trace.
            let added = try add(to: odd.text)
            #expect(Self.isInsertion(odd.text, added), "seed \(seed): \(odd.text)\nbecame\n\(added)")
            #expect(try Array(remove("new", from: added).utf8) == Array(odd.text.utf8), "seed \(seed): \(odd.text)")
            // One that is removed takes its comments, and no other.
            let name = odd.names[Int(seed) % odd.names.count]
            let removed = try remove(name, from: odd.text)
            let lines = Self.lines(odd.text), left = Self.lines(removed)
            #expect(!removed.contains("of \(name)"), "seed \(seed): \(odd.text)\nbecame\n\(removed)")
            let lost = lines.difference(from: left)
            #expect(lost.removals.isEmpty, "seed \(seed): \(odd.text)\nbecame\n\(removed)")
            for other in odd.names where other != name {
                #expect(
                    Self.count("of \(other)", in: removed) == Self.count("of \(other)", in: odd.text),
                    "seed \(seed)"
                )
            }
            // The default is one line.
            let chosen = try choose(name, in: odd.text)
            let difference = Self.lines(chosen).difference(from: lines)
            #expect(difference.insertions.count <= 1 && difference.removals.count <= 1, "seed \(seed): \(chosen)")
            #expect(Self.count("# ", in: chosen) == Self.count("# ", in: odd.text))
        }
    }

    private static func lines(_ text: String) -> [Substring] {
        text.trimmingPrefix("\u{FEFF}").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    private static func count(_ part: String, in text: String) -> Int { text.ranges(of: part).count }

    /// Whether `after` is `before` with one piece put in.
    private static func isInsertion(_ before: String, _ after: String) -> Bool {
        let (old, new) = (Array(before.utf8), Array(after.utf8))
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
        return start + end >= old.count
    }

    @Test("a profile that others refer to is not torn out")
    func anchors() throws {
        let text = "profiles:\n  a: &a\n    region: us1\n  b: *a\n  c:\n    region: &r us1\n"
        try folder.write("config.yaml", text)
        for name in ["a", "b"] {
            let error = #expect(throws: HostError.self) {
                try file.change { configuration throws(HostError) in try configuration.remove(name) }
            }
            #expect(error?.description.contains("remove the lines of profile '\(name)'") == true)
        }
        #expect(try remove("c", from: text) == "profiles:\n  a: &a\n    region: us1\n  b: *a\n")
    }

    private static let channels = "channels:   # who is told\n  ops: { webex: ops@example.com }   # the night shift\n"

    @Test("channels outlive what is written, wherever they stand")
    func channels() throws {
        for text in [Self.channels + Self.kept + "\n", Self.kept + "\n\n" + Self.channels] {
            let after = try add(to: text)
            #expect(after.contains(Self.channels))
            #expect(try file.load().channels.map(\.name) == ["ops"])
            #expect(try file.load().profiles.map(\.profile.name) == ["prod", "trial", "new"])
            #expect(try remove("new", from: after) == text)
        }
    }

    @Test("a file with nothing but channels takes a profile")
    func channelsAlone() throws {
        let after = try add(to: Self.channels)
        #expect(after.hasPrefix(Self.channels + "\nprofiles:\n  new:\n"))
        #expect(try file.load().channels.count == 1)
        #expect(try choose("new", in: after).contains(Self.channels))
        #expect(try file.load().defaultProfile == "new")
    }
}
