import Catalog
import JSON
import Synchronization
import Webex

/// Holds the changes of a run back, and answers them with what they would make: nothing is sent but reads.
///
/// Safe to call from any task.
final class Planner: Sendable {
    struct State {
        var changes: [PlannedChange] = []
        var held: [HeldEffect] = []
        var listed: Set<HeldEffect> = []
        /// What became of the script's rows.
        var rows = Plan.Rows()
        var warnings: [String] = []
        /// What was warned about that is told once however often it is met.
        var warnedAbout: Set<String> = []
        /// What taking a run back leaves as it is, since somebody has changed it, and what nobody can take back.
        var leftAlone: [String] = []
        var unrestorable: [String] = []
        /// What the script's arguments became.
        var arguments = JSONValue.null
    }

    /// Rows that failed of which a plan tells more than their number.
    private static let mostFailures = 100

    let org: PlannedOrg
    let catalog: Catalog
    let session: Session
    let names = SeenNames()
    let clock: WallClock
    /// What the run has read whole.
    let seen: SeenObjects
    let targets: TargetReader
    private let state = Mutex(State())
    private let listener = Mutex<(@Sendable (String) -> Void)?>(nil)

    /// - Parameters:
    ///   - session: the org, which is only read.
    ///   - catalog: the operations.
    ///   - seen: what the run has read whole.
    ///   - seed: the run's.
    ///   - clock: the time of what is made.
    init(session: Session, catalog: Catalog = .bundled, seen: SeenObjects, seed: Int64, clock: WallClock) {
        self.session = session
        self.seen = seen
        self.catalog = catalog
        self.clock = clock
        org = PlannedOrg(seed: seed)
        let names = names
        targets = TargetReader(catalog: catalog) { call in
            let answer = try await session.call(call)
            names.note(answer.body)
            return answer
        }
    }

    /// What was held so far.
    var held: State { state.withLock { $0 } }

    /// Learns what the script's arguments became.
    func declared(_ arguments: JSONObject) { state.withLock { $0.arguments = .object(arguments) } }

    /// Lists an effect that is held back, once.
    func hold(_ effect: HeldEffect) {
        state.withLock { state in if state.listed.insert(effect).inserted { state.held.append(effect) } }
    }

    /// Notes what became of a row; of those that failed the first are told.
    func note(_ row: RowResult) {
        state.withLock { state in
            guard row.status == "failed" else { return state.rows.done += 1 }
            state.rows.failed += 1
            guard state.rows.failures.count < Self.mostFailures else { return }
            let key = row.key ?? (row.row > 0 ? "row \(row.row)" : "")
            state.rows.failures.append(Plan.Rows.Failure(key: key, error: row.error ?? "no reason was given"))
        }
    }

    /// Notes what a reader of the plan should know, once, and tells who listens.
    ///
    /// - Parameters:
    ///   - text: what it is.
    ///   - about: what it is about, where one warning of that is enough.
    /// - Returns: whether it is new.
    @discardableResult
    func warn(_ text: String, about: String? = nil) -> Bool {
        let isNew = state.withLock { state in
            guard state.warnedAbout.insert(about ?? text).inserted else { return false }
            state.warnings.append(text)
            return true
        }
        if isNew { listener.withLock { $0 }?(text) }
        return isNew
    }

    /// Has all warnings from now on told to whoever runs the script.
    func listen(_ listener: @escaping @Sendable (String) -> Void) { self.listener.withLock { $0 = listener } }

    /// Notes something besides changes.
    func note(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    /// Holds a change back.
    ///
    /// - Parameters:
    ///   - order: what is asked for, checked and permitted, with handles in the places of secrets.
    ///   - isRaw: whether its operation is in no catalog.
    ///   - unsendable: why carrying the plan out would leave it; nil where it would not.
    /// - Returns: what the service would answer, as far as the documents tell.
    /// - Throws: what the service would say, where that is known; what keeps a target from being read.
    func hold(_ order: CallOrder, isRaw: Bool, unsendable: String?) async throws -> Webex.Answer {
        let operation = order.operation
        if order.query.isEmpty, unsendable == nil,
            let items = SharedItem.all(
                of: operation,
                ids: order.ids,
                body: order.body,
                scopes: order.scopes,
                catalog: catalog
            )
        {
            return try await hold(items, of: order)
        }
        var change = PlannedChange(operation.name, action: .other, safety: operation.safety.rawValue)
        change.scope = Door.scope
        change.ids = order.ids
        change.query = order.query
        change.body = order.body
        change.isRaw = isRaw
        change.unsendable = unsendable
        if order.allowsErasure { change.options["all"] = true }
        if !order.isChecked, !isRaw { change.options["strict"] = false }
        if isRaw { change.options["base"] = .string(operation.module.rawValue) }
        let object = try await hold(change, operation, isKnownFree: order.isKnownFree)
        let status = operation.answers.first?.status ?? (object == nil ? 204 : 200)
        let hasBody = operation.answers.first?.value != nil || operation.answers.isEmpty
        return Webex.Answer(
            status: status,
            body: hasBody ? object.map { JSONValue.object(operation.answer(of: $0)).encoded() } ?? [] : [],
            trackingID: ""
        )
    }

    private func hold(_ items: [SharedItem], of order: CallOrder) async throws -> Webex.Answer {
        let entries = try await withThrowingTaskGroup(of: (Int, JSONValue).self) { group in
            for (place, item) in items.enumerated() {
                group.addTask { (place, try await self.entry(item, of: order)) }
            }
            var entries = [JSONValue](repeating: .null, count: items.count)
            for try await (place, entry) in group { entries[place] = entry }
            return entries
        }
        let body: JSONValue = [BulkAnswer.list: .array(entries)]
        return Webex.Answer(status: 207, body: body.encoded(), trackingID: "")
    }

    /// What becomes of one entry of a request for many.
    private func entry(_ item: SharedItem, of order: CallOrder) async throws -> JSONValue {
        let operation = item.operation
        var change = PlannedChange(operation.name, action: .other, safety: operation.safety.rawValue)
        let changed = ChangedObject(operation, ids: item.ids, body: item.body, catalog: catalog)
        change.scope = item.scope
        change.ids = item.ids
        change.body = item.body
        if !order.isChecked { change.options["strict"] = false }
        var entry: JSONObject = [BulkAnswer.number: item.number.map(JSONValue.integer) ?? .null]
        do {
            let object = try await hold(change, operation, isKnownFree: false)
            let id = object?["id"]?.string ?? changed.target.split(separator: "/").last.map(String.init) ?? ""
            entry["status"] = .integer(changed.action == .create ? 201 : changed.action == .delete ? 204 : 200)
            entry["href"] = .string("/\(operation.resource)/\(id)")
        } catch let error as WebexError where error.status != nil {
            entry["status"] = .integer(Int64(error.status ?? 400))
            entry["apiError"] = [
                "error": ["key": "\(error.status ?? 400)", "message": [["description": .string(error.message)]]]
            ]
        }
        return .object(entry)
    }

    /// Enters one change, and gives what it would leave; nil where that is nothing, or not known.
    private func hold(
        _ draft: PlannedChange,
        _ operation: Operation,
        isKnownFree: Bool
    ) async throws -> JSONObject? {
        let changed =
            draft.isRaw ? nil : ChangedObject(operation, ids: draft.ids, body: draft.body, catalog: catalog)
        guard let changed, !changed.resource.isEmpty else { return enter(draft, doing: operation) }
        switch changed.action {
        case .create:
            let search = TwinSearch(
                changed.resource,
                parent: changed.target.split(separator: "/").map(String.init),
                body: changed.sent,
                catalog: catalog
            )
            if let search, !isKnownFree { try await refuseTwin(search, changed, operation) }
            let organization = try await session.organization()
            return try enter(draft, creating: changed, operation, organization: organization, unlike: search)
        case .update, .delete:
            guard let before = try await current(changed) else {
                guard targets.canRead(changed.resource, changed.target) else {
                    return enter(draft, changing: changed, operation, before: nil)
                }
                throw WebexError(
                    .notFound,
                    "the service knows no such object",
                    status: 404,
                    operation: operation.name
                )
            }
            return enter(draft, changing: changed, operation, before: before)
        case .other: return enter(draft, doing: operation, changed)
        }
    }

    /// The object as it is now in the plan: as it was changed, else as the service has it; nil where there is none, or where
    /// it cannot be read.
    func current(_ changed: ChangedObject) async throws -> JSONObject? {
        if let object = org.object(changed.resource, changed.target) { return object.isDeleted ? nil : object.fields }
        guard !changed.target.split(separator: "/").contains(where: { org.isPlaceholder(String($0)) }) else {
            return nil
        }
        if let body = seen.object(changed.resource, changed.target), let object = try JSONValue(parsing: body).object {
            return object
        }
        return try await targets.whole(changed.resource, changed.target)
    }

    /// Refuses a new object with the name of one that the service has, as the service would.
    private func refuseTwin(_ search: TwinSearch, _ changed: ChangedObject, _ operation: Operation) async throws {
        let planned = org.objects(of: changed.resource, beneath: changed.target, having: [search.value.lowercased()])
        try search.refuse(planned, operation)
        guard let call = search.call, !call.ids.contains(where: org.isPlaceholder) else { return }
        let answer: Webex.Answer
        do throws(WebexError) { answer = try await session.call(call) } catch {
            // A list that takes no such filter can say nothing.
            if error.kind == .invalid { return }
            throw error
        }
        names.note(answer.body)
        let value = try JSONValue(parsing: answer.body)
        let path = call.operation.listPath ?? ""
        let entries = path.isEmpty ? value.array : value[path]?.array
        let touched = Set(planned.map(\.id))
        for object in (entries ?? []).compactMap(\.object) where search.fits(object) {
            if let id = object["id"]?.string, !touched.contains(id) { throw search.refusal(operation) }
        }
    }

    /// Numbers a change and keeps it; `make` sees the object as it then is.
    func enter<Failure: Error>(
        _ draft: PlannedChange,
        _ make: (inout PlannedChange) throws(Failure) -> JSONObject?
    ) throws(Failure) -> JSONObject? {
        try state.withLock { state throws(Failure) in
            var change = draft
            change.number = state.changes.count + 1
            let answer = try make(&change)
            state.changes.append(change)
            return answer
        }
    }
}
