import ArgumentParser

/// `patchbay api`: the operations of the API, to be found, read about and called.
struct APIVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Find operations of the API, read about them, and call them.",
        discussion: """
            patchbay api                    all resources, with what can be done with each
            patchbay api user               the operations of one
            patchbay api user.list          what it takes and gives, with an example in Lua
            patchbay api "GET /v1/tasks"    the operation of a method and path
            patchbay api --json --full      all of this of every operation, for programs
            patchbay api search reskill     operations by words
            patchbay api call user.list --filter 'email=="jane@example.com"'
            """,
        subcommands: [APIShowVerb.self, APISearchVerb.self, APICallVerb.self],
        defaultSubcommand: APIShowVerb.self
    )
}
