import Dispatch
import Glibc
import Testing

@testable import Host

@Suite("Staged files")
struct StagedFileTests {
    private let folder = TemporaryFolder()

    private func opened(_ path: String? = nil) throws -> Descriptor {
        try Descriptor.open(path ?? folder.path, flags: O_RDONLY | O_DIRECTORY, shown: "")
    }

    private func staged(_ name: String, in path: String? = nil) throws -> StagedFile {
        try StagedFile(in: opened(path), name: name, path: "out/" + name, mode: 0o644)
    }

    @Test("a file appears under its name only when it is committed")
    func appearsWhole() throws {
        try folder.write("a.txt", "old")
        let file = try staged("a.txt")
        try file.write(Array("new and longer".utf8))
        #expect(try folder.text("a.txt") == "old")
        #expect(file.length == 14)
        try file.commit()
        #expect(try folder.text("a.txt") == "new and longer")
        #expect(try folder.names() == ["a.txt"])
    }

    @Test("a dropped file, and one that is let go of, leave nothing")
    func leavesNothing() throws {
        let dropped = try staged("a.txt")
        try dropped.write([1, 2, 3])
        dropped.drop()
        _ = try staged("b.txt")
        #expect(try folder.names() == [])
        #expect(throws: HostError.self) { try dropped.commit() }
    }

    @Test("of several that want a name only if it is free, the first has it, whole")
    func freeName() throws {
        let first = try staged("a.txt")
        let second = try staged("a.txt")
        try first.write(Array("first".utf8))
        try second.write(Array("second".utf8))
        try first.commitIfFree()
        try second.commitIfFree()
        #expect(try folder.text("a.txt") == "first")
        #expect(try folder.names() == ["a.txt"])
    }

    @Test("writing goes on where it was cut")
    func truncates() throws {
        let file = try staged("a.txt")
        try file.write(Array("abcdef".utf8))
        try file.truncate(to: 2)
        try file.write(Array("X".utf8))
        try file.commit()
        #expect(try folder.text("a.txt") == "abX")
    }

    @Test("a folder or a device under the final name is refused at once")
    func wrongTarget() throws {
        try folder.makeFolder("taken")
        let error = #expect(throws: HostError.self) { try staged("taken") }
        #expect(error?.description == "out/taken: is a folder, not a file")
        let device = #expect(throws: HostError.self) { try staged("null", in: "/dev") }
        #expect(device?.problem == "is a device, not a file")
    }

    @Test("what a killed run left is swept, what is in use is not")
    func sweeps() throws {
        let inUse = try staged("a.txt")
        try folder.write(".patchbay-1-1-abc.part")
        try folder.write(".patchbay-note")
        StagedName.sweep(try opened())
        let names = try folder.names()
        #expect(names.count == 2)
        #expect(!names.contains(".patchbay-1-1-abc.part"))
        try inUse.commit()
        #expect(try folder.names() == [".patchbay-note", "a.txt"])
    }

    @Test("the first file staged in a folder sweeps it")
    func sweepsOnce() throws {
        try folder.write("out/.patchbay-1-1-abc.part")
        let grant = try PathGrant("out", .write, .folder, origin: .typed, currentFolder: folder.path)
        let grants = Grants([grant], currentFolder: folder.path, forbidden: [])
        try grants.stage("out/a.txt").commit()
        #expect(try folder.names("out") == ["a.txt"])
    }

    @Test("a full device is told with the path, and the file is gone")
    func fullDevice() throws {
        try folder.write(".patchbay-test.part")
        let full = try Descriptor.open("/dev/full", flags: O_WRONLY, shown: "")
        let file = StagedFile(
            writing: full,
            folder: try opened(),
            temporaryName: ".patchbay-test.part",
            path: "out/a.wav"
        )
        let error = #expect(throws: HostError.self) { try file.write([1]) }
        #expect(error?.kind == .full)
        #expect(error?.description.hasPrefix("out/a.wav: no space is left on the disk (") == true)
        // At once, not only when nobody holds the object any more.
        #expect(try withExtendedLifetime(file) { try folder.names() } == [])
    }

    @Test("a full file system leaves nothing half written", .enabled(if: SmallFileSystem.isAvailable))
    func fullFileSystem() throws {
        let disk = try #require(SmallFileSystem(kilobytes: 64))
        let small = try staged("small.txt", in: disk.path)
        try small.write([UInt8](repeating: 1, count: 1000))
        try small.commit()
        let large = try staged("large.wav", in: disk.path)
        let error = #expect(throws: HostError.self) { try large.write([UInt8](repeating: 2, count: 200_000)) }
        #expect(error?.kind == .full)
        #expect(withExtendedLifetime(large) { disk.names } == ["small.txt"])
        let next = try staged("next.txt", in: disk.path)
        try next.write([UInt8](repeating: 3, count: 4000))
        try next.commit()
        #expect(disk.names == ["next.txt", "small.txt"])
    }

    @Test("a group commits files of several folders, and tells its notes once they are durable")
    func group() async throws {
        let grant = try PathGrant("out", .write, .folder, origin: .typed, currentFolder: folder.path)
        let grants = Grants([grant], currentFolder: folder.path, forbidden: [])
        let told = Notes<Int>()
        let group = SyncGroup<Int> { told.add($0) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for index in 0..<200 {
                let audio = try grants.stage("out/\(index % 7)/\(index).wav")
                let metadata = try grants.stage("out/\(index % 7)/\(index).json")
                try audio.write([UInt8](repeating: 1, count: 5000))
                tasks.addTask {
                    try await group.commit([audio, metadata], note: index)
                    #expect(told.all.contains(index))
                }
            }
            try await tasks.waitForAll()
        }
        #expect(told.all.sorted() == Array(0..<200))
        #expect(try folder.names("out/3").count == 58)
        #expect(try folder.names("out/3").allSatisfy { !$0.hasPrefix(".") })
    }

    @Test("a file that fails takes no other of its group along, and its note is not told")
    func groupFailure() async throws {
        let told = Notes<[String]>()
        let gate = DispatchSemaphore(value: 0)
        let group = SyncGroup<String> { notes in
            told.add([notes.sorted()])
            if notes == ["first"] { gate.wait() }
        }
        // The first group is held until the other three commits wait together for the next.
        let first = try staged("first")
        let others = try ["bad", "good", "better"].map { try staged($0) }
        try folder.makeFolder("bad")
        let firstCommit = Task { try await group.commit([first], note: "first") }
        while told.all.isEmpty { await Task.yield() }
        let commits = zip(others, ["bad", "good", "better"]).map { file, name in
            Task { try await group.commit([file], note: name) }
        }
        while group.waiting < 3 { await Task.yield() }
        gate.signal()
        try await firstCommit.value
        await #expect(throws: HostError.self) { try await commits[0].value }
        try await commits[1].value
        try await commits[2].value
        #expect(told.all == [["first"], ["better", "good"]])
        #expect(try folder.names() == ["bad", "better", "first", "good"])
    }

    @Test("what the completion throws, its callers get")
    func completionFailure() async throws {
        let group = SyncGroup<Int> { _ in throw HostError(.unavailable, "journal", "is gone") }
        let file = try staged("a.txt")
        await #expect(throws: HostError(.unavailable, "journal", "is gone")) {
            try await group.commit([file], note: 1)
        }
    }
}
