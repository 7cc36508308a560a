import JSON
import Testing

@testable import Host

@Suite("Plans as files")
struct PlanFileTests {
    private static let text = PlanFile.text(PlanSample.full)

    /// The error that reading a text gives; nil for a plan.
    private func problem(_ text: [UInt8]) -> String? {
        do throws(HostError) {
            _ = try PlanFile.plan(text, shown: "plan.json")
            return nil
        } catch { return error.description }
    }

    private func problem(_ text: String) -> String? { problem(Array(text.utf8)) }

    @Test("what is read is what was written, and written again it is the same text")
    func roundTrip() throws {
        let read = try PlanFile.plan(Self.text, shown: "plan.json")
        #expect(read == PlanSample.full)
        #expect(PlanFile.text(read) == Self.text)
        let empty = PlanSample.plan()
        #expect(try PlanFile.plan(PlanFile.text(empty), shown: "plan.json") == empty)
    }

    @Test("random plans come back as they were")
    func randomPlans() throws {
        var numbers = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var plan = PlanSample.full
            plan.changes = (0..<Int.random(in: 0...6, using: &numbers)).map { number in
                var change = plan.changes[Int.random(in: 0..<4, using: &numbers)]
                change.number = number + 1
                change.body = Self.value(&numbers, depth: 3)
                change.before = Bool.random(using: &numbers) ? ["v": Self.value(&numbers, depth: 3)] : nil
                return change
            }
            plan.arguments = Self.value(&numbers, depth: 2)
            plan.made = Int64.random(in: 0...(1 << 50), using: &numbers)
            #expect(try PlanFile.plan(PlanFile.text(plan), shown: "plan.json") == plan)
        }
    }

    private static func value(_ numbers: inout SeededGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &numbers) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &numbers))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &numbers))
        case 3: return .number(Double.random(in: -1e9...1e9, using: &numbers) + 0.25)
        case 4: return .string(["", "é", "e\u{301}", "\u{0}\n\"", "😀 a"][Int.random(in: 0..<5, using: &numbers)])
        case 5:
            return .array((0..<Int.random(in: 0...3, using: &numbers)).map { _ in value(&numbers, depth: depth - 1) })
        default:
            var object: JSONObject = [:]
            for number in 0..<Int.random(in: 0...3, using: &numbers) {
                object["k\(number)"] = value(&numbers, depth: depth - 1)
            }
            return .object(object)
        }
    }

    @Test("cut off anywhere it is refused")
    func cutOff() {
        for length in 0..<(Self.text.count - 2) {
            #expect(problem(Array(Self.text.prefix(length))) != nil, "\(length) bytes")
        }
        #expect(problem([]) == "plan.json: is empty: it is no plan; make it again with patchbay run --plan --out FILE")
        let half = problem(Array(Self.text.prefix(Self.text.count / 2)))
        #expect(half?.contains("is cut off: it does not end; make it again") == true, "\(half ?? "")")
    }

    @Test("cut off behind a brace it is told as cut off")
    func cutBehindBrace() throws {
        let text = String(decoding: Self.text, as: UTF8.self)
        let end = try #require(text.firstRange(of: "},\n")).lowerBound
        let half = problem(String(text[...end]))
        #expect(half?.contains("is cut off: it does not end") == true, "\(half ?? "")")
    }

    @Test("with a field that is there twice it is refused, whichever of them a reader sees")
    func twice() throws {
        let text = String(decoding: Self.text, as: UTF8.self)
        let field = "\"name\":\"Owls\""
        let range = try #require(text.firstRange(of: field))
        var twice = text
        twice.insert(contentsOf: "\"name\":\"Cats\",", at: range.lowerBound)
        #expect(problem(twice)?.contains("edited") == true, "\(problem(twice) ?? "a plan")")
    }

    @Test("with any byte changed it is refused, or says the same")
    func everyByte() throws {
        for place in Self.text.indices {
            for bit: UInt8 in [0x01, 0x20, 0x80] {
                var changed = Self.text
                changed[place] ^= bit
                // Blanks between values say nothing.
                guard let read = try? PlanFile.plan(changed, shown: "plan.json") else { continue }
                #expect(read == PlanSample.full, "byte \(place)")
            }
        }
    }

    @Test("edited, from a newer version, or something else: each is told as what it is")
    func told() {
        let text = String(decoding: Self.text, as: UTF8.self)
        let edited = problem(text.replacing("Owls", with: "Cats"))
        #expect(
            edited?.contains("has been edited since it was made: its checksum does not fit; a plan is carried out")
                == true
        )
        #expect(problem(text.replacing("\"simulated\": true,", with: ""))?.contains("edited") == true)
        let newer = problem(text.replacing("\"patchbay_plan\": 1", with: "\"patchbay_plan\": 2"))
        #expect(newer?.contains("is a plan of form 2, which a newer Patchbay has made; this one reads up to 1") == true)
        #expect(newer?.contains("carry it out with the version that made it, 0.1.0") == true)
        let zero = problem(text.replacing("\"patchbay_plan\": 1", with: "\"patchbay_plan\": 0"))
        #expect(zero?.contains("edited") == true)
        #expect(problem("{}") == "plan.json: is no plan; patchbay run --plan --out FILE writes one")
        #expect(problem("[1]")?.contains("is no plan") == true)
        #expect(problem("print(1)")?.contains("is no plan") == true)
        #expect(problem(text + text)?.contains("is no plan") == true)
    }

    @Test("blanks and line ends may be others: what it says counts")
    func blanks() throws {
        let value = try JSONValue(parsing: Self.text)
        #expect(try PlanFile.plan(value.encoded(), shown: "p") == PlanSample.full)
        #expect(try PlanFile.plan(value.pretty(), shown: "p") == PlanSample.full)
        let windows = String(decoding: Self.text, as: UTF8.self).replacing("\n", with: "\r\n")
        #expect(try PlanFile.plan(Array(windows.utf8), shown: "p") == PlanSample.full)
    }
}
