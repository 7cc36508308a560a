import Catalog
import JSON
import Webex

extension Planner {
    /// Answers a read as it would be answered after the changes that were held back.
    ///
    /// Of a resource that the plan has not touched, the answer is handed on as it came.
    ///
    /// - Parameters:
    ///   - call: what is asked.
    ///   - order: the same as the script asked for it.
    ///   - ask: sends a read to the service.
    /// - Returns: the service's answer, with what the plan has changed of it.
    /// - Throws: what the service says, or would say.
    func read(
        _ call: Call,
        _ order: CallOrder,
        asking ask: (Call) async throws(WebexError) -> Webex.Answer
    ) async throws -> PlannedAnswer {
        let operation = call.operation
        // What was read is what a change finds there, whatever the plan makes of it.
        func asked() async throws -> Webex.Answer {
            let begun = seen.moment
            let answer = try await ask(call)
            names.note(answer.body)
            seen.note(answer.body, to: operation, ids: call.ids, query: order.query, since: begun)
            return answer
        }
        guard !org.isUntouched else { return PlannedAnswer(try await asked()) }
        // Names and the like are no ids.
        let path = operation.verb.hasPrefix("by_") ? call.ids.dropLast() : call.ids
        guard !org.isGone(path) else { throw absent(operation) }
        tellDoubt(call)
        switch operation.verb {
        case "get" where !call.ids.isEmpty, "get_with_profile" where !call.ids.isEmpty:
            if let object = org.object(operation.resource, call.ids.joined(separator: "/")) {
                return PlannedAnswer(operation.answer(of: object.fields))
            }
            guard !namesPlanned(call) else { throw absent(operation) }
            return PlannedAnswer(try await asked())
        case "by_ci_user_id", "by_name": return try await byName(call, asking: asked)
        case "list", "list_all":
            guard operation.listPath != nil else { break }
            return try await list(call, asking: asked)
        default: break
        }
        guard !mentionsPlanned(call) else { return try empty(call) }
        let answer = try await asked()
        if operation.verb == "references" || org.has(operation.resource) {
            warn(
                "\(operation.name) is answered as things are now: what is planned is not in it",
                about: operation.name
            )
        }
        return PlannedAnswer(answer)
    }

    /// Tells once of each resource that what is read is as it was before something was done to it.
    private func tellDoubt(_ call: Call) {
        let operation = call.operation
        let isSingle = ["get", "get_with_profile"].contains(operation.verb)
        let target = isSingle ? call.ids.joined(separator: "/") : nil
        guard let done = org.doubt(operation.resource, target) else { return }
        warn(
            "\(operation.name) is answered as if \(done) had done nothing: nobody knows before it is carried out what it does",
            about: "unknown since \(operation.resource)"
        )
    }

    /// A list, with the objects that the plan has touched as they would be.
    private func list(_ call: Call, asking ask: () async throws -> Webex.Answer) async throws -> PlannedAnswer {
        let operation = call.operation
        let parent = call.ids.joined(separator: "/")
        let isParentPlanned = namesPlanned(call)
        guard org.has(operation.resource) || isParentPlanned || mentionsPlanned(call) else {
            return PlannedAnswer(try await ask())
        }
        let question = ListQuestion(operation, query: call.query, link: call.link, fields: fields(of: operation))
        let objects = org.objects(of: operation.resource, beneath: parent, having: question.filter?.necessary)
        if let unjudged = question.unjudged {
            // The service cannot know what is only planned.
            let isUnknown = isParentPlanned || call.query.contains { $0.0 != "filter" && mentions($0.1) }
            if !objects.isEmpty || isUnknown {
                warn(
                    "\(operation.name): of what is planned nothing is added to its answer, since "
                        + "\(JSONValue.string(unjudged).excerpt) cannot be judged before it is carried out; "
                        + "filters by == and =in= can",
                    about: operation.name
                )
            }
            if isUnknown { return PlannedAnswer([], listedBy: operation) }
        }
        let planned = PlannedList(operation, question, objects)
        guard !isParentPlanned else { return planned.alone }
        return try planned.applied(to: try await ask())
    }

    /// An object that is read by something else than its id.
    private func byName(_ call: Call, asking ask: () async throws -> Webex.Answer) async throws -> PlannedAnswer {
        let operation = call.operation
        let field = operation.verb == "by_name" ? "name" : "ciUserId"
        let parent = call.ids.dropLast().joined(separator: "/")
        let planned = org.objects(of: operation.resource, beneath: parent)
        if let found = planned.first(where: { !$0.isDeleted && $0.fields[field]?.string == call.ids.last }) {
            return PlannedAnswer(operation.answer(of: found.fields))
        }
        guard !namesPlanned(call) else { throw absent(operation) }
        let answer = try await ask()
        guard !planned.isEmpty, let id = operation.object(in: try JSONValue(parsing: answer.body))?["id"]?.string,
            let touched = planned.first(where: { $0.id == id })
        else { return PlannedAnswer(answer) }
        // It goes by another name in the plan, or is gone.
        let isOther = touched.isDeleted || touched.fields[field]?.string != call.ids.last
        guard !isOther else { throw absent(operation) }
        return PlannedAnswer(operation.answer(of: touched.fields))
    }

    /// What is answered to a read that asks for something of which the service cannot know yet.
    private func empty(_ call: Call) throws -> PlannedAnswer {
        let operation = call.operation
        guard operation.verb != "references" else { return PlannedAnswer(emptyOf: operation) }
        warn(
            "\(operation.name) is not asked for what is only planned: its answer has nothing in it",
            about: operation.name
        )
        // Of a request that no document describes, nobody knows what it would look like.
        guard catalog[operation.name] != nil else { throw absent(operation) }
        return PlannedAnswer(emptyOf: operation)
    }

    /// The fields that objects of a list may have.
    private func fields(of operation: Operation) -> Set<String> {
        let answer = operation.answers.first?.value
        let path = operation.listPath ?? ""
        let entry = path.isEmpty ? answer : answer?.fields.first { $0.name == path }
        let names = (entry?.fields ?? []).map(\.name)
        guard names.isEmpty else { return Set(names) }
        return Set(org.objects(of: operation.resource).prefix(10).flatMap(\.fields.keys))
    }

    /// Whether what stands for an id is in the path of a call.
    private func namesPlanned(_ call: Call) -> Bool {
        call.ids.contains(where: org.isPlaceholder)
            || (call.ids.isEmpty && org.mentionsPlaceholder(call.operation.path))
    }

    /// Whether what stands for an id is anywhere in a call.
    private func mentionsPlanned(_ call: Call) -> Bool {
        namesPlanned(call) || call.query.contains { mentions($0.1) } || call.body.map(mentions) ?? false
    }

    private func mentions(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): org.mentionsPlaceholder(text)
        case .array(let entries): entries.contains(where: mentions)
        case .object(let fields): fields.contains { mentions($0.value) }
        default: false
        }
    }
}
