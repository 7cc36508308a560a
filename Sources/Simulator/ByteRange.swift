/// What a `Range` header asks for of a file of a known length.
enum ByteRange: Equatable {
    /// The whole file: there is no header, or one that may be left aside.
    case whole
    case part(Range<Int>)
    /// Nothing of the file lies in it.
    case outside

    /// Reads `bytes=0-99`, `bytes=100-` or `bytes=-50`; several ranges at once give the whole file.
    init(_ header: String?, length: Int) {
        self = .whole
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last?) where first <= last:
            self = first < length ? .part(first..<min(last + 1, length)) : .outside
        case (let first?, nil) where ends[1].isEmpty:
            self = first < length ? .part(first..<length) : .outside
        case (nil, let count?) where ends[0].isEmpty:
            self = count > 0 && length > 0 ? .part(max(0, length - count)..<length) : .outside
        default: return
        }
    }
}
