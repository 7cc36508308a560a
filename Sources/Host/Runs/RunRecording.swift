import Webex
import Wire

extension Run {
    /// What records the run, if that was asked for.
    ///
    /// - Throws: `HostError` where the recording cannot be written.
    func makeRecorder() throws(HostError) -> Recorder? {
        guard let path = request.recordTo else { return nil }
        let header = RecordingHeader(
            version: ground.version,
            run: id,
            script: request.script,
            words: request.arguments,
            profile: ground.org?.session.profile.name ?? "",
            started: began,
            seed: seed,
            zone: ground.zone.name
        )
        return Recorder(
            try RecordingFile(path, currentFolder: ground.currentFolder),
            header,
            clock: ground.clock,
            redaction: ground.console.redaction,
            send: { [worker] in worker.send($0) }
        )
    }

    /// Runs the script against a recording: no org is asked, nothing is written, and no journal hears of it.
    func replay(_ recording: Recording) async -> RunOutcome {
        ground.console.say("run \(id)")
        ground.console.say("replay of \(recording.path)")
        if request.script.hash != recording.header.scriptHash {
            ground.console.say("\(request.script.name) has changed since it was recorded")
        }
        let replayer = Replayer(
            recording,
            redaction: ground.console.redaction,
            send: { [worker] in worker.send($0) },
            differs: { [weak self] in self?.finish(.differs($0)) }
        )
        return await attempt(nil, replayer)
    }

    /// Gives the recording its name; one of a run that did nothing is let go.
    ///
    /// - Returns: what kept it from being written.
    func keep(_ recorder: Recorder?, _ reason: RunEnd, exitCode: Int32) -> HostError? {
        switch reason {
        case .usage, .described: recorder?.drop()
        default:
            do throws(HostError) { try recorder?.end(exitCode: exitCode) } catch {
                return HostError(error.kind, error.subject, "the recording is lost: \(error.problem)", hint: error.hint)
            }
        }
        return nil
    }
}
