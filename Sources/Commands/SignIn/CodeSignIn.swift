import Host
import Synchronization
import Webex

/// A sign-in by a person in a browser: the code comes back to a listener of ours, or is pasted.
struct CodeSignIn: Sendable {
    /// How the answer comes back.
    enum Way {
        /// As the registered redirect URI has it: listened to where that is possible.
        case registered
        /// By a person, who types it, or from a file.
        case pasted(TextSource?)
    }

    private let account: Account
    private let scopes: [String]
    private let surroundings: Surroundings

    init(account: Account, scopes: [String], _ surroundings: Surroundings) {
        self.account = account
        self.scopes = scopes
        self.surroundings = surroundings
    }

    /// Sends the person to the service, takes the answer, and keeps the tokens.
    ///
    /// - Parameters:
    ///   - way: how the answer comes back.
    ///   - clientSecret: kept with the tokens once the service has accepted it.
    ///   - timeout: milliseconds that a listener waits.
    /// - Throws: what kept the sign-in from its end; nothing was changed then.
    func perform(_ way: Way, clientSecret: String, timeout: Int64) async throws {
        let request = try AuthorizationRequest(profile: account.profile, scopes: scopes)
        let known = Credentials(clientSecret: clientSecret)
        surroundings.console.say("asking for \(scopes.joined(separator: " "))")
        switch way {
        case .registered:
            guard let address = LoopbackAddress(request.redirectURI) else {
                return try await paste(nil, request, known)
            }
            try await listen(at: address, request, known, timeout: timeout)
        case .pasted(let source): try await paste(source, request, known)
        }
    }

    private func paste(_ source: TextSource?, _ request: AuthorizationRequest, _ known: Credentials) async throws {
        let console = surroundings.console
        let prompt = Prompt(console)
        if source == nil { try prompt.check(insteadOf: "--answer -, or a terminal: ssh -t") }
        console.say("Open this address, sign in and agree:\n\n  \(request.address)\n")
        let text: String
        if let source {
            text = try source.text()
        } else {
            console.say(
                "The browser is then sent to \(request.redirectURI), which may show an error or nothing at all."
            )
            text = try prompt.line("Paste the address it shows, or the code:", insteadOf: "--answer -")
        }
        try await redeem(try AuthorizationAnswer(text, to: request), of: request, known)
        try await account.withTransfer { try await account.tell($0) }
    }

    private func listen(
        at address: LoopbackAddress,
        _ request: AuthorizationRequest,
        _ known: Credentials,
        timeout: Int64
    ) async throws {
        let firstStray = FirstTime()
        try await CallbackListener(address).serve(timeout: timeout) {
            sendToBrowser(request)
        } judge: { target in
            await judge(target, request, known, firstStray)
        }
        try await account.withTransfer { try await account.tell($0) }
    }

    private func redeem(
        _ answer: AuthorizationAnswer,
        of request: AuthorizationRequest,
        _ known: Credentials
    ) async throws {
        try await account.withTransfer { transfer in
            let signIn = SignIn(profile: account.profile, transfer: transfer, redaction: surroundings.redaction)
            try await account.obtain { _ in try await signIn.redeem(answer, of: request, with: known) }
        }
    }

    private func sendToBrowser(_ request: AuthorizationRequest) {
        let isOpened = Browser(environment: surroundings.environment).open(request.address)
        let invitation =
            isOpened ? "Your browser opens. If it does not, open this address:" : "Open this address in a browser:"
        surroundings.console.say("\(invitation)\n\n  \(request.address)\n\nWaiting for the answer; Ctrl-C ends it.")
    }

    /// What one request to the registered path means.
    private func judge(
        _ target: String,
        _ request: AuthorizationRequest,
        _ known: Credentials,
        _ firstStray: FirstTime
    ) async -> CallbackListener.Verdict {
        let answer: AuthorizationAnswer
        do throws(WebexError) {
            answer = try AuthorizationAnswer("http://localhost" + target, to: request, isFromBrowser: true)
        } catch {
            guard error.kind == .denied else {
                // Any page may send such, as often as it likes.
                if firstStray.isNow {
                    surroundings.console.say("an answer to another sign-in came and was not used; still waiting")
                }
                return .waitOn(.stale)
            }
            return .over(.failed(why: error.message), .failure(error))
        }
        do {
            try await redeem(answer, of: request, known)
            return .over(.signedIn(profile: account.profile.name), .success(()))
        } catch {
            let why = (error as? WebexError)?.message ?? "The tokens could not be kept"
            return .over(.failed(why: surroundings.redaction.applied(to: why)), .failure(error))
        }
    }
}

/// True once, whoever asks first.
private final class FirstTime: Sendable {
    private let hasBeen = Mutex(false)

    var isNow: Bool {
        hasBeen.withLock { hasBeen in
            defer { hasBeen = true }
            return !hasBeen
        }
    }
}
