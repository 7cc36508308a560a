import JSON
import Webex

extension Planner {
    /// Answers a read as it would be answered after the changes that were held back.
    ///
    /// - Parameters:
    ///   - call: what is asked.
    ///   - order: the same as the script asked for it.
    ///   - ask: sends a read to the service.
    /// - Returns: the service's answer, with what the plan has changed of it.
    /// - Throws: what the service says, or would say.
    func read(
        _ call: Call,
        _ order: CallOrder,
        asking ask: (Call) async throws(WebexError) -> Webex.Answer
    ) async throws -> Webex.Answer {
        let answer = try await ask(call)
        names.note(answer.body)
        return answer
    }
}
