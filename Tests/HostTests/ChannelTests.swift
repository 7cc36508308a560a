import Testing

@testable import Host

@Suite("Channels of the configuration") struct ChannelTests {
    private let folder = TemporaryFolder()

    private func load(_ lines: String) throws -> [Channel] {
        try folder.write("config.yaml", "channels:\n" + lines)
        return try ConfigurationFile(folder.path + "/config.yaml").load().channels
    }

    private func failure(_ line: String) throws -> String? {
        let error = #expect(throws: HostError.self) { try load("  ops: \(line)\n") }
        return error?.description.replacing(folder.path + "/", with: "")
    }

    @Test func `every way is read, in the order of the file`() throws {
        let channels = try load(
            """
              ops:  { webex: Y2lzY29zcGFyazovL3VzL1JPT00vYWJj, profile: acme }
              me:   { webex: me@example.com }
              hook: { webhook: https://hooks.example.com/services/T0/B0?x=1, ca_file: /etc/ca.pem }
              hid:  { webhook_secret: hook-address }
              mail: { email: [ops@example.com, boss@example.com], from: patchbay@example.com }
              qm:   { email: ops@example.com, from: p@example.com, sendmail: /usr/bin/msmtp }
              post:
                email: [ops@example.com]
                from: patchbay@example.com
                smtp: smtp://mail.example.com:587/
                user: patchbay
                password_secret: mail-password
            """
        )
        #expect(
            channels == [
                Channel(name: "ops", way: .webex(.room("Y2lzY29zcGFyazovL3VzL1JPT00vYWJj"), profile: "acme")),
                Channel(name: "me", way: .webex(.person("me@example.com"), profile: nil)),
                Channel(
                    name: "hook",
                    way: .webhook(
                        Channel.Webhook(
                            .plain("https://hooks.example.com/services/T0/B0?x=1"),
                            caFile: "/etc/ca.pem"
                        )
                    )
                ),
                Channel(name: "hid", way: .webhook(Channel.Webhook(.secret("hook-address")))),
                Channel(
                    name: "mail",
                    way: .email(
                        EmailRoute(
                            to: ["ops@example.com", "boss@example.com"],
                            from: "patchbay@example.com",
                            carrier: .sendmail("/usr/sbin/sendmail")
                        )
                    )
                ),
                Channel(
                    name: "qm",
                    way: .email(
                        EmailRoute(to: ["ops@example.com"], from: "p@example.com", carrier: .sendmail("/usr/bin/msmtp"))
                    )
                ),
                Channel(
                    name: "post",
                    way: .email(
                        EmailRoute(
                            to: ["ops@example.com"],
                            from: "patchbay@example.com",
                            carrier: .smtp(
                                MailServer(
                                    url: "smtp://mail.example.com:587",
                                    user: "patchbay",
                                    passwordSecret: "mail-password"
                                )
                            )
                        )
                    )
                ),
            ]
        )
    }

    @Test func `what a webhook's address holds behind its host is not shown`() throws {
        let channel = try #require(load("  hook: { webhook: https://hooks.example.com/services/T0?x=1 }\n").first)
        #expect(channel.place == "https://hooks.example.com" && channel.kind == "webhook")
    }

    @Test(
        arguments: [
            (
                "{}",
                "config.yaml:2: channel 'ops' does not say how; write one of webex, webhook, webhook_secret and email"
            ),
            ("{ webhok: https://x.example }", "config.yaml:2: unknown key 'webhok'; did you mean webhook?"),
            ("{ webex: a@x.y, email: [a@x.y] }", "config.yaml:2: channel 'ops' has both webex and email; write one of"),
            ("{ webex: a@x.y, from: b@x.y }", "config.yaml:2: unknown key 'from'; keys are webex, profile"),
            ("{ webex: a b }", "config.yaml:2: webex: is no id of a room"),
            ("{ webex: a@b@c }", "config.yaml:2: webex: 'a@b@c' is no e-mail address"),
            (
                "{ webhook: http://hooks.example.com/x }",
                "config.yaml:2: webhook: 'http://hooks.example.com/x' is not encrypted"
            ),
            ("{ webhook_secret: 'a b' }", "config.yaml:2: webhook_secret: 'a b' is no name for a secret"),
            ("{ email: [], from: a@x.y }", "config.yaml:2: email must name somebody"),
            ("{ email: [a@x.y] }", "config.yaml:2: from is missing"),
            (
                "{ email: [\"a@x.y\\nBcc: b@x.y\"], from: a@x.y }",
                "config.yaml:2: email: 'a@x.y\\nBcc: b@x.y' is no e-mail address"
            ),
            ("{ email: ['-oQ/tmp@x.y'], from: a@x.y }", "config.yaml:2: email: '-oQ/tmp@x.y' is no e-mail address"),
            ("{ email: [a@x.y], from: a@x.y, sendmail: mail }", "config.yaml:2: sendmail must be an absolute path"),
            (
                "{ email: [a@x.y], from: a@x.y, sendmail: /bin/m, smtp: smtp://m.x }",
                "config.yaml:2: has both sendmail and smtp"
            ),
            ("{ email: [a@x.y], from: a@x.y, smtp: m.x:25 }", "config.yaml:2: smtp: is no address of a mail server"),
            (
                "{ email: [a@x.y], from: a@x.y, smtp: 'smtp://m.x/a' }",
                "config.yaml:2: smtp: is no address of a mail server"
            ),
            (
                "{ email: [a@x.y], from: a@x.y, smtp: smtp://m.x, user: me }",
                "config.yaml:2: user and password_secret belong together"
            ),
            ("{ email: [a@x.y], from: a@x.y, user: me }", "config.yaml:2: user is for a server, and there is no smtp"),
        ]
    )
    func `what is wrong is told with its line`(line: String, told: String) throws {
        let failure = try failure(line)
        #expect(failure?.hasPrefix(told) == true, "\(failure ?? "")")
    }

    @Test func `a password in an address is refused and not shown`() throws {
        let failure = try failure("{ email: [a@x.y], from: a@x.y, smtp: 'smtp://me:hunter22@m.x' }")
        #expect(failure?.contains("must not hold a user name or a password") == true)
        #expect(failure?.contains("hunter22") == false)
    }

    @Test func `plain http is for this machine alone`() throws {
        #expect(try load("  hook: { webhook: 'http://127.0.0.1:8080/x' }\n").count == 1)
    }

    @Test func `a channel that is not there is told with near names`() throws {
        try folder.write("config.yaml", "channels: { ops: { webex: a@x.y } }")
        let configuration = try ConfigurationFile(folder.path + "/config.yaml").load()
        let error = #expect(throws: HostError.self) { try configuration.channel(named: "opps") }
        #expect(error?.description == "there is no channel 'opps'; did you mean ops?")
    }
}
