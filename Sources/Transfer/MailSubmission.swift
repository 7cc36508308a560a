import CCurl
import Dispatch

/// A message for a mail server, and how it is reached.
package struct MailSubmission: Sendable {
    /// `smtps://host:port`, which speaks TLS from the start, or `smtp://host:port`, which must turn to TLS before
    /// anything is said; to this machine itself it is spoken as it is.
    package var url: String
    /// Who is told when it cannot be delivered.
    package var from: String
    /// All who are to get it; a server that refuses one of them refuses all.
    package var to: [String]
    /// The message with its headers; lines end with CR and LF.
    package var text: [UInt8]
    package var user: String?
    package var password: String?
    /// A PEM file of authorities to trust in place of the system's; certificates are always verified.
    package var caFile: String?
    /// Milliseconds for all of it.
    package var timeout = 60_000

    package init(url: String, from: String, to: [String], text: [UInt8]) {
        self.url = url
        self.from = from
        self.to = to
        self.text = text
    }

    /// Hands the message over; returns when the server has taken it on.
    ///
    /// On a thread of its own: it is rare. A cancel does not end it, its time does.
    /// - Throws: `MailError`. Where the answer to the message itself was lost it may have been taken on all the same.
    package func submit() async throws(MailError) {
        let outcome: Result<Void, MailError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "patchbay.mail").async { continuation.resume(returning: submitted()) }
        }
        try outcome.get()
    }

    private func submitted() -> Result<Void, MailError> {
        let noMemory = MailError(kind: .broken, server: url, detail: "no memory for another transfer")
        guard CurlThread.globalSetUp, let easy = curl_easy_init() else { return .failure(noMemory) }
        defer { curl_easy_cleanup(easy) }
        let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { words.deallocate() }
        var receivers: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(receivers) }
        for receiver in to {
            guard let longer = curl_slist_append(receivers, "<\(receiver)>") else { return .failure(noMemory) }
            receivers = longer
        }
        ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, words)
        ccurl_set_pointer(easy, CURLOPT_MAIL_RCPT, receivers)
        let source = BodySource(text)
        let reader = BodyReader(length: source.length, read: source.read) { _ in }
        set(up: easy)
        reader.attach(toEasy: easy)
        let code = withExtendedLifetime(reader) { curl_easy_perform(easy) }
        guard code != CURLE_OK else { return .success(()) }
        let detail = words.pointee == 0 ? curl_easy_strerror(code).map { String(cString: $0) } : String(cString: words)
        let answer = ccurl_info_long(easy, CURLINFO_RESPONSE_CODE)
        let kind = MailError.kind(of: code, answer: answer)
        return .failure(MailError(kind: kind, server: url, answer: answer, detail: detail ?? ""))
    }

    private func set(up easy: UnsafeMutableRawPointer) {
        func set(_ option: CURLoption, _ value: Int) { _ = ccurl_set_long(easy, option, value) }
        ccurl_set_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        ccurl_set_text(easy, CURLOPT_URL, url)
        // A proxy of the web's is not asked to carry mail.
        ccurl_set_text(easy, CURLOPT_PROXY, "")
        ccurl_set_text(easy, CURLOPT_MAIL_FROM, "<\(from)>")
        ccurl_set_text(easy, CURLOPT_USERNAME, user)
        ccurl_set_text(easy, CURLOPT_PASSWORD, password)
        if let caFile { ccurl_set_text(easy, CURLOPT_CAINFO, caFile) }
        let isHere = url.hasPrefix("smtp://") && TransferRequest.isForThisMachine("http://" + url.dropFirst(7))
        // Mail servers of the machine itself have certificates of their own making, in nobody's name.
        set(CURLOPT_USE_SSL, Int((isHere ? CURLUSESSL_NONE : CURLUSESSL_ALL).rawValue))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_UPLOAD, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        set(CURLOPT_TIMEOUT_MS, timeout)
    }
}

/// A message that a mail server did not take on.
package struct MailError: Error, Sendable {
    package enum Kind: Sendable {
        case unreachable
        /// It offers no TLS, or its certificate is not trusted.
        case tls
        case badSignIn
        /// It said no to sender, receiver or message.
        case refused
        case timedOut
        case broken
    }

    package var kind: Kind
    /// `smtp://host:port`.
    package var server: String
    /// The server's latest answer as a number; 0 for none.
    package var answer = 0
    /// libcurl's words for it, which hold no password.
    package var detail: String

    static func kind(of code: CURLcode, answer: Int) -> Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: .unreachable
        case CURLE_USE_SSL_FAILED, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CONNECT_ERROR:
            .tls
        case CURLE_LOGIN_DENIED: .badSignIn
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        // libcurl says the same of a receiver that is refused and of a connection that broke off.
        default: answer >= 400 ? .refused : .broken
        }
    }

    /// What failed, naming the server, for a person to read.
    package var message: String {
        let what =
            switch kind {
            case .unreachable: "could not connect to \(server)"
            case .tls: "no trusted TLS with \(server)"
            case .badSignIn: "\(server) does not accept the user or the password"
            case .refused: "\(server) did not take the message"
            case .timedOut: "no answer in time from \(server)"
            case .broken: "the connection to \(server) broke off"
            }
        let facts = [detail, answer >= 400 && !detail.contains("\(answer)") ? "it answered \(answer)" : ""]
        let known = facts.filter { !$0.isEmpty }
        return known.isEmpty ? what : "\(what) (\(known.joined(separator: "; ")))"
    }
}
