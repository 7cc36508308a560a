import Yams

/// Reads the channels of `config.yaml`.
struct ChannelReader {
    private static let webexKeys = ["webex", "profile"]
    private static let webhookKeys = ["webhook", "webhook_secret", "ca_file"]
    private static let emailKeys = ["email", "from", "sendmail", "smtp", "user", "password_secret", "ca_file"]
    /// The keys of which a channel has exactly one.
    private static let ways = ["webex", "webhook", "webhook_secret", "email"]

    let yaml: YAMLReader

    /// The channel of a name and its fields.
    ///
    /// - Throws: `HostError` with file and line.
    func channel(_ key: Node, _ value: Node) throws(HostError) -> Channel {
        let name = try yaml.text(key, "a channel's name")
        try Configuration.checkWord(name, of: "channel", subject: yaml.place(key))
        let mapping = try yaml.mapping(value, what: name)
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            let field = try yaml.name(key, among: Self.webexKeys + Self.webhookKeys.dropLast() + Self.emailKeys)
            fields[field] = value
        }
        let ways = Self.ways.filter { fields[$0] != nil }
        guard let way = ways.first, ways.count == 1 else {
            throw yaml.wrong(
                key,
                ways.isEmpty
                    ? "channel '\(name)' does not say how" : "channel '\(name)' has both \(ways[0]) and \(ways[1])",
                hint: "write one of webex, webhook, webhook_secret and email"
            )
        }
        let known =
            switch way {
            case "webex": Self.webexKeys
            case "email": Self.emailKeys
            default: Self.webhookKeys
            }
        for (key, _) in mapping { _ = try yaml.name(key, among: known) }
        return Channel(name: name, way: try read(way, fields, key: key))
    }

    private func read(_ way: String, _ fields: [String: Node], key: Node) throws(HostError) -> Channel.Way {
        switch way {
        case "webex":
            let receiver = try text("webex", fields) ?? ""
            if receiver.utf8.contains(UInt8(ascii: "@")) {
                return .webex(
                    .person(try MailAddress.check(receiver, subject: subject("webex", fields))),
                    profile: try text("profile", fields)
                )
            }
            guard receiver.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
                throw HostError(
                    .invalid,
                    subject("webex", fields),
                    "is no id of a room",
                    hint: "write the room's id, or a person's e-mail address"
                )
            }
            return .webex(.room(receiver), profile: try text("profile", fields))
        case "webhook":
            let address = try WebhookAddress.check(text("webhook", fields) ?? "", subject: subject("webhook", fields))
            return .webhook(Channel.Webhook(.plain(address), caFile: try path("ca_file", fields)))
        case "webhook_secret":
            return .webhook(
                Channel.Webhook(
                    .secret(try secret("webhook_secret", fields) ?? ""),
                    caFile: try path("ca_file", fields)
                )
            )
        default: return .email(try email(fields, key: key))
        }
    }

    private func email(_ fields: [String: Node], key: Node) throws(HostError) -> EmailRoute {
        var receivers: [String] = []
        if let node = fields["email"] {
            for item in node.sequence == nil ? [node] : try yaml.list(node, "email") {
                receivers.append(try MailAddress.check(yaml.text(item, "email"), subject: "\(yaml.place(item)): email"))
            }
        }
        guard !receivers.isEmpty else {
            throw yaml.wrong(key, "email must name somebody", hint: "write it as [you@example.com]")
        }
        guard let from = try text("from", fields) else {
            throw yaml.wrong(key, "from is missing: who the e-mail is from", hint: "write from: patchbay@example.com")
        }
        let route = EmailRoute(
            to: receivers,
            from: try MailAddress.check(from, subject: subject("from", fields)),
            carrier: try carrier(fields, key: key)
        )
        return route
    }

    private func carrier(_ fields: [String: Node], key: Node) throws(HostError) -> EmailRoute.Carrier {
        guard let url = try text("smtp", fields) else {
            for name in ["user", "password_secret", "ca_file"] where fields[name] != nil {
                throw yaml.wrong(
                    key,
                    "\(name) is for a server, and there is no smtp",
                    hint: "add smtp, or drop \(name)"
                )
            }
            return .sendmail(try path("sendmail", fields) ?? EmailRoute.usualSendmail)
        }
        guard fields["sendmail"] == nil else {
            throw yaml.wrong(key, "has both sendmail and smtp", hint: "drop one of the two")
        }
        let server = MailServer(
            url: try MailServerAddress.check(url, subject: subject("smtp", fields)),
            user: try text("user", fields),
            passwordSecret: try secret("password_secret", fields),
            caFile: try path("ca_file", fields)
        )
        guard (server.user == nil) == (server.passwordSecret == nil) else {
            throw yaml.wrong(key, "user and password_secret belong together", hint: "write both, or none of them")
        }
        return .smtp(server)
    }

    private func text(_ name: String, _ fields: [String: Node]) throws(HostError) -> String? {
        guard let node = fields[name] else { return nil }
        return try yaml.text(node, name)
    }

    private func path(_ name: String, _ fields: [String: Node]) throws(HostError) -> String? {
        guard let node = fields[name] else { return nil }
        return try yaml.absolutePath(node, name)
    }

    /// The name of a stored secret; whether it is there shows when it is used.
    private func secret(_ name: String, _ fields: [String: Node]) throws(HostError) -> String? {
        guard let node = fields[name] else { return nil }
        let secret = try yaml.text(node, name)
        do throws(HostError) { try SecretFile.check(name: secret) } catch {
            throw yaml.wrong(node, "\(name): \(error.problem)", hint: error.hint)
        }
        return secret
    }

    private func subject(_ name: String, _ fields: [String: Node]) -> String {
        "\(fields[name].map(yaml.place) ?? yaml.file): \(name)"
    }
}
