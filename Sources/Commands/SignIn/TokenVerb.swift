import ArgumentParser
import Glibc
import Host
import Webex

/// `patchbay token`: prints an access token, for other programs.
struct TokenVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Print a fresh access token.",
        discussion: """
            For use with other programs, renewed when it is about to lapse. So that it does not stand among the arguments \
            of a process, where all users of a machine may read it: \
            printf 'Authorization: Bearer %s\\n' "$(patchbay token)" | curl -H @- https://… \
            Whoever has it can do what you can do, so on a terminal, where it stays to be read, it is printed only after a \
            question.
            """
    )

    @Argument(help: "The profile; the one that runs use when left out.")
    var profile: String?

    @Flag(help: "Print it on a terminal without asking.")
    var yes = false

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let org = try RunOrg(profile: profile, surroundings)
            if isatty(1) == 1, !yes {
                let prompt = Prompt(surroundings.console)
                guard try prompt.confirm("Print an access token of \(org.profile.name) on this terminal?") else {
                    surroundings.console.say("not printed")
                    throw ArgumentParser.ExitCode(1)
                }
            }
            let token: String
            do {
                token = try await org.session(surroundings).bearerToken()
                await org.close()
            } catch {
                await org.close()
                throw error
            }
            try surroundings.emit(Array((token + "\n").utf8))
        }
    }
}
