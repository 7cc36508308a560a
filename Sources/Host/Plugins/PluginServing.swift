extension ServedRun {
    /// The worker of a plugin that serves a run: a run of its own, quiet, which changes what the plugin was granted to change.
    ///
    /// - Parameters:
    ///   - plugin: the plugin.
    ///   - ground: what the run stands on.
    ///   - plans: whether that run only plans.
    ///   - grants: paths that it may reach besides those of the plugin.
    /// - Returns: a worker that is started by its first call.
    static func of(
        _ plugin: LoadedPlugin,
        on ground: Run.Ground,
        plans: Bool,
        grants: [PathGrant] = []
    ) -> ServedRun {
        var quiet = ground
        quiet.console = .behind(plugin.manifest.name, on: ground.console)
        let place = quiet
        return ServedRun(clock: ground.clock) { link in
            var request = Run.Request(PluginRole(plugin, .serve))
            request.permissions = .unnarrowed
            request.grants = grants
            request.plans = plans
            request.serving = link
            // What it prints is read by people, in the midst of another run.
            request.limits.output = 1 << 20
            return try Run(request, on: place)
        }
    }
}
