import Glibc
import Testing
import Webex

@testable import Host

@Suite("Sealing keys")
struct SealingKeyTests {
    private let folder = TemporaryFolder()
    private let digits = String(repeating: "0123456789abcdef", count: 4)

    private func keys(_ environment: [String: String] = [:]) -> SealingKeys {
        SealingKeys(ownFile: folder.path + "/state/key", environment: environment)
    }

    @discardableResult
    private func key(_ name: String, _ content: [UInt8], mode: mode_t = 0o600) throws -> String {
        try folder.makeFolder(String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]))
        try folder.write(name, content)
        folder.setMode(name, mode)
        return folder.path + "/" + name
    }

    @Test("the own key is made when it is first sealed with, not before, and is the same ever after")
    func own() throws {
        let missing = #expect(throws: HostError.self) { try keys().forOpening() }
        #expect(missing?.kind == .notFound)
        #expect(try folder.names() == [])
        let made = try keys().forSealing()
        #expect(folder.mode("state/key") == 0o600)
        #expect(try folder.names("state") == ["key"])
        #expect(try folder.bytes("state/key").count == 65)
        #expect(try keys().forOpening().fingerprint == made.fingerprint)
        #expect(try keys().forSealing().fingerprint == made.fingerprint)
    }

    @Test("a key is 64 digits of either case and a line end, or 32 bytes, and the same either way")
    func forms() throws {
        let bytes = (0..<4).flatMap { _ in [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef] as [UInt8] }
        let contents = [digits, digits + "\n", digits + "\r\n", digits.uppercased() + "\n"].map { Array($0.utf8) }
        let keys = (contents + [bytes]).map { SealingKey(content: $0, origin: "") }
        #expect(Set(keys.map { $0?.fingerprint }).count == 1)
        #expect(keys[0] != nil)
        #expect(SealingKey(content: [UInt8](repeating: 1, count: 32), origin: "")?.fingerprint != keys[0]?.fingerprint)
    }

    @Test(
        "anything else is refused, with the file and how to make one, and nothing of the content",
        arguments: [
            "", "\n", "hunter2", String(repeating: "a", count: 63), String(repeating: "a", count: 66),
            String(repeating: "g", count: 64), String(repeating: "a", count: 33),
            String(repeating: "a", count: 64) + "\n\n",
        ]
    )
    func noKey(_ content: String) throws {
        let path = try key("a key", Array(content.utf8))
        let error = #expect(throws: HostError.self) { try keys(["PATCHBAY_KEY_FILE": path]).forOpening() }
        #expect(error?.subject == path)
        #expect(error?.hint == "make one: (umask 077 && head -c 32 /dev/urandom > '\(path)')")
        #expect(content.count < 7 || error?.description.contains(content) == false)
    }

    @Test("systemd's credential comes before the named file, and that before the own one")
    func order() throws {
        try key("credentials/patchbay-key", [UInt8](repeating: 1, count: 32))
        let named = try key("named", [UInt8](repeating: 2, count: 32))
        let all = ["CREDENTIALS_DIRECTORY": folder.path + "/credentials", "PATCHBAY_KEY_FILE": named]
        #expect(try keys(all).forSealing().origin == folder.path + "/credentials/patchbay-key")
        // A service that has credentials, but none of this name.
        let others = ["CREDENTIALS_DIRECTORY": folder.path, "PATCHBAY_KEY_FILE": named]
        #expect(try keys(others).forSealing().origin == named)
        #expect(try keys(["PATCHBAY_KEY_FILE": ""]).forSealing().origin == folder.path + "/state/key")
    }

    @Test("a named file that is missing is an error, never another key")
    func missing() throws {
        let path = folder.path + "/nowhere"
        for attempt in [keys().forOpening, keys(["PATCHBAY_KEY_FILE": path]).forSealing] {
            let error = #expect(throws: HostError.self) { try attempt() }
            #expect(error?.kind == .notFound)
        }
        #expect(try folder.names() == [])
        try folder.makeFolder("credentials")
        try folder.link("credentials/patchbay-key", to: path)
        #expect(throws: HostError.self) {
            try keys(["CREDENTIALS_DIRECTORY": folder.path + "/credentials"]).forSealing()
        }
        #expect(try folder.names() == ["credentials"])
    }

    @Test("a key that is open to others is refused with the command that closes it")
    func modes() throws {
        let own = try keys().forSealing().origin
        let named = try key("it's", [UInt8](repeating: 2, count: 32))
        for mode: mode_t in [0o640, 0o604, 0o620, 0o602, 0o644] {
            folder.setMode("state/key", mode)
            folder.setMode("it's", mode)
            let ownError = #expect(throws: HostError.self) { try keys().forOpening() }
            #expect(ownError?.hint == "close it to them: chmod 600 \(own)")
            let namedError = #expect(throws: HostError.self) { try keys(["PATCHBAY_KEY_FILE": named]).forSealing() }
            #expect(namedError?.hint == #"close it to them: chmod 600 '\#(folder.path)/it'\''s'"#)
        }
    }

    @Test("a credential may be root's and its group may read it, but nobody else")
    func credentialModes() throws {
        let environment = ["CREDENTIALS_DIRECTORY": folder.path + "/credentials"]
        for mode: mode_t in [0o400, 0o440, 0o600] {
            try key("credentials/patchbay-key", [UInt8](repeating: 1, count: 32), mode: mode)
            #expect(throws: Never.self) { try keys(environment).forOpening() }
        }
        for mode: mode_t in [0o444, 0o404, 0o460] {
            folder.setMode("credentials/patchbay-key", mode)
            let error = #expect(throws: HostError.self) { try keys(environment).forOpening() }
            #expect(error?.kind == .denied)
        }
    }

    @Test("another user's key is refused", .enabled(if: geteuid() == 0))
    func owner() throws {
        let path = try key("named", [UInt8](repeating: 2, count: 32))
        folder.setOwner("named", 4711)
        let error = #expect(throws: HostError.self) { try keys(["PATCHBAY_KEY_FILE": path]).forOpening() }
        #expect(error?.hint == "run patchbay as that user, or make it yours: chown 0 \(path)")
    }

    @Test("of many that make the key at once, all have the one that stays")
    func race() async throws {
        for round in 0..<10 {
            let path = folder.path + "/\(round)/key"
            let fingerprints = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<32 {
                    group.addTask { try SealingKeys(ownFile: path, environment: [:]).forSealing().fingerprint }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(fingerprints.count == 1)
            #expect(try folder.names("\(round)") == ["key"])
        }
    }

    @Test("a key that is printed by mistake tells nothing of itself")
    func printed() throws {
        let key = try #require(SealingKey(content: Array(digits.utf8), origin: ""))
        for text in ["\(key)", String(reflecting: key), String(describing: [key])] {
            #expect(text.contains("SealingKey(\(key.fingerprint))"))
            #expect(!text.contains("0123456789abcdef"))
        }
    }
}
