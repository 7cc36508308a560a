import Glibc
import TestSupport
import Testing
import Webex

@testable import Host

@Suite("Sealed files")
struct SealedFileTests {
    private let folder = TemporaryFolder()
    private let name = "state/credentials/prod.sealed"
    private let canary = Credentials(
        clientSecret: "canary-secret",
        accessToken: "canary-access",
        refreshToken: "canary-r"
    )

    private func store(_ profile: String = "prod", _ environment: [String: String] = [:]) throws -> CredentialFile {
        try Vault(in: folder, environment: environment).credentials(of: profile)
    }

    /// The error of loading, after the same one for saving has left the file as it was.
    private func refusal(
        _ store: CredentialFile? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> HostError {
        let store = try store ?? self.store()
        let before = try folder.bytes(name)
        let loading = try #require(throws: HostError.self, sourceLocation: sourceLocation) { try store.load() }
        let saving = #expect(throws: HostError.self, sourceLocation: sourceLocation) {
            try store.save(Credentials(accessToken: "other"))
        }
        #expect(saving == loading, sourceLocation: sourceLocation)
        #expect(try folder.bytes(name) == before, sourceLocation: sourceLocation)
        #expect(!loading.description.contains("canary"), sourceLocation: sourceLocation)
        return loading
    }

    @Test("nothing that was saved stands on the disk as it is")
    func unreadable() throws {
        try store().save(canary)
        try store().save(canary)
        #expect(try store().load() == canary)
        for file in ["state/key", name] {
            let text = String(decoding: try folder.bytes(file), as: UTF8.self)
            #expect(!text.contains("canary"), "\(file)")
            #expect(!text.contains("access_token"), "\(file)")
        }
    }

    @Test("the same content is sealed differently each time")
    func freshNonce() throws {
        try store().save(canary)
        let first = try folder.bytes(name)
        try store().save(canary)
        #expect(try folder.bytes(name) != first)
    }

    @Test("a file with any one byte changed does not open, and stays as it is")
    func flipped() throws {
        try store().save(canary)
        let whole = Array(try folder.bytes(name))
        let store = try store()
        for index in whole.indices {
            for bit in [UInt8(0x01), 0x80] {
                var bytes = whole
                bytes[index] ^= bit
                try folder.write(name, bytes)
                #expect(throws: HostError.self, "byte \(index)") { try store.load() }
                #expect(throws: HostError.self, "byte \(index)") { try store.save(Credentials()) }
                #expect(Array(try folder.bytes(name)) == bytes, "byte \(index)")
            }
        }
        try folder.write(name, whole)
        #expect(try store.load() == canary)
    }

    @Test("a file cut to any length does not open, nor does one with bytes behind its end")
    func cut() throws {
        try store().save(canary)
        let whole = Array(try folder.bytes(name))
        let store = try store()
        for length in whole.indices {
            try folder.write(name, Array(whole[..<length]))
            let error = #expect(throws: HostError.self, "length \(length)") { try store.load() }
            #expect(error?.problem == "is damaged or cut short", "length \(length)")
        }
        try folder.write(name, whole + [0])
        #expect(try refusal().problem == "is damaged or cut short")
    }

    @Test("what is wrong with a file is told apart, each with its way out")
    func diagnoses() throws {
        try store().save(canary)
        let whole = Array(try folder.bytes(name))
        let path = folder.path + "/" + name
        let anew = "remove it and sign in again, with the client secret at hand, since it goes too: rm \(path)"

        try folder.write(name, "{\"access_token\": \"canary\"}")
        folder.setMode(name, 0o600)
        #expect(try refusal() == HostError(.invalid, path, "is no file that Patchbay sealed", hint: anew))

        let newer = String(decoding: whole.prefix { $0 != 10 }, as: UTF8.self).replacing("sealed 1", with: "sealed 2")
        try folder.write(name, Array((newer + " and more\n").utf8))
        #expect(try refusal().description.hasPrefix("\(path): was sealed by a newer version of Patchbay; use that"))

        try store("other").save(canary)
        try folder.write(name, Array(try folder.bytes("state/credentials/other.sealed")))
        #expect(try refusal().problem == "holds the credentials other, not the credentials prod")

        try folder.write(name, whole)
        try folder.write("elsewhere", [UInt8](repeating: 7, count: 32))
        folder.setMode("elsewhere", 0o600)
        let foreign = try refusal(store("prod", ["PATCHBAY_KEY_FILE": folder.path + "/elsewhere"]))
        #expect(foreign.problem.hasPrefix("is sealed with another key ("))
        #expect(foreign.problem.contains("that of \(folder.path)/elsewhere ("))
        #expect(foreign.hint == "give that key by PATCHBAY_KEY_FILE; or " + anew)

        unlink(folder.path + "/state/key")
        let gone = try refusal()
        #expect(gone.problem == "the key is gone that credentials and secrets are sealed with")
        #expect(gone.hint?.contains(": rm \(folder.path)/state/credentials/other.sealed \(path)") == true)
        #expect(try !folder.names("state").contains("key"))

        try store().remove()
        #expect(try store().load() == Credentials())
    }

    @Test("a file sealed for one profile does not open as another's, even with the name in it changed")
    func swapped() throws {
        try store("prod").save(canary)
        try store("test").save(Credentials(accessToken: "other"))
        var bytes = Array(try folder.bytes("state/credentials/test.sealed"))
        let place = try #require(bytes.firstRange(of: Array("test".utf8)))
        bytes.replaceSubrange(place, with: Array("prod".utf8))
        try folder.write(name, bytes)
        #expect(try refusal().problem == "is damaged or cut short")
    }

    @Test("a file or folder that is open to others is refused with the command that closes it")
    func modes() throws {
        try store().save(canary)
        let path = folder.path + "/" + name
        for mode: mode_t in [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o644, 0o666, 0o777] {
            folder.setMode(name, mode)
            let error = try refusal()
            #expect(error.kind == .denied)
            #expect(error.subject == path)
            #expect(error.problem == "is open to other users (mode \(String(mode, radix: 8)))")
            #expect(error.hint == "close it to them: chmod 600 \(path)")
        }
        folder.setMode(name, 0o600)
        for mode: mode_t in [0o750, 0o720, 0o705, 0o701, 0o755, 0o777] {
            folder.setMode("state/credentials", mode)
            #expect(try refusal().hint == "close it to them: chmod 700 \(folder.path)/state/credentials")
        }
        folder.setMode("state/credentials", 0o700)
        #expect(try store().load() == canary)
    }

    @Test("a folder in place of a file is refused, whatever its mode")
    func folderInPlace() throws {
        try store().save(canary)
        unlink(folder.path + "/" + name)
        try folder.makeFolder(name)
        let error = #expect(throws: HostError.self) { try store().load() }
        #expect(error?.problem == "is a folder, not a file")
        #expect(error?.hint?.contains("chmod") == false)
    }

    @Test("what belongs to another user is refused", .enabled(if: geteuid() == 0))
    func owners() throws {
        try store().save(canary)
        folder.setOwner(name, 4711)
        #expect(try refusal().problem == "belongs to another user (4711; this is 0)")
        #expect(try refusal().hint?.hasSuffix("chown 0 \(folder.path)/\(name)") == true)
        folder.setOwner(name, 0)
        folder.setOwner("state/credentials", 4711)
        #expect(try refusal().subject == folder.path + "/state/credentials")
    }

    @Test("a link in place of a file is refused, a link in place of a folder is not")
    func links() throws {
        try store().save(canary)
        try folder.write("moved", Array(try folder.bytes(name)))
        folder.setMode("moved", 0o600)
        unlink(folder.path + "/" + name)
        try folder.link(name, to: folder.path + "/moved")
        #expect(try refusal().problem == "is a symbolic link")
        unlink(folder.path + "/" + name)
        try store().save(canary)
        rename(folder.path + "/state/credentials", folder.path + "/credentials")
        try folder.link("state/credentials", to: folder.path + "/credentials")
        #expect(try store().load() == canary)
        folder.setMode("credentials", 0o755)
        #expect(try refusal().kind == .denied)
    }

    @Test("a command that mends is right for a path with blanks and quotes in it")
    func quoting() {
        #expect(ShellWord.quoted("/home/me/.local/state_1") == "/home/me/.local/state_1")
        #expect(ShellWord.quoted("/it's here/$x") == #"'/it'\''s here/$x'"#)
        #expect(ShellWord.quoted("") == "''")
        #expect(ShellWord.quoted("~/key") == "'~/key'")
    }

    @Test("a full disk leaves the old content", .enabled(if: SmallFileSystem.isAvailable))
    func fullDisk() throws {
        let disk = try #require(SmallFileSystem(kilobytes: 64))
        let folders = try HomeFolders(environment: ["PATCHBAY_HOME": disk.path], currentFolder: "/")
        let store = Vault(folders: folders, environment: [:], redaction: Redaction()).credentials(of: "prod")
        try store.save(canary)
        let long = Credentials(accessToken: String(repeating: "x", count: 100_000))
        let error = #expect(throws: HostError.self) { try store.save(long) }
        #expect(error?.kind == .full)
        #expect(try store.load() == canary)
        #expect(SmallFile.names(disk.path + "/credentials") == ["prod.sealed"])
    }

    @Test("what a process left that died while it saved is no content, and is swept by the next save")
    func crashed() throws {
        try store().save(canary)
        try folder.write("state/credentials/.patchbay-1-1-abc.part", "half")
        #expect(try store().load() == canary)
        try store().save(Credentials(accessToken: "new"))
        #expect(try folder.names("state/credentials") == ["prod.sealed"])
    }

    @Test("every secret that is loaded or saved is known to the redaction")
    func redacts() throws {
        let saving = Redaction()
        try Vault(in: folder, redaction: saving).credentials(of: "prod").save(canary)
        let loading = Redaction()
        _ = try Vault(in: folder, redaction: loading).credentials(of: "prod").load()
        for redaction in [saving, loading] {
            #expect(redaction.applied(to: "a canary-access canary-secret canary-r b") == "a … … … b")
        }
    }
}
