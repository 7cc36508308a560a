import Testing

@testable import Catalog

/// Whether the patterns of the documents can be tried on any text: some take time that doubles with each letter.
@Suite("The patterns of the catalog")
struct PatternTests {
    /// Whether a group that is repeated holds a repetition or a choice, so that a text can be matched by it in many ways.
    ///
    /// The one good form begins each round with a blank, which its rest cannot match: `(\s[…]+)*`.
    private func mayExplode(_ pattern: String) -> Bool {
        var opened: [Substring.Index] = []
        var isClass = false
        let rest = pattern.replacing(/\(\\s\[[A-Za-z0-9_-]+\][+*]?\)[*+]/, with: "")
        var place = rest.startIndex
        while place < rest.endIndex {
            defer { place = rest.index(after: place) }
            switch rest[place] {
            case "\\": rest.formIndex(after: &place)
            case "[": isClass = true
            case "]": isClass = false
            case "(" where !isClass: opened.append(place)
            case ")" where !isClass:
                guard let start = opened.popLast() else { return true }
                let next = rest[rest.index(after: place)...].first
                let inside = rest[rest.index(after: start)..<place].replacing(/\\.|\[[^\]]*\]/, with: "x")
                if let next, "*+{".contains(next), inside.contains(where: { "*+?{|".contains($0) }) { return true }
            default: break
            }
        }
        return isClass || !opened.isEmpty
    }

    private func patterns(in parameters: [Parameter]) -> Set<String> {
        parameters.reduce(into: []) { found, parameter in
            if let pattern = parameter.pattern { found.insert(pattern) }
            found.formUnion(patterns(in: parameter.fields))
        }
    }

    @Test("a text that fails one takes no time that doubles with its letters")
    func linear() {
        var found: Set<String> = []
        for operation in Catalog.bundled.names.compactMap({ Catalog.bundled[$0] }) {
            let content = operation.content.map { [$0.value] } ?? []
            found.formUnion(patterns(in: operation.query + operation.headers + content))
        }
        #expect(found.count >= 10)
        for pattern in found { #expect(!mayExplode(pattern), "\(pattern)") }
    }

    @Test(
        "one that does is told",
        arguments: [
            #"^([a-z0-9_-]+\s?)*$"#, "(a*)*", "((a+)b?)+", "(a|a)*", "(a?){9}", #"(\s[a-z\s]+)*"#, "((a+))*", "(a",
            #"^[a-zA-Z0-9_-]+(\s*[a-zA-Z0-9_-]+)*$"#,
        ]
    )
    func exponential(pattern: String) { #expect(mayExplode(pattern)) }

    @Test(
        "one that does not is none",
        arguments: [#"^\+{0,1}\d+[\d.\-]*$"#, "(a|b)", "(ab)*", #"x(\s[a-z]+)*"#, "[(*]+", #"(\+)*"#]
    )
    func harmless(pattern: String) { #expect(!mayExplode(pattern)) }
}
