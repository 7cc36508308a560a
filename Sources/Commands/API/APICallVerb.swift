import ArgumentParser
import Catalog
import Glibc
import Host
import JSON
import Webex

/// `patchbay api call OPERATION`: makes one call, as a script would.
struct APICallVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call an operation of the API.",
        usage: """
            patchbay api call [--profile <name> | --simulator] <operation> [<id> …] \
            [--<parameter> <value> …] [--body <json> | --field <name>=<value> …] [<options>]
            """,
        discussion: """
            Ids stand by position; every parameter of the operation is an option, spelt as Webex spells it; \
            patchbay api <operation> lists them.

              patchbay api call user.list --filter 'email=="jane@example.com"'
              patchbay api call user.patch ID --field siteId=SITE --field active=true
              patchbay api call team.list --paginate > teams.jsonl

            The answer is written as it came, or for people where standard output is a terminal.
            """
    )

    @Option(help: ArgumentHelp("The profile of the org; see patchbay profile list.", valueName: "name"))
    var profile: String?

    @Flag(help: "Call a fresh simulator instead of an org.")
    var simulator = false

    @Option(
        help: ArgumentHelp("The body: JSON, @ and the path of a file, or - for standard input.", valueName: "json")
    )
    var body: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A field of the body; name:=JSON for any value, name=@path for a file; may be given again.",
            valueName: "name=value"
        )
    )
    var field: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A parameter, where its name is an option of ours too.", valueName: "name=value")
    )
    var parameter: [String] = []

    @Option(name: .customLong("v"), help: ArgumentHelp("An older version of the operation.", valueName: "n"))
    var version: Int?

    @Flag(help: "Walk all pages, and print each object on a line of its own.")
    var paginate = false

    @Flag(help: "Print the answer as it came, also on a terminal.")
    var json = false

    @Flag(help: "Print the curl command for this call, without the token, and send nothing.")
    var curl = false

    @Flag(help: "Refuse the call if it would change the org.")
    var readOnly = false

    @Flag(help: "Let the call delete.")
    var allowDeletes = false

    @Flag(help: "Let it empty a whole collection, where that is what the operation does.")
    var all = false

    @OptionGroup(title: "Simulator") var size: SimulatorSize
    @OptionGroup(title: "Limits") var limits: LimitOptions

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("The operation, its ids and parameters.", valueName: "operation")
    )
    var words: [String] = []

    func validate() throws {
        guard !words.isEmpty else {
            throw ValidationError("which operation? For example: patchbay api call user.list --simulator")
        }
        guard !(simulator && profile != nil) else {
            throw ValidationError("--simulator is an org of its own: leave --profile out")
        }
        guard !(curl && paginate) else { throw ValidationError("--curl prints one request: leave --paginate out") }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let order = try order()
            try order.checkIDs()
            if curl { return try surroundings.emit(Array(try curlText(of: order, surroundings).utf8)) }
            let org = try await org(surroundings)
            let outcome: Result<Int32, any Error>
            do {
                outcome = .success(
                    try await paginate ? walk(order, org, surroundings) : send(order, org, surroundings)
                )
            } catch { outcome = .failure(error) }
            await org.close()
            let code = try outcome.get()
            if code != 0 { throw ArgumentParser.ExitCode(code) }
        }
    }

    /// The call that the words, the body and the options make.
    private func order() throws -> TypedCall {
        var order = try CallWords(words, version: version).order
        for text in parameter { try order.setParameter(text) }
        try order.setBody(body, fields: field)
        if all { order.options["all"] = true }
        return order
    }

    private func org(_ surroundings: Surroundings) async throws -> RunOrg {
        if simulator { return try await RunOrg(simulator: size.options, settings: limits.settings) }
        return try RunOrg(profile: profile, settings: limits.settings, surroundings)
    }

    private var permissions: Permissions {
        var permissions = Permissions()
        permissions.isReadOnly = readOnly
        permissions.allowsDeletes = allowDeletes
        return permissions
    }

    /// Sends it, through the door that the calls of scripts go through, and prints the answer.
    private func send(_ order: TypedCall, _ org: RunOrg, _ surroundings: Surroundings) async throws -> Int32 {
        var order = order
        order.options["timeout"] = .integer(limits.limits.timeout)
        let answer = try await SingleCall(
            order.operation,
            arguments: order.arguments,
            files: order.files,
            secrets: order.secrets
        )
        .send(on: try await org.ground(surroundings), permissions: permissions)
        guard !answer.isEmpty else { return 0 }
        let isForPeople = !json && isatty(1) == 1
        let text =
            isForPeople ? AnswerTable(answer, of: order.operation, width: surroundings.console.width).bytes : answer
        try surroundings.emit(text.last == UInt8(ascii: "\n") ? text : text + [UInt8(ascii: "\n")])
        return 0
    }

    /// Runs a script of one line that walks all pages.
    private func walk(_ order: TypedCall, _ org: RunOrg, _ surroundings: Surroundings) async throws -> Int32 {
        guard order.operation.verb == "list" else {
            throw HostError(
                .invalid,
                order.operation.name,
                "has no pages to walk",
                hint: "leave --paginate out; lists have them"
            )
        }
        var request = Run.Request(
            script: ScriptFile(
                generated: try order.walk(),
                name: "\(order.operation.name).lua",
                folder: try surroundings.currentFolder()
            ),
            arguments: []
        )
        request.limits = limits.limits
        request.limits.output = .max
        request.permissions = permissions
        let run = try Run(request, on: try await org.ground(surroundings))
        let interrupts = InterruptWatch { run.interrupt() }
        let outcome = await run.run()
        interrupts.end()
        return outcome.exitCode
    }

    /// The call as a command for a shell; the addresses are the profile's where there is one.
    private func curlText(of order: TypedCall, _ surroundings: Surroundings) throws -> String {
        let order = ShellSecrets().standingIn(for: order)
        try order.check()
        let org = { try RunOrg(profile: self.profile, settings: limits.settings, surroundings).profile }
        // Without a profile at all the addresses of the first region stand in.
        let address = self.profile == nil ? try? org() : try org()
        return try CurlText(order, profile: address).command
    }
}
