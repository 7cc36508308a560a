extension Run {
    /// What is asked of a run.
    package struct Request: Sendable {
        package var script: ScriptFile
        /// The id of a run that begins, where whoever starts it had to know it beforehand; nil has one made.
        package var id: String?
        /// The script's own arguments, as they were typed.
        package var arguments: [String]
        package var limits = RunLimits()
        package var permissions = Permissions()
        /// Grants from the command line: the current folder by `--allow-write`.
        package var grants: [PathGrant] = []
        /// Whether one of them is the current folder.
        package var allowsWrite = false
        /// What the run was given besides, for who goes on with it later.
        package var addresses = RunAddresses()
        /// Which of Patchbay's own scripts is run in place of the text of `script`; nil for a script of somebody's.
        package var own: OwnScript?
        /// Whether changes are held back, and only planned.
        package var plans = false
        /// How often a run that only plans may ask the same with a sleep in between, and be answered the same.
        package var mostPolls = PlanPatience.usualPolls
        /// The plan that is carried out by `own`; nil where that is not what it does.
        package var application: PlanToApply?
        /// What the run did that the plan takes back; nil for any other plan.
        package var undoes: RunDeeds?
        /// The run to go on with; nil for one that begins.
        package var past: Past?
        /// The file that a recording of the run goes to; nil where none is made.
        package var recordTo: String?
        /// The recording that answers the script in place of an org; `Recording.check` says whether it is one of this script.
        package var replay: Recording?
        /// What a file of tests is given besides; nil for any other script.
        package var bench: TestBench?
        /// How far the paths among the arguments may reach; nil where a person typed them.
        package var bounds: PathBounds?
        /// Whether the script is only read as Lua, and nothing of it is run; for a ground without an org.
        package var parsesOnly = false
        /// Whether a script that only describes itself is ended as wrong usage where the arguments do not fit what it declares.
        package var checksArguments = false
        /// What is run of a plugin, whose code `script` then is; nil for a script of somebody's own.
        package var plugin: PluginRole?
        /// Who wants to know what a plugin says of itself; nil for any other run.
        var manifest: ManifestQuestion?
        /// The rules that are served; nil for any other run.
        var rules: RulesCode?
        /// Who calls the functions of a worker that serves; nil for any other run.
        var serving: ServedLink?

        package init(script: ScriptFile, arguments: [String]) {
            self.script = script
            self.arguments = arguments
        }
    }
}
