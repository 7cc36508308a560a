import Host
import Journal
import Webex

extension Surroundings {
    /// The plugins of this home; nothing is read yet.
    func plugins() throws -> PluginStore {
        PluginStore(
            try homes(),
            rules: PluginRules(
                verbs: Set(Patchbay.verbs),
                options: { CommandWords.reserved },
                version: Patchbay.version
            ),
            ground: try restingGround()
        )
    }

    /// What a script stands on that is not to do anything.
    func restingGround() throws -> Run.Ground {
        let state = try homes().state
        return Run.Ground(
            org: nil,
            journal: JournalPlace(folder: state, opening: JournalOnDemand(folder: state)),
            console: console,
            clock: .system,
            zone: .utc,
            currentFolder: try currentFolder(),
            secrets: try vault().secrets,
            outOfReach: try vault().outOfReach(currentFolder: currentFolder()),
            worker: workerPath(),
            version: Patchbay.version
        )
    }
}
