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

    /// Calls `operation` of `module` with `arguments`; `link` asks for a further page of a list.
    func call(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let given = arguments["arguments"]?.array ?? []
        let operation = try catalog.operation(
            named: arguments["operation"]?.string ?? "",
            module: arguments["module"]?.string,
            version: CallOrder.version(in: given)
        )
        return try await perform(CallOrder(operation, arguments: given, link: arguments["link"]?.string))
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
        let change = try admit(call, order, isRaw: isRaw)
        if change.isRepeatable, !isRaw, call.safety == .create { call.safety = .idempotent }
        warnings.deprecated(operation, in: catalog)
        var answer: Webex.Answer
        do throws(WebexError) { answer = try await session.call(call) } catch {
            if error.meansNoChange { permits.giveBack(change.objects, of: operation) }
            throw error
        }
        warnings.withheld(answer.withheld, by: operation.name)
        // A service may say back what it was sent.
        if handles.areUsed { answer.body = session.redaction.applied(to: answer.body) }
        return try told(answer, to: operation, savedIn: file)
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

    /// Lets the call through as far as the run's permissions go, and says what it changes.
    private func admit(_ call: Call, _ order: CallOrder, isRaw: Bool) throws(HostError) -> ChangeCount {
        let change = ChangeCount(call.operation, query: order.query, body: call.body)
        guard !change.erasesAll || order.allowsErasure else {
            throw HostError(
                .invalid,
                call.operation.name,
                "this erases the whole collection",
                hint: "say so where it is meant: { all = true } as its options"
            )
        }
        let deletes = change.deletes || isRaw && call.operation.method == "DELETE"
        try permits.admit(call.operation, changes: change.objects, deletes: deletes, isRaw: isRaw)
        return change
    }

    private func told(_ answer: Webex.Answer, to operation: Operation, savedIn file: StagedFile?) throws -> Wire.Answer
    {
        var head: JSONObject = ["status": .integer(Int64(answer.status)), "tracking_id": .string(answer.trackingID)]
        head["paging"] = operation.paging.map { .string($0.rawValue) }
        head["list"] = operation.listPath.map(JSONValue.string)
        if operation.omitsArrays { head["omits_arrays"] = true }
        head["next"] = answer.next.map(JSONValue.string)
        if let file {
            try file.write(answer.body)
            try file.commit()
            head["path"] = .string(file.path)
            head["bytes"] = .integer(Int64(answer.body.count))
            return Wire.Answer(.object(head))
        }
        if answer.body.isEmpty { return Wire.Answer(.object(head)) }
        return Wire.Answer(.object(head), body: answer.isText ? .bytes(answer.body) : .json(answer.body))
    }
}

extension WebexError {
    /// Whether nothing was changed: the service refused the whole request for what is in it, or never saw one.
    fileprivate var meansNoChange: Bool {
        guard let status else { return trackingID == nil && [.invalid, .denied, .forbidden].contains(kind) }
        return [400, 413, 422].contains(status)
    }
}
