import Catalog
import JSON
import Webex
import Wire

/// `http`: one request to a host that the person who runs the script has allowed.
///
/// Every host needs its permission, the profile's own too: a token of the script's own would else go around what the
/// run may change.
struct HTTPEffects: Sendable {
    let web: OutsideWeb
    let hosts: [HostGrant]
    /// The plugin that they were granted; nil for a script.
    let plugin: String?
    let secrets: GrantedSecrets
    /// Takes a secret out of what the other side says back.
    let redaction: Redaction
    let journal: RunJournal
    /// Holds back what is no read where the run only plans; nil in every other run.
    var planner: Planner?
    /// What files may be sent; nil for none.
    var grants: Grants?

    private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    /// What libcurl writes itself; a second one would make a request that two servers read differently.
    private static let ownHeaders = ["host", "content-length", "transfer-encoding", "connection", "expect", "te"]
    private static let usualTimeout: Int64 = 30_000

    /// Sends `method` to `url` with `headers`, within `timeout`; the bytes beside it are the body, JSON where `json` says so,
    /// unless `file` names one to send.
    ///
    /// Address and headers may hold secrets, as parts `{"secret": NAME}`; the script sees neither them nor their echo.
    func send(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let method = (arguments["method"]?.string ?? "GET").uppercased()
        guard Self.methods.contains(method) else {
            throw HostError(.invalid, "http", "\(method) is no method", hint: Self.methods.joined(separator: ", "))
        }
        let address = try OutsideAddress(secrets.text(arguments["url"], for: "http") ?? "")
        try permit(address)
        var headers = try headers(arguments["headers"])
        if arguments["json"]?.bool == true, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            headers.append((name: "Content-Type", value: "application/json"))
        }
        let upload = try upload(arguments["file"], method: method)
        if let upload, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            headers.append((name: "Content-Type", value: Upload.contentType(of: upload.fileName)))
        }
        let request = OutsideRequest(
            method: method,
            url: address.url,
            origin: address.origin,
            headers: headers,
            body: data.isEmpty ? nil : data,
            upload: upload,
            // A file takes as long as it takes; one that stalls is ended all the same.
            timeout: try timeout(arguments["timeout"], usual: upload == nil ? Self.usualTimeout : 0)
        )
        if method == "GET" {
            let answer = try await answer(request, arguments)
            journal.countRead("http.get", bytes: answer.body.count, failed: false)
            return Wire.Answer(Self.head(answer), body: .bytes(answer.body))
        }
        return try await change(request, arguments)
    }

    /// Sends a request that is no read, unless an earlier attempt of the run has.
    private func change(_ request: OutsideRequest, _ arguments: JSONValue) async throws -> Wire.Answer {
        let hash = planner == nil ? try await request.upload?.sha256() : nil
        let write = OutsideWrite(request, arguments, file: hash, redaction: redaction)
        if let planner { return try await hold(write, in: planner) }
        let change = JournaledChange(
            journal: journal,
            operation: write.operation,
            ids: [],
            parts: ChangeParts(write.draft),
            catalog: .bundled
        ) { _ in nil }
        var request = request
        let sentHash = request.upload == nil ? nil : SentHash()
        if let sentHash, let upload = request.upload { request.upload = sentHash.following(upload) }
        do {
            return try await change.perform(
                admitting: { _ in },
                sending: { [request] _ in
                    let answer = try await answer(request, arguments)
                    if let hash, let sent = sentHash?.digits, sent != hash { throw Self.changed(write, request) }
                    let head = Self.head(answer)
                    return JournaledChange.Sent(
                        answer: Wire.Answer(head, body: .bytes(answer.body)),
                        status: answer.status,
                        kept: write.kept(head, answer.body)
                    )
                }
            )
        } catch let undecided as UndecidedWrite {
            journal.stop(undecided)
            throw undecided
        }
    }

    /// The error for a file that was another one when it left than when it was entered.
    private static func changed(_ write: OutsideWrite, _ request: OutsideRequest) -> WebexError {
        let name = request.upload?.fileName ?? "the file"
        var error = WebexError(
            .inDoubt,
            "\(name) has changed while it was sent: what \(write.draft.target) has got is not what the journal says",
            operation: write.operation.name,
            hint: "send it again when nobody writes it any more"
        )
        error.mayHaveHappened = true
        return error
    }

    /// Holds a request back, and answers what one that only reports something is answered most often.
    private func hold(_ write: OutsideWrite, in planner: Planner) async throws -> Wire.Answer {
        let refused = await RefusedParts(of: ChangeParts(write.draft), at: [0], asking: journal.hooks)
        guard refused.places.isEmpty else { throw refused.error(write.operation) }
        planner.hold(HeldEffect(.http, "\(write.operation.method) \(write.draft.target)"))
        planner.warn(
            "http requests that are no GET are held back and answered with status 200 and no body: what the script makes of "
                + "their answers is not in the plan"
        )
        return Wire.Answer(["status": 200, "headers": [:]], body: .bytes([]))
    }

    /// The answer without the secrets that the other side says back.
    private func answer(_ request: OutsideRequest, _ arguments: JSONValue) async throws(WebexError) -> OutsideAnswer {
        var answer: OutsideAnswer
        do throws(WebexError) { answer = try await web.send(request) } catch { throw redaction.applied(to: error) }
        if GrantedSecrets.isUsed(in: arguments) {
            answer.body = redaction.applied(to: answer.body)
            answer.headers = answer.headers.mapValues { redaction.applied(to: $0) }
        }
        return answer
    }

    /// What the script gets beside the body.
    private static func head(_ answer: OutsideAnswer) -> JSONValue {
        let fields = answer.headers.sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0, value: .string($1)) }
        return ["status": .integer(Int64(answer.status)), "headers": .object(JSONObject(fields))]
    }

    private func permit(_ address: OutsideAddress) throws(HostError) {
        guard !hosts.contains(where: { $0.covers(host: address.place.host, port: address.port) }) else { return }
        let name = address.place.host + (address.place.port.map { ":\($0)" } ?? "")
        if let plugin {
            throw HostError(
                .denied,
                name,
                "plugin \(plugin) was not granted to talk to that host",
                hint: "its manifest asks for hosts as permissions = { net = { … } }"
            )
        }
        throw HostError(.denied, name, "this run may not talk to that host", hint: "permit it with --allow-net \(name)")
    }

    private func headers(_ value: JSONValue?) throws(HostError) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        for field in value?.object ?? [:] {
            guard let text = try secrets.text(field.value, for: "http") ?? field.value.integer.map(String.init) else {
                throw HostError(.invalid, "http", "the header \(field.key) must be text")
            }
            guard !field.key.isEmpty, field.key.utf8.allSatisfy(Self.isOfName),
                text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 9 })
            else { throw HostError(.invalid, "http", "a header holds a letter that it may not hold") }
            guard !Self.ownHeaders.contains(field.key.lowercased()) else {
                throw HostError(.invalid, "http", "the header \(field.key) is not for scripts to set")
            }
            headers.append((field.key, text))
        }
        return headers
    }

    /// What RFC 9110 calls a token, of which names are made.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// Opens the file that is to be sent, if one is; it is read as it leaves.
    private func upload(_ value: JSONValue?, method: String) throws(HostError) -> Upload? {
        guard let value, !value.isNull else { return nil }
        guard let path = value.string, !path.isEmpty, let grants else {
            throw HostError(.invalid, "http", "file must be the path of a file as text")
        }
        guard method != "GET" else {
            throw HostError(.invalid, "http", "GET sends no file", hint: "put or post sends one")
        }
        return try Upload(path, grants: grants)
    }

    private func timeout(_ value: JSONValue?, usual: Int64) throws(HostError) -> Int64 {
        guard let value, !value.isNull else { return usual }
        let milliseconds = value.integer ?? value.string.flatMap(DurationText.milliseconds)
        guard let milliseconds, milliseconds > 0 else {
            throw HostError(.invalid, "http", "timeout must be a duration such as 30s")
        }
        return milliseconds
    }
}
