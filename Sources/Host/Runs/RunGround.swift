import Journal
import Webex

extension Run {
    /// What a run stands on; made once by who starts runs.
    package struct Ground: Sendable {
        /// The org and what was exported from it; nil where a script is only asked what it takes.
        package var org: Org?
        package var console: Console
        package var clock: WallClock
        package var zone: ZoneRules
        package var currentFolder: String
        /// The stored secrets, which a script may use by a handle.
        package var secrets: SecretFile
        /// Folders and files that no script reaches.
        package var outOfReach: [String]
        /// The path of `patchbay-worker`.
        package var worker: String
        /// Where runs are entered, and locked while they run.
        package var journal: JournalPlace
        /// The version of Patchbay.
        package var version: String
        /// The system's folder for what is not kept.
        package var temporaryFolder = "/tmp"
        /// The plugins that are enabled.
        package var plugins = PluginSet.none
        /// The folder of the person who runs it, which `~` stands for; empty where nobody knows it.
        package var personFolder = ""

        package init(
            org: Org?,
            journal: JournalPlace,
            console: Console,
            clock: WallClock,
            zone: ZoneRules,
            currentFolder: String,
            secrets: SecretFile,
            outOfReach: [String],
            worker: String,
            version: String
        ) {
            self.org = org
            self.journal = journal
            self.console = console
            self.clock = clock
            self.zone = zone
            self.currentFolder = currentFolder
            self.secrets = secrets
            self.outOfReach = outOfReach
            self.worker = worker
            self.version = version
        }
    }

    /// The org of a run.
    package struct Org: Sendable {
        package var session: Session
        package var ledger: CaptureLedger
        /// The hosts besides it.
        package var web: OutsideWeb
        /// Whether it ends with the process.
        package var isSimulated: Bool

        package init(session: Session, ledger: CaptureLedger, web: OutsideWeb, isSimulated: Bool) {
            self.session = session
            self.isSimulated = isSimulated
            self.ledger = ledger
            self.web = web
        }
    }
}
