/// Rows of cells that wait on the disk until all of their columns are known.
///
/// Each row is a count of cells, and each cell its column's number, its length and its bytes; numbers are 32 bits, little
/// endian. Read once, in order, with the memory of one chunk and one row.
struct RowSpool {
    private var writer: StagedWriter

    init(_ file: StagedFile) {
        writer = StagedWriter(file)
    }

    /// Appends a row: cells with the numbers of their columns.
    mutating func append(_ cells: [(column: Int, text: String)]) throws(HostError) {
        try writer.append { bytes in
            Self.append(cells.count, to: &bytes)
            for cell in cells {
                Self.append(cell.column, to: &bytes)
                Self.append(cell.text.utf8.count, to: &bytes)
                bytes.append(contentsOf: cell.text.utf8)
            }
        }
    }

    /// Hands each row, padded to a number of columns, to `body`.
    mutating func replay(columns: Int, _ body: ([String?]) throws(HostError) -> Void) throws(HostError) {
        try writer.flush()
        var reader = Reader(file: writer.file)
        while let count = try reader.number() {
            var cells = [String?](repeating: nil, count: columns)
            for _ in 0..<count {
                guard let column = try reader.number(), let length = try reader.number() else { return }
                let text = try reader.text(length)
                if cells.indices.contains(column) { cells[column] = text }
            }
            try body(cells)
        }
    }

    /// Removes it from the disk.
    func drop() {
        writer.file.drop()
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).littleEndian) { bytes.append(contentsOf: $0) }
    }

    private struct Reader {
        let file: StagedFile
        var offset: Int64 = 0
        var chunk: ArraySlice<UInt8> = []

        init(file: StagedFile) {
            self.file = file
        }

        /// The next number; nil at the end.
        mutating func number() throws(HostError) -> Int? {
            guard try fill(4) else { return nil }
            let value = chunk.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            chunk = chunk.dropFirst(4)
            return Int(value)
        }

        mutating func text(_ length: Int) throws(HostError) -> String {
            guard try fill(length) else { return "" }
            defer { chunk = chunk.dropFirst(length) }
            return String(decoding: chunk.prefix(length), as: UTF8.self)
        }

        /// Has at least that many bytes in the chunk; false at the end.
        private mutating func fill(_ wanted: Int) throws(HostError) -> Bool {
            guard chunk.count < wanted else { return true }
            let size = max(FileTable.chunkSize, wanted - chunk.count)
            var failure: HostError?
            let more = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                do throws(HostError) {
                    count = try file.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            offset += Int64(more.count)
            chunk = ArraySlice(Array(chunk) + more)
            return chunk.count >= wanted
        }
    }
}
