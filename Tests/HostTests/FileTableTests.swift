import Testing

@testable import Host

@Suite("File table")
struct FileTableTests {
    private let folder = TemporaryFolder()

    private func table(capacity: Int = 256) throws -> FileTable {
        let grant = try PathGrant(".", .write, .folder, origin: .typed, currentFolder: folder.path)
        return FileTable(Grants([grant], currentFolder: folder.path, forbidden: []), capacity: capacity)
    }

    @Test("a file is read in chunks of 256 KB to its end")
    func reads() throws {
        try folder.write("big.csv", String(repeating: "0123456789abcdef", count: 40_000))
        let table = try table()
        let (number, bytes) = try table.openForReading("big.csv")
        #expect(bytes == 640_000)
        var sizes: [Int] = []
        repeat { sizes.append(try table.read(number).count) } while sizes.last != 0
        #expect(sizes == [262_144, 262_144, 115_712, 0])
        try table.close(number)
        #expect(throws: HostError.self) { try table.read(number) }
    }

    @Test("a written file shows when it is closed, a dropped one never")
    func writes() throws {
        let table = try table()
        let kept = try table.openForWriting("kept.csv")
        let dropped = try table.openForWriting("dropped.csv")
        try table.write(kept, Array("a,b\n".utf8))
        try table.write(dropped, Array("a,b\n".utf8))
        try table.close(kept)
        table.drop(dropped)
        #expect(try folder.names() == ["kept.csv"])
        #expect(try folder.text("kept.csv") == "a,b\n")
    }

    @Test("the end of a run commits what is open at a good end alone", arguments: [true, false])
    func closesAll(committing: Bool) throws {
        let table = try table()
        try table.write(try table.openForWriting("a.csv"), Array("x".utf8))
        try table.closeAll(committing: committing)
        #expect(try folder.names() == (committing ? ["a.csv"] : []))
    }

    @Test("numbers are not mixed up between reading and writing, nor made up")
    func wrongUse() throws {
        try folder.write("in.csv")
        let table = try table()
        let reading = try table.openForReading("in.csv").number
        let writing = try table.openForWriting("out.csv")
        #expect(throws: HostError.self) { try table.write(reading, [1]) }
        #expect(throws: HostError.self) { try table.read(writing) }
        #expect(throws: HostError.self) { try table.read(99) }
        table.drop(writing)
    }

    @Test("more files than the table holds are refused by name")
    func capacity() throws {
        try folder.write("in.csv")
        let table = try table(capacity: 2)
        _ = try table.openForReading("in.csv")
        _ = try table.openForReading("in.csv")
        let error = #expect(throws: HostError.self) { try table.openForReading("in.csv") }
        #expect(error?.description.contains("in.csv: 2 files are open already") == true)
    }
}
