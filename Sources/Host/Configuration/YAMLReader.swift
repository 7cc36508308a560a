import Catalog
import Yams

/// Reads the fields of a YAML document that people write by hand, and says by line what is wrong with one.
package struct YAMLReader: Sendable {
    /// The path of the file, for messages.
    package let file: String

    package init(file: String) {
        self.file = file
    }

    /// The document's root; nil where there is nothing but comments.
    ///
    /// - Throws: `HostError` with file and line, for what is no YAML or has a key twice.
    package func compose(_ text: String) throws(HostError) -> Node? {
        do {
            guard let root = try Yams.compose(yaml: text), !root.isEmptyScalar else { return nil }
            return root
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw HostError(.invalid, "\(file):\(mark.line)", "is no YAML: \(problem)")
            case .duplicatedKeysInMapping(let names, let context):
                let line = Self.lastLine(of: names[0], in: text, from: context.mark)
                throw HostError(
                    .invalid,
                    "\(file):\(line)",
                    "\(names.joined(separator: ", ")) is there twice",
                    hint: "drop one of the two"
                )
            default:
                throw HostError(.invalid, file, "is no YAML")
            }
        } catch {
            throw HostError(.invalid, file, "is no YAML")
        }
    }

    /// Where a key that is twice in a mapping is for the second time; where the mapping begins, when that is not plain.
    private static func lastLine(of key: String, in text: String, from start: Mark) -> Int {
        let lines = YAMLLines(text).lines
        let matches = lines.indices.dropFirst(start.line - 1).filter { number in
            let line = lines[number]
            guard line.indentation.count == start.column - 1 else { return false }
            let written = line.content[line.indentation.endIndex...]
            return [key, "'\(key)'", "\"\(key)\""].contains { form in
                written.hasPrefix(form) && written.dropFirst(form.count).drop { $0 == " " }.first == ":"
            }
        }
        return matches.dropFirst().first.map { $0 + 1 } ?? start.line
    }

    /// The fields of a mapping, in the file's order.
    package func mapping(_ node: Node, what: String) throws(HostError) -> Node.Mapping {
        guard let mapping = node.mapping else { throw wrong(node, "\(what) must hold fields, each with a value") }
        return mapping
    }

    /// The items of a list.
    package func list(_ node: Node, _ name: String) throws(HostError) -> [Node] {
        guard let sequence = node.sequence else {
            throw wrong(node, "\(name) must be a list", hint: "write it as [one, two], or each on a line behind '- '")
        }
        return Array(sequence)
    }

    /// A key that is one of those known.
    package func name(_ key: Node, among known: [String]) throws(HostError) -> String {
        let found = key.scalar?.string ?? ""
        guard known.contains(found) else {
            throw wrong(
                key,
                "unknown key '\(found)'",
                hint: NearNames.question(found, among: known) ?? "keys are \(known.joined(separator: ", "))"
            )
        }
        return found
    }

    /// A text that is not empty.
    package func text(_ node: Node, _ name: String) throws(HostError) -> String {
        if node.isEmptyScalar { throw wrong(node, "\(name) is empty", hint: "write a text, or leave it out") }
        guard let scalar = node.scalar, node.tag == Tag(.str) else {
            throw wrong(node, "\(name) must be a text", hint: "a number or a word such as 'yes' needs quotes")
        }
        return scalar.string
    }

    /// A whole number that is not negative.
    package func count(_ node: Node, _ name: String) throws(HostError) -> Int {
        guard node.scalar != nil, node.tag == Tag(.int), let count = node.int, count >= 0 else {
            throw wrong(node, "\(name) must be a whole number, 0 or more")
        }
        return count
    }

    /// True or false, as YAML 1.2 spells them.
    package func flag(_ node: Node, _ name: String) throws(HostError) -> Bool {
        switch node.scalar?.string {
        case "true" where node.tag == Tag(.bool): return true
        case "false" where node.tag == Tag(.bool): return false
        default: throw wrong(node, "\(name) must be true or false")
        }
    }

    /// A path that begins with a slash.
    package func absolutePath(_ node: Node, _ name: String) throws(HostError) -> String {
        let path = try text(node, name)
        guard path.hasPrefix("/") else { throw wrong(node, "\(name) must be an absolute path, not '\(path)'") }
        return path
    }

    /// File and line of a node, as messages begin with them.
    package func place(_ node: Node) -> String {
        node.mark.map { "\(file):\($0.line)" } ?? file
    }

    /// The error of what stands at a node.
    package func wrong(_ node: Node, _ problem: String, hint: String? = nil) -> HostError {
        HostError(.invalid, place(node), problem, hint: hint)
    }
}

extension Node {
    /// Whether nothing stands there: `profiles:` and no more.
    package var isEmptyScalar: Bool {
        scalar?.string.isEmpty == true
    }
}
