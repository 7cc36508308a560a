import Catalog
import JSON
import Journal
import Synchronization
import Webex
import Wire

/// What the script that carries a plan out asks: `plan_changes`, `plan_expected` and `plan_check`; and what it tells: `change`.
struct ApplyEffects: Sendable {
    let applied: AppliedPlan
    let session: Session
    let journal: RunJournal
    let seen: SeenObjects
    let rows: RowEffects
    let progress: Progress
    let console: Console
    /// Changes that may still be made; nil for any number.
    let allowed: Int?
    /// Changes that earlier attempts of the run had begun, and may have made.
    private let begun: BegunChanges
    private let targets: TargetReader

    /// Changes that are told at once, and bytes of what they send.
    private static let most = 2000
    private static let longest = 4 << 20
    /// Changes that are told of one by one because they were not made.
    private static let told = 20

    init(
        _ applied: AppliedPlan,
        session: Session,
        journal: RunJournal,
        seen: SeenObjects,
        rows: RowEffects,
        progress: Progress,
        console: Console,
        allowed: Int?,
        catalog: Catalog = .bundled
    ) {
        self.applied = applied
        self.session = session
        self.journal = journal
        self.seen = seen
        self.rows = rows
        self.progress = progress
        self.console = console
        self.allowed = allowed
        begun = BegunChanges(journal)
        progress.begin(label: "changes")
        targets = TargetReader(catalog: catalog) { call in
            let moment = seen.moment
            do {
                let answer = try await session.call(call)
                journal.countRead(call.operation.name, bytes: answer.body.count, failed: false)
                let query = JSONObject(call.query.map { JSONObject.Member(key: $0.0, value: $0.1) })
                seen.note(answer.body, to: call.operation, ids: call.ids, query: query, since: moment)
                return answer
            } catch {
                journal.countRead(call.operation.name, bytes: 0, failed: true)
                throw error
            }
        }
    }

    /// The changes that follow the number `after`, those that were done before marked so.
    func changes(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let after = Int(clamping: arguments["after"]?.integer ?? 0)
        let begun = try await begun.changes()
        var page: [JSONValue] = []
        var size = 0
        for change in applied.work.plan.changes.drop(while: { $0.number <= after }) {
            var told = applied.sending.told(change)
            if let known = try await known(change.number) {
                told["known"] = .object(known)
            } else if try await isCompared(change, begun) {
                told["read_with"] = .string(applied.sending.readingPlace(of: change))
            }
            size += told["body"]?.encoded().count ?? 0
            page.append(.object(told))
            if page.count == Self.most || size > Self.longest { break }
        }
        var head: JSONObject = [:]
        head["allowed"] = allowed.map { .integer(Int64($0)) }
        return Wire.Answer(.object(head), body: .json(JSONValue.array(page).encoded()))
    }

    /// Whether the object of a change is compared before it: it is the first of its object in this attempt.
    private func isCompared(_ change: PlannedChange, _ begun: BegunChanges.Numbers) async throws -> Bool {
        // What an earlier attempt has done is only entered.
        guard applied.sending.canBeCompared(change), !begun.happened.contains(change.number) else { return false }
        guard let previous = applied.sending.previous(of: change) else { return true }
        // What this attempt does to it before is our own; what one before has done to it is what it should be like.
        guard applied.change(previous)?.after != nil else { return false }
        if begun.happened.contains(previous) { return true }
        return try await known(previous) != nil
    }

    /// What an earlier attempt made of a change that is done.
    private func known(_ number: Int) async throws -> JSONObject? {
        guard let entry = journal.memory?.row(ChangeScope.text(number), content: Int64(number)),
            let row = try await journal.rows.row(entry)
        else { return nil }
        let columns = try row.columns.map { try JSONValue(parsing: Array($0.utf8)) }
        return columns?.object ?? [:]
    }

    /// What an object is known by whose id `id` stands for.
    func expected(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        guard let object = applied.work.plan.expected.first(where: { $0.id == arguments["id"]?.string }) else {
            throw HostError(.invalid, "plan", "nothing makes what \(arguments["id"]?.string ?? "") stands for")
        }
        let list = Catalog.bundled["\(object.resource).list"]
        return Wire.Answer([
            "resource": .string(object.resource), "module": .string(list?.module.rawValue ?? "cc"),
            "ids": .array(object.parent.split(separator: "/").map { .string(String($0)) }),
            "fields": .object(object.fields),
        ])
    }

    /// Reads the objects of the changes `numbers`, all of one place, and says of each whether it is as it was: `same`,
    /// `changed` with the reason, or `gone`.
    func check(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let changes = (arguments["numbers"]?.array ?? []).compactMap { number in
            number.integer.flatMap { applied.change(Int(clamping: $0)) }
        }
        guard let first = changes.first else { return Wire.Answer(["states": []]) }
        try await journal.learn(organization: session.organization())
        let parent = first.target.split(separator: "/").dropLast().map(String.init)
        let ids = changes.compactMap { $0.target.split(separator: "/").last.map(String.init) }
        let found = try await targets.whole(first.resource, parent: parent, ids: ids)
        let begun = try await begun.changes()
        let states = zip(changes, ids).map { change, id -> JSONValue in
            let isOpen = begun.open.contains(change.number)
            guard let now = found[id] else {
                // A delete that may have been made is sent again: only so it is known.
                return ["state": isOpen && change.action == .delete ? "same" : "gone"]
            }
            let difference = difference(change, now, isOpen: isOpen)
            return difference.map { ["state": "changed", "reason": .string($0)] } ?? ["state": "same"]
        }
        return Wire.Answer(["states": .array(states)])
    }

    /// What of an object is not as it should be before a change; nil where all is.
    ///
    /// `isOpen`: an earlier attempt may have made the change, so that it may be as it should be after it, too.
    private func difference(_ change: PlannedChange, _ now: JSONObject, isOpen: Bool) -> String? {
        let sending = applied.sending
        let difference: String?
        if let previous = sending.previous(of: change).flatMap(applied.change) {
            difference = ObjectComparison.difference(sending.left(by: previous) ?? [:], now, withStamps: false)
        } else {
            // Changes of objects that have to do with this one may have touched it, by no doing of somebody else.
            let isTouched = (change.standsOn + change.follows).contains { applied.outcome($0)?.status == .done }
            difference = ObjectComparison.difference(change.before ?? [:], now, withStamps: !isTouched)
        }
        guard difference != nil, isOpen, let after = sending.left(by: change) else { return difference }
        return ObjectComparison.difference(after, now, withStamps: false) == nil ? nil : difference
    }

    /// Takes note of what has become of a change, and enters it.
    func change(_ arguments: JSONValue, _ data: [UInt8]) {
        guard let number = arguments["number"]?.integer, let change = applied.change(Int(clamping: number)),
            let status = arguments["status"]?.string.flatMap(AppliedPlan.Status.init)
        else { return }
        var outcome = AppliedPlan.Outcome(status)
        outcome.id = arguments["id"]?.string
        outcome.reason = arguments["reason"]?.string.map(journal.redacted)
        outcome.trackingID = arguments["tracking_id"]?.string
        outcome.isRemembered = arguments["remembered"]?.bool ?? false
        let ended = applied.note(change.number, outcome)
        var row = RowResult(
            row: change.number,
            key: [change.operation, applied.work.plan.name(of: change) ?? change.target].filter { !$0.isEmpty }.joined(
                separator: " "
            ),
            status: status.rawValue
        )
        row.error = status == .done ? nil : outcome.reason
        row.trackingID = outcome.trackingID
        row.columns["id"] = outcome.id.map(JSONValue.string)
        if status == .done { row.columns["note"] = outcome.reason.map(JSONValue.string) }
        if !outcome.isRemembered { rows.enter(row, content: status == .done ? number : nil) }
        progress.row(
            row,
            fraction: Double(ended) / Double(applied.work.plan.changes.count),
            isTold: false,
            isRemembered: outcome.isRemembered
        )
        tell(row, outcome)
    }

    /// Tells a person at once of what was not made.
    private func tell(_ row: RowResult, _ outcome: AppliedPlan.Outcome) {
        guard let reason = outcome.reason, outcome.status != .skipped else { return }
        let untold = [.refused, .failed, .inDoubt, .left].reduce(0) { $0 + applied.count($1) } - Self.told
        if outcome.status != .done, untold > 0 {
            if untold == 1 { console.say("further changes that are not made are only counted") }
            return
        }
        let color: Console.Color = outcome.status == .done ? .faint : outcome.status == .left ? .warning : .bad
        let heading = console.colored(
            "change \(row.row), \(Console.plain(row.key ?? "")), \(outcome.status.shown):",
            color
        )
        console.say("\(heading) \(Console.plain(reason))")
    }
}

/// The scope of a change of a plan: what its effects are entered within.
package enum ChangeScope {
    private static let beginning = "/change/"

    static func text(_ number: Int) -> String { beginning + "\(number)" }

    /// The number of the change; nil for a scope of a script's own.
    package static func number(_ scope: String) -> Int? {
        scope.hasPrefix(beginning) ? Int(scope.dropFirst(beginning.count).prefix { $0 != "/" }) : nil
    }
}

/// The changes that earlier attempts of a run have begun.
private actor BegunChanges {
    /// Numbers of changes, by what is known of them.
    struct Numbers: Sendable {
        /// They were made.
        var happened: Set<Int> = []
        /// They may have been made.
        var open: Set<Int> = []
    }

    private let journal: RunJournal
    private var reading: Task<Numbers, any Error>?

    init(_ journal: RunJournal) { self.journal = journal }

    func changes() async throws -> Numbers {
        guard journal.memory != nil else { return Numbers() }
        if let reading { return try await reading.value }
        let (store, run) = (journal.store, journal.run.id)
        // Read before the script knows of any change: what is there is of earlier attempts.
        let task = Task { try await Self.read(store, run) }
        reading = task
        return try await task.value
    }

    private static func read(_ store: any JournalStore, _ run: String) async throws -> Numbers {
        var history = try await WriteHistory(store, run: run)
        var numbers = Numbers()
        while let item = try await history.next() {
            guard let number = ChangeScope.number(item.write.scope) else { continue }
            switch item.outcome?.state {
            case .done, .adopted, .settledDone: numbers.happened.insert(number)
            case .doubtful, nil: numbers.open.insert(number)
            // Of one that was sent again the later write says what became of it.
            case .refused, .settledNot, .repeated: continue
            }
        }
        numbers.open.subtract(numbers.happened)
        return numbers
    }
}
