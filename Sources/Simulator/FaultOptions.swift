import Catalog

/// The parts of a fault's text, checked one by one.
struct FaultOptions {
    private static let kinds: [Fault.Kind] = [
        .reset, .truncated, .stall, .slow, .wrongLength, .malformed, .html, .expiredToken, .expiredSignature,
    ]
    private static let names = ["every", "after", "times", "match", "when", "retry-after", "milliseconds"]

    let kind: Fault.Kind
    private let text: String
    private var values: [String: String] = [:]

    /// Takes a text apart.
    ///
    /// A colon begins an option where a word and `=` follow; others belong to the regular expression before them.
    init(_ text: String) throws(SimulatorError) {
        self.text = text
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        kind = try Self.kind(parts.removeFirst(), of: text)
        var last: String?
        for part in parts {
            let name = part.prefix { ("a"..."z").contains($0) || $0 == "-" }
            if last == "match", name.isEmpty || !part.dropFirst(name.count).hasPrefix("=") {
                values["match", default: ""] += ":" + part
                continue
            }
            guard Self.names.contains(String(name)) else {
                throw wrong("\(part) is no option of a fault", hint: Self.hint(String(name), among: Self.names))
            }
            guard part.dropFirst(name.count).hasPrefix("="), part.count > name.count + 1 else {
                throw wrong("\(name) needs a value", hint: "write \(name)=…")
            }
            guard values[String(name)] == nil else { throw wrong("\(name) is given twice") }
            values[String(name)] = String(part.dropFirst(name.count + 1))
            last = String(name)
        }
    }

    /// The number of that name; nil when it is not given.
    func number(_ name: String, least: Int) throws(SimulatorError) -> Int? {
        guard let value = values[name] else { return nil }
        guard let number = Int(value), number >= least else {
            throw wrong("\(name) is \(value)", hint: "it must be \(least) or more")
        }
        return number
    }

    /// The regular expression, which can be compiled.
    func pattern() throws(SimulatorError) -> String? {
        guard let pattern = values["match"] else { return nil }
        do {
            _ = try Regex(pattern)
            return pattern
        } catch {
            throw wrong("match is \(pattern), which is no regular expression")
        }
    }

    /// When it comes: as told, else as the kind has it.
    func moment() throws(SimulatorError) -> Fault.Moment {
        let (usual, other) = moments
        guard let value = values["when"] else { return usual }
        guard let moment = Fault.Moment(rawValue: value) else {
            throw wrong("when is \(value)", hint: "it must be before or after")
        }
        guard moment == usual || other != nil else {
            throw wrong("\(kind.name) cannot come \(value) the request is performed", hint: "leave when away")
        }
        return moment
    }

    func wrong(_ problem: String, hint: String? = nil) -> SimulatorError {
        SimulatorError(problem: "fault \(text): \(problem)", hint: hint)
    }

    /// When a kind comes if nothing is said, and the other moment if it may come then too.
    private var moments: (usual: Fault.Moment, other: Fault.Moment?) {
        switch kind {
        case .status(429), .expiredToken, .expiredSignature: (.before, nil)
        case .status, .html: (.before, .after)
        case .reset, .stall: (.after, .before)
        case .truncated, .wrongLength, .malformed, .slow: (.after, nil)
        }
    }

    private static func kind(_ name: String, of text: String) throws(SimulatorError) -> Fault.Kind {
        if let status = Int(name), status == 429 || (500...599).contains(status) { return .status(status) }
        if let kind = kinds.first(where: { $0.name == name }) { return kind }
        throw SimulatorError(
            problem: "fault \(text): \(name.isEmpty ? "the kind is missing" : "\(name) is no kind of fault")",
            hint: hint(name, among: ["429", "503"] + kinds.map(\.name), also: "500 to 599")
        )
    }

    private static func hint(_ name: String, among known: [String], also: String? = nil) -> String {
        NearNames.question(name, among: known)
            ?? "there are \((known + [also].compactMap(\.self)).joined(separator: ", "))"
    }
}
