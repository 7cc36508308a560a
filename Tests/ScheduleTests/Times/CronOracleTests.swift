import Host
import JSON
import Schedule
import TestSupport
import Testing

/// Against cronsim, by `scripts/cron-oracle`.
///
/// What differs on purpose stands in two places: where cronsim's walk does not do what its own rule says, in
/// `scripts/cron-oracle.d/answering.py`; and what `RandomCron` leaves out, since we refuse or read it otherwise: six fields (seconds),
/// steps longer than their field (which only look as if they did something), and a step behind a range of one number.
@Suite("Cron expressions, against an independent implementation")
struct CronOracleTests {
    private struct Question {
        let cron: String
        let zone: ZoneRules
        let start: Int64
    }

    @Test("of ten thousand random expressions and zones the next five times are the same", .timeLimit(.minutes(10)))
    func random() async throws {
        var random = SeededNumbers(seed: 2026)
        let questions = (0..<10_000).map { _ in
            let cron = RandomCron(&random)
            return Question(cron: cron.text, zone: cron.zone, start: cron.start(&random))
        }
        let answers = try await ask(questions)
        #expect(answers.count == questions.count)
        var (different, never, across) = (0, 0, 0)
        for (question, answer) in zip(questions, answers) {
            let expected = answer.array?.compactMap(\.integer)
            let timing = try? Timing(cron: question.cron, zone: question.zone)
            let times = timing.map { ShownTime.times(5, $0, after: question.start) }
            if expected == nil || expected?.isEmpty == true { never += 1 }
            if let last = times?.last, question.zone.stretch(at: question.start).end <= last { across += 1 }
            guard !agree(times, expected, question) else { continue }
            different += 1
            if different <= 10 {
                Issue.record(
                    """
                    \(question.cron) in \(question.zone.name) after \(ShownTime.text(question.start, question.zone)):
                    ours \(shown(times, question.zone))
                    cronsim's \(shown(expected, question.zone))
                    """
                )
            }
        }
        #expect(different == 0)
        // So that the numbers go on meaning something.
        #expect(across > 3_000)
        #expect(never < 500)
    }

    /// cronsim gives up after fifty years, and sees of impossible days only some.
    private func agree(_ times: [Int64]?, _ expected: [Int64]?, _ question: Question) -> Bool {
        guard let times else { return expected?.isEmpty ?? true }
        guard let expected else { return false }
        if expected.count < 5 {
            let gap = (expected.last ?? question.start) + 49 * 366 * 86_400_000
            return times.starts(with: expected) && times[expected.count] > gap
        }
        return times == expected
    }

    private func shown(_ times: [Int64]?, _ zone: ZoneRules) -> String {
        times.map { "\($0.map { ShownTime.text($0, zone) })" } ?? "refused"
    }

    private func ask(_ questions: [Question]) async throws -> [JSONValue] {
        let folder = try TemporaryFolder()
        let lines = questions.map { question in
            let fields: JSONValue = [
                "expression": .string(question.cron), "zone": .string(question.zone.name),
                "from": .integer(question.start), "count": 5,
            ]
            return String(decoding: fields.encoded(), as: UTF8.self) + "\n"
        }
        let file = try folder.write("questions.jsonl", lines.joined())
        let program = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/scripts/cron-oracle"
        let outcome = try await ProgramRun.run(program, [file], environment: ["PATH": "/usr/bin:/bin"], allowed: 500)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return try outcome.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }
}
