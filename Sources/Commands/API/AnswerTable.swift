import Catalog
import JSON

/// An answer for people: a list of objects as a table of what names and tells them apart, anything else as JSON in lines.
struct AnswerTable {
    /// What to print.
    let bytes: [UInt8]

    /// Columns besides the name and the id, as far as there is room.
    private static let mostColumns = 5
    /// What a cell takes at most.
    private static let widest = 36

    /// The answer for a terminal of so many columns.
    init(_ answer: [UInt8], of operation: Operation, width: Int) {
        guard let value = try? JSONValue(parsing: answer) else {
            bytes = answer
            return
        }
        let list = operation.listPath.flatMap { $0.isEmpty ? value.array : value[$0]?.array }
        let objects = list?.compactMap(\.object) ?? []
        guard let list, !list.isEmpty, objects.count == list.count else {
            bytes = value.pretty()
            return
        }
        bytes = Array(Self.table(objects, key: operation.naturalKey, width: width).utf8)
    }

    private static func table(_ objects: [JSONObject], key: String?, width: Int) -> String {
        let columns = columns(of: objects, key: key, width: width)
        let rows = [columns] + objects.map { object in columns.map { cell(object[$0]) } }
        let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 + 2 - $0.count) }.joined()
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    /// The fields that are shown: what the objects are named by, their id, and simple ones while there is room.
    private static func columns(of objects: [JSONObject], key: String?, width: Int) -> [String] {
        let simple = objects.first?.filter { $0.value.object == nil && $0.value.array == nil }.map(\.key) ?? []
        let first = ([key, "name", "id"].compactMap(\.self)).filter(simple.contains)
        let all = first + simple.filter { !first.contains($0) && !["organizationId", "version", "orgId"].contains($0) }
        var columns: [String] = []
        var room = width
        for name in all where !columns.contains(name) && columns.count < mostColumns {
            let needed = objects.map { cell($0[name]).count }.max().map { max($0, name.count) } ?? name.count
            guard columns.isEmpty || needed <= room else { continue }
            columns.append(name)
            room -= needed + 2
        }
        return columns
    }

    private static func cell(_ value: JSONValue?) -> String {
        guard let value, !value.isNull else { return "-" }
        let text = value.string ?? String(decoding: value.encoded(), as: UTF8.self)
        let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return line.count <= widest ? line : line.prefix(widest - 1) + "…"
    }
}
