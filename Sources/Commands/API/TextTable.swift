/// Rows of text in columns, for people: the last column takes further lines where it is too long for one.
struct TextTable {
    /// Columns of the terminal.
    let width: Int
    /// Blanks before each line.
    var indent = 0
    private var rows: [[String]] = []

    /// The most that any but the last column takes for the sake of one long word in it.
    private static let widestColumn = 44

    init(width: Int, indent: Int = 0) {
        self.width = width
        self.indent = indent
    }

    /// Adds a row; all rows have as many cells.
    mutating func add(_ cells: String...) { add(cells) }

    /// The same where it depends which cells there are.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The lines, each with its end; blanks at an end are left out.
    var text: String {
        guard let count = rows.first?.count else { return "" }
        let widths = (0..<count - 1).map { column in
            min(Self.widestColumn, rows.map { $0[column].count }.max() ?? 0)
        }
        return rows.map { row in line(row, widths) }.joined()
    }

    private func line(_ row: [String], _ widths: [Int]) -> String {
        var line = String(repeating: " ", count: indent)
        var start = indent
        for (cell, width) in zip(row, widths) {
            line += cell
            start += width + 2
            line += String(repeating: " ", count: max(2, start - line.count))
        }
        let room = max(20, width - start)
        let margin = String(repeating: " ", count: start)
        for (number, part) in Self.wrapped(row.last ?? "", to: room).enumerated() {
            line += (number == 0 ? "" : margin) + part
            while line.last == " " { line.removeLast() }
            line += "\n"
        }
        return line
    }

    /// The text in lines no longer than that where blanks allow it; an empty text is one empty line.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }
}
