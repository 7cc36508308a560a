import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Tables of any cells")
    struct AnyTableTests {
        /// Writes each table, reads it back, writes what was read, and says what it read.
        private static let script = """
            local csv, fs, json, run = require "csv", require "fs", require "json", require "run"
            run.args { { "--folder", "folder", default = "tables" } }
            local read = {}
            for number, given in ipairs(json.read("tables/given.json")) do
                local path, rows = ("tables/%d.csv"):format(number), {}
                csv.write(path, given.rows, { columns = given.columns })
                for row in csv.rows(path) do
                    local cells = {}
                    for place, name in ipairs(given.columns) do cells[place] = row[name] or "" end
                    rows[#rows + 1] = json.array(cells)
                end
                csv.write(path .. ".again", csv.rows(path), { columns = given.columns })
                read[number] = json.array(rows)
            end
            json.write("tables/read.json", json.array(read))
            """

        /// What makes tables hard: separators, quotes, line ends, blanks, formulas, letters of many bytes.
        private static let letters: [Unicode.Scalar] = Array(
            ",;\"'\t \n\r|=-+@ab1\u{e9}\u{4e2d}\u{1f600}\u{feff}\\{}".unicodeScalars
        )

        private static func table(_ random: inout SeededNumbers) -> (columns: [String], rows: [[String]]) {
            let columns = (1...Int.random(in: 1...5, using: &random)).map { "c\($0)" }
            let rows = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                columns.map { _ in
                    let cell = (0..<Int.random(in: 0...6, using: &random))
                        .compactMap { _ in letters.randomElement(using: &random) }
                    return String(String.UnicodeScalarView(cell))
                }
            }
            return (columns, rows)
        }

        @Test("written and read back, any table is unchanged, to the byte")
        func roundTrip() async throws {
            var random = SeededNumbers(seed: 7)
            let tables = (0..<300).map { _ in Self.table(&random) }
            let given = tables.map { table -> JSONValue in
                let rows = table.rows.map { row -> JSONValue in
                    .object(JSONObject(zip(table.columns, row).map { .init(key: $0, value: .string($1)) }))
                }
                return ["columns": .array(table.columns.map(JSONValue.string)), "rows": .array(rows)]
            }
            let place = try Place()
            try place.folder.write("work/tables/given.json", JSONValue.array(given).encoded())
            try place.script("tables.lua", Self.script)
            let outcome = try await place.patchbay("run --simulator --tasks 1 tables.lua --folder tables")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let read = try JSONValue(parsing: try #require(place.text("tables/read.json")))
            for (number, table) in tables.enumerated() {
                let rows = try #require(read[number]?.array).map { $0.array?.compactMap(\.string) ?? [] }
                #expect(rows == table.rows, "table \(number + 1)")
                let name = "work/tables/\(number + 1).csv"
                let written = try #require(place.folder.bytes(name))
                #expect(place.folder.bytes(name + ".again") == written)
            }
        }
    }
}
