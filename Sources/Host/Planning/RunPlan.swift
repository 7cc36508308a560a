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
                value?.collectTexts(into: &mentioned)
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
        return Plan(
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
            script: request.own == nil ? request.script.absolutePath : "",
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
    }

    /// Has what the script asks and tells watched, so that a plan which does not come to an end is ended.
    func watch(
        _ effects: inout [String: Door.EffectHandler],
        _ notices: inout [String: Door.NoticeHandler]
    ) {
        let patience = PlanPatience(limit: request.limits.timeout, now: ground.clock.now)
        let place = Mutex("")
        let end: @Sendable (PlanStandstill?) -> Void = { [weak self] standstill in
            guard var standstill else { return }
            standstill.place = place.withLock { $0 }
            self?.finish(.standstill(standstill))
        }
        for (name, handler) in effects {
            effects[name] = { arguments, data in
                end(patience.asked(name, arguments, data))
                return try await handler(arguments, data)
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

extension JSONValue {
    /// Adds all texts in it.
    fileprivate func collectTexts(into texts: inout Set<String>) {
        switch self {
        case .string(let text): texts.insert(text)
        case .array(let entries): for entry in entries { entry.collectTexts(into: &texts) }
        case .object(let fields): for field in fields { field.value.collectTexts(into: &texts) }
        default: return
        }
    }
}

extension PlannedChange {
    /// The change without the secrets that the host knows of; one that sends such a text itself cannot be sent from a plan.
    fileprivate func redacted(by redaction: Redaction) -> PlannedChange {
        let text = JSONValue.object(json).encoded()
        let clean = redaction.applied(to: text)
        guard clean != text, let fields = try? JSONValue(parsing: clean).object,
            var shown = PlannedChange(fields)
        else { return self }
        if shown.body != body || shown.ids != ids || shown.query != query {
            shown.unsendable = "a secret stands in it as plain text"
        }
        return shown
    }
}
