import ArgumentParser

/// `patchbay channel`: how people are told of what ran unattended.
struct ChannelVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel",
        abstract: "List the channels by which people are told, and try one.",
        discussion: """
            Channels stand in config.yaml, and schedules name them in notify:

              channels:
                ops:  { webex: ROOM-ID or someone@example.com, profile: acme }
                hook: { webhook: https://hooks.example.com/… }
                hid:  { webhook_secret: NAME-OF-A-SECRET }
                mail: { email: [ops@example.com], from: patchbay@example.com }
                post: { email: [ops@example.com], from: patchbay@example.com,
                        smtp: smtps://mail.example.com:465, user: patchbay, password_secret: NAME }

            A message in Webex takes a sign-in with the scope spark:messages_write. E-mail goes to /usr/sbin/sendmail, \
            unless sendmail names another program or smtp a server.
            """,
        subcommands: [ChannelListVerb.self, ChannelTestVerb.self]
    )
}
