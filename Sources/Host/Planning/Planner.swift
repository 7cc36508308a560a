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
        /// Where the effects that are held back stand in the list.
        var places: [HeldEffect: Int] = [:]
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
    let twins: TwinReader
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
        let read: @Sendable (Call) async throws -> Webex.Answer = { call in
            let answer = try await session.call(call)
            names.note(answer.body)
            return answer
        }
        targets = TargetReader(catalog: catalog, read: read)
        twins = TwinReader(read: read)
    }

    /// What was held so far.
    var held: State { state.withLock { $0 } }

    /// Learns what the script's arguments became.
    func declared(_ arguments: JSONObject) { state.withLock { $0.arguments = .object(arguments) } }

    /// Lists an effect that is held back, and counts how often.
    func hold(_ effect: HeldEffect) {
        state.withLock { state in
            if let place = state.places[effect] { return state.held[place].count += 1 }
            state.places[effect] = state.held.count
            state.held.append(effect)
        }
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
        let object = try enter(try await prepared(change, operation, isKnownFree: order.isKnownFree))
        let status = operation.answers.first?.status ?? (object == nil ? 204 : 200)
        let hasBody = operation.answers.first?.value != nil || operation.answers.isEmpty
        return Webex.Answer(
            status: status,
            body: hasBody ? object.map { JSONValue.object(operation.answer(of: $0)).encoded() } ?? [] : [],
            trackingID: ""
        )
    }

    /// Enters the entries of a request for many, in their order: all that they need is read at once before that.
    private func hold(_ items: [SharedItem], of order: CallOrder) async throws -> Webex.Answer {
        let prepared = try await withThrowingTaskGroup(of: (Int, Result<PreparedChange, WebexError>).self) { group in
            for (place, item) in items.enumerated() {
                group.addTask { (place, try await self.prepared(item, of: order)) }
            }
            var prepared: [Int: Result<PreparedChange, WebexError>] = [:]
            for try await (place, change) in group { prepared[place] = change }
            return prepared
        }
        let entries = items.indices.compactMap { place in
            prepared[place].map { entry(items[place], $0) }
        }
        let body: JSONValue = [BulkAnswer.list: .array(entries)]
        return Webex.Answer(status: 207, body: body.encoded(), trackingID: "")
    }

    /// Reads what one entry of a request for many needs; what the service says of it is that entry's own.
    private func prepared(
        _ item: SharedItem,
        of order: CallOrder
    ) async throws -> Result<PreparedChange, WebexError> {
        var draft = PlannedChange(item.operation.name, action: .other, safety: item.operation.safety.rawValue)
        draft.scope = item.scope
        draft.ids = item.ids
        draft.body = item.body
        if !order.isChecked { draft.options["strict"] = false }
        do {
            return .success(try await prepared(draft, item.operation, isKnownFree: false))
        } catch let error as WebexError where error.status != nil {
            return .failure(error)
        }
    }

    /// What becomes of one entry of a request for many.
    private func entry(_ item: SharedItem, _ prepared: Result<PreparedChange, WebexError>) -> JSONValue {
        var entry: JSONObject = [BulkAnswer.number: item.number.map(JSONValue.integer) ?? .null]
        do throws(WebexError) {
            let prepared = try prepared.get()
            let object = try enter(prepared)
            let target = prepared.changed?.target ?? ""
            let id = object?["id"]?.string ?? target.split(separator: "/").last.map(String.init) ?? ""
            let action = prepared.changed?.action
            entry["status"] = .integer(action == .create ? 201 : action == .delete ? 204 : 200)
            entry["href"] = .string("/\(item.operation.resource)/\(id)")
        } catch {
            entry["status"] = .integer(Int64(error.status ?? 400))
            entry["apiError"] = [
                "error": ["key": "\(error.status ?? 400)", "message": [["description": .string(error.message)]]]
            ]
        }
        return .object(entry)
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
