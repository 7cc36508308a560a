import Host
import Journal

/// Shows a person at the terminal each change that is in doubt, and asks what became of it.
///
/// What was said of one is durable before the next is asked for.
struct SettleDialogue {
    private let settlement: Settlement
    private let console: Console
    private static let flag = "--happened N or --not-happened N"

    init(_ settlement: Settlement, _ console: Console) {
        self.settlement = settlement
        self.console = console
    }

    /// Asks for all of them.
    ///
    /// - Returns: what was decided; what was skipped is not in it.
    /// - Throws: `HostError`; `JournalError`.
    func decide() async throws -> [Settlement.Decision] {
        guard !settlement.doubts.isEmpty else { return [] }
        try Prompt(console).check(insteadOf: Self.flag)
        var decided: [Settlement.Decision] = []
        for number in settlement.doubts {
            let (time, write) = try await settlement.write(number)
            show(number, time, write)
            guard let decision = try ask(number, write) else { continue }
            try await settlement.enter([decision])
            decided.append(decision)
        }
        return decided
    }

    private func show(_ number: Int64, _ time: Int64, _ write: JournalEntry.Write) {
        console.say(DoubtText.heading(number, time, write))
        if let body = write.body { console.say("  sent: " + Console.plain(body)) }
        if let before = write.before { console.say("  before: " + Console.plain(before)) }
    }

    private func ask(_ number: Int64, _ write: JournalEntry.Write) throws -> Settlement.Decision? {
        let prompt = Prompt(console)
        while true {
            let answer = try prompt.line("did it happen? yes, no or skip:", insteadOf: Self.flag)
            switch answer.lowercased() {
            case "y", "yes":
                guard write.safety == "create" else { return Settlement.Decision(write: number, happened: true) }
                let isNeeded = Settlement.needsID(write)
                let way = isNeeded ? "the id of what it made:" : "the id of what it made, or - if you do not know it:"
                let id = try prompt.line(way, insteadOf: "--id")
                guard id != "-" || !isNeeded else {
                    console.say("it cannot be looked for, so the run needs the id; skip leaves it in doubt")
                    continue
                }
                return Settlement.Decision(write: number, happened: true, objectID: id == "-" ? nil : id)
            case "n", "no": return Settlement.Decision(write: number, happened: false)
            case "s", "skip": return nil
            default: console.say("\(Console.plain(answer)) is neither yes, no nor skip")
            }
        }
    }
}
