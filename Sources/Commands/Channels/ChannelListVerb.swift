import ArgumentParser
import Host
import JSON

/// `patchbay channel list`: the channels there are.
struct ChannelListVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the channels and where they lead to; of a webhook's address only the host."
    )

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let file = try surroundings.homes().configurationFile
            let channels = try ConfigurationFile(file).load().channels
            if json {
                try surroundings.emit(JSONValue.array(channels.map(\.json)).pretty())
            } else if channels.isEmpty {
                surroundings.console.say(
                    "no channel yet; write one under channels: in \(file), see patchbay channel --help"
                )
            } else {
                var table = TextTable(width: surroundings.console.width)
                for channel in channels { table.add(channel.name, channel.kind, channel.place + channel.means) }
                try surroundings.emit(Array(table.text.utf8))
            }
        }
    }
}

extension Channel {
    /// By what it gets there, behind its place.
    fileprivate var means: String {
        switch way {
        case .webex(_, let profile): profile.map { ", as profile \($0)" } ?? ""
        case .webhook: ""
        case .email(let route):
            switch route.carrier {
            case .sendmail(let path): ", by \(path)"
            case .smtp(let server): ", by \(server.url)"
            }
        }
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["name": .string(name), "kind": .string(kind), "place": .string(place)]
        switch way {
        case .webex(_, let profile): object["profile"] = profile.map(JSONValue.string)
        case .webhook(let hook):
            if case .secret(let name) = hook.address { object["secret"] = .string(name) }
        case .email(let route):
            object["from"] = .string(route.from)
            object["to"] = .array(route.to.map(JSONValue.string))
            switch route.carrier {
            case .sendmail(let path): object["sendmail"] = .string(path)
            case .smtp(let server):
                object["smtp"] = .string(server.url)
                object["user"] = server.user.map(JSONValue.string)
                object["secret"] = server.passwordSecret.map(JSONValue.string)
            }
        }
        return .object(object)
    }
}
