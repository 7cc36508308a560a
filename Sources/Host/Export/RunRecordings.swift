import JSON
import Journal
import Webex

extension Run {
    /// The effects by which a script saves recordings, and asks and tells what was saved.
    func recordingEffects(_ org: Org, names: ClaimedNames) -> [String: Door.EffectHandler] {
        let ledger = org.ledger
        let folder = RecordingFolder(
            grants: grants,
            ledger: ledger,
            currentFolder: ground.currentFolder,
            names: names,
            commits: SyncGroup { notes in try ledger.enter(notes.flatMap(\.self)) },
            isPlanned: planner != nil
        )
        let sinks = DeliverySinks(sinkMakers(org), clock: ground.clock)
        let downloads = DownloadEffects(
            session: org.session,
            folder: folder,
            locks: ground.journal.places,
            clock: ground.clock,
            progress: progress,
            run: id,
            planner: planner,
            operations: request.permissions.operations,
            hooks: hooks
        )
        let exports = ExportEffects(
            session: org.session,
            folder: folder,
            sinks: sinks,
            spool: RecordingSpool(path: ground.temporaryFolder),
            locks: ground.journal.places,
            clock: ground.clock,
            progress: progress,
            run: id,
            planner: planner,
            operations: request.permissions.operations,
            hooks: hooks
        )
        let verifying = VerifyEffects(
            session: org.session,
            folder: folder,
            sinks: sinks,
            clock: ground.clock,
            planner: planner,
            operations: request.permissions.operations
        )
        let ledgers = LedgerEffects(
            session: org.session,
            folder: folder,
            clock: ground.clock,
            run: id,
            planner: planner,
            operations: request.permissions.operations
        )
        let effects: [String: Door.EffectHandler] = [
            "download": downloads.download, "export": exports.export, "sinks_check": exports.check,
            "sinks_named": exports.places, "verify": verifying.verify,
        ]
        return effects.merging(ledgers.handlers) { first, _ in first }
    }

    /// What makes sinks of the values that scripts name them by.
    private func sinkMakers(_ org: Org) -> [DeliverySinks.Maker] {
        let plugins = PluginSink.maker(on: ground, permitting: said) { [weak self] in self?.accompany($0) }
        let buckets = self.buckets(org)
        return [
            { value in try plugins(value).map(DeliverySink.file) },
            { value in value.object == nil ? nil : .stream(try buckets.sink(value)) },
        ]
    }

    /// The buckets that the script may name.
    func buckets(_ org: Org) -> S3Buckets {
        S3Buckets(
            transfer: org.web.transfer,
            hosts: request.permissions.hosts,
            plugin: request.permissions.plugin,
            secrets: secrets,
            redaction: org.session.redaction,
            clock: ground.clock
        )
    }
}
