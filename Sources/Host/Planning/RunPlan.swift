import Catalog
import JSON
import Synchronization
import Webex
import Wire

extension Run {
    /// What the run would change, once it has ended; nil for a run that plans nothing, or only told what it takes.
    ///
    /// - Throws: `WebexError` where the org is not known, since nobody is signed in.
    package func plan() async throws -> Plan? {
        guard let planner, let org = ground.org, !isDescribed else { return nil }
        let held = planner.held
        var changes = held.changes
        let expected = planner.org.expected
        PlanOrder.arrange(&changes, expected: expected) { Catalog.bundled.naturalKey(of: $0) }
        changes = changes.map { $0.redacted(by: ground.console.redaction) }
        var mentioned: Set<String> = []
        for change in changes {
            for value in [change.before.map(JSONValue.object), change.after.map(JSONValue.object), change.body] {
                value?.eachText { mentioned.insert($0) }
            }
            mentioned.formUnion(change.ids)
        }
        var names = planner.names.names(of: mentioned)
        var search = NameSearch(.bundled)
        for change in changes {
            search.note(change.before, change.after) { names[$0] != nil || planner.org.isPlaceholder($0) }
        }
        if !search.wanted.isEmpty {
            await search.ask(org.session, planner.names.note)
            names = planner.names.names(of: mentioned)
        }
        for change in changes {
            for (_, id) in change.makes.map({ ($0.key, $0.value.string) }) { if let id { names[id] = change.name } }
        }
        let plan = Plan(
            run: id,
            kind: request.undoes == nil ? .script : .undo,
            undoes: request.undoes?.run,
            made: ground.clock.now(),
            user: MachineUser.name,
            version: ground.version,
            profile: org.session.profile.name,
            organization: try await org.session.organization(),
            isSimulated: org.isSimulated,
            rateLimit: org.session.profile.rateLimit,
            script: request.own == nil ? request.plugin?.script ?? request.script.absolutePath : "",
            scriptHash: request.own == nil ? request.script.hash : "",
            words: request.arguments,
            arguments: held.arguments,
            changes: changes,
            expected: expected,
            held: held.held,
            names: names,
            warnings: held.warnings,
            leftAlone: held.leftAlone,
            unrestorable: held.unrestorable,
            rows: held.rows
        )
        return plan.redacted(by: ground.console.redaction)
    }

    /// Has what the script asks and tells watched, so that a plan which does not come to an end is ended.
    func watch(
        _ effects: inout [String: Door.EffectHandler],
        _ notices: inout [String: Door.NoticeHandler]
    ) {
        let patience = PlanPatience(
            limit: request.limits.timeout,
            mostPolls: request.mostPolls,
            now: ground.clock.now
        )
        let place = Mutex("")
        let end: @Sendable (PlanStandstill?) -> Void = { [weak self] standstill in
            guard var standstill else { return }
            standstill.place = place.withLock { $0 }
            self?.finish(.standstill(standstill))
        }
        for (name, handler) in effects {
            effects[name] = { arguments, data in
                let question = patience.asked(name, arguments, data)
                end(question?.standstill)
                do {
                    let answer = try await handler(arguments, data)
                    if let question { end(patience.answered(question, answer.told)) }
                    return answer
                } catch {
                    if let question { end(patience.answered(question, Self.words(of: error))) }
                    throw error
                }
            }
        }
        for (name, handler) in notices {
            notices[name] = { arguments, data in
                patience.told(name)
                handler(arguments, data)
            }
        }
        notices[TimePassed.notice] = { arguments, data in
            place.withLock { $0 = String(decoding: data, as: UTF8.self) }
            end(patience.passed(ahead: arguments["ahead"]?.integer ?? 0))
        }
    }
}

extension Run {
    /// What a failure tells, without what names its request.
    fileprivate static func words(of error: any Error) -> [UInt8] {
        guard let error = error as? WebexError else { return Array("\(error)".utf8) }
        return Array("\(error.kind.rawValue) \(error.status ?? 0)".utf8)
    }
}

extension Wire.Answer {
    /// What it tells a script that waits for something: not its head, which names each request, where it has a body.
    fileprivate var told: [UInt8] {
        switch body {
        case .none: Array(head)
        case .json(let bytes), .bytes(let bytes): bytes
        }
    }
}

extension Plan {
    /// The plan without the secrets that the host knows of, in whatever stands beside its changes.
    fileprivate func redacted(by redaction: Redaction) -> Plan {
        var rest = self
        rest.changes = []
        guard var shown = Plan(rest.json.redacted(by: redaction)) else { return rest }
        shown.changes = changes
        return shown
    }
}

extension PlannedChange {
    /// The change without the secrets that the host knows of; one that sends such a text itself cannot be sent from a plan.
    fileprivate func redacted(by redaction: Redaction) -> PlannedChange {
        guard var shown = PlannedChange(json.redacted(by: redaction)), shown != self else { return self }
        if shown.body != body || shown.ids != ids || shown.query != query {
            shown.unsendable = "a secret stands in it as plain text"
        }
        return shown
    }
}

extension JSONObject {
    /// The object without secrets in any of its texts and names.
    fileprivate func redacted(by redaction: Redaction) -> JSONObject {
        JSONObject(
            map { field in
                JSONObject.Member(
                    key: redaction.applied(to: field.key),
                    value: field.value.redacted(by: redaction)
                )
            }
        )
    }
}

extension JSONValue {
    fileprivate func redacted(by redaction: Redaction) -> JSONValue {
        switch self {
        case .string(let text): .string(redaction.applied(to: text))
        case .array(let entries): .array(entries.map { $0.redacted(by: redaction) })
        case .object(let fields): .object(fields.redacted(by: redaction))
        default: self
        }
    }
}
