import Host
import JSON
import Journal
import Schedule

/// How a schedule stands, in a line: when it is due, whether it runs, and how it last went.
struct ScheduleOverview {
    /// How it stands; the first that is true.
    enum Standing: String {
        case broken
        case running
        case paused
        /// Its run ended badly and will be gone on with.
        case retrying
        /// It is due and waits for its turn.
        case waiting
        case failing
        case well
    }

    let name: String
    /// Nil where its file is broken.
    let definition: ScheduleDefinition?
    let problems: [ScheduleProblem]
    /// Nil where nobody has watched it yet.
    let state: ScheduleState?
    /// What is still to be done for it.
    let open: [ScheduleTick]
    /// The latest time that is over; nil where none is.
    let last: ScheduleTick?
    /// Milliseconds since 1970.
    let now: Int64

    /// All schedules of a listing, by name.
    ///
    /// - Throws: `JournalError`.
    static func all(
        _ listing: ScheduleListing,
        _ store: (any ScheduleStore)?,
        now: Int64
    ) async throws(JournalError) -> [ScheduleOverview] {
        let states = Dictionary(grouping: try await store?.states() ?? [], by: \.name)
        let open = Dictionary(grouping: try await store?.openTicks() ?? [], by: \.schedule)
        let definitions = Dictionary(grouping: listing.definitions, by: \.name)
        let problems = Dictionary(grouping: listing.problems, by: \.name)
        var found: [ScheduleOverview] = []
        for name in listing.names {
            var query = TickQuery()
            query.schedule = name
            query.states = [.done, .failed, .skipped]
            query.most = 1
            let state = states[name]?.first
            // A run by hand is entered also where nobody watches the schedule.
            let last = try await store?.ticks(query).first
            found.append(
                ScheduleOverview(
                    name: name,
                    definition: definitions[name]?.first,
                    problems: problems[name] ?? [],
                    state: state,
                    open: open[name] ?? [],
                    last: last,
                    now: now
                )
            )
        }
        return found
    }

    var standing: Standing {
        if !problems.isEmpty { return .broken }
        if open.contains(where: { $0.state == .running }) { return .running }
        if state?.pause != nil { return .paused }
        if open.contains(where: { $0.state == .waiting }) { return .retrying }
        if !open.isEmpty { return .waiting }
        return state?.isFailing == true ? .failing : .well
    }

    /// When it is due next; nil where that cannot be said.
    var next: Int64? { definition.flatMap { DueTimes($0).next(after: now) } }

    /// How the latest time went, in a few words.
    private var outcome: String {
        guard let last else { return "-" }
        let time = definition.map { ZonedTime.minute(last.due, in: $0.timing.zone) } ?? InstantText.minute(last.due)
        return "\(TickOutcome.text(last)) \(time)"
    }

    /// What programs read of it.
    var json: JSONObject {
        let problems = problems.map { JSONValue.string("\($0.error)") }
        var object: JSONObject = [
            "name": .string(name),
            "file": .string(definition?.file ?? self.problems.first?.file ?? ""),
            "description": definition?.description.map(JSONValue.string) ?? .null,
            "when": definition.map { .string($0.timing.text) } ?? .null,
            "zone": definition.map { .string($0.timing.zone.name) } ?? .null,
            "next": next.map(JSONValue.integer) ?? .null,
            "standing": .string(standing.rawValue),
            "paused": state?.pause.map { pause in
                [
                    "since": .integer(pause.since), "user": .string(pause.user),
                    "reason": pause.reason.map(JSONValue.string) ?? .null,
                ]
            } ?? .null,
            "running": .array(open.filter { $0.state == .running }.compactMap(\.run).map(JSONValue.string)),
        ]
        object["last"] = last.map { .object(TickOutcome.json($0)) } ?? .null
        object["problems"] = .array(problems)
        return object
    }

    /// Schedules as people read them, under a heading.
    static func table(_ schedules: [ScheduleOverview], width: Int) -> String {
        var table = TextTable(width: width)
        table.add("SCHEDULE", "WHEN", "ZONE", "NEXT", "STANDS", "LAST")
        for entry in schedules {
            let timing = entry.definition?.timing
            table.add(
                Console.plain(entry.name),
                Console.plain(timing?.text ?? "-"),
                Console.plain(timing?.zone.name ?? "-"),
                timing.flatMap { timing in entry.next.map { ZonedTime.minute($0, in: timing.zone) } } ?? "-",
                entry.standing.rawValue,
                entry.outcome
            )
        }
        return table.text
    }
}
