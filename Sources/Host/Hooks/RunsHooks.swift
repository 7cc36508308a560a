import JSON
import Webex

extension Run {
    /// The plugins that are told of a run: of none that replays, describes itself, or is itself the work of a plugin or of rules.
    ///
    /// - Parameters:
    ///   - request: what is asked of the run.
    ///   - said: what a person said that it may do.
    ///   - ground: what it stands on.
    ///   - id: its id.
    ///   - began: when it first began.
    /// - Returns: nil where nobody is told.
    static func hooks(
        of request: Request,
        said: Permissions,
        on ground: Ground,
        id: String,
        began: Int64
    ) -> RunHooks? {
        guard let org = ground.org, request.serving == nil, request.own != .undoing, request.bench == nil,
            !request.parsesOnly
        else { return nil }
        var facts = facts(id: id, script: request.script.path, profile: org.session.profile.name, began: began)
        if request.plans { facts["planning"] = true }
        // What a plan makes is no news: nothing has happened.
        let wanted = request.plans ? [.beforeWrite] : Set(PluginManifest.Hook.allCases)
        return RunHooks(
            on: ground,
            run: facts,
            wanted: wanted,
            permitting: said,
            plans: request.plans,
            // What a plugin does by itself is no news to it.
            besides: request.plugin?.plugin.manifest.name
        )
    }

    /// What every event tells of its run.
    static func facts(id: String, script: String, profile: String, began: Int64) -> JSONObject {
        ["id": .string(id), "script": .string(script), "profile": .string(profile), "started": .integer(began)]
    }
}
