import Glibc
import Testing
import Webex

@testable import Host

@Suite("Sealing keys")
struct SealingKeyTests {
    private let folder = TemporaryFolder()
    private let digits = String(repeating: "0123456789abcdef", count: 4)

    private func keys(_ environment: [String: String] = [:]) -> SealingKeys {
        SealingKeys(
            ownFile: folder.path + "/state/key",
            sealedFolders: ["credentials", "secrets"].map { folder.path + "/state/" + $0 },
            environment: environment
        )
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
        "anything else is refused, with the file and how to make another, and nothing of the content",
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
        let making = "(umask 077; set -C; head -c 32 /dev/urandom > '\(path).1')"
        #expect(error?.hint == "name the right file; or one that is not there yet, and make it: " + making)
        #expect(content.count < 7 || error?.description.contains(content) == false)
    }

    @Test("a folder is no key, whatever its mode, and nobody is told to close it")
    func folderInPlace() throws {
        try folder.makeFolder("shared")
        folder.setMode("shared", 0o777)
        let path = folder.path + "/shared"
        let error = #expect(throws: HostError.self) { try keys(["PATCHBAY_KEY_FILE": path]).forSealing() }
        #expect(error?.problem == "is a folder, not a file that holds a key")
        #expect(error?.hint?.contains("chmod") == false && error?.hint?.contains("> \(path).1)") == true)
    }

    @Test("the command that makes a key overwrites nothing")
    func making() throws {
        let path = folder.path + "/nowhere"
        let error = #expect(throws: HostError.self) { try keys(["PATCHBAY_KEY_FILE": path]).forSealing() }
        let command = try #require(error?.hint?.dropFirst("make it: ".count))
        for content in [nil, "content"] {
            if let content { try folder.write("nowhere", content) }
            var pid = pid_t()
            let words: [String] = ["/bin/sh", "-c", String(command)]
            var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
            arguments.append(nil)
            defer { arguments.forEach { free($0) } }
            #expect(posix_spawn(&pid, "/bin/sh", nil, nil, &arguments, environ) == 0)
            var end: Int32 = 0
            waitpid(pid, &end, 0)
            #expect((end == 0) == (content == nil))
        }
        #expect(try folder.text("nowhere") == "content")
        unlink(path)
    }

    @Test("while there is something sealed, no new key is made, and none is told to be made")
    func sealedWithoutKey() throws {
        try folder.makeFolder("state/credentials")
        try folder.write("state/credentials/acme.sealed")
        try folder.write("state/credentials/acme.lock")
        let sealed = folder.path + "/state/credentials/acme.sealed"
        let removing = "remove what it sealed, then sign in and set secrets again: rm \(sealed)"
        let own = #expect(throws: HostError.self) { try keys().forSealing() }
        #expect(own?.problem == "the key is gone that credentials and secrets are sealed with")
        #expect(own?.hint == "put it back; or " + removing)
        let named = #expect(throws: HostError.self) {
            try keys(["PATCHBAY_KEY_FILE": folder.path + "/none"]).forSealing()
        }
        #expect(named?.hint == "put it back, since what is sealed opens with its own key alone; or " + removing)
        let other = try folder.write("other", "no key")
        folder.setMode("other", 0o600)
        let wrong = #expect(throws: HostError.self) { try keys(["PATCHBAY_KEY_FILE": other]).forSealing() }
        #expect(wrong?.hint == "name the right file, since what is sealed opens with its own key alone")
        #expect(try folder.names("state") == ["credentials"])
        unlink(sealed)
        _ = try keys().forSealing()
        #expect(try folder.names("state") == ["credentials", "key"])
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
                    group.addTask {
                        try SealingKeys(ownFile: path, sealedFolders: [], environment: [:]).forSealing().fingerprint
                    }
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
