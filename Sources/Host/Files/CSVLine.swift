/// Lines of CSV as RFC 4180 quotes them, ended by a single LF.
///
/// LF, because the tools that admins follow up with (grep, cut, git) take a CR for data; spreadsheets read both. Cells
/// are written as they are: one that begins with `=`, `+`, `-` or `@` is data of the service (a phone number begins
/// with `+`) and changing it would make the file unfit to be read back.
package enum CSVLine {
    /// Appends one line.
    ///
    /// Nil is an empty cell.
    package static func append(_ cells: [String?], to bytes: inout [UInt8]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if let cell { append(cell, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func append(_ cell: String, to bytes: inout [UInt8]) {
        guard cell.utf8.contains(where: needsQuotes) else {
            bytes.append(contentsOf: cell.utf8)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }
}
