import ArgumentParser
import Host

/// The options of carrying a plan out, whoever made it.
struct ApplyOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Begin without asking.")
    var yes = false

    @Flag(help: "Print what became of each change as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Begin no further change after this many failed or were refused.", valueName: "n"))
    var maxFailures: Int?

    @Option(
        help: ArgumentHelp(
            "How long an object may take to be there that Webex makes by itself, such as the user of a new person.",
            valueName: "duration"
        )
    )
    var waitFor = MillisecondsArgument("30m")

    @Flag(help: "Let objects be deleted.")
    var allowDeletes = false

    @Flag(help: "Let requests be sent that no operation describes.")
    var allowRaw = false

    @Option(help: ArgumentHelp("Make this many changes, and stop before one more.", valueName: "n"))
    var allowChanges: Int?

    @Flag(help: "Refuse every change.")
    var readOnly = false

    @OptionGroup(title: "Limits") var limits: LimitOptions

    @Option(help: ArgumentHelp("Base of the contact-centre API, before the profile's.", valueName: "url"))
    var apiURL: String?

    @Option(help: ArgumentHelp("Base of sign-in, before the profile's.", valueName: "url"))
    var authURL: String?

    var permissions: Permissions {
        var permissions = Permissions()
        permissions.isReadOnly = readOnly
        permissions.changes = allowChanges
        permissions.allowsDeletes = allowDeletes
        permissions.allowsRaw = allowRaw
        return permissions
    }

    func validate() throws {
        if let allowChanges, allowChanges < 0 {
            throw ValidationError("--allow-changes is \(allowChanges), but must be 0 or more")
        }
        try Self.check(maxFailures: maxFailures)
        try LimitOptions.check(memory: nil, durations: [waitFor], positive: [])
    }

    /// Refuses a number of failures that no run could keep.
    static func check(maxFailures: Int?) throws {
        if let maxFailures, maxFailures < 1 {
            throw ValidationError("--max-failures is \(maxFailures), but must be 1 or more")
        }
    }
}
