/// Comma-separated values with quotes, read without any code of the product.
enum CSVText {
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        // A quote right behind a closing one stands for itself.
        var justClosed = false
        for character in text {
            switch character {
            case "\"":
                if justClosed { cell.append("\"") }
                justClosed = isQuoted
                isQuoted.toggle()
                continue
            case "," where !isQuoted:
                row.append(cell)
                cell = ""
            case "\n" where !isQuoted, "\r\n" where !isQuoted:
                rows.append(row + [cell])
                (row, cell) = ([], "")
            default: cell.append(character)
            }
            justClosed = false
        }
        return rows
    }
}
