import Catalog

/// A way in which people, or programs of theirs, are told something: a channel of `config.yaml`.
///
/// A value, free of secrets: it names those that are stored. The address of a webhook may be one all the same, so
/// `place` is all of it that is shown.
package struct Channel: Sendable, Equatable {
    /// How a message gets there.
    package enum Way: Sendable, Equatable {
        /// A message in Webex, in the name of a profile's sign-in; without a name of the default one.
        case webex(WebexReceiver, profile: String?)
        case webhook(Webhook)
        case email(EmailRoute)
    }

    /// Who reads a message in Webex.
    package enum WebexReceiver: Sendable, Equatable {
        /// A room, by its id.
        case room(String)
        /// A person, by their e-mail address.
        case person(String)
    }

    /// Where JSON is posted to.
    package struct Webhook: Sendable, Equatable {
        package enum Address: Sendable, Equatable {
            case plain(String)
            /// The name of the stored secret that holds it.
            case secret(String)
        }

        package var address: Address
        /// A PEM file of authorities to trust in place of the system's.
        package var caFile: String?

        package init(_ address: Address, caFile: String? = nil) {
            self.address = address
            self.caFile = caFile
        }
    }

    package var name: String
    package var way: Way

    package init(name: String, way: Way) {
        self.name = name
        self.way = way
    }

    /// `webex`, `webhook` or `email`.
    package var kind: String {
        switch way {
        case .webex: "webex"
        case .webhook: "webhook"
        case .email: "email"
        }
    }

    /// Where it leads to, as it may be shown.
    package var place: String {
        switch way {
        case .webex(.room(let id), _): "room \(id)"
        case .webex(.person(let address), _): address
        case .webhook(let hook):
            switch hook.address {
            case .plain(let address): WebhookAddress.origin(of: address)
            case .secret(let name): "the address in secret \(name)"
            }
        case .email(let route): route.to.joined(separator: ", ")
        }
    }
}

/// E-mail: from whom, to whom, and who takes it on.
package struct EmailRoute: Sendable, Equatable {
    package enum Carrier: Sendable, Equatable {
        /// A program of this machine that takes a message as `sendmail -t -i` does, by its absolute path.
        case sendmail(String)
        case smtp(MailServer)
    }

    /// The program that every mail system of Unix has.
    package static let usualSendmail = "/usr/sbin/sendmail"

    package var to: [String]
    package var from: String
    package var carrier: Carrier

    package init(to: [String], from: String, carrier: Carrier) {
        self.to = to
        self.from = from
        self.carrier = carrier
    }
}

/// A server that takes mail on.
package struct MailServer: Sendable, Equatable {
    /// `smtps://host:465` or `smtp://host:587`; the latter turns to TLS before anything is said, unless it is this machine.
    package var url: String
    package var user: String?
    /// The name of the stored secret that holds the password.
    package var passwordSecret: String?
    /// A PEM file of authorities to trust in place of the system's.
    package var caFile: String?

    package init(url: String, user: String? = nil, passwordSecret: String? = nil, caFile: String? = nil) {
        self.url = url
        self.user = user
        self.passwordSecret = passwordSecret
        self.caFile = caFile
    }
}

extension Configuration {
    /// The channel of that name.
    ///
    /// - Throws: `HostError` of kind `notFound` with near names, and how to add one.
    package func channel(named name: String) throws(HostError) -> Channel {
        if let found = channels.first(where: { $0.name == name }) { return found }
        let names = channels.map(\.name)
        let others =
            names.isEmpty
            ? "write it under channels: in config.yaml, such as \(name): { webex: you@example.com }"
            : "channels are \(names.joined(separator: ", "))"
        throw HostError(
            .notFound,
            "",
            "there is no channel '\(name)'",
            hint: NearNames.question(name, among: names) ?? others
        )
    }
}
