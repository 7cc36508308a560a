/// A page of Prometheus' text format 0.0.4, read by its documented grammar and by nothing of ours.
struct ExpositionPage {
    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Flaw: Error { var line: String, problem: String }

    private(set) var helps: [String: String] = [:]
    private(set) var types: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Flaw(line: "", problem: "the last line has no end") }
        var ended: Set<String> = []
        var current = ""
        for line in text.split(separator: "\n").map(String.init) {
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            if words[0] == "#" {
                if words[1] == "HELP" { helps[words[2]] = words.count > 3 ? words[3] : "" }
                if words[1] == "TYPE" {
                    guard types[words[2]] == nil else { throw Flaw(line: line, problem: "a second type") }
                    types[words[2]] = words[3]
                }
                continue
            }
            let sample = try Self.sample(line)
            guard let family = family(of: sample.name) else { throw Flaw(line: line, problem: "no type before it") }
            if family != current {
                guard ended.insert(family).inserted else {
                    throw Flaw(line: line, problem: "its lines are not together")
                }
                current = family
            }
            guard !samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) else {
                throw Flaw(line: line, problem: "it is there twice")
            }
            samples.append(sample)
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private func family(of name: String) -> String? {
        if types[name] != nil { return name }
        for suffix in ["_sum", "_count", "_bucket"] where name.hasSuffix(suffix) {
            let family = String(name.dropLast(suffix.count))
            if ["summary", "histogram"].contains(types[family]) { return family }
        }
        return nil
    }

    private static func sample(_ line: String) throws -> Sample {
        var rest = Substring(line)
        let name = rest.prefix { $0 != "{" && $0 != " " }
        guard name.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil else { throw Flaw(line: line, problem: "no name") }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let label = rest.prefix { $0 != "=" }
                guard label.wholeMatch(of: /[a-zA-Z_][a-zA-Z0-9_]*/) != nil else {
                    throw Flaw(line: line, problem: "no label")
                }
                rest = rest.dropFirst(label.count + 1)
                guard rest.popFirst() == "\"" else { throw Flaw(line: line, problem: "no quote") }
                var value = ""
                while let letter = rest.popFirst(), letter != "\"" {
                    guard letter == "\\" else {
                        value.append(letter)
                        continue
                    }
                    switch rest.popFirst() {
                    case "n": value.append("\n")
                    case "\\": value.append("\\")
                    case "\"": value.append("\"")
                    default: throw Flaw(line: line, problem: "an unknown escape")
                    }
                }
                guard labels.updateValue(value, forKey: String(label)) == nil else {
                    throw Flaw(line: line, problem: "a label twice")
                }
                if rest.first == "," { rest = rest.dropFirst() }
            }
            rest = rest.dropFirst()
        }
        guard rest.popFirst() == " ", let value = number(rest) else { throw Flaw(line: line, problem: "no value") }
        return Sample(name: String(name), labels: labels, value: value)
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: Double(text)
        }
    }
}
