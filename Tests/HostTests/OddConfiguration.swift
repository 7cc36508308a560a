/// A `config.yaml` as a person might write one, made up from a seed, who also knows which comment is about what.
struct OddConfiguration {
    /// The names of its profiles, in order.
    let names: [String]
    private(set) var text = ""
    private var numbers: Numbers
    private var comments = 0

    /// Whose lines are marked: profiles' names, and `all` for what belongs to none.
    static let nobody = "all"

    init(seed: UInt64) {
        numbers = Numbers(state: seed)
        names = Array(["alpha", "b.2", "c-c", "delta"].prefix(Int.random(in: 1...4, using: &numbers)))
        let lineEnd = pick(["\n", "\n", "\r\n"])
        let root = pick(["", "", "", " "])
        var sections = [profiles(root: root)]
        if pick([true, false]) {
            sections.insert(defaultLine(root: root), at: pick([0, 0, 1]))
        }
        var lines = pick([[], ["---"], ["%YAML 1.1", "---"]])
        lines += loose(at: root, upTo: 2) + pick([[], [""]])
        lines += sections.joined(separator: pick([[], [""], ["", root + comment(Self.nobody), ""]]))
        lines += pick([[], [], [""], ["", comment(Self.nobody)], ["..."], ["... # end"]])
        text = pick(["", "", "\u{FEFF}"]) + lines.joined(separator: lineEnd) + pick([lineEnd, lineEnd, ""])
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &numbers)]
    }

    private mutating func comment(_ owner: String) -> String {
        comments += 1
        return "# \(comments) of \(owner)" + pick(["", ": x", "  # twice", " {[", " \"'", "é"])
    }

    private mutating func loose(at indentation: String, upTo most: Int) -> [String] {
        (0..<Int.random(in: 0...most, using: &numbers)).flatMap { _ in [indentation + comment(Self.nobody), ""] }
    }

    private mutating func defaultLine(root: String) -> [String] {
        let name = pick(names)
        let value = pick([name, "'\(name)'", "\"\(name)\""])
        return pick([
            [root + "default_profile: " + value], [root + "default_profile:   " + value + "  " + comment(Self.nobody)],
            [root + "default_profile:", root + "   " + value], [root + "\"default_profile\" : " + value],
        ])
    }

    private mutating func profiles(root: String) -> [String] {
        var lines = [root + "profiles:" + pick(["", " ", "  " + comment(Self.nobody)])]
        let indentation = root + pick(["  ", " ", "    "])
        let gap = pick([[], [], [""]])
        for (index, name) in names.enumerated() {
            if index > 0 { lines += gap + pick([[], [], ["", indentation + comment(Self.nobody), ""]]) }
            for _ in 0..<Int.random(in: 0...2, using: &numbers) {
                lines.append(pick([indentation, indentation, ""]) + comment(name))
            }
            lines += profile(name, at: indentation)
        }
        return lines
    }

    private mutating func profile(_ name: String, at indentation: String) -> [String] {
        let key = indentation + pick([name, "'\(name)'", "\"\(name)\""]) + ":"
        let inner = indentation + pick(["  ", " ", "     "])
        if pick([false, false, false, true]) { return [key + " { region: us1, \"rate_limit\": 7 }"] }
        var fields: [[String]] = [
            pick([
                [inner + "region: us1"],
                [inner + "api_url: https://a.example/v1#not-this"].map { String($0.prefix { $0 != "#" }) },
                [inner + "api_url: 'https://a.example'   " + comment(name)],
                [inner + "api_url:", inner + "    \"https://a.example\""],
            ])
        ]
        fields += pick([
            [], [[inner + "auth_url: https://webexapis.com/v1"]], [[inner + "auth_url: \"http://localhost:1\""]],
        ])
        fields += pick([[], [[inner + "zone: |-", inner + "  # no comment"]], [[inner + "zone: \"a\\\"b # c\""]]])
        fields += pick([
            [], [[inner + "client_id: >-", inner + "   folded", "", inner + "   text"]],
            [[inner + "client_id: 'it''s'"]],
        ])
        fields += pick([[], [[inner + "rate_limit: 0x10"]], [[inner + "rate_limit:    20 " + comment(name)]]])
        fields.shuffle(using: &numbers)
        for index in fields.indices.reversed() where Int.random(in: 0..<5, using: &numbers) == 0 {
            fields.insert([inner + comment(name)], at: index)
        }
        let after = pick([[], [], [inner + comment(name)], ["", inner + comment(name)]])
        return [key + pick(["", "", "  " + comment(name)])] + fields.joined() + after
    }

    /// Splitmix64: the same numbers for the same seed.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
