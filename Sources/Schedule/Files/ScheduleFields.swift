import Host
import Yams

/// The fields of one mapping of a schedule's file, and what is wrong with them: all of it, not only the first.
struct ScheduleFields {
    let yaml: YAMLReader
    private let nodes: [String: Node]
    /// What was found wrong so far.
    private(set) var problems: [HostError] = []

    /// Durations are not longer than that: a hundred years.
    private static let longest: Int64 = 100 * 366 * 86_400_000

    init(_ yaml: YAMLReader, _ mapping: Node.Mapping, known: [String]) {
        self.yaml = yaml
        var nodes: [String: Node] = [:]
        for (key, value) in mapping {
            do throws(HostError) {
                nodes[try yaml.name(key, among: known)] = value
            } catch {
                problems.append(error)
            }
        }
        self.nodes = nodes
    }

    /// The line of each field.
    var lines: [String: Int] { nodes.compactMapValues { $0.mark?.line } }

    func node(_ name: String) -> Node? { nodes[name] }

    mutating func tell(_ problem: HostError) { problems.append(problem) }

    /// What a field says; nil when it is not there, or is wrong, which is then kept among the problems.
    mutating func value<Value>(_ name: String, _ read: (Node) throws(HostError) -> Value) -> Value? {
        guard let node = nodes[name] else { return nil }
        do throws(HostError) {
            return try read(node)
        } catch {
            problems.append(error)
            return nil
        }
    }

    /// The fields of a mapping that is a field's value; nil when there is none.
    mutating func fields(_ name: String, known: [String]) -> ScheduleFields? {
        let yaml = yaml
        return value(name) { node throws(HostError) in
            ScheduleFields(yaml, try yaml.mapping(node, what: name), known: known)
        }
    }

    /// Takes over what was found wrong in a part.
    mutating func add(problemsOf part: ScheduleFields) { problems += part.problems }

    mutating func text(_ name: String) -> String? {
        let yaml = yaml
        return value(name) { node throws(HostError) in try yaml.text(node, name) }
    }

    mutating func flag(_ name: String) -> Bool? {
        let yaml = yaml
        return value(name) { node throws(HostError) in try yaml.flag(node, name) }
    }

    mutating func count(_ name: String, upTo most: Int = Int.max) -> Int? {
        let yaml = yaml
        return value(name) { node throws(HostError) in
            let count = try yaml.count(node, name)
            guard count <= most else { throw yaml.wrong(node, "\(name) is \(count), but must be \(most) or less") }
            return count
        }
    }

    /// Milliseconds of a duration that is `least` or longer.
    mutating func duration(_ name: String, least: Int64 = 0, longest: Int64 = longest) -> Int64? {
        let yaml = yaml
        return value(name) { node throws(HostError) in
            guard let text = node.scalar?.string, let duration = DurationText.milliseconds(text) else {
                throw yaml.wrong(
                    node,
                    "\(name) must be a duration, not '\(node.scalar?.string ?? "")'",
                    hint: "write one as \(DurationText.examples)"
                )
            }
            guard duration >= least else {
                throw yaml.wrong(node, "\(name) is \(text), but must be \(DurationText.shown(least)) or more")
            }
            guard duration <= longest else {
                throw yaml.wrong(node, "\(name) is \(text), but must be \(DurationText.shown(longest)) or less")
            }
            return duration
        }
    }

    /// Bytes of a size.
    mutating func size(_ name: String, least: Int64 = 1) -> Int64? {
        let yaml = yaml
        return value(name) { node throws(HostError) in
            guard let text = node.scalar?.string, let size = SizeText.bytes(text) else {
                throw yaml.wrong(
                    node,
                    "\(name) must be a size, not '\(node.scalar?.string ?? "")'",
                    hint: "write one as 64K, 256M or 2G"
                )
            }
            guard size >= least else {
                throw yaml.wrong(node, "\(name) is \(text), but must be \(SizeText.shown(least)) or more")
            }
            return size
        }
    }

    /// One of a few words.
    mutating func word<Word: RawRepresentable & CaseIterable>(_ name: String) -> Word? where Word.RawValue == String {
        let yaml = yaml
        return value(name) { node throws(HostError) in
            let text = node.scalar?.string ?? ""
            guard let word = Word(rawValue: text) else {
                let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
                throw yaml.wrong(node, "\(name) is no '\(text)'", hint: "it is one of \(words)")
            }
            return word
        }
    }

    /// A list of texts that are not empty.
    mutating func texts(_ name: String) -> [String]? {
        let yaml = yaml
        return value(name) { node throws(HostError) in
            var texts: [String] = []
            for item in try yaml.list(node, name) { texts.append(try yaml.text(item, "an item of \(name)")) }
            return texts
        }
    }

    /// A list of words as they stand there: a number or a date is one too, and so is an empty one in quotes.
    mutating func words(_ name: String) -> [String]? {
        let yaml = yaml
        return value(name) { node throws(HostError) in
            var words: [String] = []
            for item in try yaml.list(node, name) {
                guard let scalar = item.scalar, item.tag != Tag(.null) || !scalar.string.isEmpty else {
                    throw yaml.wrong(item, "an item of \(name) must be a text", hint: "an empty one is written ''")
                }
                guard !scalar.string.utf8.contains(0) else { throw yaml.wrong(item, "an item of \(name) holds a NUL") }
                words.append(scalar.string)
            }
            return words
        }
    }
}
