import Catalog
import JSON
import Webex
import Wire

/// `call`: one operation of the API, by name, with its arguments as the script wrote them.
struct CallEffects: Sendable {
    let session: Session
    let catalog: Catalog
    let permits: ChangePermits
    let grants: Grants
    let secrets: GrantedSecrets
    let warnings: CallWarnings
    /// Where changes are entered; without one nothing can be changed.
    let journal: RunJournal?
    let seen: SeenObjects
    /// Holds changes back where the run only plans; nil in every other run.
    var planner: Planner?
    /// The operations that may be called; nil for all.
    var operations: OperationGrant?

    /// Calls `operation` of `module` with `arguments`; `link` asks for a further page of a list.
    func call(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let given = arguments["arguments"]?.array ?? []
        let operation = try catalog.operation(
            named: arguments["operation"]?.string ?? "",
            module: arguments["module"]?.string,
            version: CallOrder.version(in: given)
        )
        var order = try CallOrder(operation, arguments: given, link: arguments["link"]?.string)
        order.isKnownFree = arguments["absent"]?.bool ?? false
        order.scopes = arguments["scopes"]?.array?.compactMap(\.string) ?? []
        return try await perform(order)
    }

    /// Has a call checked and permitted, and sends it.
    ///
    /// - Parameters:
    ///   - order: what is asked for.
    ///   - isRaw: whether its operation is in no catalog, but made of a method and a path.
    /// - Returns: the answer's head, and its body unless that was saved.
    /// - Throws: before anything is sent, what is wrong with it or not permitted; else what the session met.
    func perform(_ order: CallOrder, isRaw: Bool = false) async throws -> Wire.Answer {
        let operation = order.operation
        try operations?.admit(operation)
        var handles = CallSecrets(secrets, operation: operation.name, takesPlainText: !order.isChecked)
        let query = try handles.resolved(order.query, as: operation.query + operation.headers)
        let body = try order.body.map { try handles.resolved($0, as: operation.content?.value) }
        var call = Call(
            operation: operation,
            ids: order.ids,
            query: SentValues.mended(query, as: operation.query + operation.headers).map { ($0.key, $0.value) },
            body: body.map { body in operation.content.map { SentValues.mended(body, as: $0.value) } ?? body },
            link: order.link,
            timeout: order.timeout,
            // Asked here, where a change that is wrong has not been counted yet.
            isChecked: false
        )
        try check(call, order)
        call.files = try files(of: call)
        let file = try stage(order)
        warnings.deprecated(operation, in: catalog)
        let hidesEcho = handles.areUsed
        let answer =
            call.safety == .read
            ? try await read(call, order, hidesEcho: hidesEcho)
            : try await change(call, order, isRaw: isRaw, hidesEcho: hidesEcho)
        return try saved(answer, in: file)
    }

    /// What a download asks: the captures of a task, for the address of the recording.
    static func capturesQuery(_ catalog: Catalog) throws -> Operation {
        try catalog.operation(named: "capture.query", module: nil, version: nil)
    }

    private func read(_ call: Call, _ order: CallOrder, hidesEcho: Bool) async throws -> Wire.Answer {
        let read: PlannedAnswer
        let begun = seen.moment
        do {
            if let planner {
                read = try await planner.read(call, order, asking: session.call)
            } else {
                read = PlannedAnswer(try await session.call(call))
            }
        } catch {
            journal?.countRead(call.operation.name, bytes: 0, failed: true)
            throw error
        }
        let answer = read.answer
        journal?.countRead(call.operation.name, bytes: answer.body.count, failed: false)
        try await journal?.learn(organization: session.organization())
        // The planner notes what the service says; what it makes of that was never read.
        if planner == nil {
            seen.note(answer.body, to: call.operation, ids: call.ids, query: order.query, since: begun)
        }
        return told(answer, to: call.operation, hidesEcho: hidesEcho, came: read.came)
    }

    private func change(
        _ call: Call,
        _ order: CallOrder,
        isRaw: Bool,
        hidesEcho: Bool
    ) async throws -> Wire.Answer {
        let operation = call.operation
        guard let journal else { throw HostError(.denied, operation.name, "a change needs a journal to be entered in") }
        try await journal.learn(organization: session.organization())
        var call = call
        let whole = ChangeCount(operation, query: order.query, body: call.body)
        try checkErasure(whole, order)
        if let planner { return try await hold(call, order, whole, isRaw: isRaw, in: planner) }
        if whole.isRepeatable, !isRaw, call.safety == .create { call.safety = .idempotent }
        var files: [String: String] = [:]
        for (field, file) in call.files { files[field] = try await file.sha256() }
        let parts = ChangeParts(
            operation,
            ids: call.ids,
            query: order.query,
            body: order.body,
            files: files,
            safety: call.safety,
            scopes: order.scopes
        )
        let journaled = JournaledChange(
            journal: journal,
            operation: operation,
            ids: call.ids,
            parts: parts,
            catalog: catalog
        ) {
            seen.before($0, of: operation).map { journal.redacted(WithoutSecrets.text($0, of: operation, in: catalog)) }
        }
        do {
            return try await journaled.perform(
                admitting: { places in
                    if parts.isBulk { call.keepItems(places) }
                    return try admit(
                        ChangeCount(operation, query: order.query, body: call.body),
                        operation,
                        isRaw: isRaw
                    )
                },
                sending: { change in
                    // Until an answer says what became of them, nobody knows.
                    var now: [UInt8] = []
                    defer { seen.changed(by: operation, parts: parts, answer: now) }
                    let answer = try await send(call, change)
                    now = answer.body
                    return JournaledChange.Sent(
                        answer: told(answer, to: operation, hidesEcho: hidesEcho),
                        status: answer.status,
                        trackingID: answer.trackingID,
                        isRepeat: answer.isRepeat
                    )
                }
            )
        } catch let undecided as UndecidedWrite {
            journal.stop(undecided)
            throw undecided
        }
    }

    /// Holds a change back; what a delete or a request of no operation needs is asked for where the plan is carried out.
    private func hold(
        _ call: Call,
        _ order: CallOrder,
        _ change: ChangeCount,
        isRaw: Bool,
        in planner: Planner
    ) async throws -> Wire.Answer {
        for (name, value) in call.query where value.isNull {
            throw WebexError(.invalid, "\(name) cannot be written into a query", operation: call.operation.name)
        }
        let parts = ChangeParts(
            call.operation,
            ids: call.ids,
            query: order.query,
            body: order.body,
            safety: call.safety,
            scopes: order.scopes
        )
        let refused = await RefusedParts(of: parts, at: Array(parts.drafts.indices), asking: journal?.hooks)
        guard refused.places.isEmpty else {
            return try await holdRest(of: call, order, parts, refused, isRaw: isRaw, in: planner)
        }
        return try await holdAllowed(call, order, change, isRaw: isRaw, in: planner)
    }

    /// Holds back what plugins let through of a request for many.
    private func holdRest(
        of call: Call,
        _ order: CallOrder,
        _ parts: ChangeParts,
        _ refused: RefusedParts,
        isRaw: Bool,
        in planner: Planner
    ) async throws -> Wire.Answer {
        guard parts.isBulk else { throw refused.error(call.operation) }
        var entries = parts.drafts.indices.compactMap { refused.entry(parts.drafts[$0], at: $0) }
        var (call, order) = (call, order)
        let allowed = parts.drafts.indices.filter { !refused.places.contains($0) }
        guard !allowed.isEmpty else { return BulkAnswer.answer(entries, head: ["status": 207]) }
        call.keepItems(allowed)
        order.body = order.body.map { Call.keeping(allowed, of: $0) }
        order.scopes = order.scopes.isEmpty ? [] : allowed.map { order.scopes[$0] }
        let change = ChangeCount(call.operation, query: order.query, body: call.body)
        let held = try await holdAllowed(call, order, change, isRaw: isRaw, in: planner)
        entries += BulkAnswer.entries(held).values
        return BulkAnswer.answer(entries, head: try JSONValue(parsing: held.head))
    }

    private func holdAllowed(
        _ call: Call,
        _ order: CallOrder,
        _ change: ChangeCount,
        isRaw: Bool,
        in planner: Planner
    ) async throws -> Wire.Answer {
        try permits.admit(call.operation, changes: change.objects, deletes: false)
        var unsendable = call.files.isEmpty ? nil : "it sends a file"
        if let body = order.body, let content = call.operation.content,
            WithoutSecrets.value(body, as: content.value) != body
        {
            unsendable = "a secret stands in it as plain text"
        }
        var order = order
        // An empty table of Lua is shown as what the service gets.
        order.body = order.body.map { body in
            call.operation.content.map { SentValues.mended(body, as: $0.value) } ?? body
        }
        if unsendable != nil {
            order.body = order.body.flatMap { body in
                call.operation.content.map { WithoutSecrets.value(body, as: $0.value) } ?? body
            }
        }
        let answer = try await planner.hold(order, isRaw: isRaw, unsendable: unsendable)
        return told(answer, to: call.operation, hidesEcho: false)
    }

    /// Sends a change that was admitted.
    private func send(_ call: Call, _ change: ChangeCount) async throws(WebexError) -> Webex.Answer {
        do throws(WebexError) { return try await session.call(call) } catch {
            if error.meansNoChange { permits.giveBack(change.objects, of: call.operation) }
            throw error
        }
    }

    private func check(_ call: Call, _ order: CallOrder) throws {
        guard order.isChecked, order.link == nil else { return }
        let unknown = try catalog.check(call.operation, query: call.query, body: call.body)
        warnings.unknownFields(unknown, of: call.operation.name)
    }

    /// Opens the files that a body names.
    private func files(of call: Call) throws(HostError) -> [String: Upload] {
        var files: [String: Upload] = [:]
        for field in call.operation.body where field.type == .file {
            guard let value = call.body?[field.name], !value.isNull else { continue }
            guard let path = value.string, !path.isEmpty else {
                throw HostError(.invalid, call.operation.name, "\(field.name) must be the path of a file")
            }
            files[field.name] = try Upload(path, grants: grants)
        }
        return files
    }

    /// Begins the file that the answer is to be written to, so that one that may not be is refused before anything is sent.
    private func stage(_ order: CallOrder) throws(HostError) -> StagedFile? {
        guard let path = order.save else { return nil }
        guard order.operation.withheld.isEmpty else {
            throw HostError(.denied, order.operation.name, "its answer holds secrets, which are not written to files")
        }
        return try grants.stage(path)
    }

    private func checkErasure(_ change: ChangeCount, _ order: CallOrder) throws(HostError) {
        guard change.erasesAll, !order.allowsErasure else { return }
        throw HostError(
            .invalid,
            order.operation.name,
            "this erases the whole collection",
            hint: "say so where it is meant: { all = true } as its options"
        )
    }

    /// Lets a change through as far as the run's permissions go.
    private func admit(_ change: ChangeCount, _ operation: Operation, isRaw: Bool) throws(HostError) -> ChangeCount {
        let deletes = change.deletes || isRaw && operation.method == "DELETE"
        try permits.admit(operation, changes: change.objects, deletes: deletes, isRaw: isRaw)
        return change
    }

    /// The answer as the script gets it.
    ///
    /// `hidesEcho`: stored secrets were sent, which a service may say back. `came`: what a page had before a plan changed it.
    private func told(
        _ answer: Webex.Answer,
        to operation: Operation,
        hidesEcho: Bool,
        came: PlannedAnswer.Came? = nil
    ) -> Wire.Answer {
        warnings.withheld(answer.withheld, by: operation.name)
        var head: JSONObject = ["status": .integer(Int64(answer.status)), "tracking_id": .string(answer.trackingID)]
        head["paging"] = operation.paging.map { .string($0.rawValue) }
        head["list"] = operation.listPath.map(JSONValue.string)
        if operation.omitsArrays { head["omits_arrays"] = true }
        if answer.isRepeat { head["repeat"] = true }
        head["next"] = answer.next.map(JSONValue.string)
        head["came"] = came?.json
        if answer.body.isEmpty { return Wire.Answer(.object(head)) }
        let body = hidesEcho ? session.redaction.applied(to: answer.body) : answer.body
        return Wire.Answer(.object(head), body: answer.isText ? .bytes(body) : .json(body))
    }

    /// The answer, its body written to the file that was begun for it.
    private func saved(_ answer: Wire.Answer, in file: StagedFile?) throws -> Wire.Answer {
        guard let file else { return answer }
        var bytes: [UInt8] = []
        switch answer.body {
        case .none: break
        case .json(let body), .bytes(let body): bytes = body
        }
        try file.write(bytes)
        try file.commit()
        var head = try JSONValue(parsing: answer.head).object ?? [:]
        head["path"] = .string(file.path)
        head["bytes"] = .integer(Int64(bytes.count))
        return Wire.Answer(.object(head))
    }
}

extension Call {
    /// Keeps only the entries at these places of a request for many.
    fileprivate mutating func keepItems(_ places: [Int]) { body = body.map { Self.keeping(places, of: $0) } }

    /// A body with the entries at these places alone.
    fileprivate static func keeping(_ places: [Int], of body: JSONValue) -> JSONValue {
        guard var fields = body.object, let entries = fields[BulkAnswer.list]?.array else { return body }
        fields[BulkAnswer.list] = .array(places.map { entries[$0] })
        return .object(fields)
    }
}

extension WebexError {
    /// Whether nothing was changed: the service refused the whole request for what is in it, or never saw one.
    fileprivate var meansNoChange: Bool {
        guard let status else { return trackingID == nil && [.invalid, .denied, .forbidden].contains(kind) }
        return [400, 413, 422].contains(status)
    }
}
