import Glibc
import Testing

@testable import Host

@Suite("Grants")
struct GrantsTests {
    private let folder = TemporaryFolder()

    private func grants(
        _ path: String,
        _ access: PathGrant.Access,
        _ reach: PathGrant.Reach,
        origin: PathGrant.Origin = .typed,
        forbidden: [String] = []
    ) throws -> Grants {
        Grants(
            [try PathGrant(path, access, reach, origin: origin, currentFolder: folder.path)],
            currentFolder: folder.path,
            forbidden: forbidden
        )
    }

    private func kind(_ body: () throws -> Void) -> HostError.Kind? {
        do {
            try body()
            return nil
        } catch {
            return (error as? HostError)?.kind
        }
    }

    @Test("a granted file is read, its neighbour is not")
    func exactFile() throws {
        try folder.write("in.csv", "a")
        try folder.write("other.csv", "b")
        let grants = try grants("in.csv", .read, .file)
        #expect(try grants.openForReading("./sub/../in.csv").status(shown: "").st_size == 1)
        let error = #expect(throws: HostError.self) { try grants.openForReading("other.csv") }
        #expect(error?.kind == .denied)
        #expect(error?.description.contains("other.csv") == true)
        #expect(error?.hint?.contains("argument") == true)
    }

    @Test("a file typed as a link is followed wherever it leads")
    func typedLink() throws {
        let elsewhere = TemporaryFolder()
        try folder.link("in.csv", to: elsewhere.write("real.csv", "four"))
        #expect(try grants("in.csv", .read, .file).openForReading("in.csv").status(shown: "").st_size == 4)
    }

    @Test("no link and no dots lead out of a granted folder", arguments: ["up", "absolute", "nested/up2", "loop"])
    func linksOut(name: String) throws {
        let elsewhere = TemporaryFolder()
        try elsewhere.write("secret")
        try folder.makeFolder("out/nested")
        try folder.write("secret")
        try folder.link("out/up", to: "../secret")
        try folder.link("out/absolute", to: elsewhere.path + "/secret")
        try folder.link("out/nested/up2", to: "../../secret")
        try folder.link("out/loop", to: "loop")
        let grants = try grants("out", .write, .folder)
        #expect(throws: HostError.self) { try grants.openForReading("out/" + name) }
        #expect(kind { _ = try grants.openForReading("out/../secret") } == .denied)
    }

    @Test("nothing is written through a folder link that leads out")
    func writeThroughLink() throws {
        let elsewhere = TemporaryFolder()
        try folder.makeFolder("out")
        try folder.link("out/away", to: elsewhere.path)
        let grants = try grants("out", .write, .folder)
        #expect(kind { _ = try grants.stage("out/away/a.wav") } == .denied)
        #expect(kind { _ = try grants.stage("out/away/new/a.wav") } == .denied)
        #expect(try elsewhere.names() == [])
    }

    @Test("a link that stays within the folder is followed")
    func linkWithin() throws {
        try folder.write("out/real/a.txt")
        try folder.link("out/link", to: "real")
        _ = try grants("out", .read, .folder).openForReading("out/link/a.txt")
    }

    @Test("folders are made on the way to a new file, above the grant too")
    func makesFolders() throws {
        let grants = try grants("deep/out", .write, .folder)
        let file = try grants.stage("deep/out/2026/queue/a.txt")
        try file.write(Array("hello".utf8))
        try file.commit()
        #expect(try folder.text("deep/out/2026/queue/a.txt") == "hello")
        #expect(try folder.names("deep/out/2026/queue") == ["a.txt"])
    }

    @Test("a read grant is no permission to write")
    func readOnly() throws {
        try folder.makeFolder("in")
        let grants = try grants("in", .read, .folder)
        #expect(kind { _ = try grants.stage("in/a.txt") } == .denied)
    }

    @Test("the longest grant that allows what is asked decides")
    func longest() throws {
        try folder.write("out/in.csv")
        let grants = Grants(
            [
                try PathGrant("out", .write, .folder, origin: .typed, currentFolder: folder.path),
                try PathGrant("out/in.csv", .read, .file, origin: .typed, currentFolder: folder.path),
            ],
            currentFolder: folder.path,
            forbidden: []
        )
        _ = try grants.openForReading("out/in.csv")
        try grants.stage("out/in.csv").commit()
        #expect(try folder.text("out/in.csv").isEmpty)
    }

    @Test("what is granted later counts from then on")
    func grantedLater() throws {
        try folder.write("out/in.csv")
        let grants = Grants([], currentFolder: folder.path, forbidden: [])
        #expect(kind { _ = try grants.openForReading("out/in.csv") } == .denied)
        grants.add([try PathGrant("out", .read, .folder, origin: .typed, currentFolder: folder.path)])
        _ = try grants.openForReading("out/in.csv")
    }

    @Test("the folder of a script is read without its dotfiles")
    func scriptFolder() throws {
        try folder.write("scripts/lib.lua")
        try folder.write("scripts/.env")
        try folder.write("scripts/.git/config")
        let grants = try grants("scripts", .read, .folder, origin: .folder)
        _ = try grants.openForReading("scripts/lib.lua")
        #expect(kind { _ = try grants.openForReading("scripts/.env") } == .denied)
        #expect(kind { _ = try grants.openForReading("scripts/.git/config") } == .denied)
        #expect(try grants.list("scripts").map(\.name) == ["lib.lua"])
    }

    @Test(
        "a default outside of the current folder, or a dotfile, grants nothing",
        arguments: ["/etc/passwd", "../up", ".env", "a/.hidden/b", ".", "a/.."]
    )
    func badDefaults(path: String) {
        #expect(kind { _ = try grants(path, .write, .folder, origin: .byDefault) } == .denied)
    }

    @Test("a default that is a link out of the current folder is not followed")
    func defaultLink() throws {
        let elsewhere = TemporaryFolder()
        try elsewhere.write("secret")
        try folder.link("recordings", to: elsewhere.path)
        let grants = try grants("recordings", .write, .folder, origin: .byDefault)
        #expect(kind { _ = try grants.openForReading("recordings/secret") } == .denied)
        #expect(kind { _ = try grants.stage("recordings/a.txt") } == .denied)
        #expect(try elsewhere.names() == ["secret"])
    }

    @Test("a default below the current folder is made and written")
    func goodDefault() throws {
        let grants = try grants("recordings", .write, .folder, origin: .byDefault)
        try grants.stage("recordings/a/b.txt").commit()
        #expect(try folder.names("recordings/a") == ["b.txt"])
    }

    @Test("Patchbay's own folder is out of reach, by name, by link and as a part of what is granted")
    func forbidden() throws {
        try folder.write("home/credentials.json")
        try folder.makeFolder("out")
        try folder.link("out/in", to: "../home")
        try folder.link("alias", to: "home")
        let home = folder.path + "/home"
        let whole = try grants(".", .write, .folder, forbidden: [home])
        let alias = try grants("alias", .write, .folder, forbidden: [home])
        #expect(kind { _ = try whole.openForReading("home/credentials.json") } == .denied)
        #expect(kind { _ = try whole.openForReading("out/in/credentials.json") } == .denied)
        #expect(kind { _ = try whole.stage("out/in/new.txt") } == .denied)
        #expect(kind { _ = try whole.stage("out/in/new/new.txt") } == .denied)
        #expect(kind { _ = try alias.openForReading("alias/credentials.json") } == .denied)
        #expect(kind { _ = try alias.stage("alias/new.txt") } == .denied)
        #expect(kind { _ = try whole.list("home") } == .denied)
        #expect(try folder.names("home") == ["credentials.json"])
    }

    @Test("what the system tells of processes is out of reach, whatever is granted", arguments: ["/", "/proc"])
    func system(granted: String) throws {
        let whole = try grants(granted, .write, .folder)
        try folder.link("alias", to: "/proc/self/environ")
        for path in ["/proc/self/environ", "/proc/thread-self/environ", folder.path + "/alias"] {
            #expect(kind { _ = try whole.openForReading(path) } == .denied, "\(path)")
        }
        #expect(kind { _ = try whole.list("/proc/self") } == .denied)
        #expect(kind { _ = try whole.stage("/proc/self/mem") } == .denied)
    }

    @Test("a forbidden folder that is itself named by a link is known by where it lies")
    func forbiddenLink() throws {
        try folder.write("real/credentials.json")
        try folder.link("home", to: "real")
        let grants = try grants(".", .read, .folder, forbidden: [folder.path + "/home"])
        #expect(kind { _ = try grants.openForReading("real/credentials.json") } == .denied)
    }

    @Test("a forbidden file is out of reach by its own name, by a link, and by another name of it")
    func forbiddenFile() throws {
        try folder.write("key", "0123")
        try folder.write("home/credentials/a.sealed", "sealed")
        try folder.write("other", "plain")
        try folder.link("alias", to: "key")
        for (old, new) in [("key", "key.2"), ("home/credentials/a.sealed", "sealed.2"), ("other", "other.2")] {
            #expect(Glibc.link(folder.path + "/" + old, folder.path + "/" + new) == 0)
        }
        let grants = try grants(".", .read, .folder, forbidden: [folder.path + "/alias", folder.path + "/home"])
        for name in ["key", "alias", "key.2", "sealed.2"] {
            #expect(kind { _ = try grants.openForReading(name) } == .denied, "\(name)")
        }
        #expect(kind { _ = try grants.openForReading("other.2") } == nil)
    }

    @Test("a named pipe is refused and does not hang")
    func pipe() throws {
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        let error = #expect(throws: HostError.self) { try grants("pipe", .read, .file).openForReading("pipe") }
        #expect(error?.problem == "is a pipe, not a file")
    }

    @Test("an empty path and a NUL are refused")
    func badText() throws {
        let grants = try grants(".", .write, .folder)
        #expect(kind { _ = try grants.openForReading("") } == .invalid)
        #expect(kind { _ = try grants.openForReading("a\0b") } == .invalid)
    }

    @Test("status tells files from folders and nothing")
    func status() throws {
        try folder.write("out/a.txt", "12345")
        let grants = try grants("out", .write, .folder)
        #expect(try grants.status("out/a.txt")?.bytes == 5)
        #expect(try grants.status("out")?.kind == .folder)
        #expect(try grants.status("out/none/at/all") == nil)
        #expect(kind { _ = try grants.status("elsewhere") } == .denied)
    }

    @Test("a list is sorted and leaves out what is still being written")
    func list() throws {
        try folder.write("out/b.txt")
        try folder.write("out/.dot")
        try folder.makeFolder("out/a")
        let grants = try grants("out", .write, .folder)
        let staged = try grants.stage("out/c.txt")
        #expect(
            try grants.list("out") == [
                FolderEntry(name: ".dot", isFolder: false), FolderEntry(name: "a", isFolder: true),
                FolderEntry(name: "b.txt", isFolder: false),
            ]
        )
        staged.drop()
    }

    @Test("a path goes by its bytes: a slash before a combining mark is one, and two spellings are two names")
    func bytes() throws {
        #expect(try PathText.absolute("a/\u{301}b/../c", in: "/base") == "/base/a/c")
        #expect(PathText.relative("/cafe\u{301}/x", to: "/caf\u{E9}") == nil)
        #expect(PathText.split("/a/\u{301}b").name.utf8.elementsEqual("\u{301}b".utf8))
    }
}
