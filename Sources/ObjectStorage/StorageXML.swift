/// As much of XML as the answers of object stores need: the texts of elements, wherever they stand.
struct StorageXML: Sendable {
    private let text: Substring

    init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self)[...] }

    private init(_ text: Substring) { self.text = text }

    /// The text of the first element of that name; nil when there is none.
    subscript(_ name: String) -> String? { all(name).first.map { Self.unescaped($0.text) } }

    /// All elements of that name, none of which holds another of it.
    func all(_ name: String) -> [StorageXML] {
        var found: [StorageXML] = []
        var rest = text
        while let start = rest.firstRange(of: "<\(name)") {
            rest = rest[start.upperBound...]
            // Another name may begin with this one.
            guard let next = rest.first, next == ">" || next.isWhitespace || next == "/",
                let end = rest.firstIndex(of: ">")
            else { continue }
            let isEmpty = rest[..<end].hasSuffix("/")
            rest = rest[rest.index(after: end)...]
            if isEmpty {
                found.append(StorageXML(rest[rest.startIndex..<rest.startIndex]))
            } else if let close = rest.firstRange(of: "</\(name)>") {
                found.append(StorageXML(rest[..<close.lowerBound]))
                rest = rest[close.upperBound...]
            }
        }
        return found
    }

    /// A text as it may stand in an element.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        var result = text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&apos;", with: "'")
        for (code, letter) in [("&#34;", "\""), ("&#39;", "'"), ("&#x22;", "\""), ("&#13;", "\r"), ("&#xD;", "\r")] {
            result = result.replacing(code, with: letter)
        }
        // Last, so that what it leaves is not taken for more.
        return String(result.replacing("&amp;", with: "&"))
    }
}
