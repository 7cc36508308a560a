import JSON
import TestSupport
import Testing

/// What an export left in its folder, read without any code of the product.
struct ExportedFolder {
    let place: Place
    let name: String
    /// The manifest's heading.
    let columns: [String]
    /// Its rows, by column.
    let rows: [[String: String]]

    init(_ place: Place, _ name: String = "recordings") throws {
        self.place = place
        self.name = name
        let lines = try CSVText.rows(#require(place.text(name + "/manifest.csv")))
        let columns = try #require(lines.first)
        self.columns = columns
        rows = lines.dropFirst().map { Dictionary(zip(columns, $0)) { first, _ in first } }
        #expect(lines.allSatisfy { $0.count == columns.count })
    }

    /// The relative paths of all files but the manifests.
    var files: [String] {
        place.folder.files().filter { $0.hasPrefix("work/\(name)/") && !$0.contains("/manifest.") }
            .map { String($0.dropFirst("work/".count)) }
    }

    /// Lengths and hashes of all files, as `sha256sum` tells them.
    func hashes() async throws -> [String: String] {
        let outcome = try await place.shell("find \(name) -type f -print0 | xargs -0 -r sha256sum")
        let pairs = outcome.output.split(separator: "\n").compactMap { line -> (String, String)? in
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return (String(parts[1].drop { $0 == " " || $0 == "*" }), String(parts[0]))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    func bytes(_ path: String) -> [UInt8]? { place.folder.bytes("work/" + path) }

    /// The JSON beside a recording.
    func metadata(of path: String) throws -> JSONValue {
        let stem = path.lastIndex(of: ".").map { path[..<$0] } ?? path[...]
        return try JSONValue(parsing: #require(bytes(stem + ".json"), "\(path) has no JSON beside it"))
    }
}
