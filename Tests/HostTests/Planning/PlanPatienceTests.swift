import JSON
import Testing

@testable import Host

@Suite("Patience with a run that only plans")
struct PlanPatienceTests {
    private let patience = PlanPatience(limit: 1 << 40, mostPolls: 5) { 0 }

    /// Asks the same and gets an answer; gives what is said of it.
    private func poll(_ answer: String) -> PlanStandstill? {
        guard let question = patience.asked("call", ["operation": "site.get"], []) else { return nil }
        return question.standstill ?? patience.answered(question, Array(answer.utf8))
    }

    @Test("the same answer again and again, with a sleep in between, is a wait")
    func polls() {
        for _ in 0..<5 {
            #expect(poll("a") == nil)
            _ = patience.passed(ahead: 0)
        }
        let text = poll("a")?.text
        #expect(text?.contains("was asked 5 times more, with a sleep in between") == true, "\(text ?? "")")
        #expect(text?.contains("--max-polls") == true)
    }

    @Test("other answers, rows that are done, and askings without a sleep are none")
    func progress() {
        for number in 0..<20 {
            #expect(poll("\(number)") == nil)
            _ = patience.passed(ahead: 0)
        }
        for _ in 0..<20 {
            #expect(poll("a") == nil)
            patience.told("row")
            _ = patience.passed(ahead: 0)
        }
        for _ in 0..<4000 { #expect(poll("a") == nil) }
    }
}
