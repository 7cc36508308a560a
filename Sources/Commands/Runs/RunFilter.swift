import ArgumentParser
import Host
import Journal
import Webex

/// The options that say which runs are meant.
struct RunFilter: ParsableArguments {
    @Option(
        help: ArgumentHelp("Only runs of this script: its path, or the end of it; or an operation.", valueName: "name")
    )
    var script: String?

    @Option(help: ArgumentHelp("Only runs against this profile's org.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("Only runs that ended so; may be given again.", valueName: "outcome"))
    var outcome: [RunState] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only runs that began then or later: 7d, yesterday, 2026-11-01.", valueName: "date")
    )
    var since: String?

    /// Which runs the journal is asked for.
    ///
    /// - Parameter folder: what a path that begins with a point is seen from.
    /// - Returns: what to ask the journal for.
    /// - Throws: `HostError` for a date that is none.
    func query(from folder: String) throws(HostError) -> RunQuery {
        var query = RunQuery()
        query.script = try script.map { text throws(HostError) in
            text.hasPrefix(".") ? try PathText.absolute(text, in: folder) : text
        }
        query.profile = profile
        query.since = try since.map { text throws(HostError) in
            try PastInstant.read(text, option: "--since", now: WallClock.system.now())
        }
        return query
    }

    /// Whether any run is left out.
    var leavesOut: Bool { script != nil || profile != nil || since != nil || !outcome.isEmpty }
}

extension RunState: ExpressibleByArgument {}
