import Host
import JSON
import Journal

/// What is to be told of a plan besides its changes, as sentences that text and page share.
struct PlanSummary {
    /// A list under a heading.
    struct Section {
        var title: String
        var lines: [String]
        /// Whether a person must not overlook it.
        var isGrave = false
    }

    let plan: Plan
    let outline: PlanOutline
    let words: PlanWords

    /// How many of many alike are named.
    private static let named = 5

    init(_ plan: Plan, isFull: Bool = false) {
        self.plan = plan
        outline = PlanOutline(plan)
        words = PlanWords(plan, isFull: isFull)
    }

    /// What it is a plan of.
    var title: String {
        switch plan.kind {
        case .undo: "Takes back run \(PlanWords.oneLine(plan.undoes ?? "?"))"
        case .script:
            "Plan of "
                + (RunRecord.shortName(plan.script) + plan.words)
                .map { PlanWords.oneLine(ShellWord.quoted($0)) }.joined(separator: " ")
        }
    }

    /// Names and values of the heading.
    var facts: [(name: String, text: String)] {
        var facts = [
            ("profile", plan.isSimulated ? "none: a simulator, which ended with the run" : plan.profile),
            ("org", plan.organization), ("made", InstantText.minute(plan.made)), ("by", plan.user),
        ]
        if !plan.script.isEmpty { facts.append(("script", plan.script)) }
        facts.append(("run", plan.run))
        return facts.map { ($0, PlanWords.oneLine($1)) }
    }

    /// `3 to create, 12 to change, 1 to delete, 1 already as it should be`.
    var counts: String {
        let words: [(PlanOutline.Kind, String)] = [
            (.create, "to create"), (.change, "to change"), (.delete, "to delete"), (.order, "to do"),
            (.nothing, "already as it should be"),
        ]
        let parts = words.compactMap { kind, word in outline.counts[kind].map { "\($0) \(word)" } }
        return parts.isEmpty ? "nothing would be changed" : parts.joined(separator: ", ")
    }

    /// What carrying it out takes; nil where there is nothing to carry out.
    var cost: String? {
        let cost = PlanCost(plan)
        guard cost.writes > 0 else { return nil }
        let requests = "applying takes about \(Self.many(cost.requests, "request"))"
        let waits = plan.awaited.isEmpty ? "" : ", and the time that Webex takes for what is to come"
        guard cost.rateLimit > 0 else { return requests + waits }
        let time = cost.milliseconds == 0 ? "in less than a minute" : "about \(DurationText.shown(cost.milliseconds))"
        return "\(requests), \(time) at \(cost.rateLimit) a minute\(waits)"
    }

    /// Options that `patchbay apply` needs.
    var permissions: [String] { PlanNeeds(plan).options }

    /// Why nobody can carry it out; nil where that can be.
    var obstacle: String? {
        plan.isSimulated ? "this plan cannot be applied: its simulator ended with the run" : nil
    }

    /// All else, the gravest first.
    var sections: [Section] {
        [
            Section(title: "cannot be restored", lines: plan.unrestorable.map(PlanWords.oneLine), isGrave: true),
            Section(title: "left as it is", lines: plan.leftAlone.map(PlanWords.oneLine), isGrave: true),
            Section(title: "cannot be taken back", lines: irreversible, isGrave: true),
            Section(title: "left out by patchbay apply", lines: unsendable, isGrave: true),
            Section(title: "waited for", lines: expected), Section(title: "not done by patchbay apply", lines: held),
            Section(title: "rows that failed: \(plan.rows.failed)", lines: failures, isGrave: true),
            Section(title: "warnings", lines: plan.warnings.map(PlanWords.oneLine), isGrave: true),
        ].filter { !$0.lines.isEmpty }
    }

    private var irreversible: [String] {
        // Of what takes a run back nobody asks whether it could be taken back in turn.
        guard plan.kind != .undo else { return [] }
        let sent = plan.changes.filter { $0.unsendable == nil }
        let reasons = grouped(sent.compactMap { change in change.irreversible.map { ($0, called(change)) } })
        let again = sent.filter { $0.action == .delete && $0.irreversible == nil }
        guard !again.isEmpty else { return reasons + outside }
        return reasons + outside + ["\(list(again.map(called))): can be created again, but with another id"]
    }

    /// What the script itself, run for real, does to others than Webex.
    private var outside: [String] {
        let requests = plan.held.filter { $0.kind == .http }
        guard !requests.isEmpty else { return [] }
        return [
            "\(list(requests.map { PlanWords.oneLine($0.what) })): not done by patchbay apply, and nobody takes it back where the script does it"
        ]
    }

    private var unsendable: [String] {
        grouped(plan.changes.compactMap { change in change.unsendable.map { ($0, called(change)) } })
    }

    private var expected: [String] {
        Dictionary(grouping: plan.awaited, by: \.resource).sorted { $0.key < $1.key }.map { resource, objects in
            let names = list(objects.map { PlanWords.oneLine($0.fields.compactMap(\.value.string).first ?? $0.id) })
            return "\(Self.many(objects.count, Self.spoken(resource))) that Webex makes itself: \(names)"
        }
    }

    private var held: [String] {
        HeldEffect.Kind.allCases.compactMap { kind in
            let held = plan.held.filter { $0.kind == kind }
            guard !held.isEmpty else { return nil }
            // A file is written once for all, however often a script does it.
            let counts = kind == .http || kind == .download
            let count = counts ? held.map(\.count).reduce(0, +) : held.count
            let names = held.map { held in
                PlanWords.oneLine(held.what) + (counts && held.count > 1 ? " (\(held.count) times)" : "")
            }
            return "\(Self.many(count, Self.word(kind))): \(list(names))"
        }
    }

    private var failures: [String] {
        let told = plan.rows.failures.map { "\(PlanWords.oneLine($0.key)): \(PlanWords.oneLine($0.error))" }
        let more = plan.rows.failed - told.count
        return more > 0 ? told + ["and \(more) more"] : told
    }

    /// Lines of what is so for one reason, in the order in which the reasons come.
    private func grouped(_ pairs: [(reason: String, name: String)]) -> [String] {
        var order: [String] = []
        var names: [String: [String]] = [:]
        for pair in pairs {
            if names[pair.reason] == nil { order.append(pair.reason) }
            names[pair.reason, default: []].append(pair.name)
        }
        return order.map { "\(list(names[$0] ?? [])): \(PlanWords.oneLine($0))" }
    }

    private func list(_ names: [String]) -> String {
        guard names.count > Self.named, !words.isFull else { return names.joined(separator: ", ") }
        return names.prefix(Self.named).joined(separator: ", ") + " and \(names.count - Self.named) more"
    }

    private func called(_ change: PlannedChange) -> String {
        let id = change.target.split(separator: "/").last.map(String.init) ?? ""
        let name = change.name.map(PlanWords.oneLine) ?? words.name(of: id) ?? id
        guard change.action != .other, !change.resource.isEmpty else {
            return [PlanWords.oneLine(change.operation), name].filter { !$0.isEmpty }.joined(separator: " ")
        }
        return "\(Self.spoken(change.resource)) \(name)"
    }

    /// The resource as people say it.
    static func spoken(_ resource: String) -> String { PlanWords.oneLine(resource.replacing("_", with: " ")) }

    static func many(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

    private static func word(_ kind: HeldEffect.Kind) -> String {
        switch kind {
        case .download: "download"
        case .file: "file"
        case .store: "stored value"
        case .http: "request to another host"
        }
    }
}
