import ArgumentParser
import Host
import JSON
import Journal

/// `patchbay runs settle ID`: says what became of changes that are in doubt.
struct RunsSettleVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Say of changes in doubt whether they happened.",
        discussion: """
            A change is in doubt when its answer was lost: look at the org first. On a terminal each is shown and asked \
            for; else name them by their numbers, as patchbay runs show has them.

              patchbay runs settle last --happened 12 --id 5f1e...
              patchbay runs settle last --not-happened all

            A run that goes on does not send again what happened, and does what did not. Of a create that happened it needs \
            the id of what was made, where that cannot be looked for by its name. Until the run goes on, the latest word counts.
            """
    )

    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or last.", valueName: "run"))
    var run: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The writes that happened, by their numbers, or all.", valueName: "n")
    )
    var happened: [WriteNumbers] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The writes that did not happen, by their numbers, or all.", valueName: "n")
    )
    var notHappened: [WriteNumbers] = []

    @Option(help: ArgumentHelp("The id of the object that the one create made that happened.", valueName: "object-id"))
    var id: String?

    @Flag(help: "As JSON.")
    var json = false

    func validate() throws {
        if let id {
            guard !id.isEmpty else { throw ValidationError("--id is empty") }
            guard happened.count == 1, happened != [.all] else {
                throw ValidationError("--id is the id of one object: name its create with --happened N, and no other")
            }
        }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let (place, record) = try await surroundings.run(named: run)
            let settlement = try await Settlement(of: record, in: place)
            defer { settlement.close() }
            try tell(
                try await decided(in: settlement, surroundings.console),
                of: settlement,
                run: record.id,
                surroundings
            )
        }
    }

    /// What was decided by the options or at the terminal, and is entered.
    private func decided(in settlement: Settlement, _ console: Console) async throws -> [Settlement.Decision] {
        if happened.isEmpty, notHappened.isEmpty {
            return try await SettleDialogue(settlement, console).decide()
        }
        let decisions = try decisions(among: settlement.doubts)
        try await settlement.enter(decisions)
        return decisions
    }

    /// What the options say.
    private func decisions(among doubts: [Int64]) throws -> [Settlement.Decision] {
        let done = WriteNumbers.chosen(happened, among: doubts)
        let not = WriteNumbers.chosen(notHappened, among: doubts)
        if let both = done.first(where: not.contains) {
            throw HostError(.invalid, "write \(both)", "is in --happened and in --not-happened", hint: "name it once")
        }
        return done.map { Settlement.Decision(write: $0, happened: true, objectID: id) }
            + not.map { Settlement.Decision(write: $0, happened: false) }
    }

    private func tell(
        _ decided: [Settlement.Decision],
        of settlement: Settlement,
        run: String,
        _ surroundings: Surroundings
    ) throws {
        let left = Set(settlement.doubts).subtracting(decided.map(\.write)).sorted()
        if json {
            let settled = decided.map { decision -> JSONValue in
                let state: WriteState = decision.happened ? .settledDone : .settledNot
                return [
                    "write": .integer(decision.write), "state": .string(state.rawValue),
                    "id": EntryJSON.text(decision.objectID),
                ]
            }
            let document: JSONValue = [
                "run": .string(run), "settled": .array(settled), "in_doubt": .array(left.map(JSONValue.integer)),
            ]
            return try surroundings.stream(document.pretty())
        }
        let console = surroundings.console
        if settlement.doubts.isEmpty, decided.isEmpty { return console.say("nothing of run \(run) is in doubt") }
        let rest = left.isEmpty ? "none is in doubt any more" : "\(left.count) still in doubt"
        console.say("settled \(decided.count) \(decided.count == 1 ? "write" : "writes") of run \(run), \(rest)")
    }
}
