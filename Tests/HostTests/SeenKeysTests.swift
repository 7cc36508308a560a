import Testing

@testable import Host

@Suite("Keys of rows that were seen")
struct SeenKeysTests {
    @Test("a key is new once, and then the row's that had it first, however often the table has grown")
    func first() throws {
        let folder = TemporaryFolder()
        let keys = SeenKeys(folder: folder.path, firstSlots: 16)
        for row in Int64(1)...1000 { #expect(try keys.note(row &* 0x5851_F42D_4C95_7F2D, row: row) == nil) }
        for row in Int64(1)...1000 { #expect(try keys.note(row &* 0x5851_F42D_4C95_7F2D, row: 5000) == row) }
        #expect(try folder.names() == [], "the file has no name")
    }

    @Test("hashes that fall into one slot stay apart, and 0 is a hash like any other")
    func collisions() throws {
        let keys = SeenKeys(folder: "/tmp", firstSlots: 16)
        for (row, hash) in [Int64(0), 16, 32, 48, -16].enumerated() {
            #expect(try keys.note(hash, row: Int64(row) + 1) == nil)
        }
        #expect(try keys.note(48, row: 9) == 4)
        #expect(try keys.note(0, row: 9) == 1)
    }

    @Test("a folder that is not there is told, and nothing is lost by it")
    func missingFolder() {
        let error = #expect(throws: HostError.self) { try SeenKeys(folder: "/nonexistent").note(1, row: 1) }
        #expect(error?.description.contains("/nonexistent") == true)
    }
}
