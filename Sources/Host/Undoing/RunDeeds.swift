import Catalog
import JSON
import Journal

/// What a run has done to its org, object by object: what taking it back has to do with.
package struct RunDeeds: Sendable {
    /// The run's id.
    package let run: String
    /// The objects that it changed, in the order in which they are restored.
    let objects: [ObjectDeeds]
    /// What nobody knows how to take back, by the names of operations.
    let others: [String: Others]
    /// Creates of which nobody knows what they made: how many, by resource.
    let nameless: [String: Int]
    /// The changes that are in doubt.
    let doubts: [Doubt]
    /// The e-mail addresses of the people that it created, in small letters.
    let people: Set<String>
    /// Changes that happened.
    package let changes: Int

    /// Changes by one operation of which nobody knows how to take them back.
    struct Others: Sendable, Equatable {
        /// How many they are.
        var count = 0
        /// What the first of them were about, as ids, keys or addresses; without those that do not say.
        var targets: [String] = []
    }

    /// A change of which nobody knows whether it happened.
    struct Doubt: Sendable, Equatable {
        let number: Int64
        let operation: String
        let target: String
    }

    /// Whether there is nothing of which anybody could say a word.
    package var isEmpty: Bool { changes == 0 && doubts.isEmpty }

    /// Looks through what a run has done, in all its attempts.
    ///
    /// - Parameters:
    ///   - run: its id.
    ///   - store: where it was entered.
    ///   - catalog: tells what each operation did.
    /// - Throws: `JournalError`.
    package init(
        of run: String,
        in store: any JournalStore,
        catalog: Catalog = .bundled
    ) async throws(JournalError) {
        var history = try await WriteHistory(store, run: run)
        var fold = DeedFold(catalog)
        while let item = try await history.next() { fold.take(item) }
        self.run = run
        objects = UndoOrder.arranged(fold.objects.filter { $0.kind != nil }) { catalog.naturalKey(of: $0) }
        others = fold.others
        nameless = fold.nameless
        doubts = fold.doubts
        people = fold.people
        changes = fold.changes
    }
}

/// The objects of a run while its changes are gone through in order.
private struct DeedFold {
    private let catalog: Catalog
    private(set) var objects: [ObjectDeeds] = []
    private(set) var others: [String: RunDeeds.Others] = [:]
    private(set) var nameless: [String: Int] = [:]
    private(set) var doubts: [RunDeeds.Doubt] = []
    private(set) var people: Set<String> = []
    private(set) var changes = 0
    /// Where an object stands, by resource and target.
    private var places: [String: Int] = [:]

    private var created: CreatedObject
    /// Targets of what nobody knows that are kept by name.
    private static let mostTargets = 3

    init(_ catalog: Catalog) {
        self.catalog = catalog
        created = CreatedObject(catalog)
    }

    mutating func take(_ item: WriteHistory.Item) {
        let state = item.outcome?.state
        if state == nil || state == .doubtful {
            let doubt = RunDeeds.Doubt(number: item.number, operation: item.write.operation, target: item.write.target)
            return doubts.append(doubt)
        }
        // What was sent again may have happened the first time: then it is the first that knew what was there before. Where
        // it did not, the image before the repetition tells.
        let isAgain = state == .repeated && item.write.safety != Operation.Safety.create.rawValue
        guard state?.hasHappened == true || isAgain else { return }
        if !isAgain { changes += 1 }
        guard let deed = RunDeed(item, madeID: created.id(item), catalog: catalog), deed.changed.action != .other else {
            if !isAgain { note(other: item.write) }
            return
        }
        var target = deed.changed.target
        if deed.changed.action == .create {
            guard let id = deed.madeID else { return nameless[deed.changed.resource, default: 0] += 1 }
            target = [target, id].filter { !$0.isEmpty }.joined(separator: "/")
            if ["person", "scim_user"].contains(deed.changed.resource) { note(person: deed.changed.sent) }
        }
        let key = "\(deed.changed.resource) \(target)"
        let place = places[key] ?? objects.count
        if place == objects.count {
            places[key] = place
            objects.append(ObjectDeeds(resource: deed.changed.resource, target: target, first: item.number))
        }
        objects[place].take(deed, now: item.time, isAgain: isAgain)
    }

    private mutating func note(other write: JournalEntry.Write) {
        var known = others[write.operation] ?? RunDeeds.Others()
        known.count += 1
        if !write.target.isEmpty, known.targets.count < Self.mostTargets, !known.targets.contains(write.target) {
            known.targets.append(write.target)
        }
        others[write.operation] = known
    }

    private mutating func note(person: JSONObject) {
        let entries = person["emails"]?.array ?? []
        let emails = entries.compactMap { $0.string ?? $0["value"]?.string } + [person["userName"]?.string ?? ""]
        people.formUnion(emails.filter { !$0.isEmpty }.map { $0.lowercased() })
    }
}
