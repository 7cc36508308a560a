import JSON

/// A body in parts, as browsers send forms with files.
struct MultipartBody {
    /// One part: its name, the name of its file if it is one, its media type, and its bytes.
    struct Part {
        let name: String
        let fileName: String?
        let mediaType: String?
        let bytes: [UInt8]
    }

    let parts: [Part]

    /// Reads a body; 400 when it is none of this kind or has been cut.
    init(_ bytes: [UInt8], contentType: String) throws(ServiceFault) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", of: contentType), !boundary.isEmpty
        else { throw ServiceFault(400, "the body must be multipart/form-data with a boundary") }
        let mark = Array("--\(boundary)".utf8)
        var parts: [Part] = []
        var isClosed = false
        for section in Self.split(bytes, by: mark).dropFirst() {
            if section.starts(with: Array("--".utf8)) {
                isClosed = true
                break
            }
            guard let part = Self.part(section) else { throw ServiceFault(400, "a part of the body has no name") }
            parts.append(part)
        }
        guard isClosed else { throw ServiceFault(400, "the body ends before its last boundary") }
        self.parts = parts
    }

    /// The parts by their names: JSON as such, other texts as text; a file that is neither is just there.
    var value: JSONValue {
        var object = JSONObject()
        for part in parts {
            let isJSON = part.mediaType?.hasPrefix("application/json") == true
            let json = isJSON || part.bytes.first == UInt8(ascii: "{") ? try? JSONValue(parsing: part.bytes) : nil
            let text = part.fileName == nil ? String(decoding: part.bytes, as: UTF8.self) : "file"
            object[part.name] = json ?? .string(text)
        }
        return .object(object)
    }

    private static func part(_ section: ArraySlice<UInt8>) -> Part? {
        let gap = Array("\r\n\r\n".utf8)
        guard let end = find(gap, in: section) else { return nil }
        let head = String(decoding: section[..<end], as: UTF8.self)
        // The line's end before the next boundary belongs to that.
        let bytes = Array(section[(end + gap.count)...].dropLast(2))
        var disposition = ""
        var mediaType: String?
        for line in head.split(separator: "\r\n") {
            let name = line.prefix { $0 != ":" }.lowercased()
            let value = line.dropFirst(name.count + 1).drop { $0 == " " }
            if name == "content-disposition" { disposition = String(value) }
            if name == "content-type" { mediaType = value.lowercased() }
        }
        guard let name = parameter("name", of: disposition) else { return nil }
        return Part(
            name: name,
            fileName: parameter("filename", of: disposition),
            mediaType: mediaType,
            bytes: bytes
        )
    }

    /// A parameter of a header's value, without its quotes.
    private static func parameter(_ name: String, of header: String) -> String? {
        for field in header.split(separator: ";").dropFirst() {
            let parts = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == name else { continue }
            return parts[1].filter { $0 != "\"" }
        }
        return nil
    }

    private static func split(_ bytes: [UInt8], by mark: [UInt8]) -> [ArraySlice<UInt8>] {
        var sections: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let place = find(mark, in: rest) {
            sections.append(rest[..<place])
            rest = rest[(place + mark.count)...]
        }
        return sections + [rest]
    }

    private static func find(_ mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = mark.first, bytes.count >= mark.count else { return nil }
        var place = bytes.startIndex
        while let found = bytes[place...].firstIndex(of: first), found + mark.count <= bytes.endIndex {
            if bytes[found..<(found + mark.count)].elementsEqual(mark) { return found }
            place = found + 1
        }
        return nil
    }
}
