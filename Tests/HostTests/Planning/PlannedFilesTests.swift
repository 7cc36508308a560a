import Glibc
import Synchronization
import Testing

@testable import Host

@Suite("Files of a plan")
struct PlannedFilesTests {
    private let folder = TemporaryFolder()
    private let temporary = TemporaryFolder()

    private func grants(
        _ grants: [PathGrant],
        forbidden: [String] = [],
        in temporaryFolder: String? = nil,
        written: @escaping @Sendable (String) -> Void = { _ in }
    ) -> Grants {
        let files = PlannedFiles(temporaryFolder: temporaryFolder ?? temporary.path, now: { 7 }, written: written)
        return Grants(grants, currentFolder: folder.path, forbidden: forbidden, planned: files)
    }

    private func grants(
        _ path: String = ".",
        reach: PathGrant.Reach = .folder,
        origin: PathGrant.Origin = .typed,
        forbidden: [String] = [],
        in temporaryFolder: String? = nil
    ) throws -> Grants {
        let grant = try PathGrant(path, .write, reach, origin: origin, currentFolder: folder.path)
        return grants([grant], forbidden: forbidden, in: temporaryFolder)
    }

    private func write(_ path: String, _ text: String, _ grants: Grants) throws {
        let file = try grants.stage(path)
        try file.write(Array(text.utf8))
        try file.commit()
    }

    private func text(_ path: String, _ grants: Grants) throws -> String {
        String(decoding: try ReadingFile(grants.openForReading(path), path: path).next(1 << 20), as: UTF8.self)
    }

    @Test("they are kept in a place that no folder shows, thousands of them with few descriptors")
    func place() throws {
        let grants = try grants()
        for number in 0..<3000 { try write("many/\(number).txt", "text \(number)", grants) }
        let descriptors = try Descriptor.open("/proc/self/fd", flags: O_RDONLY | O_DIRECTORY, shown: "")
        let open = try FolderEntry.read(descriptors, shown: "").filter { entry in
            var place = [CChar](repeating: 0, count: 1024)
            let length = readlink("/proc/self/fd/\(entry.name)", &place, place.count)
            return String(decoding: place.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
                .hasPrefix(temporary.path)
        }
        #expect(open.count == 1)
        #expect(try text("many/0.txt", grants) == "text 0" && text("many/2999.txt", grants) == "text 2999")
        #expect(try grants.list("many").count == 3000)
        #expect(try temporary.names().isEmpty && folder.names().isEmpty)
    }

    @Test("a path is the same file however links lead to it")
    func links() throws {
        try folder.write("real/a.txt", "on the disk")
        try folder.link("link", to: "real")
        try folder.link("real/b.txt", to: "a.txt")
        let grants = try grants()
        #expect(try text("real/b.txt", grants) == "on the disk")
        try write("link/a.txt", "planned", grants)
        #expect(try text("real/a.txt", grants) == "planned" && text("real/b.txt", grants) == "planned")
        #expect(try grants.status("real/a.txt") == FileStatus(.file, bytes: 7, modified: 7))
        // A link is replaced, not followed.
        try write("real/b.txt", "its own", grants)
        #expect(try text("link/b.txt", grants) == "its own" && text("real/a.txt", grants) == "planned")
        #expect(try grants.list("link").map(\.name) == ["a.txt", "b.txt"])
        #expect(try folder.text("real/a.txt") == "on the disk")
    }

    @Test("a folder that was granted need not be there, nor those above it")
    func missing() throws {
        let grants = try grants("out/of/nothing")
        try write("out/of/nothing/and/more.txt", "x", grants)
        #expect(try grants.status("out/of/nothing")?.kind == .folder)
        #expect(try grants.list("out/of/nothing") == [FolderEntry(name: "and", isFolder: true)])
        #expect(try text("out/of/nothing/and/more.txt", grants) == "x")
        #expect(throws: HostError.self) { try grants.list("out") }
    }

    @Test("what a run may not write, a plan may not plan to write")
    func refused() throws {
        try folder.write("file.txt")
        try folder.makeFolder("inside")
        try folder.makeFolder("home")
        let elsewhere = TemporaryFolder()
        try folder.link("out", to: elsewhere.path)
        let grants = try grants(origin: .folder, forbidden: [folder.path + "/home", folder.path + "/later"])
        let problems: [(String, HostError.Kind)] = [
            ("inside", .invalid), ("file.txt/x", .invalid), ("../x", .denied), (".x", .denied), ("home/x", .denied),
            ("later/x", .denied), ("out/x", .denied), (".", .invalid),
        ]
        for (path, kind) in problems {
            #expect(throws: HostError.self, "\(path)") { try grants.stage(path) }
            do { _ = try grants.stage(path) } catch { #expect(error.kind == kind, "\(path): \(error)") }
        }
        #expect(try elsewhere.names().isEmpty)
    }

    @Test("one that may not be written for its owner or mode is refused", .enabled(if: geteuid() != 0))
    func mode() throws {
        try folder.makeFolder("closed")
        try #require(chmod(folder.path + "/closed", 0o555) == 0)
        let grants = try grants()
        #expect(throws: HostError.self) { try grants.stage("closed/x") }
        #expect(throws: HostError.self) { try grants.stage("closed/deeper/x") }
    }

    @Test("each is told once, by its first name")
    func told() throws {
        let grant = try PathGrant(".", .write, .folder, origin: .typed, currentFolder: folder.path)
        let told = Told()
        let grants = grants([grant]) { told.add($0) }
        try write("a.txt", "1", grants)
        try write("./a.txt", "2", grants)
        try write("b/c.txt", "3", grants)
        _ = try grants.stage("never.txt")
        #expect(told.paths == ["a.txt", "b/c.txt"])
    }

    @Test("a full temporary folder is told as what it is", .enabled(if: SmallFileSystem.isAvailable))
    func full() throws {
        let small = try #require(SmallFileSystem(kilobytes: 64))
        let grants = try grants(in: small.path)
        let error = #expect(throws: HostError.self) {
            try write("big.txt", String(repeating: "x", count: 1 << 20), grants)
        }
        #expect(error?.kind == .full && error?.subject == "big.txt")
        #expect(error?.description.contains(small.path) == true && error?.description.contains("TMPDIR") == true)
        let gone = try self.grants(in: folder.path + "/nowhere")
        let missing = #expect(throws: HostError.self) { try gone.stage("x.txt") }
        #expect(missing?.description.contains("/nowhere") == true)
    }
}

private final class Told: Sendable {
    private let list = Mutex<[String]>([])
    var paths: [String] { list.withLock { $0 } }
    func add(_ path: String) { list.withLock { $0.append(path) } }
}
