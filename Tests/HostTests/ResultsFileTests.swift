import JSON
import Testing

@testable import Host

@Suite("Results and failed rows")
struct ResultsFileTests {
    private let folder = TemporaryFolder()

    private func grants() throws -> Grants {
        let grant = try PathGrant(".", .write, .folder, origin: .typed, currentFolder: folder.path)
        return Grants([grant], currentFolder: folder.path, forbidden: [])
    }

    @Test("columns stand in the order in which they were first seen, and rows lack what they did not return")
    func streamed() throws {
        let results = try ResultsFile("results.csv", grants: grants(), keyName: "email")
        try results.add(RowResult(row: 2, key: "a@x", status: "changed", columns: ["fields": "teamIds", "n": 3]))
        try results.add(RowResult(row: 3, key: "b@x", status: "failed", error: "no such team, \"x\"", trackingID: "T1"))
        try results.add(RowResult(row: 4, key: nil, status: "done", columns: ["extra": true, "n": nil]))
        #expect(try folder.names().allSatisfy { $0.hasPrefix(".patchbay-") })
        try results.close(keeping: true)
        #expect(
            try folder.text("results.csv") == """
                row,email,status,fields,n,extra,error,tracking_id
                2,a@x,changed,teamIds,3,,,
                3,b@x,failed,,,,"no such team, ""x""\",T1
                4,,done,,,true,,

                """
        )
        #expect(try folder.names() == ["results.csv"])
    }

    @Test("columns that the script fixed are all there, and others are left out")
    func fixed() throws {
        let results = try ResultsFile("r.csv", grants: grants(), keyName: "id", columns: ["path", "bytes"])
        try results.add(RowResult(row: 1, key: "c1", status: "saved", columns: ["bytes": 5, "other": 1]))
        try results.close(keeping: true)
        #expect(try folder.text("r.csv") == "row,id,status,path,bytes,error,tracking_id\n1,c1,saved,,5,,\n")
    }

    @Test("rows without a key have no column for it")
    func keyless() throws {
        let results = try ResultsFile("r.csv", grants: grants(), keyName: nil)
        try results.add(RowResult(row: 1, key: nil, status: "done", columns: ["key": "k"]))
        try results.close(keeping: true)
        #expect(try folder.text("r.csv") == "row,status,key,error,tracking_id\n1,done,k,,\n")
    }

    @Test("a column under the key's name is the key's")
    func keyColumn() throws {
        let results = try ResultsFile("r.csv", grants: grants(), keyName: "id", columns: ["id", "path"])
        try results.add(RowResult(row: 1, key: "c1", status: "saved", columns: ["id": "forged", "path": "=cmd"]))
        try results.close(keeping: true)
        #expect(try folder.text("r.csv") == "row,id,status,path,error,tracking_id\n1,c1,saved,=cmd,,\n")
    }

    @Test("a column under one of the file's own names is refused by name, and the row is there all the same")
    func reserved() throws {
        let results = try ResultsFile("r.csv", grants: grants(), keyName: "id")
        let error = #expect(throws: HostError.self) {
            try results.add(RowResult(row: 1, key: "c1", status: "saved", columns: ["error": "x", "n": 1]))
        }
        #expect(error?.problem.contains("'error'") == true)
        try results.close(keeping: true)
        #expect(try folder.text("r.csv") == "row,id,status,n,error,tracking_id\n1,c1,saved,1,,\n")
    }

    @Test("a results file that is not kept leaves nothing")
    func dropped() throws {
        let results = try ResultsFile("r.csv", grants: grants(), keyName: "id")
        try results.add(RowResult(row: 1, key: "c1", status: "saved"))
        try results.close(keeping: false)
        #expect(try folder.names() == [])
    }

    @Test("many wide rows come back whole, across the borders of chunks")
    func many() throws {
        let results = try ResultsFile("r.csv", grants: grants(), keyName: "id")
        let wide = String(repeating: "ä\n\"", count: 1_000)
        for row in 1...2_000 {
            try results.add(
                RowResult(row: row, key: "k\(row)", status: "done", columns: ["c\(row % 3)": .string(wide)])
            )
        }
        try results.close(keeping: true)
        let quoted = "\"" + String(repeating: "ä\n\"\"", count: 1_000) + "\""
        var expected = "row,id,status,c1,c2,c0,error,tracking_id\n"
        for row in 1...2_000 {
            let cells = [[quoted, "", ""], ["", quoted, ""], ["", "", quoted]][(row + 2) % 3].joined(separator: ",")
            expected += "\(row),k\(row),done,\(cells),,\n"
        }
        #expect(try folder.text("r.csv") == expected)
    }

    @Test("results as lines keep numbers and tables, and leave out what a row lacks")
    func lines() throws {
        let lines = try ResultLines("m.jsonl", grants: grants(), keyName: "id")
        let audio: JSONValue = ["channels": 2, "per_channel": [["peak": -3.5]], "none": nil]
        try lines.add(RowResult(row: 1, key: "c\n1", status: "saved", columns: ["bytes": 5, "audio": audio]))
        try lines.add(RowResult(row: 2, key: nil, status: "failed", error: "full \u{2028}", trackingID: "T1"))
        #expect(try folder.names().allSatisfy { $0.hasPrefix(".patchbay-") })
        try lines.close(keeping: true)
        #expect(
            try folder.text("m.jsonl") == #"""
                {"row":1,"id":"c\n1","status":"saved","bytes":5,"audio":{"channels":2,"none":null,"per_channel":[{"peak":-3.5}]}}
                {"row":2,"status":"failed","error":"full \#u{2028}","tracking_id":"T1"}

                """#
        )
    }

    @Test("lines under one of the file's own names are refused by name, and a key's name is the key's")
    func reservedInLines() throws {
        let lines = try ResultLines("m.jsonl", grants: grants(), keyName: "id")
        let error = #expect(throws: HostError.self) {
            try lines.add(RowResult(row: 1, key: "c1", status: "saved", columns: ["row": 7, "id": "forged", "n": 1]))
        }
        #expect(error?.problem.contains("'row'") == true)
        try lines.close(keeping: true)
        #expect(try folder.text("m.jsonl") == "{\"row\":1,\"id\":\"c1\",\"status\":\"saved\",\"n\":1}\n")
        #expect(throws: HostError.self) { try ResultLines("m.jsonl", grants: grants(), keyName: "status") }
    }

    @Test("lines that are not kept leave nothing")
    func droppedLines() throws {
        let lines = try ResultLines("m.jsonl", grants: grants(), keyName: nil)
        try lines.add(RowResult(row: 1, key: nil, status: "done"))
        try lines.close(keeping: false)
        #expect(try folder.names() == [])
    }

    @Test("failed rows stand below their header just as they came in")
    func failedRows() throws {
        let failed = try FailedRows("failed.csv", grants: grants())
        try failed.setHeader(Array("email;teams\r\n".utf8))
        try failed.setHeader(Array("again".utf8))
        try failed.add(Array("a@x;\"one\ntwo\"\r\n".utf8))
        try failed.add([0xff, 0x3b])
        try failed.close(keeping: true)
        let bytes = try Array(folder.bytes("failed.csv"))
        #expect(bytes == Array("email;teams\r\na@x;\"one\ntwo\"\r\n".utf8) + [0xff, 0x3b, 0x0a])
    }

    @Test("without a failed row the file of an earlier run does not stay")
    func noFailedRows() throws {
        try folder.write("failed.csv", "old")
        let failed = try FailedRows("failed.csv", grants: grants())
        try failed.setHeader(Array("email".utf8))
        try failed.close(keeping: true)
        #expect(try folder.text("failed.csv") == "email\n")
    }
}
