import ArgumentParser
import Host
import JSON
import Schedule
import Webex

/// `patchbay channel test NAME`: sends a message that says it is a test.
struct ChannelTestVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Send a message by a channel, to see that it arrives.",
        discussion: "Ends with 0 when the channel has taken the message on; whether somebody reads it, only they know."
    )

    @Argument(help: "The channel's name.")
    var name: String

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let channel = try ConfigurationFile(surroundings.homes().configurationFile).load().channel(named: name)
            try await surroundings.channelSender().send(
                Self.message(channel, at: WallClock.system.now()),
                through: channel
            )
            surroundings.console.say("sent a test to \(channel.place)")
        }
    }

    private static func message(_ channel: Channel, at now: Int64) -> Message {
        let subject = "[test] channel \(channel.name) works"
        let facts = "Sent by \(MachineUser.name) with patchbay channel test, \(InstantText.minute(now))."
        return Message(
            subject: subject,
            text: "\(facts)\nSchedules that name this channel in notify are told of here.\n",
            markdown: "**\(subject.replacing("[", with: "\\["))**\n\n\(facts)",
            fields: ["kind": "test"]
        )
    }
}
