import Yams

/// A text as the lines that YAML sees, so that some can be changed and all others stay byte for byte.
struct YAMLLines {
    /// A line apart from what ends it.
    struct Line {
        var content: String
        /// Empty for a last line that nothing ends.
        var ending: String

        /// The blanks that it begins with.
        var indentation: Substring { content.prefix { $0 == " " || $0 == "\t" } }
        var isBlank: Bool { indentation.endIndex == content.endIndex }
        var isComment: Bool { content[indentation.endIndex...].hasPrefix("#") }
    }

    private(set) var lines: [Line] = []

    init(_ text: String) {
        var content = String.UnicodeScalarView()
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\r" where scalars.first == "\n":
                scalars.removeFirst()
                append(&content, ending: "\r\n")
            // The parser ends a line, and counts one, after each of these.
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": append(&content, ending: String(scalar))
            default: content.append(scalar)
            }
        }
        if !content.isEmpty { append(&content, ending: "") }
    }

    private mutating func append(_ content: inout String.UnicodeScalarView, ending: String) {
        lines.append(Line(content: String(content), ending: ending))
        content.removeAll(keepingCapacity: true)
    }

    var text: String { text(of: lines.indices) }

    func text(of range: Range<Int>) -> String {
        lines[range].map { $0.content + $0.ending }.joined()
    }

    /// Puts lines before the line of that number; they end as their neighbours do.
    mutating func insert(_ contents: [String], at place: Int) {
        let ending = lines[..<place].last { !$0.ending.isEmpty }?.ending ?? lines.first?.ending ?? "\n"
        var added = contents.map { Line(content: $0, ending: ending.isEmpty ? "\n" : ending) }
        if place > 0, lines[place - 1].ending.isEmpty, !added.isEmpty {
            // The last line of the file ends as the last one did.
            (lines[place - 1].ending, added[added.count - 1].ending) = (added[0].ending, "")
        }
        lines.insert(contentsOf: added, at: place)
    }

    /// Takes lines out; a file that ended without a line break still does.
    mutating func remove(_ range: Range<Int>) {
        let isOpen = range.upperBound == lines.count && lines.last?.ending.isEmpty == true
        lines.removeSubrange(range)
        if isOpen, !lines.isEmpty { lines[lines.count - 1].ending = "" }
    }

    /// Writes another scalar in the place of one that is plain or quoted and stands on a line of its entry.
    ///
    /// - Returns: whether it could.
    mutating func replace(_ node: Node, in entry: Entry, with scalar: String) -> Bool {
        guard let mark = node.mark, node.scalar != nil, entry.lines.contains(mark.line - 1) else { return false }
        let content = Array(lines[mark.line - 1].content.unicodeScalars)
        guard mark.column <= content.count, let end = Self.endOfScalar(in: content, from: mark.column - 1) else {
            return false
        }
        var written = String.UnicodeScalarView()
        written.append(contentsOf: content[..<(mark.column - 1)])
        written.append(contentsOf: scalar.unicodeScalars)
        written.append(contentsOf: content[end...])
        lines[mark.line - 1].content = String(written)
        return true
    }

    /// Where a scalar ends that begins at `start`; nil for one that goes on, or has a form of its own.
    private static func endOfScalar(in line: [Unicode.Scalar], from start: Int) -> Int? {
        switch line[start] {
        case "\"":
            var place = start + 1
            while place < line.count, line[place] != "\"" { place += line[place] == "\\" ? 2 : 1 }
            return place < line.count ? place + 1 : nil
        case "'":
            var place = start + 1
            while place < line.count {
                guard line[place] == "'" else {
                    place += 1
                    continue
                }
                guard place + 1 < line.count, line[place + 1] == "'" else { return place + 1 }
                place += 2
            }
            return nil
        case "|", ">", "&", "*", "!", "[", "{": return nil
        default:
            let isBlank = { (place: Int) in line[place] == " " || line[place] == "\t" }
            var end = (start + 1..<line.count).first { line[$0] == "#" && isBlank($0 - 1) } ?? line.count
            while isBlank(end - 1) { end -= 1 }
            return end
        }
    }
}

extension YAMLLines {
    /// A key and its value, with the lines that are theirs alone.
    struct Entry {
        let name: String
        let value: Node
        /// From the key's line to the last that belongs to its value, comments further to the right than the key included.
        let lines: Range<Int>
    }

    /// The entries of a mapping that has each key on a line of its own; nil for any other.
    ///
    /// - Parameters:
    ///   - mapping: as these lines were parsed.
    ///   - range: the lines that it lies within.
    /// - Returns: the entries in order.
    func entries(of mapping: Node.Mapping, within range: Range<Int>) -> [Entry]? {
        var starts: [Int] = []
        for (key, _) in mapping {
            guard let mark = key.mark, key.scalar != nil, range.contains(mark.line - 1),
                starts.last.map({ $0 < mark.line - 1 }) ?? true,
                lines[mark.line - 1].indentation.unicodeScalars.count == mark.column - 1
            else { return nil }
            starts.append(mark.line - 1)
        }
        return mapping.enumerated().map { index, pair in
            let next = index + 1 < starts.count ? starts[index + 1] : range.upperBound
            return Entry(
                name: pair.key.scalar?.string ?? "",
                value: pair.value,
                lines: starts[index]..<end(of: starts[index], before: next)
            )
        }
    }

    /// The line after the last that belongs to the key on line `start`.
    private func end(of start: Int, before next: Int) -> Int {
        // What ends the document ends its last entry.
        let limit = (start + 1..<next).first { isDocumentMark(lines[$0]) } ?? next
        let column = lines[start].indentation.count
        return (start + 1..<limit).last { number in
            let line = lines[number]
            return !line.isBlank && (!line.isComment || line.indentation.count > column)
        }.map { $0 + 1 } ?? start + 1
    }

    private func isDocumentMark(_ line: Line) -> Bool {
        (line.content.hasPrefix("...") || line.content.hasPrefix("---"))
            && line.content.dropFirst(3).first.map { $0 == " " || $0 == "\t" } ?? true
    }

    /// The first of the comments that stand directly above a line, no further to the right than it.
    func commentsAbove(_ number: Int) -> Int {
        var start = number
        while start > 0, lines[start - 1].isComment,
            lines[start - 1].indentation.count <= lines[number].indentation.count
        {
            start -= 1
        }
        return start
    }
}
