extension ServedRun {
    /// The worker of a plugin that serves a run: a run of its own, quiet, which may do what the plugin was granted
    /// as far as the run may do it too.
    ///
    /// - Parameters:
    ///   - plugin: the plugin.
    ///   - ground: what the run stands on.
    ///   - permissions: what a person said that the run may do: a plugin does no more in it.
    ///   - plans: whether that run only plans.
    /// - Returns: a worker that is started by its first call.
    static func of(
        _ plugin: LoadedPlugin,
        on ground: Run.Ground,
        permitting permissions: Permissions,
        plans: Bool
    ) -> ServedRun {
        var quiet = ground
        quiet.console = .behind(plugin.manifest.name, on: ground.console)
        let place = quiet
        return ServedRun(clock: ground.clock) { link in
            var request = Run.Request(PluginRole(plugin, .serve))
            request.permissions = permissions.forServing
            request.plans = plans
            request.serving = link
            // What it prints is read by people, in the midst of another run.
            request.limits.output = 1 << 20
            return try Run(request, on: place)
        }
    }
}
