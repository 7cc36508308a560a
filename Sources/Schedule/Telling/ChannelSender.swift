import Host
import JSON
import Transfer
import Webex

/// Sends messages by the channels of a configuration.
///
/// Each message has connections of its own, since they are rare. Safe to use from any task.
package struct ChannelSender: MessageSender {
    /// Uses a session of a profile: the named one's, or the default one's.
    package typealias SessionUse =
        @Sendable (_ profile: String?, _ body: @Sendable (Session) async throws -> Void) async throws -> Void

    /// Milliseconds that a receiver may take.
    private static let timeout = 30_000

    private let withSession: SessionUse
    private let secrets: SecretFile
    private let redaction: Redaction
    private let clock: WallClock
    private let mailPrograms: MailProgram

    /// - Parameters:
    ///   - secrets: where the names of a channel lead to.
    ///   - redaction: takes secrets out of errors; the process's own.
    ///   - environment: the process's variables, for programs that take mail.
    ///   - clock: the time that a message bears.
    ///   - withSession: opens a session of a profile and closes it behind the body.
    package init(
        secrets: SecretFile,
        redaction: Redaction,
        environment: [String: String],
        clock: WallClock = .system,
        withSession: @escaping SessionUse
    ) {
        self.secrets = secrets
        self.redaction = redaction
        self.clock = clock
        self.withSession = withSession
        mailPrograms = MailProgram(environment: environment)
    }

    package func send(_ message: Message, through channel: Channel) async throws(HostError) {
        do {
            switch channel.way {
            case .webex(let receiver, let profile): try await tell(receiver, message, profile: profile)
            case .webhook(let hook): try await post(message, to: hook, of: channel.name)
            case .email(let route): try await mail(message, by: route)
            }
        } catch {
            throw told(error, of: channel)
        }
    }

    /// The error as it is kept and shown: with the channel's name, and without a secret.
    private func told(_ error: any Error, of channel: Channel) -> HostError {
        func clean(_ text: String) -> String {
            String(decoding: redaction.applied(to: Array(text.utf8)), as: UTF8.self)
        }
        let subject = "channel \(channel.name)"
        switch error {
        case let error as HostError:
            let problem = error.subject.isEmpty ? error.problem : "\(error.subject): \(error.problem)"
            return HostError(error.kind, subject, clean(problem), hint: error.hint.map(clean))
        case let error as WebexError:
            let isOurs = [.signedOut, .forbidden, .denied].contains(error.kind)
            return HostError(isOurs ? .denied : .unavailable, subject, clean("\(error)"), hint: error.hint.map(clean))
        case let error as TransferError:
            return HostError(.unavailable, subject, clean(error.message), hint: "check the address and the network")
        case let error as MailError: return HostError(.unavailable, subject, clean(error.message), hint: error.hint)
        default: return HostError(.unavailable, subject, clean("\(error)"))
        }
    }

    private func tell(_ receiver: Channel.WebexReceiver, _ message: Message, profile: String?) async throws {
        let receiver: Session.MessageReceiver =
            switch receiver {
            case .room(let id): .room(id)
            case .person(let address): .person(address)
            }
        try await withSession(profile) { session in
            try await session.sendMessage(message.markdown, to: receiver)
        }
    }

    private func post(_ message: Message, to hook: Channel.Webhook, of channel: String) async throws {
        let address: String
        switch hook.address {
        case .plain(let text): address = text
        case .secret(let name):
            address = try WebhookAddress.check(secret: secrets.value(named: name), named: name)
        }
        var settings = TransferSettings()
        settings.caFile = hook.caFile
        let transfer = Transfer(settings: settings)
        defer { transfer.shutdown() }
        let request = TransferRequest(
            method: "POST",
            url: address,
            headers: [(name: "Content-Type", value: "application/json"), (name: "Accept", value: "*/*")],
            body: WebhookBody(message: message, channel: channel, sent: clock.now()).bytes,
            timeout: Self.timeout,
            mayBeResent: false,
            bodyLimit: 1 << 20
        )
        let origin = WebhookAddress.origin(of: address)
        let response: TransferResponse
        do throws(TransferError) { response = try await transfer.perform(request) } catch {
            var failure = error
            // The path may be what lets in.
            failure.address = origin
            throw failure
        }
        guard (200..<300).contains(response.status) else {
            let words = Self.excerpt(response.body)
            throw HostError(
                .unavailable,
                "",
                "\(origin) answered \(response.status)" + (words.isEmpty ? "" : ": \(words)"),
                hint: "is it the address of a webhook that takes JSON?"
            )
        }
    }

    private static func excerpt(_ body: [UInt8]) -> String {
        let text = Console.plain(String(decoding: body.prefix(2_000), as: UTF8.self))
        return String(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(200))
    }

    private func mail(_ message: Message, by route: EmailRoute) async throws {
        let text = MailText(
            message: message,
            from: route.from,
            to: route.to,
            date: clock.now(),
            id: MailText.makeID()
        )
        switch route.carrier {
        case .sendmail(let path): try await mailPrograms.send(text, by: path)
        case .smtp(let server):
            var submission = MailSubmission(url: server.url, from: route.from, to: route.to, text: text.bytes)
            submission.user = server.user
            submission.password = try server.passwordSecret.map { name throws(HostError) in
                try secrets.value(named: name)
            }
            submission.caFile = server.caFile
            submission.timeout = Self.timeout
            try await submission.submit()
        }
    }
}

extension MailError {
    /// The way out.
    fileprivate var hint: String {
        switch kind {
        case .tls:
            "smtp:// needs STARTTLS, and a private authority its PEM file as ca_file; verification cannot be turned off"
        case .badSignIn: "check user, and set the password again: patchbay secret set NAME"
        case .refused: "check from and email of the channel"
        case .unreachable, .timedOut, .broken: "check smtp of the channel, and the network"
        }
    }
}
